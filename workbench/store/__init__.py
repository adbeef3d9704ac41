"""The cellar: everything that talks to DuckDB. Verbs are few: add_, get_, list_, set_, …_table."""
