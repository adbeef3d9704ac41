"""Files made to do harm or to break a reader: bombs, cycles, lies about sizes, cells past the last corner."""

import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Callable

import xlsxwriter

_MILLION = 1_000_000
_SHEET = "xl/worksheets/sheet1.xml"
_ODS_ROW = (
    '<table:table-row><table:table-cell office:value-type="string"><text:p>word</text:p></table:table-cell>'
    "</table:table-row>"
)


def workbook() -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet("Clauses")
    percent = book.add_format({"num_format": "0.0%"})
    sheet.write_row(0, 0, ["id", "text", "share"])
    for number in range(1, 41):
        sheet.write_row(number, 0, [f"C-{number:03}", f"Clause {number} ends it."])
        sheet.write_number(number, 2, number / 100, percent)
    sheet.set_row(5, None, None, {"hidden": True})
    sheet.merge_range(42, 0, 42, 2, "End of the list.")
    book.close()
    return file.getvalue()


def ods_content(cells: str, before: str = "") -> str:
    return (
        f'<?xml version="1.0"?>{before}<office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Items">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )


def ods(content: str) -> bytes:
    """An .ods with this content."""
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return packed({"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content})


def packed(parts: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            # the first part of an .ods has to lie there unpacked
            package.writestr(
                name, content, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            )
    return file.getvalue()


def _with_part(name: str, change: Callable[[str], str | bytes]) -> bytes:
    """The good workbook with one of its parts changed."""
    parts: dict[str, str | bytes] = {}
    with zipfile.ZipFile(io.BytesIO(workbook())) as package:
        for entry in package.namelist():
            parts[entry] = package.read(entry)
    old = parts.get(name, b"")
    parts[name] = change(old.decode() if isinstance(old, bytes) else old)
    return packed(parts)


def _with_cells(rows: str, after: str = "") -> bytes:
    start = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return _with_part(_SHEET, lambda _: f"{start}{rows}</sheetData>{after}</worksheet>")


def _text(cell: str, text: str) -> str:
    return f'<c r="{cell}" t="inlineStr"><is><t>{text}</t></is></c>'


def _few_rows(extra: str = "") -> str:
    rows = "".join(
        f'<row r="{row}">{_text(f"A{row}", f"K-{row}")}{_text(f"B{row}", f"What is {row}")}</row>'
        for row in range(2, 8)
    )
    return f'<row r="1">{_text("A1", "id")}{_text("B1", "question")}</row>{rows}{extra}'


def _zeros(size: int) -> bytes:
    """A raw deflate stream of `size` spaces, without ever holding them."""
    packing = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packing.compress(b" " * 16 * _MILLION) + packing.flush(zlib.Z_FULL_FLUSH)
    return block * (size // (16 * _MILLION)) + packing.flush(zlib.Z_FINISH)


def _bomb(name: str, size: int, claimed: int) -> bytes:
    """A package whose one big part unpacks to `size` bytes and claims to unpack to `claimed`."""
    file = io.BytesIO(workbook() if name.startswith("xl/") else packed({"readme.md": "see the table"}))
    stream = _zeros(size)
    with zipfile.ZipFile(file, "a") as package:
        package.writestr(name, b"")
        entry = package.infolist()[-1]
    # the entry is written by hand: zipfile would unpack to count
    whole = bytearray(file.getvalue())
    central = whole.rfind(b"PK\x01\x02")
    header = whole[entry.header_offset : entry.header_offset + 30 + len(name)]
    header[8:10] = (8).to_bytes(2, "little")
    header[18:26] = len(stream).to_bytes(4, "little") + claimed.to_bytes(4, "little")
    directory = bytearray(whole[central:])
    directory[10:12] = (8).to_bytes(2, "little")
    directory[20:28] = len(stream).to_bytes(4, "little") + claimed.to_bytes(4, "little")
    first = whole.find(b"PK\x01\x02")
    before = bytes(whole[: entry.header_offset])
    earlier = bytes(whole[first:central])
    end = bytearray(directory[directory.rfind(b"PK\x05\x06") :])
    last = bytes(directory[: directory.rfind(b"PK\x05\x06")])
    body = before + bytes(header) + stream
    end[12:20] = (len(earlier) + len(last)).to_bytes(4, "little") + len(body).to_bytes(4, "little")
    return body + earlier + last + bytes(end)


def _wide() -> bytes:
    names = [_letters(place) for place in range(16_384)]
    row = "".join(f'<c r="{name}{{row}}"><v>{place}</v></c>' for place, name in enumerate(names))
    return _with_cells(
        "".join(f'<row r="{number}">{row.replace("{row}", str(number))}</row>' for number in (1, 2, 3))
    )


def _letters(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _laughs(element: str) -> str:
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + level)} "{f"&{chr(97 + level)};" * 10}">' for level in range(9)
    )
    return f'<?xml version="1.0"?><!DOCTYPE {element} [{entities}]>'


def _laughing_strings(old: str) -> str:
    return old.replace("?>", "?>" + _laughs("sst").partition("?>")[2], 1).replace("<t>", "<t>&j;", 1)


def _lying(data: bytes) -> bytes:
    """A package whose directory says that every part is 2 GB."""
    changed, at = bytearray(data), -1
    while (at := changed.find(b"PK\x01\x02", at + 1)) >= 0:
        changed[at + 24 : at + 28] = (2_000_000_000).to_bytes(4, "little")
    return bytes(changed)


def _locked(data: bytes) -> bytes:
    changed, at = bytearray(data), -1
    while (at := changed.find(b"PK\x01\x02", at + 1)) >= 0:
        changed[at + 8] |= 1
    return bytes(changed)


def _gzip_bomb() -> bytes:
    return gzip.compress(b"a" * 16 * _MILLION) * 128


def _rows_of(cell: str, number: int = 5) -> bytes:
    return ("id,text\n" + "".join(f"{row},{cell}\n" for row in range(number))).encode(
        "utf-8", "surrogatepass"
    )


HOSTILE: tuple[tuple[str, str, Callable[[], bytes]], ...] = (
    ("nothing in it", "empty.csv", lambda: b""),
    ("one zero byte", "zero.csv", lambda: b"\0"),
    ("spaces alone", "spaces.csv", lambda: b" \n \r\n\t\n" * 1000),
    ("zeros alone", "zeros.xlsx", lambda: b"\0" * _MILLION),
    ("a byte order mark alone", "mark.csv", lambda: b"\xef\xbb\xbf"),
    ("a UTF-16 mark alone", "mark16.csv", lambda: b"\xff\xfe"),
    ("half a letter in UTF-16", "half.csv", lambda: "id,text\n1,a".encode("utf-16") + b"\x61"),
    ("zero bytes between letters", "nul.csv", lambda: _rows_of("te\0xt\0", 400)),
    ("lone surrogates", "surrogates.csv", lambda: _rows_of("\ud800 broken")),
    (
        "two encodings in one file",
        "mixed.csv",
        lambda: b"id,text\n" + "1,Größe\n2,Straße\n3,süß\n".encode() + b"4,M\xfcller\n",
    ),
    ("a mark that never closes", "open.csv", lambda: b'id,text\n1,"never closed\n' + b"2,more\n" * 3000),
    ("marks that never close", "marks.csv", lambda: b"id,text\n" + b'1,"open\n' * 301),
    ("one mark", "mark.txt", lambda: b'"'),
    ("one cell of 20 MB", "cell.csv", lambda: b"id,text\n1," + b"a" * 20 * _MILLION + b"\n"),
    ("2 GB of one cell, packed", "cell.csv.gz", _gzip_bomb),
    ("2 GB of one cell in a .zip", "cell.zip", lambda: _bomb("cell.csv", 2_000 * _MILLION, 2_000 * _MILLION)),
    (
        "2 GB of one cell in a workbook",
        "cell.xlsx",
        lambda: _bomb("xl/sharedStrings.xml", 2_000 * _MILLION, 2_000 * _MILLION),
    ),
    (
        "a bomb that claims to be small",
        "bomb.xlsx",
        lambda: _bomb("xl/worksheets/sheet9.xml", 2_400 * _MILLION, 900),
    ),
    (
        "a bomb that claims to be small, in a .zip",
        "bomb.zip",
        lambda: _bomb("table.csv", 2_400 * _MILLION, 900),
    ),
    ("parts that claim 2 GB", "lying.xlsx", lambda: _lying(workbook())),
    ("a password", "locked.xlsx", lambda: _locked(workbook())),
    ("a password on a .zip", "locked.zip", lambda: _locked(packed({"a.csv": "id,text\n1,a\n"}))),
    (
        "a package in a package",
        "nested.zip",
        lambda: packed({"inner.zip": packed({"a.csv": "id,text\n1,a\n"})}),
    ),
    ("packed twice", "twice.csv.gz", lambda: gzip.compress(gzip.compress(b"id,text\n1,a\n"))),
    ("an empty package", "none.zip", lambda: packed({})),
    (
        "a package of pictures",
        "pictures.zip",
        lambda: packed({"a.png": b"\x89PNG", "b.jpg": b"\xff\xd8\xff"}),
    ),
    (
        "a package of 1,500 files",
        "many.zip",
        lambda: packed({f"{number}.csv": "id\n1\n" for number in range(1500)}),
    ),
    ("paths that climb", "climb.zip", lambda: packed({"../../etc/table.csv": "id,text\n1,what is asked\n"})),
    (
        "a document",
        "letter.xlsx",
        lambda: packed({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}),
    ),
    ("16,384 columns", "wide.xlsx", _wide),
    (
        "16,384 columns of text",
        "wide.csv",
        lambda: b"\n".join(b",".join(b"%d" % at for at in range(16_384)) for _ in range(4)),
    ),
    (
        "a cell in the last corner",
        "corner.xlsx",
        lambda: _with_cells(_few_rows(f'<row r="1048576">{_text("XFD1048576", "x")}</row>')),
    ),
    (
        "a row past the last",
        "past.xlsx",
        lambda: _with_cells(_few_rows(f'<row r="99999999">{_text("A99999999", "x")}</row>')),
    ),
    (
        "a column past the last",
        "column.xlsx",
        lambda: _with_cells(_few_rows(f'<row r="9">{_text("ZZZZ9", "x")}</row>')),
    ),
    ("row 0", "row0.xlsx", lambda: _with_cells(_few_rows(f'<row r="0">{_text("A0", "x")}</row>'))),
    (
        "rows without numbers",
        "bare.xlsx",
        lambda: _with_cells('<row><c><v>1</v></c></row><row><c t="b"><v>7</v></c></row>'),
    ),
    (
        "text that is not in the list",
        "index.xlsx",
        lambda: _with_cells('<row r="1"><c r="A1" t="s"><v>999999</v></c></row>'),
    ),
    (
        "a format that is not in the list",
        "style.xlsx",
        lambda: _with_cells(
            '<row r="1"><c r="A1" s="999"><v>1</v></c></row><row r="2"><c r="A2" s="999"><v>2</v></c></row>'
        ),
    ),
    (
        "numbers that are none",
        "numbers.xlsx",
        lambda: _with_cells(
            '<row r="1"><c r="A1"><v>1e999</v></c><c r="B1"><v>abc</v></c></row>'
            '<row r="2"><c r="A2"><v>-1e308</v></c></row>'
        ),
    ),
    (
        "dates no calendar has",
        "dates.xlsx",
        lambda: _with_part(_SHEET, lambda old: old.replace("<v>0.01</v>", "<v>1e15</v>")),
    ),
    (
        "one merged cell over all",
        "merged.xlsx",
        lambda: _with_cells(
            _few_rows(), '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
        ),
    ),
    (
        "50,000 merged cells",
        "merges.xlsx",
        lambda: _with_cells(
            _few_rows(),
            "<mergeCells>"
            + "".join(f'<mergeCell ref="A{row}:B{row + 1}"/>' for row in range(2, 50_000))
            + "</mergeCells>",
        ),
    ),
    (
        "all columns hidden",
        "hidden.xlsx",
        lambda: _with_part(
            _SHEET,
            lambda old: old.replace(
                "<sheetData>", '<cols><col min="1" max="16384" hidden="1"/></cols><sheetData>'
            ),
        ),
    ),
    ("a sheet cut off in its XML", "xml.xlsx", lambda: _with_part(_SHEET, lambda old: old[: len(old) // 2])),
    ("a sheet that is no XML", "noxml.xlsx", lambda: _with_part(_SHEET, lambda _: b"\x00\xff" * 5000)),
    (
        "a list of sheets that is no XML",
        "nobook.xlsx",
        lambda: _with_part("xl/workbook.xml", lambda _: "<<<>>>"),
    ),
    (
        "relations to itself",
        "cycle.xlsx",
        lambda: _with_part(
            "xl/_rels/workbook.xml.rels", lambda old: old.replace("worksheets/sheet1.xml", "workbook.xml")
        ),
    ),
    (
        "relations out of the package",
        "outside.xlsx",
        lambda: _with_part(
            "xl/_rels/workbook.xml.rels",
            lambda old: old.replace("worksheets/sheet1.xml", "../../../../etc/passwd"),
        ),
    ),
    (
        "a billion laughs in the texts",
        "laughs.xlsx",
        lambda: _with_part("xl/sharedStrings.xml", _laughing_strings),
    ),
    (
        "a billion laughs in the formats",
        "formats.xlsx",
        lambda: _with_part("xl/styles.xml", lambda old: _laughs("styleSheet") + old.partition("?>")[2]),
    ),
    (
        "a billion laughs in an .ods",
        "laughs.ods",
        lambda: ods(ods_content(_ODS_ROW.replace("word", "&j;"), _laughs("x").partition("?>")[2])),
    ),
    (
        "a million empty rows in an .ods",
        "rows.ods",
        lambda: ods(
            ods_content(
                '<table:table-row table:number-rows-repeated="1048576">'
                '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
            )
        ),
    ),
    (
        "a million rows and 16,384 columns of one word in an .ods",
        "words.ods",
        lambda: ods(
            ods_content(
                _ODS_ROW.replace("row>", 'row table:number-rows-repeated="1048576">', 1).replace(
                    "cell ", 'cell table:number-columns-repeated="16384" ', 1
                )
            )
        ),
    ),
    (
        "formulas in a circle",
        "circle.xlsx",
        lambda: _with_cells(_few_rows('<row r="9"><c r="A9"><f>B9</f></c><c r="B9"><f>A9</f></c></row>')),
    ),
    (
        "a link to another workbook",
        "links.xlsx",
        lambda: _with_part(
            "xl/externalLinks/externalLink1.xml", lambda _: "<externalLink><externalBook/></externalLink>"
        ),
    ),
    (
        "a macro",
        "macro.xlsm",
        lambda: _with_part("xl/vbaProject.bin", lambda _: b"\xd0\xcf\x11\xe0Sub Auto_Open()"),
    ),
    ("an old workbook's head alone", "old.xls", lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 4000),
    (
        "an encrypted workbook",
        "secret.xlsx",
        lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
    ),
    ("lists 100,000 deep", "deep.json", lambda: b"[" * 100_000 + b"]" * 100_000),
    ("fields 900 deep", "deep900.json", lambda: b'[{"a":' * 1 + b'{"a":' * 900 + b"1" + b"}" * 901 + b"]"),
    ("fields 100,000 deep in a line", "deep.jsonl", lambda: b'{"id": 1}\n' + b'{"a":' * 100_000 + b"\n"),
    (
        "20,000 different fields",
        "fields.jsonl",
        lambda: "\n".join(json.dumps({f"f{at}": 1}) for at in range(20_000)).encode(),
    ),
    ("numbers without end", "digits.json", lambda: b'[{"a": ' + b"9" * 20_000 + b"}]"),
    ("NaN and infinity", "nan.json", lambda: b'[{"a": NaN, "b": Infinity}, {"a": -Infinity}]'),
    ("records without names", "names.json", lambda: b"[1, 2, 3, null]"),
    ("one text", "text.json", lambda: b'"only a text"'),
    ("null", "null.json", lambda: b"null"),
    (
        "a web page without a table",
        "page.xls",
        lambda: b"<html><body><script>while(1){}</script>No table</body></html>",
    ),
    ("tables 5,000 deep", "tables.xls", lambda: b"<table><tr><td>" * 5000),
    ("a picture", "picture.csv", lambda: b"\x89PNG\r\n\x1a\n" + b"\0\1\2" * 1000),
    ("a PDF", "scan.xlsx", lambda: b"%PDF-1.7\n" + b"\x80\x81" * 1000),
    ("a program", "tool.csv", lambda: b"MZ" + bytes(range(256)) * 20),
    ("the head of a parquet file", "head.parquet", lambda: b"PAR1"),
    (
        "a parquet file that lies about its foot",
        "foot.parquet",
        lambda: b"PAR1" + b"\xff" * 100 + b"\xff\xff\xff\x7fPAR1",
    ),
    ("returns alone", "returns.csv", lambda: b"id,text\r1,what\r2,who\r" * 50),
    ("a million separators", "commas.csv", lambda: b"," * _MILLION),
    ("a million marks", "quotes.csv", lambda: b'"' * _MILLION),
    ("a million lines", "lines.txt", lambda: b"\n" * _MILLION + b"x"),
    ("an encoding's name for a name", "latin.csv", lambda: bytes(range(32, 256)) * 40),
)
