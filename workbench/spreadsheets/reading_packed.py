"""Tables inside a .zip or .gz: unpacked in memory, within limits, and listed like the sheets of a workbook."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from workbench.errors import UnreadableFile

_ZIP = b"PK\x03\x04"
_GZIP = b"\x1f\x8b"
_LARGEST = 1_500_000_000
_SUSPICIOUS_SIZE, _SUSPICIOUS_RATIO = 150_000_000, 120
_MOST_FILES = 1000
_READABLE = (
    ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv", ".tab", ".txt", ".psv", ".jsonl", ".ndjson", ".json",
    ".parquet", ".gz", "",
)  # fmt: skip
# What else people upload, by its first bytes.
FOREIGN = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"BZh", "packed with bzip2"),
    (b"\xfd7zXZ\x00", "packed with xz"),
    (b"7z\xbc\xaf\x27\x1c", "packed with 7-Zip"),
    (b"Rar!", "packed with RAR"),
    (b"SQLite format 3", "a database"),
    (b"{\\rtf", "a text document with formatting (.rtf)"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
)


@dataclass(frozen=True)
class Member:
    """One file inside a packed one."""

    name: str
    size: int


class Packed:
    """A .zip or .gz. Raises UnreadableFile where it is damaged, locked, too large or holds no table."""

    def __init__(self, data: bytes, file_name: str):
        self._data = data
        self._file_name = file_name
        self.members = self._members_of_zip() if data.startswith(_ZIP) else [self._member_of_gzip()]
        if not self.members:
            raise UnreadableFile(
                f"“{file_name}” holds no spreadsheet or text table. Pack one into it, or upload the table itself."
            )

    def read(self, name: str) -> bytes:
        """The bytes of one member."""
        if not self._data.startswith(_ZIP):
            return self._gunzip()
        try:
            with zipfile.ZipFile(io.BytesIO(self._data)) as package:
                entry = package.getinfo(name)
            return inflate(self._data, entry)
        except _BROKEN as error:
            raise self._damaged() from error

    def _members_of_zip(self) -> list[Member]:
        try:
            with zipfile.ZipFile(io.BytesIO(self._data)) as package:
                entries = [entry for entry in package.infolist() if not entry.is_dir()]
        except _BROKEN as error:
            raise self._damaged() from error
        if len(entries) > _MOST_FILES:
            raise UnreadableFile(
                f"“{self._file_name}” holds {len(entries):,} files. Pack the table alone and upload it again."
            )
        found = []
        for entry in entries:
            path = PurePosixPath(entry.filename)
            if path.parts[0] == "__MACOSX" or path.name.startswith((".", "~$")):
                continue
            if path.suffix.casefold() not in _READABLE:
                continue
            if entry.flag_bits & 1:
                raise UnreadableFile(
                    f"“{self._file_name}” is protected with a password. Unpack it and upload the table itself."
                )
            self._check(entry.file_size, entry.compress_size)
            found.append(Member(entry.filename, entry.file_size))
        return found

    def _member_of_gzip(self) -> Member:
        name = PurePosixPath(self._file_name)
        return Member(name.stem if name.suffix.casefold() in (".gz", ".gzip") else name.name, len(self._data))

    def _gunzip(self) -> bytes:
        """Unpacked piece by piece, so that a bomb is noticed before it fills the memory."""
        parts, size, rest = [], 0, self._data
        try:
            while rest.startswith(_GZIP):
                unpacking = zlib.decompressobj(31)
                packed = rest
                while packed and not unpacking.eof:
                    part = unpacking.decompress(packed, 16_000_000)
                    parts.append(part)
                    size += len(part)
                    self._check(size, len(self._data))
                    packed = unpacking.unconsumed_tail
                if not unpacking.eof:
                    raise zlib.error("cut off")
                rest = unpacking.unused_data
        except zlib.error as error:
            raise self._damaged() from error
        return b"".join(parts)

    def _check(self, size: int, packed_size: int) -> None:
        if size > _LARGEST or (size > _SUSPICIOUS_SIZE and size > _SUSPICIOUS_RATIO * packed_size):
            raise UnreadableFile(
                f"“{self._file_name}” unpacks to far more than it should hold ({size / 10**6:,.0f} MB or more), so it "
                "was not opened. Unpack it, and upload the table itself or a part of it."
            )

    def _damaged(self) -> UnreadableFile:
        return UnreadableFile(
            f"“{self._file_name}” is damaged or cut off and cannot be unpacked. Pack it again, or upload the table "
            "itself."
        )


def is_honest(data: bytes, entry: zipfile.ZipInfo) -> bool:
    """False where a packed part unpacks to more than it claims; told without keeping what is unpacked."""
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        return True
    return sum(map(len, _pieces(data, entry))) <= entry.file_size


def inflate(data: bytes, entry: zipfile.ZipInfo) -> bytes:
    """A part of a package. Raises BadZipFile as soon as it unpacks to more than it claims."""
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return package.read(entry)
    content = b"".join(_pieces(data, entry))
    if len(content) != entry.file_size:
        raise zipfile.BadZipFile(f"{entry.filename} is not as long as it claims")
    return content


def _pieces(data: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """What a part unpacks to, until it is more than it claims."""
    start = entry.header_offset
    names = data[start + 26 : start + 28], data[start + 28 : start + 30]
    start += 30 + sum(int.from_bytes(length, "little") for length in names)
    packed: bytes = data[start : start + entry.compress_size]
    unpacking, size = zlib.decompressobj(-15), 0
    while packed and not unpacking.eof and size <= entry.file_size:
        piece = unpacking.decompress(packed, 8_000_000)
        size += len(piece)
        yield piece
        packed = unpacking.unconsumed_tail


_BROKEN = (
    zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, NotImplementedError, LookupError, EOFError,
)  # fmt: skip


def is_zip(data: bytes) -> bool:
    """True for bytes that begin like a .zip, which workbooks are, too."""
    return data.startswith(_ZIP)


def is_packed(data: bytes) -> bool:
    """True for bytes that begin like a .zip or .gz."""
    return data.startswith((_ZIP, _GZIP))
