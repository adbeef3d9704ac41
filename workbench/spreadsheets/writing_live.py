"""Writing a workbook that counts: cells with live formulas and names, drop-down lists, native charts, made for A4."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from workbench.spreadsheets.writing import A4, whole_or_nothing

_LINE_HEIGHT = 15  # points, as Excel has it
_INK, _QUIET, _LINE, _ENTERED = "#1F2933", "#66707C", "#C9CFD6", "#FFF7DB"


class Look(StrEnum):
    """What a cell is for, which decides how it looks."""

    PLAIN = "plain"
    TITLE = "title"
    HEAD = "head"
    ENTERED = "entered"  # a person may change it
    RESULT = "result"
    NOTE = "note"
    ASIDE = "aside"  # a note beside a figure, wrapped
    WORDS = "words"  # a sentence, wrapped


_LOOKS: dict[Look, dict[str, Any]] = {
    Look.PLAIN: {},
    Look.TITLE: {"bold": True, "font_size": 16},
    Look.HEAD: {"bold": True, "bottom": 1, "bottom_color": _LINE, "text_wrap": True},
    Look.ENTERED: {"bg_color": _ENTERED, "border": 1, "border_color": _LINE},
    Look.RESULT: {"bold": True},
    Look.NOTE: {"font_color": _QUIET},
    Look.ASIDE: {"font_color": _QUIET, "text_wrap": True, "indent": 1},
    Look.WORDS: {"text_wrap": True},
}


@dataclass(frozen=True)
class LiveCell:
    """One cell: text, a number, or a formula (without "=") with what it comes to now as `value`.

    `name` makes it readable by name in every formula; `choices` is the range of a drop-down list.
    """

    value: Any = None
    formula: str = ""
    number_format: str = "General"
    look: Look = Look.PLAIN
    name: str = ""
    choices: str = ""
    across: int = 1


@dataclass(frozen=True)
class Series:
    """What a chart draws: ranges such as "Months!$A$3:$A$38". `colour` "" leaves it invisible."""

    name: str
    categories: str
    values: str
    colour: str


@dataclass(frozen=True)
class LiveChart:
    """A native chart: "column", "bar" or "line"; `at` is the cell of its upper left corner."""

    kind: str
    title: str
    series: Sequence[Series]
    at: str
    is_stacked: bool = False
    is_overlaid: bool = False
    value_format: str = "#,##0"
    width: int = 720
    height: int = 320
    is_reversed: bool = False


@dataclass(frozen=True)
class LiveSheet:
    """A sheet of cells, row by row; None leaves a cell empty. `frozen`: rows and columns that stay in sight; `hidden`:
    the first and the last column that only feed charts; `printed`: the last row and column that are printed, where
    the rest is too wide to be read on paper."""

    name: str
    widths: Sequence[float]
    rows: Sequence[Sequence[LiveCell | None]]
    charts: Sequence[LiveChart] = ()
    frozen: tuple[int, int] = (0, 0)
    is_landscape: bool = True
    is_one_page: bool = False
    hidden: tuple[int, int] | None = None
    printed: tuple[int, int] | None = None


@dataclass
class _Book:
    book: xlsxwriter.Workbook
    formats: dict[tuple[Look, str, bool], Format] = field(default_factory=dict)

    def format(self, look: Look, number_format: str, is_right: bool = False) -> Format:
        key = (look, number_format, is_right)
        if key not in self.formats:
            shown = {"num_format": number_format, "valign": "top", "font_color": _INK, **_LOOKS[look]}
            if is_right:
                shown["align"] = "right"
            self.formats[key] = self.book.add_format(shown)
        return self.formats[key]


def cell_name(row: int, column: int, sheet: str = "") -> str:
    """The address of a cell, counted from 0: `cell_name(3, 2, "Model")` is "Model!$C$4"."""
    fixed = bool(sheet)
    address = xl_rowcol_to_cell(row, column, row_abs=fixed, col_abs=fixed)
    return f"{sheet}!{address}" if sheet else address


def cell_range(sheet: str, first: tuple[int, int], last: tuple[int, int]) -> str:
    """The address of a range of cells, rows and columns counted from 0."""
    return f"{cell_name(*first, sheet)}:{xl_rowcol_to_cell(*last, row_abs=True, col_abs=True)}"


def write_live_workbook(target: Path, sheets: Iterable[LiveSheet]) -> None:
    """Write the sheets to an .xlsx. Text is never taken for a formula or a link; formulas carry their value, so that
    programs which only read show it too. The file appears only once it is whole. Raises UnwritableFile."""
    options = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with whole_or_nothing(target) as path:
        book = _Book(xlsxwriter.Workbook(str(path), options))
        try:
            book.book.set_calc_mode("auto")
            for sheet in sheets:
                _write_sheet(book, sheet)
        finally:
            book.book.close()


def _write_sheet(book: _Book, sheet: LiveSheet) -> None:
    page = book.book.add_worksheet(sheet.name)
    for column, width in enumerate(sheet.widths):
        page.set_column(column, column, width)
    if sheet.hidden:
        page.set_column(*sheet.hidden, None, None, {"hidden": True})
    for row, cells in enumerate(sheet.rows):
        lines = max((_lines_of(sheet, column, cell) for column, cell in enumerate(cells) if cell), default=1)
        if cells and cells[0] and cells[0].look is Look.TITLE:
            page.set_row(row, 26)
        elif lines > 1:
            page.set_row(row, _LINE_HEIGHT * lines)
        for column, cell in enumerate(cells):
            if cell is not None:
                is_right = cell.look is Look.HEAD and _is_over_numbers(sheet, row, column)
                _write_cell(book, page, sheet.name, row, column, cell, is_right)
    for chart in sheet.charts:
        _insert_chart(book, page, chart)
    page.hide_gridlines(2)
    page.freeze_panes(*sheet.frozen)
    if sheet.is_landscape:
        page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, int(sheet.is_one_page))
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    page.set_footer("&L&8&F&C&8&A&R&8&P / &N")
    if sheet.printed:
        page.print_area(0, 0, *sheet.printed)


def _write_cell(
    book: _Book, page: Worksheet, sheet: str, row: int, column: int, cell: LiveCell, is_right: bool
) -> None:
    look = book.format(cell.look, cell.number_format, is_right)
    if cell.across > 1:
        page.merge_range(row, column, row, column + cell.across - 1, "", look)
    if cell.formula:
        page.write_formula(row, column, f"={cell.formula}", look, "" if cell.value is None else cell.value)
    elif isinstance(cell.value, bool):
        page.write_boolean(row, column, cell.value, look)
    elif isinstance(cell.value, int | float):
        page.write_number(row, column, cell.value, look)
    elif cell.value is None:
        page.write_blank(row, column, None, look)
    else:
        page.write_string(row, column, str(cell.value), look)
    if cell.name:
        book.book.define_name(cell.name, f"={cell_name(row, column, sheet)}")
    if cell.choices:
        page.data_validation(row, column, row, column, {"validate": "list", "source": f"={cell.choices}"})


def _lines_of(sheet: LiveSheet, column: int, cell: LiveCell) -> int:
    """How many lines a wrapped text takes, guessed from its length and the width of its columns; programs do not
    find it out for merged cells, and not all do for others."""
    if not _LOOKS[cell.look].get("text_wrap"):
        return 1
    width = sum(sheet.widths[column : column + cell.across])
    return max(-(-len(str(cell.value or "")) // max(int(width), 1)), 1)


def _is_over_numbers(sheet: LiveSheet, row: int, column: int) -> bool:
    """Whether the next cell below that is no head itself holds a number."""
    for cells in sheet.rows[row + 1 :]:
        below = cells[column] if column < len(cells) else None
        if below is None or below.look is not Look.HEAD:
            return below is not None and isinstance(below.value, int | float)
    return False


def _insert_chart(book: _Book, page: Worksheet, chart: LiveChart) -> None:
    kind = {"type": chart.kind} | ({"subtype": "stacked"} if chart.is_stacked else {})
    drawn = book.book.add_chart(kind)
    if drawn is None:
        raise ValueError(f"there is no chart of kind {chart.kind}")
    for number, series in enumerate(chart.series):
        fill = {"color": series.colour} if series.colour else {"none": True}
        look: dict[str, Any] = (
            {"line": fill} if chart.kind == "line" else {"fill": fill, "border": {"none": True}, "gap": 60}
        )
        if number == 0 and chart.is_overlaid:
            look["overlap"] = 100
        drawn.add_series(
            {
                "name": series.name,
                "categories": f"={series.categories}",
                "values": f"={series.values}",
                **look,
            }
        )
    drawn.set_title(
        {"name": chart.title, "name_font": {"size": 12, "bold": True, "color": _INK}, "overlay": False}
    )
    hidden = [number for number, series in enumerate(chart.series) if not series.colour]
    visible = len(chart.series) - len(hidden)
    drawn.set_legend({"none": True} if hidden or visible == 1 else {"position": "bottom"})
    lines: dict[str, Any] = {"visible": True, "line": {"color": "#E4E7EB"}}
    numbers: dict[str, Any] = {
        "num_format": chart.value_format,
        "major_gridlines": lines,
        "line": {"none": True},
    }
    names: dict[str, Any] = {
        "label_position": "low",
        "major_gridlines": {"visible": False},
        "reverse": chart.is_reversed,
    }
    if chart.kind == "bar":  # lying columns: the names stand on the upright axis
        if chart.is_reversed:  # the first name is on top; the figures stay at the foot all the same
            numbers["label_position"] = "high"
        names, numbers = numbers, names
    drawn.set_x_axis(names)
    drawn.set_y_axis(numbers)
    drawn.set_size({"width": chart.width, "height": chart.height})
    drawn.show_hidden_data()
    page.insert_chart(chart.at, drawn, {"object_position": 2, "description": chart.title})
