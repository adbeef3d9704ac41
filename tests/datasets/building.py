"""Versions with groups, slices and texts of one's own for the tests of splits, versions and exports."""

import json
from collections.abc import Mapping, Sequence
from hashlib import md5
from typing import Any

import pandas as pd

from tests.store.building import a_workflow
from workbench.domain import Column, DatasetVersion, Role, Workflow
from workbench.store import dataset as datasets
from workbench.store.database import Database

COLUMNS = [
    Column("id", Role.ID),
    Column("text", Role.INPUT),
    Column("contract", Role.OTHER),
    Column("area", Role.SLICE),
    Column("expected", Role.EXPECTED),
]


def a_row(
    item_key: str, text: str, contract: str = "", area: str = "", expected: str | None = "x"
) -> dict[str, Any]:
    """One item of COLUMNS."""
    return {"id": item_key, "text": text, "contract": contract, "area": area, "expected": expected}


def a_version_of(
    database: Database,
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[Column] = COLUMNS,
    workflow: Workflow | None = None,
    name: str = "Golden",
    **source: Any,
) -> DatasetVersion:
    """A stored version of rows by column name."""
    workflow = workflow or a_workflow(database)
    [key] = [column.name for column in columns if column.role is Role.ID]
    expected = next((column.name for column in columns if column.role is Role.EXPECTED), None)
    items = []
    for position, row in enumerate(rows):
        content = json.dumps(
            {name: row[name] for name in row if name not in (key, expected)}, ensure_ascii=False
        )
        answer = row[expected] if expected else None
        digest = md5(f"{content}\x1f{answer or ''}".encode()).hexdigest()[:16]  # as imports have it
        items.append((row[key], content, answer, digest, position))
    table = pd.DataFrame(items, columns=["item_key", "content", "expected", "content_hash", "position"])
    return datasets.add_version(
        database,
        workflow.workflow_id,
        name,
        list(columns),
        table.astype({"expected": "object"}),
        datasets.Source(**{"file_name": "golden.csv"} | source),
    )


def sides(database: Database, version: DatasetVersion) -> dict[str, str]:
    """The split of each item of a version by its key."""
    items = datasets.list_items(database, version.dataset_version_id)
    return {item.item_key: item.split.value if item.split else "" for item in items}
