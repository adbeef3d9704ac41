"""Results as .csv: text stands in quotation marks and nothing else does, so that the file alone says what is what.

Excel and every other program read such a file as any .csv. Brought in again, it is known by its titles, and each cell
is what it was: text, a number, true or false, a moment, or nothing.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.domain import Kind
from workbench.spreadsheets.column_readings import ColumnReading
from workbench.spreadsheets.dataset_files import guarded, unguarded
from workbench.spreadsheets.tables import Table
from workbench.spreadsheets.writing import Sheet, encodable, plain_cell, whole_or_nothing

# How the titles of each sheet begin; None stands for any title.
TITLES: tuple[tuple[str | None, ...], ...] = (
    ("Candidate", "Kind", "Correct", "Incorrect", "Answered"),
    ("Place", "Candidate", "Against the bar", "Precision", "From", "To"),
    ("Item", "Split", "Candidate", "Verdict", "Verdict from", "Expected", "Answer"),
    ("Item", "Split", "Candidate", "Answer", "Verdict", "Correction", "Comment", "Labeler"),
    ("Policy", "Candidate", None, "Saving low", "Saving high", "By hand"),
    ("Candidate", None, "Correct", "Incorrect", "Answered", "No answer", "Unsure"),
    ("Item", "Split", "Expected", "Answer"),
    ("Candidate", "Item", "Split", "Reason", "Seconds"),
    ("Run", "Candidate", "Candidate version", "Kind", "Model"),
)

_MARK = b"\xef\xbb\xbf"
_HEAD = 20_000
_CELL = re.compile(r'(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r\n|\n|$)')
_NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})(?: (\d{2}:\d{2}:\d{2}(?:\.\d+)?))?")


def write_csv(target: Path, sheet: Sheet) -> None:
    """Write one table as .csv in UTF-8 with a byte order mark, which Excel needs to read accents.

    Text that starts with = + - @ gets an apostrophe before it, so that no program runs it as a formula; numbers
    stay numbers. Times are ISO 8601. Raises UnwritableFile.
    """
    with whole_or_nothing(target) as path, path.open("w", encoding="utf-8-sig", newline="") as file:
        file.write(_line([column.title for column in sheet.columns]))
        file.writelines(_line(row) for row in sheet.rows)


def is_results_csv(data: bytes) -> bool:
    """True for a file that `write_csv` made of one of the sheets of results, told by its first line."""
    if not data.startswith(_MARK + b'"'):
        return False
    head = data[len(_MARK) : _HEAD].decode("utf-8", "ignore")
    first = next(_rows(head, most=1), None)
    if not first or not all(is_text for is_text, _ in first):
        return False
    titles = [title for _, title in first]
    return any(
        len(titles) >= len(known)
        and all(own is None or own == title for own, title in zip(known, titles, strict=False))
        for known in TITLES
    )


def read_results_csv(data: bytes, file_name: str) -> Table | None:
    """The table in such a file, every cell as it was; None where the rest is not as `write_csv` leaves it."""
    try:
        rows = list(_rows(data.decode("utf-8-sig")))
    except UnicodeDecodeError:
        return None
    header, body = rows[0], rows[1:]
    if not body or any(len(row) != len(header) for row in body):
        return None
    columns = told_apart([title for _, title in header])
    values = [[_value(*cell) for cell in row] for row in body]
    cells = dict(zip(columns, map(list, zip(*values, strict=True)), strict=True))
    written = dict(zip(columns, zip(*body, strict=True), strict=True))
    kinds = {name: _kind(cells[name], written[name]) for name in columns}
    return Table(
        file_name=file_name,
        sheet="",
        columns=columns,
        kinds=kinds,
        rows=pd.DataFrame({name: pd.Series(cells[name], dtype="object") for name in columns}),
        row_numbers=list(range(2, len(body) + 2)),
        readings={name: ColumnReading(kinds[name], keeps_errors=True) for name in columns},
    )


def _line(cells: Sequence[Any]) -> str:
    line = ",".join(map(_written, cells))
    return f"{line}\r\n" if line else '""\r\n'  # a line of nothing would be passed over


def _written(cell: Any) -> str:
    value = plain_cell(cell)
    if value is None:
        return ""
    if isinstance(value, str):
        quoted = guarded(encodable(value)).replace('"', '""')
        return f'"{quoted}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat(sep=" ") if isinstance(value, dt.datetime) else str(value)


def _rows(text: str, most: int = 0) -> Iterator[list[tuple[bool, str]]]:
    """Rows of (is it text, what stands there); stops where the text is not of this spelling."""
    row: list[tuple[bool, str]] = []
    at, count = 0, 0
    for found in _CELL.finditer(text):
        if found.start() != at or (found.end() == len(text) and not row and not found[0]):
            return
        at = found.end()
        quoted, bare, end = found.groups()
        row.append((False, bare) if quoted is None else (True, unguarded(quoted.replace('""', '"'))))
        if end != ",":
            yield row
            row, count = [], count + 1
            if count == most:
                return


def _value(is_text: bool, written: str) -> Any:
    if is_text:
        return written
    if not written:
        return None
    if written in ("true", "false"):
        return written == "true"
    if number := _NUMBER.fullmatch(written):
        return float(written) if number[1] or number[2] else int(written)
    return written.replace(" ", "T") if _MOMENT.fullmatch(written) else written


def _kind(values: Sequence[Any], written: Sequence[tuple[bool, str]]) -> Kind:
    known = [value for value in values if value is not None]
    if known and all(isinstance(value, bool) for value in known):
        return Kind.BOOLEAN
    if known and all(isinstance(value, int | float) and not isinstance(value, bool) for value in known):
        return Kind.NUMBER
    is_moment = known and all(
        not is_text and (not cell or _MOMENT.fullmatch(cell)) for is_text, cell in written
    )
    return Kind.DATE if is_moment else Kind.TEXT


def told_apart(names: Sequence[str]) -> list[str]:
    """The names, a second one of the same spelling with its number."""
    taken: dict[str, int] = {}
    found = []
    for name in names:
        number = taken[name.casefold()] = taken.get(name.casefold(), 0) + 1
        found.append(f"{name} {number}" if number > 1 else name)
    return found
