"""Rows that are no items: units under the names, sums in several languages, signatures, a table beside the table."""

from datetime import datetime
from typing import Any

from workbench.spreadsheets.reading_grid import table_of_grid
from workbench.spreadsheets.tables import Choices, Grid, Table

NAMES = ["Company", "No.", "Question", "Answer"]


def _table(rows: list[list[Any]], *switches: str) -> Table:
    grid = Grid([list(row) for row in rows], sheet="KPI")
    return table_of_grid(grid, "a.xlsx", Choices(switches=frozenset(switches)))


def _items(count: int) -> list[list[Any]]:
    return [["Adatum", f"Q-{row}", f"What was the margin of unit {row}?", 0.5 + row] for row in range(count)]


def test_units_below_the_names_are_no_item() -> None:
    rows = [NAMES, ["", "", "", "TEUR"], *_items(5)]
    table = _table(rows)
    assert (len(table), table.values("Answer")[0], table.left_out[0].row_number) == (5, 0.5, 2)
    assert "Row 2 looks like the units of the columns: left out." in map(str, table.findings)
    assert len(_table(rows, "units")) == 6
    to_do = [NAMES, ["", "Q-9", "", "open"], *_items(5)]
    assert len(_table(to_do)) == 6  # an item still to be filled in


def test_sums_and_signatures_are_told_beside_names_that_look_like_them() -> None:
    rows = [
        NAMES, *_items(4), ["Zwischensumme", "", "", 8.0], *_items(3), ["Adatum Ergebnis", "", "", 3.0],
        ["Total général", "", "", 11.0], [], ["Erstellt von: M. Huber", "", "", ""], ["Prepared by", "J. Doe", "", ""],
    ]  # fmt: skip
    assert [row.row_number for row in _table(rows).left_out] == [6, 10, 11, 13, 14]


def test_a_note_below_a_table_that_begins_further_right() -> None:
    rows = [["", "", *NAMES], *(["", "", *row] for row in _items(4)), [], ["", "", "* without VAT"]]
    assert [row.row_number for row in _table(rows).left_out] == [7]


def test_a_table_beside_the_table_is_left_out() -> None:
    beside = [["Category", "Count"], ["tax", 3], ["audit", 4]]
    rows = [[*row, "", *more] for row, more in zip([NAMES, *_items(2)], beside, strict=True)]
    rows += [[*row, "", "", ""] for row in _items(5)]
    assert _table(rows).columns == NAMES
    assert "Columns “Category” and “Count” look like a second table beside the first: left out." in map(
        str, _table(rows).findings
    )
    assert _table(rows, "beside").columns == [*NAMES, "Category", "Count"]


def test_years_and_months_are_names_of_columns() -> None:
    items = [[f"B{n}", f"What of {n}?", 1, 2, 3, 4, "x"] for n in range(5)]
    months = [datetime(2024, month, 1) for month in (1, 2, 3, 4)]
    table = _table([["ID", "Question", *months, "Answer"], *items])
    assert table.columns == [
        "ID",
        "Question",
        "2024-01-01",
        "2024-02-01",
        "2024-03-01",
        "2024-04-01",
        "Answer",
    ]
    assert _table([["ID", "Question", 2023.0, 2022.0, 2021.0, 2020.0, "Answer"], *items]).columns[2] == "2023"
    assert _table([["B9", "What of 9?", 2020, 5, 2019, 7, "x"], *items]).header_rows == ()
