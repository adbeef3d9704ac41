"""Drawings of splits over a version, and what is read of its items to draw one."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.domain import DatasetVersion, Role
from workbench.store.database import Database
from workbench.store.evidence import json_pointer


@dataclass(frozen=True)
class SplitKeys:
    """Per item of a version, in file order: its id, and hashes of its input text, group value and slice value.

    Equal hashes stand for equal values; a group of 0 stands for an empty one.
    """

    item_ids: NDArray[np.int64]
    texts: NDArray[np.uint64]
    groups: NDArray[np.uint64]
    slices: NDArray[np.uint64]


def get_keys(
    database: Database, version: DatasetVersion, group_column: str = "", slice_column: str = ""
) -> SplitKeys:
    """What decides where the items of a version may stand; read and hashed by the database."""
    version_id = version.dataset_version_id
    if not (group_column or slice_column) and not database.value(
        "split.count_unknown_keys", dataset_version_id=version_id
    ):
        known = database.table("split.known_keys", dataset_version_id=version_id)
        none = np.zeros(len(known), dtype=np.uint64)
        return SplitKeys(known["item_id"].to_numpy(), known["text_key"].to_numpy(), none, none)
    table = database.table(
        "split.split_keys",
        dataset_version_id=version.dataset_version_id,
        pointers=input_pointers(version),
        group_pointer=json_pointer(group_column) if group_column else None,
        **_by_column(version, slice_column, "slice_pointer", "slice_by_expected"),
    )
    return SplitKeys(*(table[name].to_numpy() for name in ("item_id", "text_key", "group_key", "slice_key")))


def input_pointers(version: DatasetVersion) -> list[str]:
    """JSON pointers to what a candidate is asked from: the inputs, or every other column where none is one."""
    inputs = version.named(Role.INPUT)
    return [
        json_pointer(column.name)
        for column in version.columns
        if column.name in inputs or (not inputs and column.role in (Role.OTHER, Role.SLICE))
    ]


def list_kept_sides(database: Database, dataset_version_id: int, split_id: int) -> pd.DataFrame:
    """The items of a version that, under the same key, stood in an earlier drawing: item_id, name."""
    return database.table("split.kept_sides", dataset_version_id=dataset_version_id, split_id=split_id)


def count_slices(database: Database, version: DatasetVersion, column: str) -> list[dict[str, Any]]:
    """Items per value of a column and split of the newest drawing: value ("" where empty), split, item_count."""
    return database.rows(
        "split.count_slices",
        dataset_version_id=version.dataset_version_id,
        **_by_column(version, column, "pointer", "by_expected"),
    )


def _by_column(version: DatasetVersion, column: str, pointer: str, flag: str) -> dict[str, Any]:
    """Query parameters for a column of the content, or for the expected answer, which stands beside it."""
    by_expected = bool(column) and column in version.named(Role.EXPECTED)
    return {pointer: json_pointer(column) if column and not by_expected else None, flag: by_expected}
