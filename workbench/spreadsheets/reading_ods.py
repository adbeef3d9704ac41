"""What calamine does not say of an .ods: hidden rows and columns, merged cells, percent and currency."""

import io
import zipfile
from typing import Any
from xml.parsers import expat

from workbench.spreadsheets.reading_formats import CellFormat
from workbench.spreadsheets.tables import SheetFacts

_MOST_REPEATS = 1_048_576
_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹"}


class Document:
    """The content of an .ods, scanned sheet by sheet without being held as a tree."""

    def __init__(self, data: bytes):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            self._content = package.read("content.xml")
        self._found: dict[str, SheetFacts] = {}

    def facts(self, sheet: str) -> SheetFacts:
        """The facts of one sheet, its size among them. Raises ValueError where the content is damaged."""
        if not self._found:
            scan = _Scan(self._found)
            parser = expat.ParserCreate()
            parser.StartElementHandler = scan.start
            parser.EndElementHandler = scan.end
            parser.CharacterDataHandler = scan.text
            parser.EntityDeclHandler = _refuse
            try:
                parser.Parse(self._content, True)
            except expat.ExpatError as error:
                raise ValueError("the content is cut off or damaged") from error
            self._content = b""
        return self._found.get(sheet, SheetFacts())


def _refuse(*_: Any) -> None:
    raise ValueError("entities are not used by spreadsheets")


class _Scan:
    def __init__(self, sheets: dict[str, SheetFacts]):
        self._sheets = sheets
        self.found = SheetFacts()
        self._within = False
        self._row = self._column = self._columns = 0
        self._row_repeat = 1
        self._cell: tuple[str, dict[str, str]] | None = None
        self._text = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table":
            self._within = True
            self._row = self._columns = 0
            self.found = self._sheets.setdefault(attributes.get("table:name", ""), SheetFacts())
        elif not self._within:
            return
        elif tag == "table:table-column":
            repeat = _count(attributes, "table:number-columns-repeated")
            if attributes.get("table:visibility", "visible") != "visible" and repeat < 1000:
                self.found.hidden_columns += range(self._columns, self._columns + repeat)
            self._columns += repeat
        elif tag == "table:table-row":
            self._row += 1
            self._column = 0
            self._row_repeat = _count(attributes, "table:number-rows-repeated")
            if attributes.get("table:visibility", "visible") != "visible" and self._row_repeat < 100_000:
                self.found.hidden_rows += range(self._row, self._row + self._row_repeat)
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self._cell, self._text = (tag, attributes), ""

    def text(self, text: str) -> None:
        if self._cell is not None:
            self._text += text

    def end(self, tag: str) -> None:
        if tag == "table:table":
            self._within = False
        elif self._within and tag == "table:table-row":
            self._row += self._row_repeat - 1
        elif self._within and self._cell is not None and tag == self._cell[0]:
            self._note(self._cell[1])
            self._cell = None

    def _note(self, attributes: dict[str, str]) -> None:
        repeat = _count(attributes, "table:number-columns-repeated")
        across = _count(attributes, "table:number-columns-spanned")
        down = _count(attributes, "table:number-rows-spanned")
        if across > 1 or down > 1:
            self.found.merges.append(
                (self._row, self._column, self._row + down - 1, self._column + across - 1)
            )
        kind = attributes.get("office:value-type")
        if kind or self._text:
            self.found.row_count = max(self.found.row_count, self._row + self._row_repeat - 1)
            self.found.column_count = max(self.found.column_count, self._column + repeat)
            self.found.filled_count += 1
        if kind in ("percentage", "currency") and repeat * self._row_repeat < 100_000:
            shown = _format_of(kind, attributes.get("office:currency", ""), self._text)
            for column in range(self._column, self._column + repeat):
                cells = self.found.formats.setdefault(column, {})
                cells.update(dict.fromkeys(range(self._row, self._row + self._row_repeat), shown))
        elif self._text.startswith("#") and self._text.strip() and kind != "string":
            self.found.errors[self._row, self._column] = self._text.strip()
        self._column += repeat


def _format_of(kind: str, currency: str, text: str) -> CellFormat:
    fraction = text.replace(",", ".").rpartition(".")
    decimals = sum(map(str.isdigit, fraction[2])) if fraction[1] else 0
    if kind == "percentage":
        return CellFormat("percent", decimals)
    return CellFormat("currency", min(decimals, 2), _SIGNS.get(currency, currency) or "$", has_groups=True)


def _count(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    return min(max(int(text), 1), _MOST_REPEATS) if text.isdigit() else 1
