"""One sheet of results as a file for other programs, which reads back exactly as it was."""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

from workbench.datasets.exporting import FORMATS
from workbench.domain import Kind, Role
from workbench.errors import BadSetting
from workbench.spreadsheets.dataset_files import DatasetFile, FileColumn
from workbench.spreadsheets.results_csv import told_apart
from workbench.spreadsheets.writing import Figure, Sheet, plain_cell

# .xlsx and .csv of a sheet stand on the page by themselves, made for people; these are made for programs.
FILE_FORMATS = {name: FORMATS[name] for name in ("csv", "jsonl", "parquet")}

_NUMBERS = {Figure.COUNT, Figure.RATE, Figure.MONEY, Figure.PRICE, Figure.SECONDS, Figure.DECIMAL}
_LOOKED_AT = 1000


def write_table(target: Path, sheet: Sheet, file_format: str) -> None:
    """Write a sheet as .csv.zip or .jsonl.zip with its schema inside, or as .parquet. Raises BadSetting for another
    format, UnwritableFile."""
    if file_format not in FILE_FORMATS:
        raise BadSetting(
            f"A sheet cannot be written as “{file_format}”. Choose one of: {', '.join(FILE_FORMATS)}."
        )
    FILE_FORMATS[file_format].write(target, _table(sheet))


def _table(sheet: Sheet) -> DatasetFile:
    rows = ([_written(cell) for cell in row] for row in sheet.rows)
    first = list(islice(rows, _LOOKED_AT))
    kinds = [
        _kind(column.figure, [row[place] for row in first]) for place, column in enumerate(sheet.columns)
    ]
    names = told_apart(["Row", *[column.title for column in sheet.columns]])
    columns = [FileColumn(names[0], Role.ID.value)]
    columns += [FileColumn(name, Role.OTHER.value, kind) for name, kind in zip(names[1:], kinds, strict=True)]
    counts = {place + 1 for place, column in enumerate(sheet.columns) if column.figure is Figure.COUNT}
    floats = {
        place for place, column in enumerate(columns) if column.kind is Kind.NUMBER and place not in counts
    }
    return DatasetFile(
        columns, _numbered(chain(first, rows)), has_made_up_key=True,
        facts={name: str(value) for name, value in sheet.facts if value is not None}, float_columns=frozenset(floats),
    )  # fmt: skip


def _numbered(rows: Iterator[list[Any]]) -> Iterator[list[Any]]:
    for number, row in enumerate(rows, start=1):
        yield [str(number), *row]


def _written(cell: Any) -> Any:
    """A cell as files hold it: moments as ISO text."""
    value = plain_cell(cell)
    if isinstance(value, dt.datetime):
        return value.isoformat(sep="T", timespec="seconds")
    return value.isoformat() if isinstance(value, dt.date) else value


def _kind(figure: Figure, cells: Sequence[Any]) -> Kind:
    if figure in _NUMBERS:
        return Kind.NUMBER
    known = [cell for cell in cells if cell is not None]
    if known and all(isinstance(cell, bool) for cell in known):
        return Kind.BOOLEAN
    is_number = known and all(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in known)
    return Kind.NUMBER if is_number else Kind.TEXT
