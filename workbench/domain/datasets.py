"""Golden datasets: versions of items with their expected answers, and the splits drawn over them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Role(StrEnum):
    """What a column of a golden dataset is for."""

    ID = "id"
    INPUT = "input"
    EXPECTED = "expected"
    SLICE = "slice"
    OTHER = "other"
    IGNORED = "ignored"


class Kind(StrEnum):
    """What the values of a column are."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"


class Split(StrEnum):
    """The part of a dataset version an item belongs to."""

    TRAIN = "train"
    DEV = "dev"
    HOLDOUT = "holdout"


@dataclass(frozen=True)
class Column:
    """One column of a dataset version."""

    name: str
    role: Role
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class Dataset:
    """A named golden dataset of one workflow; its content lives in numbered versions."""

    dataset_id: int
    workflow_id: int
    name: str
    created_at: datetime
    archived_at: datetime | None = None


@dataclass(frozen=True)
class DatasetVersion:
    """An immutable, numbered state of a dataset: which items, from which file, by whom."""

    dataset_version_id: int
    dataset_id: int
    workflow_id: int
    dataset_name: str
    number: int
    columns: tuple[Column, ...]
    item_count: int
    file_name: str
    file_size: int
    file_sha256: str
    sheet: str
    imported_by: str
    note: str
    rows_read: int
    rows_refused: int
    created_at: datetime
    origin: str = "import"  # or edit (in the browser), restore (of an older version)
    based_on: int | None = None  # the dataset_version_id that was edited or restored

    def named(self, role: Role) -> tuple[str, ...]:
        """The names of the columns with this role, in the file's order."""
        return tuple(column.name for column in self.columns if column.role is role)


@dataclass(frozen=True)
class Item:
    """One row to be answered. `content` holds every kept column but id and expected, by column name."""

    item_id: int
    item_key: str
    content: dict[str, Any]
    expected: str | None
    position: int = 0
    split: Split | None = None
