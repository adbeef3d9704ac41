"""The labelling workbook: outputs to judge in Excel, with lists to choose from, and what came back in it.

Every row carries its key in a hidden column, so rows may be sorted, filtered and left out. The file tells nothing of
the candidates.
"""

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import python_calamine as calamine
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from workbench.errors import UnreadableFile
from workbench.spreadsheets.dataset_files import cut
from workbench.spreadsheets.writing import whole_or_nothing

LABELS_SHEET, INSTRUCTIONS_SHEET, LISTS_SHEET = "Labels", "Instructions", "Lists"
ABOUT_SHEET = "About these labels"
VERDICT, REASON, CORRECTION, COMMENT = "Verdict", "Reason", "Right answer", "Comment"
KEY = "Key, leave as it is"
_WRITTEN = (VERDICT, REASON, CORRECTION, COMMENT, KEY)
_WIDTHS = {VERDICT: 14, REASON: 22, CORRECTION: 32, COMMENT: 40, KEY: 10}
_WIDE, _NARROW, _LONG_TEXT = 60, 24, 40
_LINE, _TALLEST = 15, 240  # points
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True)
class WorkbookRow:
    """One output to judge: its hidden key, what is shown of it, and what its labeler has said of it so far."""

    key: str
    item_key: str
    inputs: Sequence[Any]
    expected: str
    answer: str
    verdict: str = ""
    reason: str = ""
    correction: str = ""
    comment: str = ""


@dataclass(frozen=True)
class LabellingWorkbook:
    """What goes into the file. `facts` come back as they are; `verdicts` and `reasons` are what the lists offer."""

    title: str
    instructions: str
    verdicts: Sequence[str]
    reasons: Sequence[str]
    input_names: Sequence[str]
    rows: Sequence[WorkbookRow]
    facts: dict[str, Any]


@dataclass(frozen=True)
class ReturnedRow:
    """One row as it came back, by its number as Excel shows it."""

    row_number: int
    key: str
    item_key: str
    verdict: str
    reason: str
    correction: str
    comment: str


@dataclass(frozen=True)
class ReturnedLabels:
    """A labelling workbook that came back: what it said about itself, and its rows."""

    facts: dict[str, Any]
    rows: list[ReturnedRow] = field(default_factory=list)


def write_labelling_workbook(target: Path, content: LabellingWorkbook) -> None:
    """Write the outputs to judge to an .xlsx, with lists for verdicts and reasons. Raises UnwritableFile."""
    options = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with whole_or_nothing(target) as path:
        book = xlsxwriter.Workbook(str(path), options)
        try:
            page = book.add_worksheet(LABELS_SHEET)
            _write_labels(book, page, content)
            _write_instructions(book, content)
            _write_hidden(book, LISTS_SHEET, [["Verdict", *content.verdicts], ["Reason", *content.reasons]])
            told = json.dumps(content.facts, ensure_ascii=True)
            _write_hidden(
                book,
                ABOUT_SHEET,
                [["What Eval Workbench needs to read these labels; leave it as it is", told]],
            )
        except BaseException:
            book.close()
            raise
        book.close()


def is_labelling_workbook(data: bytes) -> bool:
    """True for a workbook that `write_labelling_workbook` made, told without reading its rows."""
    if not data.startswith(_ZIP):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return ABOUT_SHEET.encode() in package.read("xl/workbook.xml")
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, RuntimeError, EOFError):
        return False


def read_labelling_workbook(data: bytes, file_name: str) -> ReturnedLabels:
    """Read what came back. Raises UnreadableFile with what to do."""
    if not is_labelling_workbook(data):
        raise UnreadableFile(
            f"“{file_name}” is not a labelling workbook from here. Labels in a sheet of another kind come in on the "
            "page Golden datasets or, for answers made elsewhere, on the page Candidates."
        )
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        facts = json.loads(str(book.get_sheet_by_name(ABOUT_SHEET).to_python(skip_empty_area=False)[1][0]))
        grid = book.get_sheet_by_name(LABELS_SHEET).to_python(skip_empty_area=False)
    except (calamine.CalamineError, OSError, ValueError, LookupError, zipfile.BadZipFile) as error:
        raise UnreadableFile(
            f"“{file_name}” is a labelling workbook, but its sheet “{LABELS_SHEET}” is missing or damaged. Save it "
            "again from Excel as .xlsx, or fill in a copy made anew."
        ) from error
    header = [str(cell).strip() for cell in grid[0]] if grid else []
    places = {name: _last(header, name) for name in _WRITTEN}
    missing = [name for name, place in places.items() if place is None]
    if missing:
        raise UnreadableFile(
            f"“{file_name}” has no column “{missing[0]}” any more. Bring it back under this header, or fill in a copy "
            "made anew."
        )
    return ReturnedLabels(
        facts, list(_rows(grid, {name: place or 0 for name, place in places.items()}, header))
    )


def _rows(grid: list[list[Any]], places: dict[str, int], header: list[str]) -> Any:
    item = header.index("Item") if "Item" in header else None
    for number, row in enumerate(grid[1:], start=2):
        cells = {name: _text(row[place]) if place < len(row) else "" for name, place in places.items()}
        if any(cells.values()):
            yield ReturnedRow(
                number, cells[KEY], _text(row[item]) if item is not None else "", cells[VERDICT], cells[REASON],
                cells[CORRECTION], cells[COMMENT],
            )  # fmt: skip


def _write_labels(book: xlsxwriter.Workbook, page: Worksheet, content: LabellingWorkbook) -> None:
    bold = book.add_format({"bold": True, "bottom": 1, "valign": "top", "text_wrap": True})
    shown = book.add_format({"valign": "top", "text_wrap": True})
    yellow = {"bg_color": "#FFF9E5", "border": 1, "border_color": "#E0D8BC"}
    to_fill = book.add_format({"valign": "top", "text_wrap": True, **yellow})
    header = ["Item", *content.input_names, "Expected answer", "Answer", *_WRITTEN]
    first = len(header) - len(_WRITTEN)
    long = _long_places(content)
    for place, name in enumerate(header):
        width = _WIDTHS[name] if place >= first else _WIDE if place in long else _NARROW
        page.set_column(place, place, width, None, {"hidden": place == len(header) - 1})
        page.write_string(0, place, name, bold)
    for number, row in enumerate(content.rows, start=1):
        told = [row.item_key, *[_text(cell) for cell in row.inputs], row.expected, row.answer]
        for place, text in enumerate(told):
            page.write_string(number, place, _safe(text), shown)
        said = [row.verdict, row.reason, row.correction, row.comment]
        for place, text in enumerate(said, start=first):
            _write_filled(page, number, place, text, to_fill)
        page.write_string(number, len(header) - 1, row.key, shown)
        page.set_row(number, _height(told, long))
    last = max(len(content.rows), 1)
    _offer(page, last, first, "A", len(content.verdicts), "Choose one of the verdicts in the list.", "stop")
    if content.reasons:
        _offer(page, last, first + 1, "B", len(content.reasons), "This reason is not in the list.", "warning")
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, last, len(header) - 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.activate()


def _write_filled(page: Worksheet, row: int, place: int, text: str, form: Format) -> None:
    if text:
        page.write_string(row, place, _safe(text), form)
    else:
        page.write_blank(row, place, None, form)


def _offer(page: Worksheet, last: int, place: int, column: str, count: int, refused: str, how: str) -> None:
    """Let the cells of a column be chosen from a column of the sheet with the lists."""
    page.data_validation(
        1,
        place,
        last,
        place,
        {
            "validate": "list",
            "source": f"='{LISTS_SHEET}'!${column}$2:${column}${count + 1}",
            "error_title": "Not in the list",
            "error_message": refused,
            "error_type": how,
        },
    )


def _write_instructions(book: xlsxwriter.Workbook, content: LabellingWorkbook) -> None:
    page = book.add_worksheet(INSTRUCTIONS_SHEET)
    bold = book.add_format({"bold": True, "font_size": 14})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    page.set_column(0, 0, 110)
    lines = [
        f"Judge each answer on the sheet “{LABELS_SHEET}”: choose a verdict in the yellow column.",
        "Whatever else is yellow may stay empty.",
        "correct: the answer is right. incorrect: it is wrong. no answer: it does not answer.",
        "unsure: somebody else should look at it.",
        "Right answer: what it should have been. Reason: why it is wrong. Comment: anything worth knowing.",
        "Rows may be sorted, filtered, left empty or deleted. Leave the headers and the hidden column as they are.",
        "Bring the file back on the page Label, “Label in Excel”. Bringing it back twice changes nothing.",
        "",
        *(["Instructions", "", *content.instructions.splitlines()] if content.instructions else []),
    ]
    page.write_string(0, 0, content.title, bold)
    for number, line in enumerate(lines, start=2):
        page.write_string(number, 0, _safe(line), wrapped)


def _write_hidden(book: xlsxwriter.Workbook, name: str, columns: Sequence[Sequence[str]]) -> None:
    page = book.add_worksheet(name)
    page.hide()
    for place, cells in enumerate(columns):
        for number, cell in enumerate(cells):
            page.write_string(number, place, _safe(cell))


def _long_places(content: LabellingWorkbook) -> set[int]:
    """The places of shown columns that hold long texts in any of the first rows."""
    long = set()
    for row in content.rows[:200]:
        for place, cell in enumerate([row.item_key, *row.inputs, row.expected, row.answer]):
            if len(_text(cell)) > _LONG_TEXT:
                long.add(place)
    return long


def _height(cells: Sequence[str], long: set[int]) -> float:
    """A row's height in points: as many lines as its longest cell wraps to, up to a limit."""
    lines = 1
    for place, text in enumerate(cells):
        width = _WIDE if place in long else _NARROW
        lines = max(lines, sum(1 + len(line) // width for line in text[:4000].split("\n")))
    return min(lines * _LINE, _TALLEST)


def _text(cell: Any) -> str:
    """A cell as text; Excel keeps whole numbers as decimals."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()


def _safe(text: str) -> str:
    """The text as an Excel cell can hold it."""
    return cut(text.encode("utf-8", "replace").decode("utf-8"))


def _last(header: list[str], name: str) -> int | None:
    """The last column under a header: columns of the dataset that are called the same stand before ours."""
    return next((place for place in range(len(header) - 1, -1, -1) if header[place] == name), None)
