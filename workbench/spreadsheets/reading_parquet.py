"""Parquet files: columns with their types; nested fields become dotted columns as in .jsonl."""

import io
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from workbench.errors import UnreadableFile
from workbench.spreadsheets.reading_columns import iso
from workbench.spreadsheets.reading_json import Records, flatten_all, plain_value

MARK = b"PAR1"
_LARGEST_UNPACKED = 3_000_000_000
_MOST_COLUMNS = 16_384


def read_records(data: bytes, file_name: str) -> Records:
    """The rows of a parquet file as records numbered from 1. Raises UnreadableFile."""
    try:
        file = pq.ParquetFile(io.BytesIO(data))
        size = sum(file.metadata.row_group(at).total_byte_size for at in range(file.metadata.num_row_groups))
        if size > _LARGEST_UNPACKED or file.metadata.num_columns > _MOST_COLUMNS:
            raise UnreadableFile(
                f"“{file_name}” would unpack to {size / 10**9:.1f} GB in {file.metadata.num_columns:,} columns, more "
                "than is read at once. Export the columns and rows that matter and upload those."
            )
        table = file.read()
    except (pa.ArrowException, OSError, ValueError, KeyError, MemoryError) as error:
        raise UnreadableFile(
            f"“{file_name}” is damaged or cut off and cannot be read as a parquet file. Export it again and "
            "upload that."
        ) from error
    if not table.num_rows:
        raise UnreadableFile(f"“{file_name}” has columns but no rows. Export it again with one row per item.")
    names = [" ".join(name.split()) or f"Column {at}" for at, name in enumerate(table.column_names, start=1)]
    columns = [list(map(_plain, column.to_pylist())) for column in table.columns]
    rows = [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
    return flatten_all(list(enumerate(rows, start=1)))[0]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return iso(value.replace(tzinfo=None)) if value.tzinfo is None else value.isoformat()
    if isinstance(value, date):
        return iso(value)
    if isinstance(value, time | timedelta):
        return str(value)
    if isinstance(value, Decimal):
        short = float(value)
        return (
            (int(value) if value == value.to_integral_value() else short)
            if Decimal(repr(short)) == value
            else str(value)
        )
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace") if value else None
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    return plain_value(value)
