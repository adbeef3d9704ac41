"""What calamine does not say of an old .xls: hidden rows and columns, error cells, percent and currency.

Record numbers and layouts are those of [MS-XLS] (BIFF8); the container around them is [MS-CFB].
"""

import struct
from collections.abc import Iterator

from workbench.spreadsheets.reading_formats import BUILT_IN, parse_format
from workbench.spreadsheets.tables import SheetFacts

_BOF, _EOF, _BOUNDSHEET, _FORMAT, _XF = 0x0809, 0x000A, 0x0085, 0x041E, 0x00E0
_ROW, _COLINFO, _NUMBER, _RK, _MULRK, _FORMULA, _BOOLERR = (
    0x0208,
    0x007D,
    0x0203,
    0x027E,
    0x00BD,
    0x0006,
    0x0205,
)
_BIFF8 = 0x0600
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
_END_OF_CHAIN = 0xFFFFFFFE


class OldWorkbook:
    """The record stream of an .xls. Raises ValueError or struct.error where the file is damaged."""

    def __init__(self, data: bytes):
        self._stream = _workbook_stream(data)
        self._places: dict[str, int] = {}
        codes, styles = dict(BUILT_IN), []
        for record, body in _records(self._stream, 0):
            if record == _BOF and struct.unpack_from("<H", body)[0] != _BIFF8:
                break  # older than Excel 97
            if record == _BOUNDSHEET:
                place, _, _, length, flags = struct.unpack_from("<IBBBB", body)
                self._places[_text(body[8:], length, flags)] = place
            elif record == _FORMAT:
                number, length, flags = struct.unpack_from("<HHB", body)
                codes[number] = _text(body[5:], length, flags)
            elif record == _XF:
                styles.append(struct.unpack_from("<HH", body)[1])
            elif record == _EOF:
                break
        formats = ((style, parse_format(codes.get(number, ""))) for style, number in enumerate(styles))
        self._formats = {style: one for style, one in formats if one.dress != "plain"}

    def facts(self, sheet: str) -> SheetFacts:
        """The facts of one sheet, without its merged cells."""
        found = SheetFacts()
        if sheet not in self._places:
            return found
        for record, body in _records(self._stream, self._places[sheet]):
            if record == _EOF:
                break
            if record == _ROW and struct.unpack_from("<H", body, 12)[0] & 0x20:
                found.hidden_rows.append(struct.unpack_from("<H", body)[0] + 1)
            elif record == _COLINFO:
                first, last, _, _, options = struct.unpack_from("<5H", body)
                if options & 1:
                    found.hidden_columns += range(first, min(last, 255) + 1)
            elif record in (_NUMBER, _RK, _FORMULA, _BOOLERR):
                self._note(found, record, body)
            elif record == _MULRK:
                row, first = struct.unpack_from("<HH", body)
                for place in range((len(body) - 6) // 6):
                    self._dress(found, row, first + place, struct.unpack_from("<H", body, 4 + 6 * place)[0])
        return found

    def _note(self, found: SheetFacts, record: int, body: bytes) -> None:
        row, column, style = struct.unpack_from("<3H", body)
        if record == _BOOLERR:
            if body[7]:
                found.errors[row + 1, column] = _ERRORS.get(body[6], "#N/A")
        elif record == _FORMULA and body[12:14] == b"\xff\xff":
            if body[6] == 2:
                found.errors[row + 1, column] = _ERRORS.get(body[8], "#N/A")
        else:
            self._dress(found, row, column, style)

    def _dress(self, found: SheetFacts, row: int, column: int, style: int) -> None:
        shown = self._formats.get(style)
        if shown is not None:
            found.formats.setdefault(column, {})[row + 1] = shown


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(stream):
        record, length = struct.unpack_from("<HH", stream, at)
        yield record, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _text(body: bytes, length: int, flags: int) -> str:
    return body[: 2 * length].decode("utf-16-le", "replace") if flags & 1 else body[:length].decode("latin-1")


def _workbook_stream(data: bytes) -> bytes:
    """The stream “Workbook” of a compound file."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    if size not in (512, 4096):
        raise ValueError("no compound file")
    sectors = [sector for sector in struct.unpack_from("<109I", data, 76) if sector < _END_OF_CHAIN - 1]
    following, count = struct.unpack_from("<II", data, 68)
    for _ in range(min(count, len(data) // size)):
        part = struct.unpack_from(f"<{size // 4}I", data, size * (following + 1))
        sectors += [sector for sector in part[:-1] if sector < _END_OF_CHAIN - 1]
        following = part[-1]
    table: list[int] = []
    for sector in sectors:
        table += struct.unpack_from(f"<{size // 4}I", data, size * (sector + 1))
    directory = _chain(data, table, struct.unpack_from("<I", data, 48)[0], size, size)
    root = b""
    for at in range(0, len(directory) - 127, 128):
        name = directory[at : at + max(directory[at + 64] - 2, 0)].decode("utf-16-le", "replace")
        start, length = struct.unpack_from("<II", directory, at + 116)
        if not at:
            root = _chain(data, table, start, size, size)
        elif name in ("Workbook", "Book"):
            if length >= struct.unpack_from("<I", data, 56)[0]:
                return _chain(data, table, start, size, size)[:length]
            first = struct.unpack_from("<I", data, 60)[0]
            small = _chain(data, table, first, size, size)
            return _chain(root, list(struct.unpack(f"<{len(small) // 4}I", small)), start, 64, 0)[:length]
    raise ValueError("no workbook in the compound file")


def _chain(data: bytes, table: list[int], sector: int, size: int, offset: int) -> bytes:
    """The sectors of one stream in their order; stops where the chain runs in a circle."""
    parts = []
    for _ in range(len(table)):
        if sector >= len(table):
            break
        parts.append(data[offset + size * sector : offset + size * (sector + 1)])
        sector = table[sector]
    return b"".join(parts)
