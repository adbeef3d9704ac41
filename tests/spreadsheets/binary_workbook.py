"""A workbook in Excel's binary format (.xlsb), written record by record: no library writes one.

Source: Microsoft, "[MS-XLSB]: Excel (.xlsb) Binary File Format", sections 2.1.4 and 2.4.
"""

import io
import struct
import zipfile
from collections.abc import Sequence

Cell = str | float | bool | None

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def binary_workbook(rows: Sequence[Sequence[Cell]], sheet: str = "Items") -> bytes:
    """One sheet with these rows as the content of an .xlsb."""
    name, relation = _text(sheet), _text("rId1")
    book = [(131, b""), (143, b""), (156, struct.pack("<II", 0, 1) + relation + name), (144, b""), (132, b"")]
    size = struct.pack("<IIII", 0, len(rows) - 1, 0, max(map(len, rows)) - 1)
    page = [(129, b""), (148, size), (145, b"")]
    for number, row in enumerate(rows):
        page.append((0, struct.pack("<IIHBBBI", number, 0, 300, 0, 0, 0, 0)))
        page += [_cell(place, cell) for place, cell in enumerate(row) if cell is not None]
    page += [(146, b""), (130, b"")]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr("_rels/.rels", _relations("officeDocument", "xl/workbook.bin"))
        package.writestr("xl/workbook.bin", b"".join(_record(*one) for one in book))
        package.writestr("xl/_rels/workbook.bin.rels", _relations("worksheet", "worksheets/sheet1.bin"))
        package.writestr("xl/worksheets/sheet1.bin", b"".join(_record(*one) for one in page))
    return packed.getvalue()


def _cell(place: int, cell: str | float | bool) -> tuple[int, bytes]:
    head = struct.pack("<II", place, 0)
    if isinstance(cell, str):
        return 6, head + _text(cell)
    if isinstance(cell, bool):
        return 4, head + bytes([cell])
    return 5, head + struct.pack("<d", cell)


def _text(text: str) -> bytes:
    written = text.encode("utf-16-le")
    return struct.pack("<I", len(written) // 2) + written


def _record(kind: int, content: bytes) -> bytes:
    number = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return number + _length(len(content)) + content


def _length(size: int) -> bytes:
    parts = []
    while size > 127:
        parts.append(size & 0x7F | 0x80)
        size >>= 7
    return bytes([*parts, size])


def _relations(kind: str, target: str) -> str:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATION}/{kind}" Target="{target}"/></Relationships>'
    )
