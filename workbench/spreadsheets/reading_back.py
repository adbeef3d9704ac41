"""Reading back what this product exported: exactly as it was, or as someone has edited it since."""

import csv
import io
import json
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import python_calamine as calamine

from workbench.domain import Kind
from workbench.errors import UnreadableFile
from workbench.spreadsheets.column_readings import ColumnReading
from workbench.spreadsheets.dataset_files import (
    OVERFLOW_SHEET,
    PARQUET_KEY,
    SCHEMA_SHEET,
    SCHEMA_SUFFIX,
    Schema,
    Shown,
    ShownAsText,
    ShownInExcel,
    ShownInParquet,
    ShownInRecords,
    cut,
    is_same,
    unguarded,
)
from workbench.spreadsheets.reading_excel import Workbook
from workbench.spreadsheets.results_csv import is_results_csv, read_results_csv
from workbench.spreadsheets.tables import Table

_Rows = tuple[list[str], Iterator[Sequence[Any]]]
_ZIP, _PARQUET = b"PK\x03\x04", b"PAR1"
_LARGEST = 2_000_000_000  # bytes unpacked


def read_back(data: bytes, file_name: str, beside: Path | None = None) -> Table | None:
    """The table in a file that this product exported; None for any other file.

    `beside`: where the file stands, so that the schema next to a bare .csv or .jsonl is found. Raises
    UnreadableFile where the schema is ours and the rest is damaged.
    """
    try:
        if data.startswith(_PARQUET):
            return _from_parquet(data, file_name)
        if data.startswith(_ZIP):
            if not is_exported(data):
                return None
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                names = package.namelist()
                if "xl/workbook.xml" in names:
                    return _from_workbook(data, file_name)
                return _from_package(package, names, file_name)
        if is_results_csv(data):
            return read_results_csv(data, file_name)
        schema = _schema_beside(beside)
        return _from_text(data, beside.suffix, schema, file_name) if beside and schema else None
    except _DAMAGED as error:
        raise UnreadableFile(
            f"“{file_name}” was exported here, but it is damaged and cannot be read back. Export it again."
        ) from error


def is_exported(data: bytes) -> bool:
    """True for a workbook or packed file that this product exported, told without reading its rows."""
    if not data.startswith(_ZIP):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = package.namelist()
            if "xl/workbook.xml" in names and package.getinfo("xl/workbook.xml").file_size < 10_000_000:
                return SCHEMA_SHEET.encode() in package.read("xl/workbook.xml")
            return len(names) == 2 and sum(name.endswith(SCHEMA_SUFFIX) for name in names) == 1
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, KeyError, EOFError):
        return False


_DAMAGED = (
    zipfile.BadZipFile,
    calamine.CalamineError,
    pa.ArrowException,
    csv.Error,
    UnicodeDecodeError,
    OSError,
    zlib.error,
    ValueError,
    RuntimeError,
    LookupError,
    EOFError,
)


def _from_package(package: zipfile.ZipFile, names: list[str], file_name: str) -> Table | None:
    told = [name for name in names if name.endswith(SCHEMA_SUFFIX)]
    rest = [name for name in names if not name.endswith(SCHEMA_SUFFIX)]
    sizes = [package.getinfo(name).file_size for name in names]
    if len(told) != 1 or len(rest) != 1 or max(sizes) > _LARGEST:
        return None
    schema = Schema.from_json(package.read(told[0]).decode("utf-8", "replace"))
    return _from_text(package.read(rest[0]), Path(rest[0]).suffix, schema, file_name) if schema else None


def _schema_beside(beside: Path | None) -> Schema | None:
    if beside is None or beside.suffix.casefold() not in (".csv", ".jsonl"):
        return None
    path = beside.with_name(beside.stem + SCHEMA_SUFFIX)
    return Schema.from_json(path.read_text(encoding="utf-8", errors="replace")) if path.is_file() else None


def _from_text(data: bytes, extension: str, schema: Schema, file_name: str) -> Table:
    text = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline="")
    if extension.casefold() == ".jsonl":
        return _table(_records(text, schema), ShownInRecords(), schema, file_name, 1, "Line")
    csv.field_size_limit(2**31 - 1)
    rows = csv.reader(text)
    header = [unguarded(name) for name in next(rows, [])]
    return _table((header, rows), ShownAsText(), schema, file_name, 2)


def _records(text: io.TextIOWrapper, schema: Schema) -> _Rows:
    names = [column.name for column in schema.columns]

    def rows() -> Iterator[Sequence[Any]]:
        for line in text:
            record = json.loads(line)
            yield [record.get(name) for name in names]

    return names, rows()


def _from_parquet(data: bytes, file_name: str) -> Table | None:
    try:
        file = pq.ParquetFile(io.BytesIO(data))
    except pa.ArrowException:
        return None
    told = (file.metadata.metadata or {}).get(PARQUET_KEY)
    schema = Schema.from_json(told.decode()) if told else None
    if schema is None:
        return None

    def rows() -> Iterator[Sequence[Any]]:
        for batch in file.iter_batches(20_000):
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)

    return _table((file.schema_arrow.names, rows()), ShownInParquet(), schema, file_name, 1)


def _from_workbook(data: bytes, file_name: str) -> Table | None:
    Workbook(data, file_name)  # refuses what is damaged or unpacks to too much, with its sentence
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        if SCHEMA_SHEET not in book.sheet_names:
            return None
    except (calamine.CalamineError, OSError, ValueError):
        return None  # the reader for every workbook says what is wrong with it
    parts = book.get_sheet_by_name(SCHEMA_SHEET).to_python(skip_empty_area=False)[1:]
    schema = Schema.from_json("".join(str(row[0]) for row in parts))
    if schema is None or any(name not in book.sheet_names for name in schema.sheets):
        return None
    grids = [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in schema.sheets]
    header = [str(name) for name in grids[0][0]]
    long = _long_texts(book)
    rows = (_joined(row, header, schema, long) for grid in grids for row in grid[1:])
    return _table((header, rows), ShownInExcel(), schema, file_name, 2, sheet=schema.sheets[0])


def _long_texts(book: calamine.CalamineWorkbook) -> dict[tuple[str, str], str]:
    """Texts too long for a cell, by item and column, put together again."""
    if OVERFLOW_SHEET not in book.sheet_names:
        return {}
    parts: dict[tuple[str, str], list[tuple[float, str]]] = defaultdict(list)
    for key, column, number, text in book.get_sheet_by_name(OVERFLOW_SHEET).to_python(skip_empty_area=False)[
        1:
    ]:
        if isinstance(number, float):
            parts[str(key), str(column)].append((number, str(text)))
    return {place: "".join(text for _, text in sorted(found)) for place, found in parts.items()}


def _joined(
    row: Sequence[Any], header: list[str], schema: Schema, long: dict[tuple[str, str], str]
) -> Sequence[Any]:
    """A row with its long texts whole, where the cell still shows their beginning."""
    if not long:
        return row
    key_name = schema.columns[schema.key_column].name
    key = str(row[header.index(key_name)]) if key_name in header else ""
    whole = [long.get((key, name)) for name in header]
    return [
        text if text is not None and cut(text) == cell else cell
        for cell, text in zip(row, whole, strict=True)
    ]


def _table(
    read: _Rows,
    shown: Shown,
    schema: Schema,
    file_name: str,
    first_row: int,
    row_word: str = "Row",
    sheet: str = "",
) -> Table:
    """Cells become the values they were, where they still show what they showed when they were written."""
    header, rows = read
    known = {column.name: (place, column) for place, column in enumerate(schema.columns)}
    exact = {(key, place): (taken_for, value) for key, place, taken_for, value in schema.exact}
    key_name = schema.columns[schema.key_column].name
    at_key = header.index(key_name) if key_name in header else None
    forms = [known[name][1].form if name in known else Kind.TEXT for name in header]
    places = [known[name][0] if name in known else -1 for name in header]
    values: list[list[Any]] = []
    numbers: list[int] = []
    for number, row in enumerate(rows, start=first_row):
        cells = [shown.value(cell, form) for cell, form in zip(row, forms, strict=False)]
        cells += [None] * (len(header) - len(cells))
        if exact and at_key is not None:
            key = str(cells[at_key])
            for at, place in enumerate(places):
                found = exact.get((key, place))
                if found and is_same(found[0], cells[at]):
                    cells[at] = found[1]
        if any(cell is not None for cell in cells):
            values.append(cells)
            numbers.append(number)
    if not values:
        raise UnreadableFile(f"“{file_name}” has no rows any more. Add one row per item and upload it again.")
    kinds = {name: known[name][1].kind if name in known else Kind.TEXT for name in header}
    return _assembled(header, values, numbers, kinds, schema, at_key, file_name, row_word, sheet)


def _assembled(
    header: list[str],
    values: list[list[Any]],
    numbers: list[int],
    kinds: dict[str, Kind],
    schema: Schema,
    at_key: int | None,
    file_name: str,
    row_word: str,
    sheet: str,
) -> Table:
    columns = list(header)
    frame = pd.DataFrame(
        {name: pd.Series([row[at] for row in values], dtype="object") for at, name in enumerate(header)}
    )
    roles = {column.name: column.role for column in schema.columns if column.name in header}
    if schema.has_made_up_key and at_key is not None:
        keys = [row[at_key] for row in values]
        if all(str(key).isdecimal() for key in keys) and len(set(keys)) == len(keys):
            numbers = [int(key) for key in keys]
            columns.remove(header[at_key])
            roles.pop(header[at_key])
            frame = frame[columns]
    return Table(
        file_name=file_name,
        sheet=schema.facts.get("Dataset", sheet),
        columns=columns,
        kinds={name: kinds[name] for name in columns},
        rows=frame,
        row_numbers=numbers,
        row_word=row_word,
        readings={name: ColumnReading(kinds[name], keeps_errors=True) for name in columns},
        roles=roles,
    )
