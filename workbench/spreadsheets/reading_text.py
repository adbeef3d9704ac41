"""Text tables (.csv, .tsv, .txt): which encoding, which delimiter, which quoting, and then the cells."""

import csv
import sys
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from charset_normalizer import from_bytes

from workbench.errors import UnreadableFile
from workbench.spreadsheets.tables import Finding, Grid

csv.field_size_limit(min(sys.maxsize, 2**31 - 1))  # one cell may be longer than csv's default of 131,072

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}

_SAMPLE_CHARACTERS = 200_000
_SAMPLE_ROWS = 300
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# Scripts that Windows-1252 would silently turn into nonsense; a detector is believed for these alone.
_OTHER_SCRIPTS = (
    "cp1251", "koi8", "iso8859_5", "shift_jis", "cp932", "euc_", "gb", "big5", "cp949", "johab", "cp1253",
    "iso8859_7", "cp1255", "cp1256",
)  # fmt: skip


@dataclass(frozen=True)
class Dialect:
    """How a text table is written: its delimiter, and whether quotation marks enclose cells."""

    delimiter: str
    quoted: bool


def read_text_grid(data: bytes, file_name: str) -> Grid:
    """The cells of a text table. Raises UnreadableFile where it is empty or no text."""
    text, encoding = decode(data, file_name)
    if not text.strip():
        raise UnreadableFile(
            f"“{file_name}” is empty. Fill it with a header row and one row per item, then upload it again."
        )
    dialect = find_dialect(text)
    rows = _parse(text, dialect)
    findings = []
    if encoding not in ("UTF-8", "UTF-8 with BOM"):
        findings.append(Finding(f"The text is encoded as {encoding}."))
    if dialect.delimiter not in (",", "\t") and any(len(row) > 1 for row in rows[:_SAMPLE_ROWS]):
        findings.append(Finding(f"The columns are separated by {DELIMITERS[dialect.delimiter]}."))
    return Grid(rows=rows, encoding=encoding, delimiter=dialect.delimiter, findings=findings)


def decode(data: bytes, file_name: str) -> tuple[str, str]:
    """The text of a file and the name of its encoding. Raises UnreadableFile for bytes that are no text."""
    for mark, codec in _BOMS:
        if data.startswith(mark):
            name = {"utf-8-sig": "UTF-8 with BOM", "utf-16": "UTF-16", "utf-32": "UTF-32"}[codec]
            return _clean(data.decode(codec, errors="replace")), name
    wide = _utf16_without_mark(data)
    if wide:
        return _clean(data.decode(wide, errors="replace")), "UTF-16"
    if _is_binary(data):
        raise UnreadableFile(
            f"“{file_name}” is not a spreadsheet or text table. Save it as .xlsx or .csv and upload it again."
        )
    try:
        return _clean(data.decode("utf-8")), "UTF-8"
    except UnicodeDecodeError:
        return _legacy(data)


def find_dialect(text: str) -> Dialect:
    """The delimiter and quoting under which the rows at the beginning have the most even number of columns."""
    sample = text[:_SAMPLE_CHARACTERS]
    if len(sample) < len(text):
        sample = sample[: sample.rfind("\n") + 1] or sample
    scored = []
    for rank, delimiter in enumerate(DELIMITERS):
        if delimiter not in sample:
            continue
        for quoted in (True, False):
            widths = Counter(
                len(row) for row in _parse(sample, Dialect(delimiter, quoted))[:_SAMPLE_ROWS] if row
            )
            width, rows = max(widths.items(), key=lambda entry: (entry[1] * (entry[0] > 1), entry[0]))
            if width > 1:
                even = rows / widths.total()
                scored.append((round(even, 2), quoted, min(width, 4), -rank, Dialect(delimiter, quoted)))
    if not scored:
        return Dialect(",", True)
    return max(scored, key=lambda entry: entry[:4])[4]


def _parse(text: str, dialect: Dialect) -> list[list[str]]:
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if dialect.quoted else csv.QUOTE_NONE
    # not splitlines(): it would also cut at form feeds and the like, which are text inside a cell
    lines = (line + "\n" for line in text.split("\n"))
    rows = list(csv.reader(lines, delimiter=dialect.delimiter, quoting=quoting))
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def _clean(text: str) -> str:
    """Without NUL characters, which no cell means, and with one kind of line end outside and inside cells."""
    if "\0" in text:
        text = text.replace("\0", "")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _utf16_without_mark(data: bytes) -> str | None:
    """Western text in UTF-16 has a zero in nearly every second byte."""
    sample = data[:4000]
    if len(sample) < 4 or sample.count(0) < len(sample) * 0.3:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if min(even, odd) * 10 > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _is_binary(data: bytes) -> bool:
    sample = data[:8000]
    strange = sum(byte < 32 and byte not in (9, 10, 12, 13) for byte in sample)
    return strange > len(sample) * 0.02


def _legacy(data: bytes) -> tuple[str, str]:
    """Text that is not UTF-8: Windows-1252 unless the letters say otherwise."""
    telling = b"\n".join(line for line in data.split(b"\n")[:20_000] if not line.isascii())[:60_000]
    best = from_bytes(telling).best()
    if best is not None and best.encoding.startswith(_OTHER_SCRIPTS):
        return _clean(data.decode(best.encoding, errors="replace")), best.encoding.replace("_", "-")
    try:
        return _clean(data.decode("cp1252")), "Windows-1252"
    except UnicodeDecodeError:
        return _clean(data.decode("latin-1")), "Latin-1"
