"""A dataset version as a file that reads back exactly as it was."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from workbench.domain import DatasetVersion, Kind, Role
from workbench.domain.formats import day
from workbench.errors import BadSetting
from workbench.spreadsheets.dataset_files import DatasetFile, FileColumn
from workbench.spreadsheets.writing_datasets import (
    write_dataset_csv,
    write_dataset_jsonl,
    write_dataset_parquet,
    write_dataset_xlsx,
)
from workbench.store import dataset as datasets
from workbench.store import version as versions
from workbench.store.database import Database

_BATCH = 50_000


class Format(NamedTuple):
    """A file format for exports: its name on screens, the file's extension, what to know of it, and its writer."""

    words: str
    extension: str
    explanation: str
    write: Callable[[Path, DatasetFile], None]


FORMATS = {
    "xlsx": Format("Excel", ".xlsx", "Real numbers and dates; texts too long for a cell on a sheet of their own.",
                   write_dataset_xlsx),
    "csv": Format("CSV", ".csv.zip", "A .zip with the .csv and a file that says what its columns are.",
                  write_dataset_csv),
    "jsonl": Format("JSON Lines", ".jsonl.zip", "A .zip with one record per line and a file that says what the "
                    "fields are.", write_dataset_jsonl),
    "parquet": Format("Parquet", ".parquet", "Typed columns for data tools; the smallest file.",
                      write_dataset_parquet),
}  # fmt: skip


def export_version(
    database: Database,
    version: DatasetVersion,
    target: Path,
    file_format: str = "",
    on_progress: Callable[[float], None] | None = None,
) -> None:
    """Write a version to a file; `file_format` is one of FORMATS, or told by the target's extension.

    A target ending in .csv or .jsonl gets its schema in a second file beside it, every other one holds it inside.
    `on_progress` gets the share done (0–1). Raises BadSetting, UnwritableFile.
    """
    chosen = FORMATS.get(file_format or _format_of(target))
    if chosen is None:
        raise BadSetting(
            f"“{target.name}” does not say which format to write. Name a file that ends in .xlsx, .csv, .jsonl, "
            ".parquet, .csv.zip or .jsonl.zip."
        )
    chosen.write(target, dataset_file(database, version, on_progress))


def dataset_file(
    database: Database, version: DatasetVersion, on_progress: Callable[[float], None] | None = None
) -> DatasetFile:
    """A version's columns and rows as a file takes them; the rows are read as they are written."""
    columns = [FileColumn(column.name, column.role.value, column.kind) for column in version.columns]
    keys = [place for place, column in enumerate(version.columns) if column.role is Role.ID]
    if not keys:
        columns.insert(0, FileColumn(_free_name(version, "Item"), Role.ID.value))
    floats = {
        place
        for place, column in enumerate(columns)
        if column.form is Kind.NUMBER
        and versions.count_doubles(database, version.dataset_version_id, column.name)
    }
    return DatasetFile(
        columns=columns,
        rows=_rows(database, version, columns, on_progress),
        key_column=keys[0] if keys else 0,
        has_made_up_key=not keys,
        facts={
            "Dataset": version.dataset_name,
            "Version": str(version.number),
            "Imported": day(version.created_at),
            "File": version.file_name,
        },
        float_columns=frozenset(floats),
    )


def _rows(
    database: Database,
    version: DatasetVersion,
    columns: list[FileColumn],
    on_progress: Callable[[float], None] | None,
) -> Iterator[list[Any]]:
    for offset in range(0, version.item_count, _BATCH):
        if on_progress:
            on_progress(offset / version.item_count)
        for item in datasets.list_items(database, version.dataset_version_id, limit=_BATCH, offset=offset):
            beside = {Role.ID.value: item.item_key, Role.EXPECTED.value: item.expected}
            yield [
                beside[column.role] if column.role in beside else item.content.get(column.name)
                for column in columns
            ]


def _free_name(version: DatasetVersion, wanted: str) -> str:
    taken = {column.name.casefold() for column in version.columns}
    name, number = wanted, 2
    while name.casefold() in taken:
        name, number = f"{wanted} {number}", number + 1
    return name


def _format_of(target: Path) -> str:
    ending = target.name.casefold().removesuffix(".zip")
    return next((name for name in FORMATS if ending.endswith(f".{name}")), "")
