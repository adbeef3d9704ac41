"""Large text files that are so tidy that no reader is needed: a look at both ends, one pass over the bytes between.

What holds of the beginning has to hold of every line, or the file goes to the reader, which is slower and forgives.
"""

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path, PurePath

import numpy as np
from numpy.typing import NDArray

from workbench.domain import Kind
from workbench.errors import UnreadableFile
from workbench.spreadsheets.column_readings import ERRORS
from workbench.spreadsheets.dataset_files import SCHEMA_SUFFIX
from workbench.spreadsheets.reading import TEXT_EXTENSIONS, read_table
from workbench.spreadsheets.reading_text import find_dialect
from workbench.spreadsheets.results_csv import is_results_csv
from workbench.spreadsheets.tables import Choices, Table

LARGE = 8_000_000  # bytes from which on the way round the reader is worth it

# What the cells of such a column have to look like, from first to last.
PATTERNS = {
    Kind.NUMBER: r"[-+]?(?:0|[1-9]\d{0,14})(?:\.\d{1,17})?(?:[eE][-+]?\d{1,3})?",
    Kind.DATE: r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:T\d{2}:\d{2}:\d{2})?",
    Kind.BOOLEAN: "true|false",
}

_HEAD = 1_000_000
_TAIL = 100_000
_CHUNK = 1_000_000
_MARK, _LINE_END, _RETURN, _SPACE = b'"\n\r '
_MOST_COLUMNS = 200
_ENCODINGS = ("UTF-8", "UTF-8 with BOM")
_HARMLESS = ("", "no_header")  # switches that change nothing in how the rows below are read
_SPACE_BEFORE_QUOTE = re.compile(rb'[,;|\t] +"[^",;|\t\r\n]')
_ERROR = re.compile(b"|".join(re.escape(error.encode()) for error in sorted(ERRORS)))


@dataclass(frozen=True)
class TidyText:
    """A text file in UTF-8 with one record per line, as far as its two ends tell; `pass_over` looks at the rest.

    `table` holds its beginning, with kinds that hold throughout where the cells fit `PATTERNS`.
    """

    table: Table
    delimiter: str
    is_quoted: bool
    has_header: bool
    size: int


@dataclass
class Passed:
    """What one pass over all bytes found. `returns`: carriage returns, all of them before a line end."""

    is_tidy: bool = True
    returns: int = 0
    pairs: int = 0
    quotes: int = 0
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    @property
    def sha256(self) -> str:
        """The fingerprint of the file."""
        return self.digest.hexdigest()


def look_at_text(path: Path, file_name: str, choices: Choices) -> TidyText | None:
    """What is needed to read a text file without the reader; None where it is small or not tidy enough."""
    size = path.stat().st_size
    is_changed = choices.encoding or choices.delimiter or choices.header_rows is not None
    if size < LARGE or is_changed or PurePath(file_name).suffix.casefold() not in TEXT_EXTENSIONS:
        return None
    if path.with_name(path.stem + SCHEMA_SUFFIX).is_file():
        return None  # exported here: the schema beside it says how to read it back
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if is_results_csv(head):
        return None  # exported here too: it tells text from numbers
    head = head[: _last_record_end(head)]
    table = _table(head, file_name, choices)
    if table is None or not _is_plain(table):
        return None
    dialect = find_dialect(head.decode("utf-8-sig"))
    if (
        dialect.has_backslashes
        or (dialect.quoted and dialect.mark != '"')
        or dialect.delimiter != table.delimiter
    ):
        return None
    header = head[: head.find(b"\n") + 1] if table.header_rows else b""
    if not _ends_alike(path, size, header, table, dialect.quoted, choices):
        return None
    return TidyText(table, dialect.delimiter, dialect.quoted, bool(table.header_rows), size)


def pass_over(path: Path, is_quoted: bool) -> Passed:
    """Fingerprint every byte, and look for what the database would read otherwise than the reader does."""
    found = Passed()
    size = path.stat().st_size
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK) + file.readline():
            found.digest.update(chunk)
            # blank lines at the very end are no rows
            _look_over(found, chunk.rstrip(b"\r\n") if file.tell() == size else chunk, is_quoted)
            if not found.is_tidy:
                return found
    if found.returns != found.pairs or (is_quoted and found.quotes % 2):
        found.is_tidy = False
    return found


def _last_record_end(data: bytes) -> int:
    """Where the last complete record ends: at a line end outside quotation marks."""
    end, inside = len(data), data.count(b'"') % 2
    while end > 0:
        at = data.rfind(b"\n", 0, end)
        inside = (inside - data.count(b'"', at + 1, end)) % 2
        if at < 0 or not inside:
            return at + 1
        end = at
    return 0


def _table(data: bytes, file_name: str, choices: Choices) -> Table | None:
    try:
        return read_table(data, file_name, None, choices)
    except UnreadableFile:
        return None


def _is_plain(table: Table) -> bool:
    """Nothing had to be guessed, left out or understood that the database would not understand alike."""
    if table.encoding not in _ENCODINGS or len(table.delimiter) != 1 or table.header_rows not in ((), (1,)):
        return False
    if (
        table.left_out
        or table.unreadable
        or any(finding.switch not in _HARMLESS for finding in table.findings)
    ):
        return False
    if len(table.columns) > _MOST_COLUMNS or table.row_numbers[-1] - table.row_numbers[0] + 1 != len(table):
        return False
    for column in table.columns:
        reading = table.readings.get(column)
        if table.error_count.get(column) or (reading and reading.how == "dates"):
            return False
        pattern = PATTERNS.get(table.kinds[column])
        cells = table.rows[column].dropna().astype("str")
        if pattern and not cells.str.fullmatch(pattern, flags=re.IGNORECASE).all():
            return False
        if table.kinds[column] is Kind.TEXT and reading and reading.how != "as typed":
            return False
    return True


def _look_over(found: Passed, chunk: bytes, is_quoted: bool) -> None:
    """One piece that ends at a line end; counting signs in arrays is the quickest there is in Python."""
    signs = np.frombuffer(chunk, np.uint8)
    marks = np.flatnonzero(signs == _MARK)
    ends = np.flatnonzero(signs == _LINE_END)
    if b"\r" in chunk:
        found.returns += chunk.count(b"\r")
        found.pairs += chunk.count(b"\r\n")
    blank = _blank_lines(signs, ends, b"\r" in chunk)
    outside = (found.quotes + np.searchsorted(marks, blank)) % 2 == 0 if is_quoted else blank >= 0
    starts_blank = chunk.startswith((b"\n", b"\r\n")) and not (is_quoted and found.quotes % 2)
    if starts_blank or outside.any() or b"\0" in chunk or (b"#" in chunk and _ERROR.search(chunk)):
        found.is_tidy = False
    if is_quoted and (signs[marks - 1] == _SPACE).any() and _SPACE_BEFORE_QUOTE.search(chunk):
        found.is_tidy = False
    found.quotes += len(marks)


def _blank_lines(signs: NDArray[np.uint8], ends: NDArray[np.int64], has_returns: bool) -> NDArray[np.int64]:
    """Where lines stand that hold nothing, in quotation marks or not."""
    gaps = np.diff(ends)
    blank = ends[1:][gaps == 1]
    if has_returns:
        short = ends[1:][gaps == 2]
        blank = np.concatenate([blank, short[signs[short - 1] == _RETURN]])
    return blank


def _ends_alike(
    path: Path, size: int, header: bytes, table: Table, is_quoted: bool, choices: Choices
) -> bool:
    """The last lines are rows like the first: no totals, no closing sentence."""
    with path.open("rb") as file:
        file.seek(max(0, size - _TAIL))
        tail = file.read()
    start = tail.find(b"\n") + 1
    while start and is_quoted and tail.count(b'"', start) % 2:
        start = tail.find(b"\n", start) + 1
    if not start:
        return False
    end = _table(header + tail[start:], table.file_name, choices)
    if end is None:
        return False
    return end.columns == table.columns and not (end.left_out or end.unreadable)
