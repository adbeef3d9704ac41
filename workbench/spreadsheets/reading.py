"""Read any file an expert may bring as a table: which sheet, which header row, which columns, which values."""

from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import Any

import pandas as pd

from workbench.domain import Kind
from workbench.domain.formats import plural
from workbench.errors import UnreadableFile
from workbench.spreadsheets import reading_json
from workbench.spreadsheets.reading_excel import Workbook, is_workbook, plain_value
from workbench.spreadsheets.reading_headers import find_header, is_empty, name_columns
from workbench.spreadsheets.reading_kinds import kind_of_text, kind_of_values
from workbench.spreadsheets.reading_text import read_text_grid
from workbench.spreadsheets.tables import Choices, Finding, Grid, RefusedRow, SheetName, Table

EXCEL_EXTENSIONS = (".xlsx", ".xlsm", ".xls", ".ods", ".xlsb")
TEXT_EXTENSIONS = (".csv", ".tsv", ".txt", ".tab", "")
JSON_EXTENSIONS = (".jsonl", ".ndjson", ".json")
NO_CHOICES = Choices()
UPLOAD_TYPES = ["xlsx", "xlsm", "xls", "ods", "csv", "tsv", "txt", "jsonl", "ndjson", "json"]


def read_sheets(source: Path | bytes, file_name: str = "") -> list[SheetName]:
    """The sheets of a workbook in its order; one without a name for every other file. Raises UnreadableFile."""
    data, file_name = _load(source, file_name)
    if is_workbook(data):
        return Workbook(data, file_name).sheets()
    return [SheetName("")]


def read_table(
    source: Path | bytes, file_name: str = "", sheet: str | None = None, choices: Choices = NO_CHOICES
) -> Table:
    """One table of a file: the sheet named or the likeliest one, with its header found.

    What had to be guessed stands in `Table.findings`; `choices` holds what the person said differently. Raises
    UnreadableFile with a sentence for files that are no table.
    """
    data, file_name = _load(source, file_name)
    extension = PurePath(file_name).suffix.casefold()
    if is_workbook(data):
        return _read_workbook(data, file_name, sheet, choices)
    if extension in EXCEL_EXTENSIONS:
        raise UnreadableFile(
            f"“{file_name}” is not an Excel workbook, although its name ends in {extension}. "
            "Open it in Excel, save it as .xlsx or .csv and upload that."
        )
    if extension not in (*TEXT_EXTENSIONS, *JSON_EXTENSIONS):
        raise UnreadableFile(
            f"“{file_name}” is a {extension} file, which cannot be read as a table. "
            "Save the table as .xlsx, .csv, .tsv, .jsonl or .json and upload that."
        )
    if extension in JSON_EXTENSIONS:
        read = reading_json.read_array if extension == ".json" else reading_json.read_lines
        return _table_of_records(
            *read(data, file_name), file_name, "Record" if extension == ".json" else "Line"
        )
    return _table_of_grid(read_text_grid(data, file_name), file_name, choices, is_text=True)


def _load(source: Path | bytes, file_name: str) -> tuple[bytes, str]:
    if isinstance(source, Path):
        file_name = file_name or source.name
        try:
            data = source.read_bytes()
        except FileNotFoundError as error:
            raise UnreadableFile(f"There is no file {source}. Check the path and try again.") from error
        except OSError as error:
            raise UnreadableFile(
                f"The file {source} cannot be opened ({error.strerror}). Check its permissions and try again."
            ) from error
    else:
        data = source
    if not data:
        raise UnreadableFile(
            f"“{file_name}” is empty. Fill it with a header row and one row per item, then upload it again."
        )
    return data, file_name


def _read_workbook(data: bytes, file_name: str, sheet: str | None, choices: Choices) -> Table:
    book = Workbook(data, file_name)
    sheets = book.sheets()
    chosen = sheet or likeliest_sheet(sheets)
    if not chosen:
        raise UnreadableFile(
            f"“{file_name}” has no sheet with rows in it. Fill one with a header row and one row per item, "
            "then upload it again."
        )
    table = _table_of_grid(book.grid(chosen), file_name, choices, is_text=False)
    others = [entry.name for entry in sheets if entry.name != chosen and entry.row_count > 1]
    if others and sheet is None:
        named = ", ".join(f"“{name}”" for name in others[:6]) + (" and more" if len(others) > 6 else "")
        table.findings.insert(0, Finding(f"Sheet “{chosen}” was read; the file also has {named}."))
    return table


def likeliest_sheet(sheets: list[SheetName]) -> str | None:
    """The visible sheet with the most cells, the first of equals; a hidden one only where there is no other."""
    filled = [entry for entry in sheets if entry.row_count and entry.column_count]
    pool = [entry for entry in filled if not entry.is_hidden] or filled
    return max(pool, key=lambda entry: entry.row_count * entry.column_count).name if pool else None


def _table_of_grid(grid: Grid, file_name: str, choices: Choices, is_text: bool) -> Table:
    findings = list(grid.findings)
    place = f"Sheet “{grid.sheet}” of “{file_name}”" if grid.sheet else f"“{file_name}”"
    if choices.header_rows is None:
        header, first = find_header(grid.rows)
        if header is None:
            findings.append(
                Finding(
                    "No row with column names was found, so the columns are called Column 1, Column 2 and so on."
                )
            )
        elif header:
            findings.append(Finding(f"The column names were found in row {header + 1}."))
    else:
        last = max(choices.header_rows, default=0)
        header, first = (last - 1, last) if last else (None, 0)
    names_row = grid.rows[header] if header is not None and header < len(grid.rows) else None
    numbered = [
        (number, row)
        for number, row in enumerate(grid.rows[first:], start=first + 1)
        if not all(map(is_empty, row)) and (names_row is None or row != names_row)
    ]
    if not numbered:
        found = (
            f"has column names in row {header + 1} but no rows below them"
            if names_row and header is not None
            else "has no rows"
        )
        raise UnreadableFile(f"{place} {found}. Add one row per item and upload it again.")
    blank = numbered[-1][0] - first - len(numbered)
    if blank:
        were = "was" if blank == 1 else "were"
        findings.append(Finding(f"{plural(blank, 'row')} between the rows of data {were} blank and skipped."))
    width = max(len(row) for _, row in numbered)
    width = max(width, len(names_row) if names_row else 0)
    return _assemble(grid, file_name, name_columns(names_row, width), numbered, header, findings, is_text)


def _assemble(
    grid: Grid,
    file_name: str,
    names: list[str],
    numbered: list[tuple[int, Sequence[Any]]],
    header: int | None,
    findings: list[Finding],
    is_text: bool,
) -> Table:
    width = len(names)
    cells: dict[str, list] = {}
    kinds: dict[str, Kind] = {}
    padded = [row if len(row) == width else [*row, *[None] * (width - len(row))] for _, row in numbered]
    for name, column in zip(names, zip(*padded, strict=True), strict=True):
        if is_text:
            values = [None if is_empty(cell) else cell for cell in column]
        else:
            values = [plain_value(cell) for cell in column]
        if name.startswith("Column ") and not any(value is not None for value in values):
            continue  # an empty column without a name is formatting, not data
        cells[name] = values
        kinds[name] = kind_of_text(pd.Series(values, dtype=object)) if is_text else kind_of_values(values)
    return Table(
        file_name=file_name,
        sheet=grid.sheet,
        columns=list(cells),
        kinds=kinds,
        rows=pd.DataFrame(cells, dtype=object),
        row_numbers=[number for number, _ in numbered],
        header_rows=() if header is None else (header + 1,),
        encoding=grid.encoding,
        delimiter=grid.delimiter,
        findings=findings,
    )


def _table_of_records(
    records: reading_json.Records, refused: list[RefusedRow], file_name: str, row_word: str
) -> Table:
    names = list(dict.fromkeys(name for _, record in records for name in record))
    cells = {name: [record.get(name) for _, record in records] for name in names}
    findings = []
    if refused:
        findings.append(Finding(f"{plural(len(refused), row_word.lower())} could not be read."))
    return Table(
        file_name=file_name,
        sheet="",
        columns=names,
        kinds={name: kind_of_values(values) for name, values in cells.items()},
        rows=pd.DataFrame(cells, dtype=object),
        row_numbers=[number for number, _ in records],
        row_word=row_word,
        encoding="UTF-8",
        findings=findings,
        unreadable=refused,
    )
