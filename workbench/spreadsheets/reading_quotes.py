"""The rows of a text table under one delimiter, and quotation marks that open a cell and never close it."""

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from workbench.errors import UnreadableFile
from workbench.spreadsheets.reading_sentences import rows_named
from workbench.spreadsheets.tables import Finding, RefusedRow

csv.field_size_limit(min(sys.maxsize, 2**31 - 1))  # one cell may be longer than csv's default of 131,072

_STAND_IN = "\x00"  # no text holds one once it is decoded
_MOST_OPEN_QUOTES = 20

Rows = list[list[str]]


@dataclass(frozen=True)
class Dialect:
    """How a text table is written: its delimiter, whether cells are in quotation marks, and how marks in them are."""

    delimiter: str
    quoted: bool
    mark: str = '"'
    has_backslashes: bool = False


def parse(text: str, dialect: Dialect) -> list[list[str]]:
    """The rows of a text as lists of cells, without empty ones at the end."""
    delimiter = dialect.delimiter
    if len(delimiter) > 1:
        text, delimiter = text.replace(delimiter, "\x1f"), "\x1f"
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if dialect.quoted else csv.QUOTE_NONE
    rows = list(
        csv.reader(
            _lines(text),
            delimiter=delimiter,
            quoting=quoting,
            quotechar=dialect.mark,
            escapechar="\\" if dialect.has_backslashes else None,
            doublequote=not dialect.has_backslashes,
        )
    )
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def _lines(text: str) -> Iterator[str]:
    # not splitlines(): it would also cut at form feeds and the like, which are text inside a cell
    start = 0
    while (end := text.find("\n", start)) >= 0:
        yield text[start : end + 1]
        start = end + 1
    if start < len(text):
        yield text[start:] + "\n"


def close_quotes(
    text: str, dialect: Dialect, rows: Rows, file_name: str
) -> tuple[Rows, list[RefusedRow], list[Finding]]:
    """Mend quotation marks that open a cell and never close it: taken for a letter, or the row is refused."""
    text, rows, opened = _close_at_end(text, dialect, rows)
    refused: list[RefusedRow] = []
    if _open_quote(text, rows, dialect.mark) >= 0:
        reason = f"Row {len(rows)} of “{file_name}” breaks off inside a quotation mark that is never closed. "
        reason += "Close it, or leave the row out."
        if len(rows) == 1:
            raise UnreadableFile(reason)
        refused.append(RefusedRow(len(rows), reason))
        rows = rows[:-1]
    if any("\n" in cell for row in rows if len(row) != len(rows[0]) for cell in row):
        rows, more = _close_between(text, dialect, rows)
        opened += more
    if not opened:
        return rows, refused, []
    opens = "opens" if len(opened) == 1 else "open"
    said = f"{rows_named(sorted(opened))} {opens} a quotation mark that is never closed; it was read as a letter."
    return [_restored(row, dialect.mark) for row in rows], refused, [Finding(said)]


def _close_at_end(text: str, dialect: Dialect, rows: Rows) -> tuple[str, Rows, list[int]]:
    """A mark that swallows the rest of the file becomes a letter, if the rest then reads like the rows before."""
    opened: list[int] = []
    for _ in range(_MOST_OPEN_QUOTES):
        at = _open_quote(text, rows, dialect.mark)
        if at < 0 or text.count("\n", at) < 2:
            break
        mended = text[:at] + _STAND_IN + text[at + 1 :]
        retried = parse(mended, dialect)
        number, width = len(rows), len(rows[0])
        sound = sum(len(row) == width for row in retried[number:])
        if len(retried) == number or sound * 2 < len(retried) - number:
            break
        opened.append(number)
        text, rows = mended, retried
    return text, rows, opened


def _open_quote(text: str, rows: Rows, mark: str) -> int:
    """Where the quotation mark stands that the last cell opens and the file never closes, or -1."""
    if not rows or not rows[-1]:
        return -1
    tail = mark + rows[-1][-1].removesuffix("\n").replace(mark, mark * 2)
    for ending in (text, text.removesuffix("\n")):
        if len(tail) > 1 and ending.endswith(tail):
            at = len(ending) - len(tail)
            return at if ending.count(mark, 0, at) % 2 == 0 else -1
    return -1


def _close_between(text: str, dialect: Dialect, rows: Rows) -> tuple[Rows, list[int]]:
    """A mark that pairs up with one of a later row: its lines are read one by one, if each is then a whole row."""
    width = Counter(map(len, rows)).most_common(1)[0][0]
    lines = text.split("\n")
    mended: Rows = []
    opened: list[int] = []
    first = 0
    for row in rows:
        taken = 1 + sum(cell.count("\n") for cell in row)
        own = lines[first : first + taken]
        first += taken
        retried = _one_by_one(own, dialect) if taken > 1 and len(row) != width else []
        if retried and all(len(one) == width for one in retried):
            opened.append(len(mended) + 1)
            mended += retried
        else:
            mended.append(row)
    return mended, opened


def _one_by_one(lines: Iterable[str], dialect: Dialect) -> Rows:
    found: Rows = []
    for line in lines:
        if line.count(dialect.mark) % 2:
            at = _opening(line, dialect)
            line = line[:at] + _STAND_IN + line[at + 1 :]
        found += parse(line, dialect)
    return found


def _opening(line: str, dialect: Dialect) -> int:
    """The last mark of a line that opens a cell."""
    at = line.rfind(dialect.delimiter + dialect.mark)
    return at + len(dialect.delimiter) if at >= 0 else line.rfind(dialect.mark)


def _restored(row: list[str], mark: str) -> list[str]:
    return [cell.replace(_STAND_IN, mark) for cell in row] if any(_STAND_IN in cell for cell in row) else row
