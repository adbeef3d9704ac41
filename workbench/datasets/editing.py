"""The next version without a file: single cells edited in the browser, or an older version brought back."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from workbench.datasets.settling import settle_version
from workbench.domain import Column, DatasetVersion, Kind, Role
from workbench.domain.formats import plural
from workbench.errors import BadMapping, BadSetting
from workbench.store import dataset as datasets
from workbench.store import version as versions
from workbench.store.database import Database
from workbench.store.version import EditedItem

_TOLD = 3  # changed cells that a note names before it counts the rest
_LONGEST = 40


def edit_items(
    database: Database,
    version: DatasetVersion,
    edits: Mapping[str, Mapping[str, Any]],
    edited_by: str,
    note: str = "",
) -> DatasetVersion:
    """Store the next version with some cells changed; what was changed stands in its note, before `note`.

    `edits`: by item key the new value of each changed column, as typed by a person (None or "" empties a cell).
    Splits are carried over. Raises BadMapping for a value that its column cannot take, BadSetting where nothing is
    changed or the version is not the newest any more.
    """
    columns = {column.name: column for column in version.columns}
    before = versions.list_items_by_key(database, version, list(edits))
    after, told = [], []
    for item in before:
        changed = item
        for name, value in edits[item.item_key].items():
            changed = _with_cell(version, columns[name], changed, value)
            old, new = _cell(item, columns[name]), _cell(changed, columns[name])
            if not _is_same(old, new):
                told.append(f"{item.item_key}, {name}: {_quoted(old)} → {_quoted(new)}")
        if changed != item or any(
            not _is_same(_cell(item, column), _cell(changed, column)) for column in columns.values()
        ):
            after.append(changed)
    if not told:
        raise BadSetting("Nothing was changed, so there is no new version. Change a cell first.")
    what = "; ".join(told[:_TOLD]) + (
        f"; and {plural(len(told) - _TOLD, 'more cell')}" if told[_TOLD:] else ""
    )
    source = datasets.Source(imported_by=edited_by, note=f"{what}. {note.strip()}".strip())
    made = versions.add_edited_version(database, version, after, source)
    settle_version(database, made, version)
    return made


def restore_version(
    database: Database, version: DatasetVersion, restored_by: str, note: str = ""
) -> DatasetVersion:
    """Bring an older version back as the next one. Raises BadSetting where it reads as the newest does.

    Outputs and labels belong to items as they read, so those given to the older version count again.
    """
    newest = datasets.list_versions(database, version.dataset_id)[0]
    changes = versions.count_changes(database, newest.dataset_version_id, version.dataset_version_id)
    if not any(changes) and newest.columns == version.columns:
        raise BadSetting(
            f"Version {version.number} of “{version.dataset_name}” reads as the newest, version {newest.number}, "
            "does. There is nothing to restore."
        )
    told = f"Version {version.number} restored. {note.strip()}".strip()
    made = versions.add_restored_version(
        database, version, datasets.Source(imported_by=restored_by, note=told)
    )
    settle_version(database, made, version, newest)
    return made


def _with_cell(version: DatasetVersion, column: Column, item: EditedItem, value: Any) -> EditedItem:
    """The item with one cell changed. Raises BadMapping."""
    typed = _typed(column, item.item_key, value)
    if column.role is Role.EXPECTED:
        return item._replace(expected=None if typed is None else str(typed).strip() or None)
    if column.role is Role.ID:
        raise BadMapping(
            f"The id of item {item.item_key} cannot be edited: labels and outputs hang on it. Upload a file with the "
            "new id instead."
        )
    content = item.content | {column.name: typed}
    inputs = version.named(Role.INPUT)
    if column.name in inputs and all(content.get(name) in (None, "") for name in inputs):
        raise BadMapping(
            f"Item {item.item_key} would have nothing to ask in “{column.name}”. Fill it in, or leave it as it was."
        )
    return item._replace(content=content)


def _typed(column: Column, item_key: str, value: Any) -> Any:
    """What a person typed, as the column's values are."""
    if value is None or value == "" or (isinstance(value, float) and value != value):
        return None
    if column.role is Role.EXPECTED or column.kind is Kind.TEXT:
        return str(value)
    if column.kind is Kind.BOOLEAN:
        word = str(value).strip().casefold()
        if word in ("true", "false"):
            return word == "true"
        raise _unfit(column, item_key, value, "true or false")
    if column.kind is Kind.NUMBER:
        return _number(column, item_key, value)
    try:
        text = str(value).strip()
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise _unfit(column, item_key, value, "a date such as 2026-11-23") from error
    return moment.isoformat(timespec="seconds") if "T" in text else moment.date().isoformat()


def _number(column: Column, item_key: str, value: Any) -> int | float:
    try:
        number = float(value) if not isinstance(value, str) else float(value.strip().replace(",", ""))
    except ValueError as error:
        raise _unfit(column, item_key, value, "a number such as 1577 or 12.5") from error
    if number in (float("inf"), float("-inf")) or number != number:
        raise _unfit(column, item_key, value, "a number such as 1577 or 12.5")
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _unfit(column: Column, item_key: str, value: Any, wanted: str) -> BadMapping:
    return BadMapping(
        f"“{str(value)[:_LONGEST]}” does not fit column “{column.name}” of item {item_key}. Enter {wanted}, or clear "
        "the cell."
    )


def _cell(item: EditedItem, column: Column) -> Any:
    if column.role is Role.EXPECTED:
        return item.expected
    return item.item_key if column.role is Role.ID else item.content.get(column.name)


def _is_same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and one == other


def _quoted(value: Any) -> str:
    text = " ".join(str(value).split())
    if value is None or not text:
        return "(empty)"
    return f"“{text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + '…'}”"
