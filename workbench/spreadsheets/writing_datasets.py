"""Writing a dataset version to a file that reads back exactly as it was: .xlsx, .csv, .jsonl, .parquet."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from workbench.domain import Kind
from workbench.spreadsheets.dataset_files import (
    OVERFLOW_SHEET,
    PARQUET_KEY,
    SCHEMA_SHEET,
    SCHEMA_SUFFIX,
    DatasetFile,
    Schema,
    Shown,
    ShownAsText,
    ShownInExcel,
    ShownInParquet,
    ShownInRecords,
    cut,
    guarded,
)
from workbench.spreadsheets.writing import (
    MOST_ROWS,
    Figure,
    Sheet,
    SheetColumn,
    whole_or_nothing,
    write_workbook,
)

ITEMS_SHEET = "Items"
_PART = 15_000  # characters of a long text per row; each may take two of Excel's units
_BATCH = 20_000
_FIGURES = {Kind.NUMBER: Figure.GENERAL, Kind.DATE: Figure.DAY}


def write_dataset_xlsx(target: Path, file: DatasetFile) -> None:
    """Write a dataset to an .xlsx with real numbers and dates. Raises UnwritableFile.

    Texts longer than an Excel cell stand cut in their cell and in full on the sheet “Long texts”; a hidden sheet
    tells how to read it all back.
    """
    book = _ExcelRows(file)
    columns = [SheetColumn(column.name, _FIGURES.get(column.form, Figure.TEXT)) for column in file.columns]
    sheets = [Sheet(ITEMS_SHEET, columns, book.rows(file.rows))]
    write_workbook(target, _then(sheets, book.rest))


def write_dataset_csv(target: Path, file: DatasetFile) -> None:
    """Write a dataset as .csv: a .zip with the .csv and its schema, or, for a target that ends in .csv, the two files
    side by side. Raises UnwritableFile."""
    _write_text(target, ".csv", file, _csv_lines)


def write_dataset_jsonl(target: Path, file: DatasetFile) -> None:
    """Write a dataset as .jsonl, in the same two ways. Raises UnwritableFile."""
    _write_text(target, ".jsonl", file, _json_lines)


def write_dataset_parquet(target: Path, file: DatasetFile) -> None:
    """Write a dataset as .parquet with the schema in the file's metadata. Raises UnwritableFile."""
    types = {Kind.BOOLEAN: pa.bool_(), Kind.NUMBER: pa.int64()}
    fields = [
        pa.field(c.name, pa.float64() if place in file.float_columns else types.get(c.form, pa.string()))
        for place, c in enumerate(file.columns)
    ]
    shown, schema = ShownInParquet(), Schema.of(file)
    with whole_or_nothing(target) as path, pq.ParquetWriter(path, pa.schema(fields)) as writer:
        for batch in _batches(file.rows):
            rows = []
            for row in batch:
                cells = [
                    _fitting(shown.cell(value, column.form), place in file.float_columns)
                    for place, (value, column) in enumerate(zip(row, file.columns, strict=True))
                ]
                shown.note(schema, row, cells)
                rows.append(cells)
            columns = [
                pa.array(list(cells), type=fields[place].type)
                for place, cells in enumerate(zip(*rows, strict=True))
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=pa.schema(fields)))
        writer.add_key_value_metadata({PARQUET_KEY: schema.as_json().encode()})


class _ExcelRows:
    """The cells of a workbook, and on the way what its further sheets have to say."""

    def __init__(self, file: DatasetFile):
        self._file = file
        self._schema = Schema.of(file)
        self._shown = ShownInExcel()
        self._long: list[tuple[str, str, int, str]] = []
        self._row_count = 0

    def rows(self, rows: Iterable[Sequence[Any]]) -> Iterator[list[Any]]:
        for row in rows:
            self._row_count += 1
            cells = [
                self._shown.cell(value, column.form)
                for value, column in zip(row, self._file.columns, strict=True)
            ]
            self._shown.note(self._schema, row, cells)
            for place, cell in enumerate(cells):
                if isinstance(cell, str) and (short := cut(cell)) != cell:
                    parts = [cell[start : start + _PART] for start in range(0, len(cell), _PART)]
                    name, key = self._file.columns[place].name, cells[self._file.key_column]
                    self._long += [(key, name, number, part) for number, part in enumerate(parts, start=1)]
                    cells[place] = short
            yield cells

    def rest(self) -> Iterator[Sheet]:
        """The sheets after the items: long texts, and the hidden one that describes the file."""
        if self._long:
            columns = [
                SheetColumn("Item", Figure.TEXT),
                SheetColumn("Column", Figure.TEXT),
                SheetColumn("Part", Figure.COUNT),
                SheetColumn("Text", Figure.TEXT),
            ]
            yield Sheet(OVERFLOW_SHEET, columns, self._long)
        pages = max(1, -(-self._row_count // (MOST_ROWS - 1)))
        self._schema.sheets = [
            f"{ITEMS_SHEET} {page}" if page > 1 else ITEMS_SHEET for page in range(1, pages + 1)
        ]
        # “_x” starts an escape in workbooks; as an escape of its own it stays what it is.
        told = self._schema.as_json().replace("_x", "_\\u0078")
        parts = [[told[start : start + _PART]] for start in range(0, len(told), _PART)]
        title = "What Eval Workbench needs to read this file back exactly; leave it as it is"
        yield Sheet(SCHEMA_SHEET, [SheetColumn(title, Figure.TEXT)], parts, is_hidden=True)


def _write_text(target: Path, extension: str, file: DatasetFile, lines: Any) -> None:
    schema = Schema.of(file)
    with whole_or_nothing(target) as path:
        if target.suffix.casefold() == extension:
            with path.open("w", encoding="utf-8", newline="") as out:
                lines(out, file, schema)
            with whole_or_nothing(target.with_name(target.stem + SCHEMA_SUFFIX)) as beside:
                beside.write_text(schema.as_json(), encoding="ascii")
            return
        stem = target.name.removesuffix(".zip").removesuffix(extension)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
            with (
                package.open(f"{stem}{extension}", "w", force_zip64=True) as entry,
                io.TextIOWrapper(entry, encoding="utf-8", newline="") as out,
            ):
                lines(out, file, schema)
            package.writestr(f"{stem}{SCHEMA_SUFFIX}", schema.as_json())


def _csv_lines(out: Any, file: DatasetFile, schema: Schema) -> None:
    out.write("\ufeff")  # without it Excel takes accents for something else
    writer = csv.writer(out)
    writer.writerow([guarded(column.name) for column in file.columns])
    for row, cells in _shown_rows(ShownAsText(), file, schema):
        # An unquoted empty line would be no row at all.
        writer.writerow(cells if any(cells) or len(row) > 1 else [""])


def _json_lines(out: Any, file: DatasetFile, schema: Schema) -> None:
    names = [column.name for column in file.columns]
    for _, cells in _shown_rows(ShownInRecords(), file, schema):
        out.write(json.dumps(dict(zip(names, cells, strict=True)), ensure_ascii=False) + "\n")


def _shown_rows(shown: Shown, file: DatasetFile, schema: Schema) -> Iterator[tuple[Sequence[Any], list[Any]]]:
    kinds = [column.form for column in file.columns]
    for row in file.rows:
        cells = [shown.cell(value, kind) for value, kind in zip(row, kinds, strict=True)]
        shown.note(schema, row, cells)
        yield row, cells


def _fitting(cell: Any, is_float: bool) -> Any:
    """A number as the column's type holds it, or nothing."""
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return cell
    if is_float:
        return float(cell)
    return cell if isinstance(cell, int) else None


def _batches(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, _BATCH)):
        yield batch


def _then(sheets: list[Sheet], rest: Any) -> Iterator[Sheet]:
    """Sheets, and those that are known only once the rows of these have been written."""
    yield from sheets
    yield from rest()
