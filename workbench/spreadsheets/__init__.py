"""Spreadsheets and text tables: the only room that opens or writes .xlsx, .csv, .jsonl and their like."""
