"""Web pages saved under the name of a spreadsheet, as many systems export them: the largest table of the page."""

import re
from html.parser import HTMLParser

from workbench.spreadsheets.encodings import decode
from workbench.spreadsheets.tables import Choices, Finding, Grid

_START = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|table|head|body|div|meta)\b", re.IGNORECASE
)
_SKIPPED = frozenset(("script", "style", "template"))
_MOST_SPAN = 1000


def is_web_page(data: bytes) -> bool:
    """True for bytes that begin like a web page."""
    return bool(_START.match(data[:500]))


def read_page_grid(data: bytes, file_name: str, choices: Choices) -> Grid:
    """The cells of the page's largest table; no rows where it has none."""
    text, encoding = decode(data, file_name, choices.encoding)
    page = _Page()
    page.feed(text)
    page.close()
    rows = max(page.tables, key=lambda table: sum(map(len, table)), default=[])
    found = [Finding("The file is a web page under the name of a spreadsheet; its largest table was read.")]
    return Grid(rows, "", encoding, is_text=True, findings=found)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self._open: list[list[list[str]]] = []
        self._cell: list[str] | None = None
        self._span = 1
        self._skipping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SKIPPED:
            self._skipping += 1
        elif tag == "table":
            self._finish()
            self._open.append([])
            self.tables.append(self._open[-1])
        elif tag == "tr" and self._open:
            self._finish()
            self._open[-1].append([])
        elif tag in ("td", "th") and self._open:
            self._finish()
            if not self._open[-1]:
                self._open[-1].append([])
            span = dict(attrs).get("colspan") or "1"
            self._span = min(int(span), _MOST_SPAN) if span.isdigit() else 1
            self._cell = []
        elif tag in ("br", "p") and self._cell:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self._skipping = max(self._skipping - 1, 0)
        elif tag in ("td", "th", "tr"):
            self._finish()
        elif tag == "table" and self._open:
            self._finish()
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._skipping:
            self._cell.append(data)

    def _finish(self) -> None:
        if self._cell is None or not self._open:
            return
        if not self._open[-1]:
            self._open[-1].append([])
        lines = "".join(self._cell).split("\n")
        text = "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)
        self._open[-1][-1] += [text, *[""] * (self._span - 1)]
        self._cell, self._span = None, 1
