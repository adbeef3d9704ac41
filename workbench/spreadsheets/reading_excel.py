"""Workbooks (.xlsx, .xlsm, .xls, .ods) through calamine: which sheets there are, and the cells of one."""

import io
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine as calamine

from workbench.errors import UnreadableFile
from workbench.spreadsheets.tables import Grid, SheetName

_ZIP = b"PK\x03\x04"
_OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_LARGEST_UNPACKED = 4_000_000_000


def is_workbook(data: bytes) -> bool:
    """True for bytes that begin like an Office file, whatever the file is called."""
    return data.startswith((_ZIP, _OLD_OFFICE))


class Workbook:
    """An opened workbook. Raises UnreadableFile with a sentence for encrypted, corrupt and foreign files."""

    def __init__(self, data: bytes, file_name: str):
        self.file_name = file_name
        self._read: dict[str, calamine.CalamineSheet] = {}
        if data.startswith(_OLD_OFFICE) and _ENCRYPTED in data:
            raise self._locked()
        if data.startswith(_ZIP):
            self._check_package(data)
        try:
            self._book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        except calamine.PasswordError as error:
            raise self._locked() from error
        except (calamine.CalamineError, OSError, ValueError) as error:
            raise self._corrupt() from error

    def sheets(self) -> list[SheetName]:
        """The worksheets in the workbook's order with their size; a sheet that cannot be read has no size."""
        found = []
        for entry in self._book.sheets_metadata:
            if entry.typ is not calamine.SheetTypeEnum.WorkSheet:
                continue
            hidden = entry.visible is not calamine.SheetVisibleEnum.Visible
            sheet = self._sheet(entry.name)
            found.append(SheetName(entry.name, sheet.height, sheet.width, hidden))
        return found

    def grid(self, sheet: str) -> Grid:
        """The cells of one sheet, from its cell A1 on. Raises UnreadableFile for a name the workbook has not."""
        names = [entry.name for entry in self.sheets()]
        if sheet not in names:
            raise UnreadableFile(
                f"“{self.file_name}” has no sheet “{sheet}”. Choose one of: {', '.join(names)}."
            )
        read = self._sheet(sheet)
        try:
            rows = read.to_python(skip_empty_area=False)
        except (calamine.CalamineError, OSError, ValueError) as error:
            raise self._corrupt() from error
        return Grid(rows=rows, sheet=sheet)

    def _sheet(self, name: str) -> calamine.CalamineSheet:
        """One sheet, parsed once however often it is asked for."""
        try:
            if name not in self._read:
                self._read[name] = self._book.get_sheet_by_name(name)
        except (calamine.CalamineError, OSError, ValueError) as error:
            raise self._corrupt() from error
        return self._read[name]

    def _check_package(self, data: bytes) -> None:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                names = set(package.namelist())
                unpacked = sum(entry.file_size for entry in package.infolist())
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise self._corrupt() from error
        if unpacked > _LARGEST_UNPACKED:
            raise UnreadableFile(
                f"“{self.file_name}” would unpack to more than {_LARGEST_UNPACKED // 10**9} GB, so it was not opened. "
                "Save the sheet that matters as .csv and upload that."
            )
        if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
            what = (
                "a Word document"
                if "word/document.xml" in names
                else "a packed file without a workbook in it"
            )
            raise UnreadableFile(
                f"“{self.file_name}” is {what}, not a spreadsheet. Save the table as .xlsx or .csv and upload that."
            )

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


def plain_value(cell: Any) -> Any:
    """A workbook cell as the house keeps it: empty as None, whole numbers as int, dates and times as ISO text."""
    if isinstance(cell, str):
        return cell if cell and not cell.isspace() else None
    if isinstance(cell, bool) or cell is None:
        return cell
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < 1e15 else cell
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(timespec="seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return cell
