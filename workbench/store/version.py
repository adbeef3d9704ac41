"""Versions beside each other: what changed, a next one by editing or restoring, what a change leaves out of date."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import pandas as pd

from workbench.domain import DatasetVersion
from workbench.errors import BadSetting
from workbench.store import dataset as datasets
from workbench.store.database import Database, Session, now
from workbench.store.evidence import json_pointer


class Changes(NamedTuple):
    """How many items two versions differ in."""

    added: int
    removed: int
    changed: int


class Change(NamedTuple):
    """One item that two versions differ in. Contents are dicts by column, None where the item was not there."""

    item_key: str
    before: dict[str, Any] | None
    before_expected: str | None
    after: dict[str, Any] | None
    after_expected: str | None


class EditedItem(NamedTuple):
    """An item of a version as it is to read in the next one."""

    item_key: str
    content: dict[str, Any]
    expected: str | None


def count_changes(database: Database, from_version_id: int, to_version_id: int) -> Changes:
    """How many items were added, removed and changed from one version of a dataset to another."""
    row = database.one("version.count_changes", from_version_id=from_version_id, to_version_id=to_version_id)
    return Changes(**row or {})


def list_changes(
    database: Database, from_version_id: int, to_version_id: int, kind: str, limit: int = 25, offset: int = 0
) -> list[Change]:
    """A page of the items that were added, removed or changed (`kind`) from one version to another."""
    rows = database.rows(
        "version.list_changes",
        from_version_id=from_version_id,
        to_version_id=to_version_id,
        kind=kind,
        limit=limit,
        offset=offset,
    )
    return [
        Change(
            row["item_key"],
            _content(row["before_content"]),
            row["before_expected"],
            _content(row["after_content"]),
            row["after_expected"],
        )
        for row in rows
    ]


def list_items_by_key(
    database: Database, version: DatasetVersion, item_keys: Sequence[str]
) -> list[EditedItem]:
    """The named items of a version as they read there, in its order."""
    rows = database.rows(
        "version.list_items_by_key",
        dataset_version_id=version.dataset_version_id,
        item_keys=list(item_keys),
    )
    return [EditedItem(row["item_key"], json.loads(row["content"]), row["expected"]) for row in rows]


def add_edited_version(
    database: Database, version: DatasetVersion, items: Sequence[EditedItem], source: datasets.Source
) -> DatasetVersion:
    """Store the next version: the items of this one, some of them as they read now.

    Raises BadSetting where a newer version has been made in the meantime.
    """
    rows = [(one.item_key, json.dumps(one.content, ensure_ascii=False), one.expected) for one in items]
    table = pd.DataFrame(rows, columns=["item_key", "content", "expected"], dtype="str")
    origin = replace(source, origin="edit", based_on=version.dataset_version_id)
    with database.write() as session:
        _check_newest(session, version)
        version_id = datasets.note_version(session, version.dataset_id, version.columns, origin)
        with session.incoming("incoming", table):
            session.run("version.add_edited_items", dataset_id=version.dataset_id, created_at=now())
            session.run(
                "version.add_edited_version_items",
                dataset_id=version.dataset_id,
                dataset_version_id=version_id,
                from_version_id=version.dataset_version_id,
            )
    return datasets.get_version(database, version_id)


def add_restored_version(
    database: Database, version: DatasetVersion, source: datasets.Source
) -> DatasetVersion:
    """Store the next version with the items and columns of an older one."""
    origin = replace(source, origin="restore", based_on=version.dataset_version_id)
    with database.write() as session:
        version_id = datasets.note_version(session, version.dataset_id, version.columns, origin)
        session.run(
            "version.add_same_items",
            dataset_version_id=version_id,
            from_version_id=version.dataset_version_id,
        )
    return datasets.get_version(database, version_id)


def count_out_of_date(database: Database, version: DatasetVersion) -> list[dict[str, Any]]:
    """Candidates whose answers to items of a version were given before these changed, and that have not answered
    them anew: candidate_id, candidate_name, output_count, label_count (labels on such answers)."""
    return database.rows(
        "version.count_out_of_date",
        dataset_id=version.dataset_id,
        dataset_version_id=version.dataset_version_id,
    )


def list_history(database: Database, version: DatasetVersion, item_key: str) -> list[dict[str, Any]]:
    """The answers to an item in all versions, newest first: candidate_name, answer, state, verdict, labeler,
    created_at, is_current (False where the item has changed since)."""
    return database.rows(
        "version.list_history",
        dataset_id=version.dataset_id,
        dataset_version_id=version.dataset_version_id,
        item_key=item_key,
    )


def count_doubles(database: Database, dataset_version_id: int, column: str) -> int:
    """The cells of a column that are numbers with a decimal point."""
    number: int = database.value(
        "version.count_doubles", dataset_version_id=dataset_version_id, pointer=json_pointer(column)
    )
    return number


def _check_newest(session: Session, version: DatasetVersion) -> None:
    newest = session.value("version.newest_version_id", dataset_id=version.dataset_id)
    if newest != version.dataset_version_id:
        raise BadSetting(
            f"“{version.dataset_name}” has a newer version than {version.number} in the meantime, so nothing was "
            "saved. Open the newest version and make the change there."
        )


def _content(text: str | None) -> dict[str, Any] | None:
    content: dict[str, Any] | None = None if text is None else json.loads(text)
    return content
