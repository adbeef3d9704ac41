"""Tables whose items are columns."""

import io
from datetime import date

import pytest
from openpyxl import Workbook

from workbench.domain import Kind
from workbench.spreadsheets.reading import read_table
from workbench.spreadsheets.reading_turned import is_turned
from workbench.spreadsheets.tables import Choices

NAMES = ["ID", "Question", "Expected answer", "Share", "Seen on"]


def _book() -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.append(["Twelve questions on leases"])
    rows = [
        ["Q-1", "Q-2", "Q-3"], ["Who pays?", "Who insures?", "Who repairs?"], ["tenant", "owner", "owner"],
        [0.5, 0.25, 1], [date(2024, 1, 2)] * 3,
    ]  # fmt: skip
    for name, cells in zip(NAMES, rows, strict=True):
        sheet.append([name, *cells])
    for column in "BCD":
        sheet[f"{column}5"].number_format = "0%"
    sheet.column_dimensions["C"].hidden = True
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_items_side_by_side_become_rows_with_their_formats() -> None:
    table = read_table(_book(), "a.xlsx")
    assert (table.columns, table.row_numbers, table.row_word) == (NAMES, [2, 3, 4], "Column")
    assert (table.texts("Share"), table.kinds["Seen on"]) == (["50%", "25%", "100%"], Kind.DATE)
    assert table.hidden_rows == (3,)
    said = " ".join(map(str, table.findings))
    assert "rows and columns were exchanged" in said
    assert "Column 3 is hidden in the sheet" in said
    kept = read_table(_book(), "a.xlsx", choices=Choices(switches=frozenset({"turned"})))
    assert (kept.row_word, len(kept)) == ("Row", 4)


@pytest.mark.parametrize(
    "rows",
    [
        [["Question", "Answer"], ["Answer", "42"]],
        [["id", "question", "expected"], ["a1", "Which answer?", "no"], ["text 2", "Which?", "yes"]],
        [["A text", "x", "y"], ["An answer that repeats", "x", "y"], ["An answer that repeats", "x", "y"]],
    ],
)
def test_other_tables_stand_upright(rows: list[list[str]]) -> None:
    assert not is_turned(rows)
