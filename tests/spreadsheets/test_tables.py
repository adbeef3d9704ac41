"""What a table says of itself."""

import pandas as pd
import pytest

from workbench.spreadsheets.tables import Table


@pytest.mark.parametrize(
    ("file_name", "sheet", "title"),
    [
        ("My clauses.xlsx", "Sheet1", "My clauses"),
        ("Klauseln.xlsx", "Tabelle1", "Klauseln"),
        ("My clauses.xlsx", "Review", "Review"),
        ("My clauses.xlsx", "Sheet2", "Sheet2"),
        ("My clauses.xlsx", "Sheets to check", "Sheets to check"),
        ("clauses.csv", "", "clauses"),
        ("clauses.2026.csv", "", "clauses.2026"),
    ],
)
def test_is_called_after_its_sheet_only_where_a_person_named_it(
    file_name: str, sheet: str, title: str
) -> None:
    assert Table(file_name, sheet, [], {}, pd.DataFrame(), []).title == title
