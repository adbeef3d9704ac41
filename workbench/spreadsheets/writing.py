"""Writing tables for other programs: Excel workbooks where text stays text and numbers are numbers."""

import datetime as dt
import math
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain, islice
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from workbench.errors import WorkbenchError

# Limits of the .xlsx format; Excel counts a cell's length in UTF-16 units.
MOST_ROWS = 1_048_576
MOST_CHARACTERS = 32_767

LONG_TEXTS = "Long texts"
_PART = 15_000  # characters of a long text per row; each may take two of Excel's units
_SAMPLE_ROWS = 200
_TELL_EVERY = 500  # rows
A4 = 9  # as Excel counts kinds of paper
_MOST_PRINTED = 260
_WIDEST = 60


class UnwritableFile(WorkbenchError):
    """A file that cannot be written: no such folder, read-only, a full disk, or open elsewhere."""


class Figure(StrEnum):
    """How the numbers and dates of a column are shown; the value is the Excel number format."""

    TEXT = "@"
    GENERAL = "General"
    COUNT = "#,##0"
    RATE = "0.0%"
    MONEY = "#,##0.00"
    PRICE = "#,##0.000000"
    SECONDS = "#,##0.000"
    DECIMAL = "0.0000"
    TIME = "d mmm yyyy hh:mm"
    DAY = "d mmm yyyy"


@dataclass(frozen=True)
class SheetColumn:
    """One column of a sheet: its header and how its figures are shown."""

    title: str
    figure: Figure = Figure.GENERAL


@dataclass(frozen=True)
class Sheet:
    """A table to be written: header, rows (read once, in order), and facts that stand below the table.

    Cells may be text, int, float, bool, date, datetime (UTC) or None. `facts` are (name, value) pairs; a .csv
    leaves them out. A hidden sheet is for programs.
    """

    name: str
    columns: Sequence[SheetColumn]
    rows: Iterable[Sequence[Any]]
    facts: Sequence[tuple[str, Any]] = ()
    is_hidden: bool = False


@dataclass
class _Book:
    """A workbook being written, its cell formats, and how many cells were too long for Excel."""

    book: xlsxwriter.Workbook
    formats: dict[Figure, Format] = field(default_factory=dict)
    cut_count: int = 0
    long_texts: list[tuple[str, int, str, str]] = field(
        default_factory=list
    )  # sheet, row, column, text in full
    row_count: int = 0
    on_rows: Callable[[int], None] | None = None

    def count_row(self) -> None:
        """Count a row that is written, and tell every so many."""
        self.row_count += 1
        if self.on_rows and self.row_count % _TELL_EVERY == 0:
            self.on_rows(self.row_count)

    def format(self, figure: Figure) -> Format:
        if figure not in self.formats:
            self.formats[figure] = self.book.add_format({"num_format": figure.value, "valign": "top"})
        return self.formats[figure]


def write_workbook(
    target: Path, sheets: Iterable[Sheet], on_rows: Callable[[int], None] | None = None
) -> None:
    """Write sheets to an .xlsx: header row frozen and bold, filters, widths by content.

    Text is never taken for a formula, number or link. A cell longer than Excel allows is cut with a mark that
    says so, and a last sheet “Notes” counts them. Rows past Excel's limit go on in a further sheet. The file
    appears only once it is whole. `on_rows` hears now and then how many rows are written. Raises UnwritableFile.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with whole_or_nothing(target) as path:
        book = _Book(xlsxwriter.Workbook(str(path), options), on_rows=on_rows)
        try:
            for sheet in sheets:
                _write_sheet(book, sheet)
            if book.long_texts:
                _write_sheet(book, _long_text_sheet(book.long_texts))
            if book.cut_count:
                _write_notes(book)
        except BaseException:
            # Closing lets go of the temporary files; the half-written workbook goes with `path`.
            book.book.close()
            raise
        book.book.close()


def _write_sheet(book: _Book, sheet: Sheet) -> None:
    rows = iter(sheet.rows)
    first = list(islice(rows, _SAMPLE_ROWS))
    widths = [_width(column, [row[place] for row in first]) for place, column in enumerate(sheet.columns)]
    rest, part = chain(first, rows), 1
    while True:
        name = sheet.name if part == 1 else f"{sheet.name} {part}"
        page = book.book.add_worksheet(name)
        if sheet.is_hidden:
            page.hide()
        _write_header(book, page, sheet.columns, widths)
        row_number = 0
        for row_number, row in enumerate(islice(rest, MOST_ROWS - 1), start=1):
            for place, (cell, column) in enumerate(zip(row, sheet.columns, strict=True)):
                _write_cell(book, page, row_number, place, cell, column)
            book.count_row()
        page.autofilter(0, 0, max(row_number, 1), len(sheet.columns) - 1)
        following = next(rest, None)
        if following is None:
            break
        rest, part = chain([following], rest), part + 1
    for number, (fact, value) in enumerate(sheet.facts, start=row_number + 2):
        if number < MOST_ROWS:
            _write_cell(book, page, number, 0, fact, SheetColumn("", Figure.TEXT))
            _write_cell(book, page, number, 1, value, SheetColumn(str(fact)))


def _write_header(
    book: _Book, page: Worksheet, columns: Sequence[SheetColumn], widths: Sequence[float]
) -> None:
    bold = book.book.add_format({"bold": True, "bottom": 1, "valign": "top", "text_wrap": True})
    for place, (column, width) in enumerate(zip(columns, widths, strict=True)):
        page.set_column(place, place, width)
        page.write_string(0, place, _fitting(book, column.title), bold)
    page.freeze_panes(1, 0)
    page.set_paper(A4)
    page.set_landscape()
    page.repeat_rows(0)
    if sum(widths) <= _MOST_PRINTED:  # wider tables would be too small to read on one page's width
        page.fit_to_pages(1, 0)


def _write_cell(book: _Book, page: Worksheet, row: int, place: int, cell: Any, column: SheetColumn) -> None:
    figure = column.figure
    value = plain_cell(cell)
    if value is None:
        return
    if isinstance(value, bool):
        page.write_boolean(row, place, value, book.format(Figure.GENERAL))
    elif isinstance(value, int | float) and abs(value) < 1e15:
        shown = Figure.GENERAL if figure in (Figure.TEXT, Figure.TIME, Figure.DAY) else figure
        page.write_number(row, place, value, book.format(shown))
    elif isinstance(value, dt.datetime | dt.date) and value.year >= 1900:
        is_time = isinstance(value, dt.datetime)
        page.write_datetime(row, place, value, book.format(Figure.TIME if is_time else Figure.DAY))
    else:
        text, cuts = str(value), book.cut_count
        page.write_string(row, place, _fitting(book, text), book.format(Figure.GENERAL))
        if book.cut_count > cuts:
            book.long_texts.append((page.get_name(), row + 1, column.title, encodable(text)))


def _long_text_sheet(texts: Sequence[tuple[str, int, str, str]]) -> Sheet:
    """The texts that no cell can hold, in parts that one can."""
    columns = [
        SheetColumn("Sheet", Figure.TEXT),
        SheetColumn("Row", Figure.COUNT),
        SheetColumn("Column", Figure.TEXT),
        SheetColumn("Part", Figure.COUNT),
        SheetColumn("Text", Figure.TEXT),
    ]
    rows = [
        (sheet, row, column, number, text[start : start + _PART])
        for sheet, row, column, text in texts
        for number, start in enumerate(range(0, len(text), _PART), start=1)
    ]
    return Sheet(LONG_TEXTS, columns, rows)


def _write_notes(book: _Book) -> None:
    page = book.book.add_worksheet("Notes")
    page.set_column(0, 0, _WIDEST * 2)
    cells = "1 cell was" if book.cut_count == 1 else f"{book.cut_count:,} cells were"
    page.write_string(
        0,
        0,
        f"{cells} longer than Excel's {MOST_CHARACTERS:,} characters; the text was cut and ends with a mark. "
        f"It stands in full, part by part, on the sheet “{LONG_TEXTS}”, and in the .csv export.",
    )


def plain_cell(cell: Any) -> Any:
    """A cell as plain Python: no NaN, no pandas or numpy scalars, times without zone and to the second, as every
    format can hold them."""
    if cell is None or cell is pd.NaT or cell is pd.NA:
        return None
    if hasattr(cell, "item") and not isinstance(cell, pd.Timestamp):
        cell = cell.item()
    if isinstance(cell, pd.Timestamp):
        cell = cell.to_pydatetime()
    if isinstance(cell, float) and not math.isfinite(cell):
        return None
    if isinstance(cell, dt.datetime):
        return (cell.astimezone(dt.UTC) if cell.tzinfo else cell).replace(tzinfo=None, microsecond=0)
    return cell


def _fitting(book: _Book, text: str) -> str:
    """The text, cut with a mark where Excel cannot hold it."""
    clean = encodable(text)
    if len(clean) * 2 <= MOST_CHARACTERS or _units(clean) <= MOST_CHARACTERS:
        return clean
    book.cut_count += 1
    mark = f" … [cut: {len(clean):,} characters in all]"
    kept = clean.encode("utf-16-le")[: 2 * (MOST_CHARACTERS - len(mark))].decode("utf-16-le", "ignore")
    return kept + mark


def encodable(text: str) -> str:
    """The text with lone surrogates, which no file can hold, replaced."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _width(column: SheetColumn, cells: Sequence[Any]) -> float:
    """A column's width in characters: its widest cell among the first rows, within limits."""
    if column.figure in (Figure.TIME, Figure.DAY):
        return 18
    longest = max((_shown_length(cell) for cell in cells), default=0)
    return min(max(len(column.title) + 3, longest + 2, 8), _WIDEST)


def _shown_length(cell: Any) -> int:
    if isinstance(cell, float):
        return 10
    text = "" if cell is None else str(cell)
    return max((len(line) for line in text[:500].splitlines()), default=0)


@contextmanager
def whole_or_nothing(target: Path) -> Iterator[Path]:
    """A path beside the target to write to; it takes the target's place at the end, or disappears."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        yield part
        part.replace(target)
    except (OSError, XlsxWriterException) as error:
        raise UnwritableFile(
            f"The file {target} cannot be written: {_reason(error)}. "
            "Check that its folder exists and has room, close the file elsewhere, or name another one."
        ) from error
    finally:
        part.unlink(missing_ok=True)


def _reason(error: Exception) -> str:
    cause = error.args[0] if error.args and isinstance(error.args[0], OSError) else error
    text = getattr(cause, "strerror", None) or str(cause)
    return text[:1].lower() + text[1:].rstrip(".")
