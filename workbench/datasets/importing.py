"""A file becomes a dataset version: rows are checked one by one, unchanged items are stored once."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.datasets.roles import (
    MOST_CATEGORIES,
    Roles,
    check_roles,
    distinct_values,
    guess_roles,
    merge_roles,
)
from workbench.domain import AnswerType, Column, DatasetVersion, Kind, Role
from workbench.errors import BadMapping
from workbench.spreadsheets.reading import read_table
from workbench.spreadsheets.tables import Finding, RefusedRow, Table
from workbench.store import dataset as datasets
from workbench.store import workflow as workflows
from workbench.store.database import Database


@dataclass(frozen=True)
class ImportPlan:
    """What an import would store, before anything is stored.

    `items`: item_key, content, expected, content_hash, position; `refused` rows need mending, `left_out` rows
    repeat an earlier one exactly.
    """

    table: Table
    roles: Roles
    columns: list[Column]
    items: pd.DataFrame
    refused: list[RefusedRow]
    left_out: list[RefusedRow]
    findings: list[Finding]

    @property
    def rows_read(self) -> int:
        """Rows of data found in the file, readable or not."""
        return self.table.rows_read


@dataclass(frozen=True)
class ImportResult:
    """What an import stored; `added`, `removed`, `changed` count items against the version before."""

    version: DatasetVersion
    is_new_version: bool
    rows_read: int
    rows_imported: int
    refused: list[RefusedRow] = field(default_factory=list)
    left_out: list[RefusedRow] = field(default_factory=list)
    added: int = 0
    removed: int = 0
    changed: int = 0


def import_dataset(
    database: Database,
    source: Path | bytes,
    file_name: str,
    workflow_id: int,
    dataset_name: str | None = None,
    sheet: str | None = None,
    id_column: str | None = None,
    input_columns: Sequence[str] | None = None,
    expected_column: str | None = None,
    slice_columns: Sequence[str] | None = None,
    imported_by: str = "",
    note: str = "",
) -> ImportResult:
    """Read a file, guess what was not named, and store it as a version. Raises UnreadableFile, BadMapping."""
    table = read_table(source, file_name, sheet)
    roles = merge_roles(
        table,
        guess_roles(table),
        id_column,
        None if input_columns is None else list(input_columns),
        expected_column,
        None if slice_columns is None else list(slice_columns),
    )
    plan = plan_import(table, roles)
    return store_import(database, plan, source, workflow_id, dataset_name, imported_by, note)


def plan_import(table: Table, roles: Roles) -> ImportPlan:
    """Check every row of a table under these roles. Raises BadMapping where no column can be asked about."""
    check_roles(table, roles)
    if not roles.input_columns:
        raise BadMapping(
            f"No column of {table.place} is marked as input, so there is nothing to ask a candidate. "
            "Mark the column with the question or text as input."
        )
    kept = [name for name in table.columns if roles.role_of(name) is not Role.IGNORED]
    content_columns = [name for name in kept if name not in (roles.id_column, roles.expected_column)]
    values = {name: table.values(name) for name in content_columns}
    expected = _texts(table, roles.expected_column)
    keys = (
        _texts(table, roles.id_column) if roles.id_column else [str(number) for number in table.row_numbers]
    )
    rows, refused, left_out = _checked_rows(table, roles, keys, expected, values)
    items = pd.DataFrame(rows, columns=["item_key", "content", "expected", "content_hash"]).astype(
        {"item_key": "str", "content": "str", "expected": "object", "content_hash": "str"}
    )
    items["position"] = range(len(items))
    columns = [Column(name, roles.role_of(name), table.kinds.get(name, Kind.TEXT)) for name in kept]
    findings = [*table.findings, *map(Finding, roles.findings)]
    return ImportPlan(
        table, roles, columns, items, [*table.unreadable, *refused], [*table.left_out, *left_out], findings
    )


def store_import(
    database: Database,
    plan: ImportPlan,
    source: Path | bytes,
    workflow_id: int,
    dataset_name: str | None = None,
    imported_by: str = "",
    note: str = "",
) -> ImportResult:
    """Store what was planned as the next version; items that all stand unchanged make no new version.

    Raises BadMapping when no row can be imported.
    """
    if plan.items.empty:
        first = plan.refused[0].reason if plan.refused else "It has no rows."
        raise BadMapping(f"No row of {plan.table.place} can be imported. {first}")
    name = (dataset_name or plan.table.sheet or Path(plan.table.file_name).stem).strip()
    known = datasets.find_dataset(database, workflow_id, name)
    newest = datasets.list_versions(database, known.dataset_id)[0] if known else None
    before = datasets.list_hashes(database, newest.dataset_version_id) if newest else {}
    after = dict(zip(plan.items["item_key"], plan.items["content_hash"], strict=True))
    counts = {
        "added": len(after.keys() - before.keys()),
        "removed": len(before.keys() - after.keys()),
        "changed": sum(before[key] != after[key] for key in after.keys() & before.keys()),
    }
    rest: dict[str, Any] = {
        "rows_read": plan.rows_read,
        "rows_imported": len(plan.items),
        "refused": plan.refused,
        "left_out": plan.left_out,
    }
    if newest and not any(counts.values()) and tuple(plan.columns) == newest.columns:
        return ImportResult(newest, False, **rest)
    data = source.read_bytes() if isinstance(source, Path) else source
    origin = datasets.Source(
        file_name=plan.table.file_name,
        file_size=len(data),
        file_sha256=hashlib.sha256(data).hexdigest(),
        sheet=plan.table.sheet,
        imported_by=imported_by,
        note=note,
        rows_read=plan.rows_read,
        rows_refused=len(plan.refused),
    )
    version = datasets.add_version(database, workflow_id, name, plan.columns, plan.items, origin)
    _fill_categories(database, workflow_id, plan)
    return ImportResult(version, True, **rest, **counts)


def _texts(table: Table, column: str) -> list[str | None]:
    """A column as text without outer spaces; numbers as they are written, empty cells as None."""
    if not column:
        return [None] * len(table)
    return table.texts(column)


def _checked_rows(
    table: Table,
    roles: Roles,
    keys: Sequence[str | None],
    expected: Sequence[str | None],
    values: dict[str, list[Any]],
) -> tuple[list[tuple[str, str, str | None, str]], list[RefusedRow], list[RefusedRow]]:
    rows: list[tuple[str, str, str | None, str]] = []
    refused: list[RefusedRow] = []
    left_out: list[RefusedRow] = []
    seen: dict[str, int] = {}
    names = list(values)
    for at, cells in enumerate(zip(*values.values(), strict=True)):
        number, key, answer = table.row_numbers[at], keys[at], expected[at]
        content = dict(zip(names, cells, strict=True))
        reason = _refusal(roles, key, answer, content)
        if reason:
            refused.append(RefusedRow(number, table.sentence(number, reason)))
            continue
        text = json.dumps(content, ensure_ascii=False)
        digest = hashlib.sha256(f"{text}\x00{answer}".encode()).hexdigest()
        if key in seen:
            first = seen[key or ""]
            same = expected[first] == answer and _agree([cells[first] for cells in values.values()], cells)
            what = f"repeats row {table.row_numbers[first]} and was left out." if same else (
                f"has the id “{key}” of row {table.row_numbers[first]} but other content. Give one of them another "
                "id and upload again."
            )  # fmt: skip
            (left_out if same else refused).append(RefusedRow(number, table.sentence(number, what)))
            continue
        seen[key or ""] = at
        rows.append((key or "", text, answer, digest))
    return rows, refused, left_out


def _agree(first: Sequence[Any], second: Sequence[Any]) -> bool:
    """True for cells that are the same wherever both are filled: a copy without its remarks is still a copy."""
    return all(
        one == other or one in (None, "") or other in (None, "")
        for one, other in zip(first, second, strict=True)
    )


def _refusal(roles: Roles, key: str | None, answer: str | None, content: dict[str, Any]) -> str:
    if not key:
        return f"has no id in column “{roles.id_column}”. Fill it in and upload again, or leave the row out."
    if all(content[name] in (None, "") for name in roles.input_columns):
        named = " or ".join(f"“{name}”" for name in roles.input_columns)
        return f"has nothing to ask in column {named}. Fill it in and upload again, or leave the row out."
    if roles.expected_column and not answer:
        return (
            f"has no answer in column “{roles.expected_column}”. "
            "Fill it in and upload again, or leave the row out."
        )
    return ""


def _fill_categories(database: Database, workflow_id: int, plan: ImportPlan) -> None:
    """A category workflow without categories takes them from the expected answers, if these are few."""
    workflow = workflows.get_workflow(database, workflow_id)
    if workflow.answer_type is not AnswerType.CATEGORY or workflow.categories:
        return
    found = distinct_values(plan.items["expected"])
    if 2 <= len(found) <= MOST_CATEGORIES and len(found) * 2 <= len(plan.items):
        workflows.set_workflow(database, replace(workflow, categories=tuple(sorted(found, key=str.casefold))))
