"""What reading a file gives: a table whose rows remember their number in the file, and what was found on the way."""

import operator
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from workbench.domain import Kind
from workbench.spreadsheets.column_readings import ColumnReading, as_read, as_text
from workbench.spreadsheets.reading_formats import CellFormat

Shape = Literal["items", "labels", "pairs"]

# What spreadsheet programs call the first sheet of their own accord; a second one keeps its name, to tell it apart.
_UNNAMED = re.compile(
    r"(sheet|tabelle|feuille?|feuil|hoja|foglio|blad|planilha|arkusz|лист) ?1?", re.IGNORECASE
)


@dataclass(frozen=True)
class SheetName:
    """One sheet of a workbook; a text file counts as one sheet without a name."""

    name: str
    row_count: int = 0
    column_count: int = 0
    is_hidden: bool = False
    filled_count: int = 0


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
    `hidden_rows` and `hidden_columns` were hidden in the sheet and are read all the same. `counts` says of a column
    in how many ways its cells are written, such as {"dates_as_serial": 178, "dates_as_text": 87, "not_a_date": 35}.
    `readings` and `formats` (column → row number → format) are what the three views are made from. `roles` says what
    columns are for where the file itself does, as files exported here do; else it is empty.
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
    readings: dict[str, ColumnReading] = field(default_factory=dict, repr=False)
    formats: dict[str, dict[int, CellFormat]] = field(default_factory=dict, repr=False)
    error_count: dict[str, int] = field(default_factory=dict)
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    is_workbook: bool = False
    roles: dict[str, str] = field(default_factory=dict)
    _only: dict[str, CellFormat | None] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def place(self) -> str:
        """How sentences name the table: the sheet where the file has sheets, else the file."""
        return f"“{self.sheet or self.file_name}”"

    @property
    def title(self) -> str:
        """What a dataset made of it is called: the sheet's name where a person gave it one, else the file's."""
        stem = Path(self.file_name).stem.strip()
        return stem if stem and (not self.sheet or _UNNAMED.fullmatch(self.sheet.strip())) else self.sheet

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
        digits = 15 if self.is_workbook else 17
        return [as_read(cell, shown, digits) for cell, shown in self._shown(column)]

    def texts(self, column: str) -> list[str | None]:
        """The column's cells as text to compare ids and answers by, without outer spaces; None where empty."""
        digits = 15 if self.is_workbook else 17
        keeps_errors = self._reading(column).keeps_errors
        if column not in self.formats:
            return [as_text(cell, None, digits, keeps_errors) for cell in self.rows[column].tolist()]
        known: dict[Any, str | None] = {}  # dressed figures repeat, and dressing one takes ten look-ups
        cells, only = self.rows[column].tolist(), self._only_format(column)
        if only and set(map(type, cells)) <= {int, float}:
            known = {cell: as_text(cell, only, digits, keeps_errors) for cell in set(cells)}
            return list(map(known.__getitem__, cells))
        found = []
        for cell, shown in self._shown(column):
            key = (cell, type(cell), id(shown))
            if key not in known:
                known[key] = as_text(cell, shown, digits, keeps_errors)
            found.append(known[key])
        return found

    def values(self, column: str) -> list[Any]:
        """The column's cells as they were understood: text that is a number as int or float, and so on."""
        reading = self._reading(column)
        if reading.how == "as typed" and not self.error_count.get(column):
            cells = self.rows[column].tolist()
            only = self._only_format(column)
            leaves = (
                only and only.dress != "padded" and (reading.kind is not Kind.TEXT or only.dress == "date")
            )
            if column not in self.formats or leaves or set(map(type, cells)) <= {str, type(None)}:
                return cells
        return [reading.value(cell, shown) for cell, shown in self._shown(column)]

    def _only_format(self, column: str) -> CellFormat | None:
        """The format of every cell of the column, where all of them have the same one."""
        if column not in self._only:
            formats = self.formats.get(column, {})
            one = next(iter(formats.values()), None) if len(formats) >= len(self.rows) else None
            same = one and all(map(operator.is_, map(formats.get, self.row_numbers), repeat(one)))
            self._only[column] = one if same else None
        return self._only[column]

    def _reading(self, column: str) -> ColumnReading:
        return self.readings.get(column) or ColumnReading(self.kinds[column])

    def _shown(self, column: str) -> Iterable[tuple[Any, CellFormat | None]]:
        cells = self.rows[column].tolist()
        formats = self.formats.get(column)
        return zip(cells, map(formats.get, self.row_numbers) if formats else repeat(None), strict=False)

    def sentence(self, row_number: int, text: str) -> str:
        """ "Row 17 of “Clauses” <text>"."""
        return f"{self.row_word} {row_number} of {self.place} {text}"


@dataclass
class SheetFacts:
    """What a workbook says of a sheet beside its values; rows count from 1 as the person sees them, columns from 0.

    `merges` are (first row, first column, last row, last column); `formats` holds column → row → format, `errors`
    (row, column) → error text; `lost_formulas` are cells whose formula has no stored result.
    """

    row_count: int = 0
    column_count: int = 0
    filled_count: int = 0
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    formats: dict[int, dict[int, CellFormat]] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    lost_formulas: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Grid:
    """Cells before the header is found; `rows[n]` is the person's row n + 1; empty cells are None or "".

    `is_text`: the file knows nothing but text. `refused` holds rows that are broken. `row_word`: what the person calls
    a row of it.
    """

    rows: list[list[Any]]
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    is_text: bool = False
    facts: SheetFacts = field(default_factory=SheetFacts)
    findings: list[Finding] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    row_word: str = "Row"
