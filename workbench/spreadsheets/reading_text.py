"""Text tables (.csv, .tsv, .txt): which delimiter, which quoting, and then the cells."""

import csv
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from workbench.errors import UnreadableFile
from workbench.spreadsheets.encodings import decode
from workbench.spreadsheets.tables import Choices, Finding, Grid, RefusedRow

csv.field_size_limit(min(sys.maxsize, 2**31 - 1))  # one cell may be longer than csv's default of 131,072

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_RARE_DELIMITERS = {
    "||": "double vertical bars", "^": "carets", "~": "tildes", "¦": "broken bars", "\x1f": "unit separators",
    "\x01": "control characters", "§": "section signs", "¬": "not signs", "::": "double colons", ":": "colons",
}  # fmt: skip

_SAMPLE_CHARACTERS = 200_000
_SAMPLE_ROWS = 300
_STAND_IN = "\x00"  # no text holds one once it is decoded
_MOST_OPEN_QUOTES = 20


@dataclass(frozen=True)
class Dialect:
    """How a text table is written: its delimiter, whether cells are in quotation marks, and how marks in them are."""

    delimiter: str
    quoted: bool
    mark: str = '"'
    has_backslashes: bool = False


def read_text_grid(data: bytes, file_name: str, choices: Choices) -> Grid:
    """The cells of a text table. Raises UnreadableFile where it is empty or no text."""
    text, encoding = decode(data, file_name, choices.encoding)
    if not text.strip():
        raise UnreadableFile(
            f"“{file_name}” is empty. Fill it with a header row and one row per item, then upload it again."
        )
    findings: list[Finding] = []
    text, stated = _stated_delimiter(text)
    dialect = find_dialect(text, choices.delimiter or stated)
    rows = _parse(text, dialect)
    refused: list[RefusedRow] = []
    if dialect.quoted:
        rows, refused, findings = _close_quotes(text, dialect, rows, file_name)
    if encoding not in ("UTF-8", "UTF-8 with BOM"):
        findings.insert(0, Finding(f"The text is encoded as {encoding}."))
    if dialect.delimiter not in (",", "\t") and any(len(row) > 1 for row in rows[:_SAMPLE_ROWS]):
        words = (DELIMITERS | _RARE_DELIMITERS).get(dialect.delimiter, f"“{dialect.delimiter}”")
        findings.append(Finding(f"The columns are separated by {words}."))
    return Grid(rows, "", encoding, dialect.delimiter, is_text=True, findings=findings, refused=refused)


def find_dialect(text: str, delimiter: str = "") -> Dialect:
    """The delimiter and quoting under which the rows at the beginning have the most even number of columns."""
    sample = text[:_SAMPLE_CHARACTERS]
    if len(sample) < len(text):
        sample = sample[: sample.rfind("\n") + 1] or sample
    mark, has_backslashes = _mark_of(sample), '\\"' in sample and '""' not in sample.replace('\\""', "")
    if delimiter:
        return _best(sample, [delimiter], mark, has_backslashes) or Dialect(delimiter, mark in sample, mark)
    if sample.count("||") * 2 == sample.count("|") > 0:
        return Dialect("||", True, mark, has_backslashes)
    found = _best(sample, list(DELIMITERS), mark, has_backslashes)
    if found is None or not _is_even(sample, found):
        rare = _best(sample, [sign for sign in _RARE_DELIMITERS if sign != "||"], mark, has_backslashes)
        if rare is not None and _is_even(sample, rare):
            return rare
    return found or Dialect(",", True, mark, has_backslashes)


def _best(sample: str, delimiters: list[str], mark: str, has_backslashes: bool) -> Dialect | None:
    scored = []
    for rank, delimiter in enumerate(delimiters):
        if delimiter not in sample:
            continue
        for quoted in (True,) if _are_cells_quoted(sample, delimiter, mark) else (True, False):
            dialect = Dialect(delimiter, quoted, mark, has_backslashes and quoted)
            found = [len(row) for row in _parse(sample, dialect)[:_SAMPLE_ROWS] if row]
            if not found:
                continue
            widths = Counter(found)
            width, rows = max(widths.items(), key=lambda entry: (entry[1] * (entry[0] > 1), entry[0]))
            if width > 1:
                # names that are as many as the cells below them speak for a delimiter, too
                even = rows / len(found) + 0.1 * (found[0] == width)
                scored.append((round(even, 2), quoted, min(width, 4), -rank, dialect))
    return max(scored, key=lambda entry: entry[:4])[4] if scored else None


def _is_even(sample: str, dialect: Dialect) -> bool:
    """True where nearly all rows have as many cells; a rare delimiter has to be that regular to be believed."""
    found = [len(row) for row in _parse(sample, dialect)[:_SAMPLE_ROWS] if row]
    width, rows = Counter(found).most_common(1)[0]
    return width > 1 and rows >= 0.9 * len(found) and len(found) > 1 and found[0] == width


def _are_cells_quoted(sample: str, delimiter: str, mark: str) -> bool:
    """True where quotation marks stand at the edges of cells, so that they are not part of the text."""
    if mark not in sample:
        return False
    sign = re.escape(delimiter)
    opened = len(re.findall(rf"(?:^|{sign}){mark}", sample, re.MULTILINE))
    closed = len(re.findall(rf"{mark}(?:$|{sign})", sample, re.MULTILINE))
    return min(opened, closed) >= max(3, 0.8 * max(opened, closed))


def _mark_of(sample: str) -> str:
    lines = [line for line in sample.split("\n")[:50] if line]
    single = sum(line.startswith("'") and line.rstrip(",;").endswith("'") for line in lines)
    return "'" if lines and single >= 0.9 * len(lines) and '"' not in sample[:2000] else '"'


def _stated_delimiter(text: str) -> tuple[str, str]:
    """Without a first line such as “sep=;”, which Excel takes for an order and does not show."""
    line, _, rest = text.partition("\n")
    stated = line.strip().strip('"')
    if (stated[:4].casefold() == "sep=" and 5 <= len(stated) <= 6) or line.casefold() == "sep=\t":
        return rest, line.strip("\r\n").strip('"')[4:5]
    return text, ""


def _parse(text: str, dialect: Dialect) -> list[list[str]]:
    delimiter = dialect.delimiter
    if len(delimiter) > 1:
        text, delimiter = text.replace(delimiter, "\x1f"), "\x1f"
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if dialect.quoted else csv.QUOTE_NONE
    reader = csv.reader(
        _lines(text),
        delimiter=delimiter,
        quoting=quoting,
        quotechar=dialect.mark,
        escapechar="\\" if dialect.has_backslashes else None,
        doublequote=not dialect.has_backslashes,
    )
    rows = list(reader)
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


def _close_quotes(
    text: str, dialect: Dialect, rows: list[list[str]], file_name: str
) -> tuple[list[list[str]], list[RefusedRow], list[Finding]]:
    """Mend a quotation mark that opens a cell and never closes: taken for a letter, or the row is refused."""
    mark = dialect.mark
    opened: list[int] = []
    for _ in range(_MOST_OPEN_QUOTES):
        at = _open_quote(text, rows, mark)
        if at < 0:
            break
        number, width = len(rows), len(rows[0]) if rows else 0
        swallowed = text.count("\n", at)
        retried = _parse(text[:at] + _STAND_IN + text[at + 1 :], dialect) if swallowed > 1 else []
        sound = sum(len(row) == width for row in retried[number:])
        if not retried or sound * 2 < len(retried) - number or len(retried) == number:
            reason = (
                f"Row {number} of “{file_name}” breaks off inside a quotation mark that is never closed. "
            )
            reason += "Close it, or leave the row out."
            if number == 1:
                raise UnreadableFile(reason)
            return _restored(rows[:-1], mark), [RefusedRow(number, reason)], _said(opened)
        opened.append(number)
        text, rows = text[:at] + _STAND_IN + text[at + 1 :], retried
    return (_restored(rows, mark) if opened else rows), [], _said(opened)


def _said(opened: list[int]) -> list[Finding]:
    if not opened:
        return []
    rows = (
        f"Row {opened[0]} opens"
        if len(opened) == 1
        else f"{len(opened)} rows, the first of them {opened[0]}, open"
    )
    return [Finding(f"{rows} a quotation mark that is never closed; it was read as a letter.")]


def _open_quote(text: str, rows: list[list[str]], mark: str) -> int:
    """Where the quotation mark stands that the last cell opens and the file never closes, or -1."""
    if not rows or not rows[-1]:
        return -1
    tail = mark + rows[-1][-1].removesuffix("\n").replace(mark, mark * 2)
    for ending in (text, text.removesuffix("\n")):
        if len(tail) > 1 and ending.endswith(tail):
            before = ending[-len(tail) - 1 : -len(tail)]
            if before in ("", "\n") or not before.isalnum():
                at = len(ending) - len(tail)
                return at if ending[:at].count(mark) % 2 == 0 else -1
    return -1


def _restored(rows: list[list[str]], mark: str) -> list[list[str]]:
    return [
        [cell.replace(_STAND_IN, mark) for cell in row] if any(_STAND_IN in cell for cell in row) else row
        for row in rows
    ]
