"""Datasets, versions, items and splits in the database."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from workbench.domain import Column, Dataset, DatasetVersion, Item, Kind, Role, Split
from workbench.errors import NameTaken, NotFound
from workbench.store.database import Database, Session, now


@dataclass(frozen=True)
class Source:
    """Where a version came from: the file and who imported it.

    `origin`: import, edit (in the browser) or restore; `based_on`: the version edited or restored.
    """

    file_name: str = ""
    file_size: int = 0
    file_sha256: str = ""
    sheet: str = ""
    imported_by: str = ""
    note: str = ""
    rows_read: int = 0
    rows_refused: int = 0
    origin: str = "import"
    based_on: int | None = None


def list_datasets(database: Database, workflow_id: int, with_archived: bool = False) -> list[Dataset]:
    """The datasets of a workflow, oldest first."""
    rows = database.rows("dataset.list_datasets", workflow_id=workflow_id, with_archived=with_archived)
    return [Dataset(**row) for row in rows]


def get_dataset(database: Database, dataset_id: int) -> Dataset:
    """One dataset. Raises NotFound."""
    row = database.one("dataset.get_dataset", dataset_id=dataset_id)
    if row is None:
        raise NotFound(
            f"There is no dataset number {dataset_id}. It may have been deleted; pick another one."
        )
    return Dataset(**row)


def find_dataset(database: Database, workflow_id: int, name: str) -> Dataset | None:
    """The dataset of a workflow with this name (case does not matter), or None."""
    row = database.one("dataset.find_dataset", workflow_id=workflow_id, name=name.strip())
    return Dataset(**row) if row else None


def list_versions(database: Database, dataset_id: int) -> list[DatasetVersion]:
    """The versions of a dataset, newest first."""
    rows = database.kept(
        ("versions", dataset_id), lambda: database.rows("dataset.list_versions", dataset_id=dataset_id)
    )
    return [_version(row) for row in rows]


def list_current_versions(database: Database, workflow_id: int) -> list[DatasetVersion]:
    """The newest version of each of a workflow's datasets, the one imported last first."""
    rows = database.kept(
        ("current versions", workflow_id),
        lambda: database.rows("dataset.list_current_versions", workflow_id=workflow_id),
    )
    return [_version(row) for row in rows]


def get_version(database: Database, dataset_version_id: int) -> DatasetVersion:
    """One dataset version. Raises NotFound."""
    row = database.one("dataset.get_version", dataset_version_id=dataset_version_id)
    if row is None:
        raise NotFound(f"There is no dataset version number {dataset_version_id}. Pick another one.")
    return _version(row)


def list_items(
    database: Database,
    dataset_version_id: int,
    split: str | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[Item]:
    """The items of a version in file order; of one split only, or one page of them, where asked."""
    if split:
        return find_items(database, dataset_version_id, split, "", limit, offset)[0]
    rows = database.rows(
        "dataset.list_items",
        dataset_version_id=dataset_version_id,
        limit=1 << 62 if limit is None else limit,
        offset=offset,
    )
    return [_item(row) for row in rows]


def find_items(
    database: Database,
    dataset_version_id: int,
    split: str | None,
    text: str,
    limit: int | None = None,
    offset: int = 0,
) -> tuple[list[Item], int]:
    """The items of a version (or split) with a text in key, cells or expected answer, whatever its case; and how
    many there are without the limit (0 on a page past the end)."""
    text = text.strip()
    rows = database.rows(
        "dataset.find_items",
        dataset_version_id=dataset_version_id,
        split=split,
        text=text,
        json_text=json.dumps(text, ensure_ascii=False)[1:-1],
        limit=1 << 62 if limit is None else limit,
        offset=offset,
    )
    return [_item(row) for row in rows], rows[0]["found_count"] if rows else 0


def list_items_asked_alike(
    database: Database, dataset_version_id: int, item_ids: Sequence[int], pointers: Sequence[str]
) -> list[Item]:
    """The named items of a version and those with the same cells in some columns, in file order, without their split.

    `pointers`: JSON pointers to the columns.
    """
    rows = database.rows(
        "dataset.list_items_asked_alike",
        dataset_version_id=dataset_version_id,
        item_ids=list(item_ids),
        pointers=list(pointers),
    )
    return [_item(row) for row in rows]


def list_expected(database: Database, dataset_version_id: int, limit: int) -> list[str]:
    """The expected answers of a version, each once, in the order in which they first stand there."""
    rows = database.rows("dataset.list_expected", dataset_version_id=dataset_version_id, limit=limit)
    return [row["expected"] for row in rows]


def list_hashes(database: Database, dataset_version_id: int) -> dict[str, str]:
    """The content hash of every item of a version, by the item's key."""
    rows = database.rows("dataset.list_hashes", dataset_version_id=dataset_version_id)
    return {row["item_key"]: row["content_hash"] for row in rows}


def count_splits(database: Database, dataset_version_id: int) -> dict[str, int]:
    """Items per split of a version's newest drawing; empty where none was drawn."""
    rows = database.kept(
        ("splits", dataset_version_id),
        lambda: database.rows("dataset.count_splits", dataset_version_id=dataset_version_id),
    )
    return {row["split"]: row["item_count"] for row in rows}


def get_split(database: Database, dataset_version_id: int) -> dict[str, Any] | None:
    """The newest drawing over a version: split_id, seed, group_column, slice_column, looked_for_near, shares (dict),
    created_at; or None."""
    row = database.one("dataset.get_split", dataset_version_id=dataset_version_id)
    return row | {"shares": json.loads(row["shares"])} if row else None


def add_version(
    database: Database,
    workflow_id: int,
    dataset_name: str,
    columns: list[Column],
    items: pd.DataFrame,
    source: Source,
) -> DatasetVersion:
    """Store a version (of a new dataset where none has this name), all of it or nothing.

    `items`: item_key (unique), content (JSON text of an object), expected (text or None), content_hash (text),
    position (0-based). Items that the dataset already holds unchanged are not stored again.
    """
    with database.write() as session:
        row = session.one("dataset.find_dataset", workflow_id=workflow_id, name=dataset_name.strip())
        dataset_id = row["dataset_id"] if row else session.value(
            "dataset.add_dataset", workflow_id=workflow_id, name=dataset_name.strip(), created_at=now()
        )  # fmt: skip
        with session.incoming("incoming", items):
            session.run("dataset.add_new_items", dataset_id=dataset_id, created_at=now())
            version_id = note_version(session, dataset_id, columns, source)
            session.run("dataset.add_version_items", dataset_id=dataset_id, dataset_version_id=version_id)
    return get_version(database, version_id)


def note_version(session: Session, dataset_id: int, columns: Sequence[Column], source: Source) -> int:
    """The next version of a dataset inside a transaction that is open, without items yet; returns its id."""
    version_id: int = session.value(
        "dataset.add_version",
        dataset_id=dataset_id,
        columns=json.dumps([{"name": c.name, "role": c.role, "kind": c.kind} for c in columns]),
        created_at=now(),
        **source.__dict__,
    )
    return version_id


def add_split(
    database: Database,
    dataset_version_id: int,
    seed: int,
    group_column: str,
    shares: dict[str, float],
    parts: pd.DataFrame,
    slice_column: str = "",
    looked_for_near: bool = False,
) -> None:
    """Store a drawing of splits; `parts`: item_id, name (train, dev or holdout). The newest drawing counts."""
    with database.write() as session, session.incoming("incoming", parts):
        split_id = session.value(
            "dataset.add_split",
            dataset_version_id=dataset_version_id,
            seed=seed,
            group_column=group_column,
            slice_column=slice_column,
            looked_for_near=looked_for_near,
            shares=json.dumps(shares),
            created_at=now(),
        )
        session.run("dataset.add_split_items", split_id=split_id)


def set_dataset_name(database: Database, dataset: Dataset, name: str) -> None:
    """Rename a dataset. Raises NameTaken."""
    with database.write() as session:
        row = session.one("dataset.find_dataset", workflow_id=dataset.workflow_id, name=name.strip())
        if row and row["dataset_id"] != dataset.dataset_id:
            raise NameTaken(
                f"This workflow already has a dataset called “{row['name']}”. Choose another name."
            )
        session.run("dataset.set_dataset_name", dataset_id=dataset.dataset_id, name=name.strip())


def set_dataset_archived(database: Database, dataset_id: int, archived: bool) -> None:
    """Hide a dataset from the pages, or bring it back; nothing is lost."""
    with database.write() as session:
        session.run("dataset.set_archived", dataset_id=dataset_id, archived_at=now() if archived else None)


def count_attached(database: Database, dataset_id: int) -> dict[str, int]:
    """What would be deleted with a dataset: version_count, item_count, run_count, output_count, label_count."""
    return database.one("dataset.count_attached", dataset_id=dataset_id) or {}


def delete_dataset(database: Database, dataset_id: int) -> None:
    """Delete a dataset with its versions, items, runs, outputs and labels."""
    with database.write() as session:
        remove_dataset(session, dataset_id)


def remove_dataset(session: Session, dataset_id: int) -> None:
    """`delete_dataset` inside a transaction that is already open."""
    for statement in (
        "delete_scores", "delete_labels", "delete_replies", "delete_outputs", "delete_run_items", "delete_runs",
        "delete_split_items", "delete_splits", "delete_near_duplicates", "delete_near_searches",
        "delete_test_draws", "delete_test_outputs", "delete_test_classes", "delete_test_candidates", "delete_tests",
        "delete_version_items", "delete_items", "delete_versions",
        "delete_dataset",
    ):  # fmt: skip
        session.run(f"dataset.{statement}", dataset_id=dataset_id)


def _item(row: dict[str, Any]) -> Item:
    return Item(
        item_id=row["item_id"],
        item_key=row["item_key"],
        content=json.loads(row["content"]),
        expected=row["expected"],
        position=row["position"],
        split=Split(row["split"]) if row["split"] else None,
    )


def _version(row: dict[str, Any]) -> DatasetVersion:
    columns = tuple(Column(c["name"], Role(c["role"]), Kind(c["kind"])) for c in json.loads(row["columns"]))
    return DatasetVersion(**row | {"columns": columns})
