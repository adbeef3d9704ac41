"""Workbooks (.xlsx, .xlsm, .xlsb, .xls, .ods) through calamine: which sheets there are, and the cells of one."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any

import python_calamine as calamine

from workbench.domain.formats import plural
from workbench.errors import UnreadableFile
from workbench.spreadsheets import reading_ods
from workbench.spreadsheets.reading_packed import is_honest
from workbench.spreadsheets.reading_sheet_xml import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Package
from workbench.spreadsheets.reading_xls import OldWorkbook
from workbench.spreadsheets.tables import Finding, Grid, SheetFacts, SheetName

_ZIP = b"PK\x03\x04"
_OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_LARGEST_UNPACKED = 1_500_000_000
_SUSPICIOUS_SIZE, _SUSPICIOUS_RATIO = 200_000_000, 150
_HARMLESS_SIZE = (
    _LARGEST_UNPACKED // 1032 // 2
)  # what is packed smaller cannot unpack to more than a reader bears
_PARTS = {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}


def is_workbook(data: bytes) -> bool:
    """True for bytes of an Office file or another workbook, whatever the file is called."""
    if data.startswith(_OLD_OFFICE):
        return True
    if not data.startswith(_ZIP):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = {name.casefold().replace("\\", "/") for name in package.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return b"xl/" in data[:4000] or b"[Content_Types].xml" in data[:4000]
    return bool(names & (_PARTS | {"[content_types].xml", "mimetype"}))


class Workbook:
    """An opened workbook. Raises UnreadableFile with a sentence for encrypted, corrupt and foreign files."""

    def __init__(self, data: bytes, file_name: str):
        self.file_name = file_name
        self._read: dict[str, calamine.CalamineSheet] = {}
        self._package: Package | None = None
        self._document: reading_ods.Document | None = None
        self._old: OldWorkbook | None = None
        if data.startswith(_OLD_OFFICE) and _ENCRYPTED in data:
            raise self._locked()
        if data.startswith(_ZIP):
            self._check_package(data)
        else:
            with suppress(ValueError, IndexError, struct.error):
                self._old = OldWorkbook(data)
        with self._sound():
            self._book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))

    def sheets(self) -> list[SheetName]:
        """The worksheets in the workbook's order with their size."""
        found = []
        for entry in self._book.sheets_metadata:
            if entry.typ is not calamine.SheetTypeEnum.WorkSheet:
                continue
            hidden = entry.visible is not calamine.SheetVisibleEnum.Visible
            size = self._size(entry.name)
            found.append(SheetName(entry.name, size.row_count, size.column_count, hidden, size.filled_count))
        return found

    def grid(self, sheet: str) -> Grid:
        """The cells of one sheet, from its cell A1 on. Raises UnreadableFile for a name the workbook has not."""
        names = [entry.name for entry in self.sheets()]
        if sheet not in names:
            raise UnreadableFile(
                f"“{self.file_name}” has no sheet “{sheet}”. Choose one of: {', '.join(names)}."
            )
        self._check_size(sheet)
        # calamine works without Python meanwhile, and most workbooks are large enough for that to be felt
        with ThreadPoolExecutor(1) as aside:
            parsing = aside.submit(self._sheet, sheet)
            facts = self._facts(sheet) if self._package is not None else None
            parsed = parsing.result()
        with self._sound():
            rows: list[list[Any]] = parsed.to_python(skip_empty_area=False)
        facts = facts or self._facts(sheet)
        for (row, column), text in facts.errors.items():
            if row <= len(rows) and column < len(rows[row - 1]):
                rows[row - 1][column] = text
        return Grid(rows=rows, sheet=sheet, facts=facts, findings=self._findings(facts))

    def _findings(self, facts: SheetFacts) -> list[Finding]:
        found = []
        lost = facts.lost_formulas
        if lost:
            are = "is a formula whose result was" if len(lost) == 1 else "are formulas whose results were"
            found.append(
                Finding(
                    f"{plural(len(lost), 'cell')} (such as {lost[0]}) {are} not saved with the file, so nothing could "
                    "be read there. Open the file in Excel, save it and upload it again."
                )
            )
        if self._package is not None and self._package.has_links_elsewhere():
            found.append(
                Finding(
                    "Some formulas refer to other workbooks. Their last saved results were read; nothing was fetched."
                )
            )
        return found

    def _sheet(self, name: str) -> calamine.CalamineSheet:
        """One sheet, parsed once however often it is asked for."""
        if name not in self._read:
            with self._sound():
                self._read[name] = self._book.get_sheet_by_name(name)
        return self._read[name]

    def _size(self, name: str) -> SheetFacts:
        with self._sound():
            if self._package is not None:
                return self._package.size(name)
            if self._document is not None:
                return self._document.facts(name)
        sheet = self._sheet(name)
        if not sheet.height:
            return SheetFacts()
        # calamine's totals are the places of the last row and column, counted from 0
        return SheetFacts(sheet.total_height + 1, sheet.total_width + 1, sheet.height * sheet.width)

    def _facts(self, name: str) -> SheetFacts:
        with self._sound():
            if self._package is not None:
                return self._package.facts(name)
            if self._document is not None:
                return self._document.facts(name)
        found = SheetFacts()
        if self._old is not None:
            # values are calamine's; what only these facts tell is not worth refusing a file for
            with suppress(ValueError, IndexError, struct.error):
                found = self._old.facts(name)
        merged = self._sheet(name).merged_cell_ranges or []
        found.merges = [(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in merged]
        return found

    def _check_size(self, sheet: str) -> None:
        size = self._size(sheet)
        is_beyond = size.row_count > MOST_ROWS or size.column_count > MOST_COLUMNS
        if is_beyond or size.row_count * size.column_count > max(MOST_CELLS, 20 * size.filled_count):
            raise UnreadableFile(
                f"Sheet “{sheet}” of “{self.file_name}” reaches to row {size.row_count:,} and column "
                f"{size.column_count:,}, although only {size.filled_count:,} cells are filled. Delete the empty rows "
                "and columns around the table in Excel, save it and upload it again."
            )

    def _check_package(self, data: bytes) -> None:
        with self._sound():
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                entries = package.infolist()
                names = {entry.filename.casefold().replace("\\", "/") for entry in entries}
                if any(entry.flag_bits & 1 for entry in entries):
                    raise self._locked()
                self._check_unpacked(data, package)
            if "xl/workbook.xml" in names:
                self._package = Package(data)
            elif "content.xml" in names:
                self._document = reading_ods.Document(data)
        if not names & _PARTS:
            what = "a packed file without a workbook in it"
            for part, kind in (
                ("word/document.xml", "a Word document"),
                ("ppt/presentation.xml", "a presentation"),
            ):
                what = kind if part in names else what
            raise UnreadableFile(
                f"“{self.file_name}” is {what}, not a spreadsheet. Save the table as .xlsx or .csv and upload that."
            )

    def _check_unpacked(self, data: bytes, package: zipfile.ZipFile) -> None:
        """Refuses what would not fit into memory, also where the package lies about its sizes."""
        entries = package.infolist()
        too_much = sum(entry.file_size for entry in entries) > _LARGEST_UNPACKED or any(
            entry.file_size > max(_SUSPICIOUS_SIZE, _SUSPICIOUS_RATIO * entry.compress_size)
            for entry in entries
        )
        # Only what claims to be small is unpacked to see. Sheets in XML are measured when their facts are read, which
        # is before calamine reads them.
        if too_much or not all(
            is_honest(data, entry)
            for entry in entries
            if entry.compress_size > _HARMLESS_SIZE
            and not (entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml"))
        ):
            raise UnreadableFile(
                f"“{self.file_name}” would take up more than {_LARGEST_UNPACKED / 10**9:g} GB once unpacked, or "
                "unpacks to far more than a table holds, so it was not opened. Save the sheet that matters as .csv and "
                "upload that."
            )

    @contextmanager
    def _sound(self) -> Iterator[None]:
        """Turns whatever a damaged file makes the readers raise into a sentence."""
        try:
            yield
        except calamine.PasswordError as error:
            raise self._locked() from error
        except _BROKEN as error:
            raise self._corrupt() from error
        except BaseException as error:
            if type(error).__name__ != "PanicException":  # the Rust reader giving up
                raise
            raise self._corrupt() from error

    def _locked(self) -> UnreadableFile:
        return UnreadableFile(
            f"“{self.file_name}” is protected with a password. Open it in Excel, remove the password "
            "(File, Info, Protect Workbook), save it and upload it again."
        )

    def _corrupt(self) -> UnreadableFile:
        return UnreadableFile(
            f"“{self.file_name}” is damaged or cut off and cannot be opened as a workbook. "
            "Open it in Excel, save it under a new name as .xlsx and upload that."
        )


_BROKEN = (
    calamine.CalamineError,
    OSError,
    ValueError,
    KeyError,
    IndexError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    MemoryError,
    OverflowError,
    re.error,
    zlib.error,
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
)
