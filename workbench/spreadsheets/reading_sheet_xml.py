"""What calamine does not say of an .xlsx: hidden rows and columns, merged and error cells, formats, lost formulas.

Byte searches over the sheet's XML, because a parser would take longer than calamine itself; a sheet written in an
unusual way (prefixed names, attributes in another order) is brought into the usual one first.
"""

import io
import posixpath
import re
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

from workbench.spreadsheets.reading_formats import BUILT_IN, CellFormat, parse_format
from workbench.spreadsheets.reading_packed import inflate
from workbench.spreadsheets.tables import SheetFacts

# rows × columns that are held at once; a stray cell in the last corner of a sheet would need 17 billion
MOST_CELLS = 40_000_000
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
_LARGEST_PART = 1_500_000_000
_NAMESPACES = re.compile(r"\{[^}]*\}")
_GLANCE = 200_000  # one program writes a sheet: what its beginning shows holds for the rest
# rows and cells that lie far down or to the right: without a group or an option each look takes half the time
_FAR_ROW = re.compile(rb'<row r="[0-9]{6,}"')
_FAR_CELL = re.compile(rb'<c r="[A-Z](?:[A-Z]+[0-9]+|[0-9]{6,})"')
_TRUE = rb'"(?:1|true|on)"'


class Package:
    """The parts of an .xlsx that say where its sheets lie and how cells are formatted."""

    def __init__(self, data: bytes):
        self._data = data
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        self._names = {name.casefold(): name for name in self._zip.namelist()}
        self._sizes: dict[str, SheetFacts] = {}
        self._kept: tuple[str, bytes] = ("", b"")  # the largest sheet, which is likely to be read next
        self._paths = self._find_sheets()
        self._formats: dict[int, CellFormat] | None = None

    def size(self, sheet: str) -> SheetFacts:
        """How far the sheet reaches and how many cells are filled, without its formats."""
        if sheet not in self._sizes:
            xml = self._sheet_xml(sheet)
            self._sizes[sheet] = _measure(xml)
            if len(xml) > len(self._kept[1]):
                self._kept = (sheet, xml)
        return self._sizes[sheet]

    def facts(self, sheet: str) -> SheetFacts:
        """All facts of one sheet."""
        xml = self._kept[1] if self._kept[0] == sheet else self._sheet_xml(sheet)
        self._kept = ("", b"")
        found = replace(self.size(sheet))
        _find_hidden(xml, found)
        _find_merges(xml, found)
        _find_formats(xml, self._cell_formats(), found)
        _find_errors(xml, found)
        return found

    def has_links_elsewhere(self) -> bool:
        """True where formulas refer to other workbooks."""
        return any(name.startswith("xl/externallinks/") for name in self._names)

    def _sheet_xml(self, sheet: str) -> bytes:
        path = self._paths.get(sheet)
        return _usual(self._part(path)) if path else b""

    def _part(self, path: str) -> bytes:
        name = self._names.get(path.casefold())
        if name is None or self._zip.getinfo(name).file_size > _LARGEST_PART:
            return b""
        return inflate(self._data, self._zip.getinfo(name))

    def _find_sheets(self) -> dict[str, str]:
        """Sheet name → path of its XML."""
        targets = {
            entry.get("Id", ""): entry.get("Target", "")
            for entry in _elements(self._part("xl/_rels/workbook.xml.rels"))
        }
        paths = {}
        for entry in _elements(self._part("xl/workbook.xml")):
            if entry.tag != "sheet":
                continue
            target = targets.get(entry.get("id", ""), "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            paths[entry.get("name", "")] = path
        return paths

    def _cell_formats(self) -> dict[int, CellFormat]:
        """Style number → format, for the formats that say something about a value."""
        if self._formats is None:
            codes = dict(BUILT_IN)
            self._formats = {}
            place, within = 0, False
            for entry in _elements(self._part("xl/styles.xml")):
                if entry.tag == "numFmt":
                    codes[_int(entry.get("numFmtId"))] = entry.get("formatCode", "")
                elif entry.tag in ("cellXfs", "cellStyleXfs"):
                    within = entry.tag == "cellXfs"
                elif entry.tag == "xf" and within:
                    found = parse_format(codes.get(_int(entry.get("numFmtId")), ""))
                    if found.dress != "plain":
                        self._formats[place] = found
                    place += 1
                elif entry.tag == "cellStyles":
                    within = False
        return self._formats


def _elements(xml: bytes) -> list[ElementTree.Element]:
    """All elements in order with the names of tags and attributes bare of namespaces; none of a broken part."""
    if not xml or b"<!DOCTYPE" in xml[:2000] or b"<!ENTITY" in xml:
        return []
    try:
        root = ElementTree.fromstring(xml)
    except ElementTree.ParseError:
        return []
    found = []
    for entry in root.iter():
        entry.tag = _NAMESPACES.sub("", str(entry.tag))
        for name in [name for name in entry.attrib if "}" in name]:
            entry.attrib[_NAMESPACES.sub("", name)] = entry.attrib.pop(name)
        found.append(entry)
    return found


def _usual(xml: bytes) -> bytes:
    """The XML with bare names, and with r and s as the first attributes of rows and cells."""
    if xml.startswith((b"\xff\xfe", b"\xfe\xff")):
        xml = xml.decode("utf-16", "replace").encode()
    root = re.search(rb"<(\w+:)worksheet[\s>]", xml[:4000])
    if root:
        xml = xml.replace(b"<" + root[1], b"<").replace(b"</" + root[1], b"</")
    if b"<c r='" in xml:
        xml = re.sub(rb"(?<==)'([^'\"<>]*)'(?=[\s/>])", rb'"\1"', xml)
    glance = xml[:_GLANCE]
    if glance.count(b'<c r="') != glance.count(b"<c ") or glance.count(b'<row r="') != glance.count(b"<row "):
        xml = re.sub(rb'<(c|row) ([^>]*?)\s*\br="([^"]*)"([^>]*)', rb'<\1 r="\3" \2\4', xml)
    if re.search(rb'<c r="[^"]*"\s[^>s][^>]*\bs="', glance):
        xml = re.sub(rb'<c r="([^"]*)"\s([^>]*?)\s*\bs="(\d+)"', rb'<c r="\1" s="\3" \2', xml)
    return xml


def _measure(xml: bytes) -> SheetFacts:
    last = xml.rfind(b"<c r=")
    inline = xml.count(b"<is>") if b"<is>" in xml[:_GLANCE] or b"<is>" in xml[-_GLANCE:] else 0
    found = SheetFacts(filled_count=xml.count(b"<v>") + inline)
    if last < 0:
        return found
    corner = re.match(rb'<c r="[A-Z]+(\d+)"', xml[last : last + 60])
    # rows may stand in any order, but only far ones do harm
    far = [re.search(rb'"([A-Z]*)(\d+)"', one) for one in {*_FAR_ROW.findall(xml), *_FAR_CELL.findall(xml)}]
    rows = {int(place[2]) for place in far if place} | {int(corner[1]) if corner else 0}
    letters = {place[1] for place in far if place and place[1]}
    letters |= set(re.findall(rb'<c r="([A-Z])\d', xml[:_GLANCE] + xml[-_GLANCE:]))
    found.row_count = max(rows) or xml.count(b"<row")
    found.column_count = max((_column(name) + 1 for name in letters), default=0)
    return found


def _find_hidden(xml: bytes, found: SheetFacts) -> None:
    start = max(xml.find(b"<sheetData"), 0)
    for columns in re.findall(rb"<col ([^>]*)>", xml[:start]):
        if re.search(rb"\bhidden=" + _TRUE, columns):
            low, high = (re.search(rb"\b" + edge + rb'="(\d+)"', columns) for edge in (b"min", b"max"))
            if low and high:
                found.hidden_columns += range(int(low[1]) - 1, min(int(high[1]), found.column_count))
    at = start
    while (at := xml.find(b" hidden=", at + 1)) >= 0:
        row = re.match(rb'<row r="(\d+)"[^>]*$', xml[xml.rfind(b"<", 0, at) : at])
        if row and re.match(rb" hidden=" + _TRUE, xml[at : at + 20]):
            found.hidden_rows.append(int(row[1]))


def _find_merges(xml: bytes, found: SheetFacts) -> None:
    at = xml.rfind(b"<mergeCells")
    if at < 0:
        return
    for first, row, last, until in re.findall(
        rb'<mergeCell[^>]*\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"', xml[at : at + 50_000_000]
    ):
        found.merges.append((int(row), _column(first), int(until), _column(last)))


def _find_formats(xml: bytes, formats: dict[int, CellFormat], found: SheetFacts) -> None:
    middle = len(xml) // 2
    glances = xml[:_GLANCE] + xml[middle : middle + _GLANCE] + xml[-_GLANCE:]
    says_number = b't="n"' in glances
    for number, one in formats.items():
        # cells with t="s" hold text, whatever their format
        style = rb'" s="%d"(?: t="n")?>' % number
        first = re.search(rb'<c r="([A-Z]+)(\d+)' + style, xml)
        if first is None:
            continue
        often = xml.count(b'" s="%d">' % number)
        often += xml.count(b'" s="%d" t="n">' % number) if says_number else 0
        rows = range(int(first[2]), found.row_count + 1)
        columns = set(re.findall(rb'<c r="([A-Z]+)\d+' + style, glances))
        # most formats fill one column from a row to its end, which is told without a look at every cell
        if often == len(rows) and columns == {first[1]}:
            found.formats.setdefault(_column(first[1]), {}).update(dict.fromkeys(rows, one))
            continue
        for column, row in re.findall(rb'<c r="([A-Z]+)(\d+)' + style, xml):
            found.formats.setdefault(_column(column), {})[int(row)] = one


def _find_errors(xml: bytes, found: SheetFacts) -> None:
    if b't="e"' in xml:
        for column, row, text in re.findall(
            rb'<c r="([A-Z]+)(\d+)"[^>]*\bt="e"[^>]*>(?:<f[^>]*/>|<f.*?</f>)?<v>([^<]*)</v>', xml, re.DOTALL
        ):
            found.errors[int(row), _column(column)] = text.decode("utf-8", "replace")
    if b"<f" in xml:
        lost = re.findall(
            rb'<c r="([A-Z]+\d+)"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>', xml
        )
        found.lost_formulas = [cell.decode() for cell in lost]


def _column(letters: bytes) -> int:
    """b"A" → 0, b"AB" → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _int(text: str | None) -> int:
    return int(text) if text and text.isdigit() else -1
