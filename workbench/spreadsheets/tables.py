"""What reading a file gives: a table whose rows remember their number in the file, and what was found on the way."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from workbench.domain import Kind


@dataclass(frozen=True)
class SheetName:
    """One sheet of a workbook; a text file counts as one sheet without a name."""

    name: str
    row_count: int = 0
    column_count: int = 0
    is_hidden: bool = False


@dataclass(frozen=True)
class RefusedRow:
    """A row that is not taken over, by its number as the person sees it, and why, as a full sentence."""

    row_number: int
    reason: str


@dataclass(frozen=True)
class Table:
    """One sheet or text file as columns and rows.

    `rows` is as read: an object DataFrame in which an empty cell is None; cells of text files are text, cells of
    workbooks and JSON records keep their types, and dates are ISO text. `row_numbers` has one number per row of
    `rows`: the row in Excel, the record of a .csv (which Excel shows as that row), the line of a .jsonl.
    `kinds` says what the values of a column are; `values` gives them as such.
    """

    file_name: str
    sheet: str
    columns: list[str]
    kinds: dict[str, Kind]
    rows: pd.DataFrame
    row_numbers: list[int]
    header_row: int | None = None
    row_word: str = "Row"
    encoding: str = ""
    delimiter: str = ""
    findings: list[str] = field(default_factory=list)
    unreadable: list[RefusedRow] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def place(self) -> str:
        """How sentences name the table: the sheet where the file has sheets, else the file."""
        return f"“{self.sheet or self.file_name}”"

    def values(self, column: str) -> list[Any]:
        """The column's cells as they were understood: text that is a number as int or float, and so on."""
        read = self.rows[column].tolist()
        if self.kinds[column] is Kind.NUMBER:
            return [_number(cell) if isinstance(cell, str) else cell for cell in read]
        if self.kinds[column] is Kind.BOOLEAN:
            return [cell.strip().casefold() == "true" if isinstance(cell, str) else cell for cell in read]
        return read

    def sentence(self, row_number: int, text: str) -> str:
        """ "Row 17 of “Clauses” <text>"."""
        return f"{self.row_word} {row_number} of {self.place} {text}"


@dataclass(frozen=True)
class Grid:
    """Cells before the header is found; `rows[n]` is the person's row n + 1; empty cells are None or ""."""

    rows: Sequence[Sequence[Any]]
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    findings: list[str] = field(default_factory=list)


def _number(text: str) -> int | float:
    try:
        return int(text)
    except ValueError:
        return float(text)
