"""What reading a file gives: a table whose rows remember their number in the file, and what was found on the way."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from workbench.domain import Kind

Shape = Literal["items", "labels", "pairs"]


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
class Finding:
    """A plain sentence about what was found in a file, with the switch that undoes the guess where there is one.

    `switch` is the key to put into `Choices.switches` ("" where nothing can be changed), `label` the words on the
    switch ("Keep them"), `is_on` whether the person has flipped it.
    """

    sentence: str
    switch: str = ""
    label: str = ""
    is_on: bool = False

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True)
class Choices:
    """What a person says differently from what was guessed.

    `header_rows`: the rows with the column names, () for none, None to have them found. `encoding`, `delimiter`:
    "" to have them found. `day_first`: how 3/4/2020 is to be read, None to have it found. `switches`: the keys of
    the findings flipped.
    """

    header_rows: tuple[int, ...] | None = None
    encoding: str = ""
    delimiter: str = ""
    day_first: bool | None = None
    switches: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Table:
    """One sheet or text file as columns and rows.

    `rows` is as read: an object DataFrame in which an empty cell is None; cells of text files are text, cells of
    workbooks and JSON records keep their types, and dates are ISO text. `row_numbers` has one number per row of
    `rows`: the row in Excel, the record of a .csv (which Excel shows as that row), the line of a .jsonl.
    `kinds` says what the values of a column are. Three views of a column: `as_read` is the text that stood in the
    file, `texts` is text to compare ids and answers by (percentages and amounts as shown, dates in ISO), `values`
    is what was understood (numbers, true or false, ISO dates, text).

    `left_out` rows were recognised as no data (subtotals, closing sentences, headers that repeat), `unreadable`
    rows are broken. `shape` says what the table is a list of: "items", "labels" given by hand, preference "pairs".
    `hidden_rows` and `hidden_columns` were hidden in the sheet and are read all the same.
    """

    file_name: str
    sheet: str
    columns: list[str]
    kinds: dict[str, Kind]
    rows: pd.DataFrame
    row_numbers: list[int]
    header_rows: tuple[int, ...] = ()
    row_word: str = "Row"
    encoding: str = ""
    delimiter: str = ""
    findings: list[Finding] = field(default_factory=list)
    unreadable: list[RefusedRow] = field(default_factory=list)
    left_out: list[RefusedRow] = field(default_factory=list)
    shape: Shape = "items"
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def place(self) -> str:
        """How sentences name the table: the sheet where the file has sheets, else the file."""
        return f"“{self.sheet or self.file_name}”"

    @property
    def first_data_row(self) -> int:
        """The number of the first row of data."""
        return self.row_numbers[0]

    @property
    def rows_read(self) -> int:
        """Rows found in the file that are not blank: those of data, those left out and those that are broken."""
        return len(self.rows) + len(self.left_out) + len(self.unreadable)

    def as_read(self, column: str) -> list[str | None]:
        """The column's cells as text, as they stood in the file; None where a cell is empty."""
        return [None if cell is None else str(cell) for cell in self.rows[column].tolist()]

    def texts(self, column: str) -> list[str | None]:
        """The column's cells as text to compare ids and answers by, without outer spaces; None where empty."""
        return [None if cell is None else str(cell).strip() or None for cell in self.rows[column].tolist()]

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
    findings: list[Finding] = field(default_factory=list)


def _number(text: str) -> int | float:
    try:
        return int(text)
    except ValueError:
        return float(text)
