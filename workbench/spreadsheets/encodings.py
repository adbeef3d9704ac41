"""Bytes become text: which encoding a file is written in, by its marks, its bytes and its letters."""

import codecs
import re

from charset_normalizer import from_bytes

from workbench.errors import UnreadableFile

# What a person may choose, with the name Python has for it.
ENCODINGS = {
    "UTF-8": "utf-8",
    "UTF-8 with BOM": "utf-8-sig",
    "UTF-16": "utf-16",
    "Windows-1252": "cp1252",
    "Latin-1": "latin-1",
    "Latin-9": "iso8859-15",
    "Windows-1250": "cp1250",
    "Windows-1251": "cp1251",
    "Mac Roman": "mac-roman",
    "DOS 850": "cp850",
    "DOS 437": "cp437",
    "Shift JIS": "shift_jis",
    "GB 18030": "gb18030",
    "Big5": "big5",
    "EUC-KR": "euc-kr",
}
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8 with BOM"),
    (b"\xff\xfe\x00\x00", "utf-32", "UTF-32"),
    (b"\x00\x00\xfe\xff", "utf-32", "UTF-32"),
    (b"\xff\xfe", "utf-16", "UTF-16"),
    (b"\xfe\xff", "utf-16", "UTF-16"),
)
# Scripts that Windows-1252 would silently turn into nonsense; a detector is believed for these alone.
_OTHER_SCRIPTS = (
    "cp1251", "koi8", "iso8859_5", "shift_jis", "cp932", "euc_", "gb", "big5", "cp949", "johab", "cp1253",
    "iso8859_7", "cp1255", "cp1256",
)  # fmt: skip
_MOST_LINES = 20_000


def decode(data: bytes, file_name: str, chosen: str = "") -> tuple[str, str]:
    """The text of a file and the name of its encoding. Raises UnreadableFile for bytes that are no text."""
    if chosen:
        return _clean(_decode_as(data, chosen)), chosen
    for mark, codec, name in _BOMS:
        if data.startswith(mark):
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
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3:  # cut off within the last letter
            return _clean(data.decode("utf-8", errors="replace")), "UTF-8"
        return _legacy(data)


def _decode_as(data: bytes, chosen: str) -> str:
    codec = ENCODINGS.get(chosen, chosen)
    if codec == "utf-16" and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        codec = _utf16_without_mark(data) or "utf-16-le"
    try:
        codecs.lookup(codec)
        text = data.decode(codec, errors="replace")
    except (LookupError, UnicodeError) as error:
        raise UnreadableFile(
            f"There is no text encoding called “{chosen}”. Choose one of: {', '.join(ENCODINGS)}."
        ) from error
    return text.removeprefix("\ufeff")


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
    strange = sum(byte < 32 and byte not in (9, 10, 12, 13, 27, 28, 29, 30, 31, 1) for byte in sample)
    return strange > max(len(sample) * 0.05, 3)


def _legacy(data: bytes) -> tuple[str, str]:
    """Text that is not UTF-8: Windows-1252 unless the letters say otherwise, or a mixture of the two."""
    telling = [line for line in data.split(b"\n")[:_MOST_LINES] if not line.isascii()]
    if sum(map(_is_utf8, telling)) * 2 > len(telling):
        lines = data.split(b"\n")
        text = "\n".join(
            line.decode() if line.isascii() or _is_utf8(line) else line.decode("cp1252", "replace")
            for line in lines
        )
        return _clean(text), "UTF-8 and Windows-1252"
    best = from_bytes(b"\n".join(telling)[:60_000]).best()
    if best is not None and best.encoding.startswith(_OTHER_SCRIPTS):
        return _clean(data.decode(best.encoding, errors="replace")), best.encoding.replace("_", "-")
    if _is_mac_roman(data):
        return _clean(data.decode("mac-roman")), "Mac Roman"
    try:
        return _clean(data.decode("cp1252")), "Windows-1252"
    except UnicodeDecodeError:
        return _clean(data.decode("latin-1")), "Latin-1"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_mac_roman(data: bytes) -> bool:
    """Old Macs end lines with a lone return and have ä, é and ’ where Windows has Š, Ž and Õ."""
    if b"\n" in data[:100_000] or b"\r" not in data[:100_000]:
        return False
    return len(re.findall(rb"[a-z][\x87-\x9f\xd5][a-z]", data[:100_000])) > 0
