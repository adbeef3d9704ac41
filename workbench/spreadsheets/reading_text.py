"""Text tables (.csv, .tsv, .txt): which delimiter, which quoting, and then the cells."""

import re
from collections import Counter

from workbench.errors import UnreadableFile
from workbench.spreadsheets.encodings import decode
from workbench.spreadsheets.reading_quotes import Dialect, close_quotes, parse
from workbench.spreadsheets.tables import Choices, Finding, Grid, RefusedRow

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_RARE_DELIMITERS = {
    "||": "double vertical bars", "^": "carets", "~": "tildes", "¦": "broken bars", "\x1f": "unit separators",
    "\x01": "control characters",
    "\x1d": "several spaces", "§": "section signs", "¬": "not signs", "::": "double colons", ":": "colons",
}  # fmt: skip

_SPACES = "\x1d"  # stands for them while the text is read
_COLUMN_GAP = re.compile(r"(?<=\S) {2,}(?=\S)")
_SAMPLE_CHARACTERS = 200_000
_SAMPLE_ROWS = 300
_LOOKED_FOR_LINES = 20


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
    if not choices.delimiter and not stated and _has_columns_of_spaces(text, dialect):
        text, dialect = _COLUMN_GAP.sub(_SPACES, text), Dialect(_SPACES, False)
    rows = parse(text, dialect)
    refused: list[RefusedRow] = []
    if dialect.quoted:
        rows, refused, findings = close_quotes(text, dialect, rows, file_name)
    rows, drawn = _without_drawing(rows)
    findings += drawn
    if encoding not in ("UTF-8", "UTF-8 with BOM"):
        findings.insert(0, Finding(f"The text is encoded as {encoding}."))
    if dialect.delimiter not in (",", "\t") and any(len(row) > 1 for row in rows[:_SAMPLE_ROWS]):
        words = (DELIMITERS | _RARE_DELIMITERS).get(dialect.delimiter, f"“{dialect.delimiter}”")
        findings.append(Finding(f"The columns are separated by {words}."))
    return Grid(rows, "", encoding, dialect.delimiter, is_text=True, findings=findings, refused=refused)


def _has_columns_of_spaces(text: str, dialect: Dialect) -> bool:
    """True for a printed list, whose columns begin below each other, that no delimiter makes a table of."""
    sample = text[:_SAMPLE_CHARACTERS]
    lines = [line for line in sample.split("\n")[:_SAMPLE_ROWS] if line.strip()]
    if len(lines) < 3:
        return False
    widths = Counter(1 + len(_COLUMN_GAP.findall(line.strip())) for line in lines)
    width, rows = widths.most_common(1)[0]
    return width > 1 and rows >= 0.9 * len(lines) and not _is_even(sample, dialect)


def _without_drawing(rows: list[list[str]]) -> tuple[list[list[str]], list[Finding]]:
    """Tables drawn with dashes, as printed lists and notes have them: lines are no rows, padding is no text."""
    if not any(map(_is_drawn, rows[:_LOOKED_FOR_LINES])):
        return rows, []
    told = [
        Finding("The table is drawn with lines of dashes: those and the padding of the cells were dropped.")
    ]
    return [[] if _is_drawn(row) else [cell.strip() for cell in row] for row in rows], told


def _is_drawn(row: list[str]) -> bool:
    text = "".join(row).strip()
    return len(text) > 2 and set(text) <= set("-=+:| ") and ("--" in text or "==" in text)


def find_dialect(text: str, delimiter: str = "") -> Dialect:
    """The delimiter and quoting under which the rows at the beginning have the most even number of columns."""
    sample = text[:_SAMPLE_CHARACTERS]
    if len(sample) < len(text):
        sample = sample[: sample.rfind("\n") + 1] or sample
    mark, has_backslashes = _mark_of(sample), '\\"' in sample and '""' not in sample.replace('\\""', "")
    if delimiter:
        return _best(sample, [delimiter], mark, has_backslashes) or Dialect(delimiter, mark in sample, mark)
    for double in ("||", "::"):
        if sample.count(double) * 2 == sample.count(double[0]) > 0:
            return Dialect(double, True, mark, has_backslashes)
    found = _best(sample, list(DELIMITERS), mark, has_backslashes)
    if found is None or not _is_even(sample, found):
        rare = _best(sample, [sign for sign in _RARE_DELIMITERS if len(sign) == 1], mark, has_backslashes)
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
            found = [len(row) for row in parse(sample, dialect)[:_SAMPLE_ROWS] if row]
            if not found:
                continue
            widths = Counter(found)
            width, rows = max(widths.items(), key=lambda entry: (entry[1] * (entry[0] > 1), entry[0]))
            if width > 1:
                # names that are as many as the cells below them speak for a delimiter, too
                even = rows / len(found) + 0.1 * (found[0] == width)
                prefers = quoted != _have_quotes_inside(sample, delimiter, mark)
                scored.append((round(even, 2), prefers, min(width, 4), -rank, dialect))
    return max(scored, key=lambda entry: entry[:4])[4] if scored else None


def _is_even(sample: str, dialect: Dialect) -> bool:
    """True where nearly all rows have as many cells; a rare delimiter has to be that regular to be believed."""
    found = [len(row) for row in parse(sample, dialect)[:_SAMPLE_ROWS] if row]
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


def _have_quotes_inside(sample: str, delimiter: str, mark: str) -> bool:
    """True where a cell begins with a quotation, which reading it as an enclosed cell would tear apart."""
    sign = re.escape(delimiter)
    return bool(re.search(rf"(?:^|{sign}){mark}[^{mark}\n]*{mark}[^{mark}{sign}\n]", sample, re.MULTILINE))


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
