"""Assignments in the database: who was given which outputs, in which drawn order, and how far they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from workbench.domain import Assignment
from workbench.errors import NotFound
from workbench.store.database import Database, now
from workbench.store.evidence import json_pointer

_STORED = frozenset(Assignment.__dataclass_fields__)


@dataclass(frozen=True)
class Progress:
    """What one person has done of one assignment; `median_s` seconds per label, None where not measured."""

    assignment_id: int
    labeler: str
    done_count: int
    median_s: float | None
    last_at: datetime | None


@dataclass(frozen=True)
class DrawnTask:
    """One answer to an item at its place in an assignment's order; 0 people wanted: the draw left it out."""

    item_id: int
    answer_key: str
    position: int
    labelers_wanted: int


def add_assignment(database: Database, wanted: Assignment) -> int:
    """Store an assignment without outputs yet (see `add_tasks`); returns its assignment_id."""
    with database.write() as session:
        assignment_id: int = session.value(
            "assignment.add_assignment",
            workflow_id=wanted.workflow_id,
            dataset_version_id=wanted.dataset_version_id,
            split=wanted.split,
            slice_column=wanted.slice_column,
            slice_value=wanted.slice_value,
            candidate_id=wanted.candidate_id,
            share_rate=wanted.share_rate,
            overlap_rate=wanted.overlap_rate,
            overlap_count=wanted.overlap_count,
            order_strategy=wanted.order_strategy,
            seed=wanted.seed,
            assigned_by=wanted.assigned_by,
            note=wanted.note,
            created_at=now(),
        )
        session.run("assignment.add_labelers", assignment_id=assignment_id, labelers=list(wanted.labelers))
    return assignment_id


def list_undrawn(database: Database, assignment: Assignment) -> pd.DataFrame:
    """The answers to items in an assignment's scope that its draw has not been over: item_id, answer_key,
    item_position (the item's in the dataset)."""
    pointer = None if assignment.slice_column is None else json_pointer(assignment.slice_column)
    return database.table("assignment.list_undrawn", assignment_id=assignment.assignment_id, pointer=pointer)


def add_tasks(database: Database, assignment_id: int, drawn: Sequence[DrawnTask]) -> None:
    """Put drawn outputs into an assignment, behind those that are there."""
    if not drawn:
        return
    table = pd.DataFrame([vars(one) for one in drawn])
    with database.write() as session, session.incoming("incoming", table):
        session.run("assignment.add_tasks", assignment_id=assignment_id)


def get_assignment(database: Database, workflow_id: int, assignment_id: int) -> Assignment:
    """One assignment, open or closed. Raises NotFound."""
    found = _list(database, workflow_id, assignment_id=assignment_id, with_closed=True)
    if not found:
        raise NotFound("This assignment is gone, with the dataset or candidate that it was about.")
    return found[0]


def list_assignments(
    database: Database, workflow_id: int, labeler: str | None = None, with_closed: bool = False
) -> list[Assignment]:
    """A workflow's assignments, the newest first; those of one labeler where named."""
    return _list(database, workflow_id, labeler=labeler, with_closed=with_closed)


def list_progress(database: Database, workflow_id: int, with_closed: bool = False) -> list[Progress]:
    """How far everyone is with what was given to them."""
    rows = database.rows("assignment.list_progress", workflow_id=workflow_id, with_closed=with_closed)
    return [Progress(**row) for row in rows]


def waiting_table(database: Database, assignment_id: int, labeler: str) -> pd.DataFrame:
    """The outputs that an assignment still wants a label on from this labeler, in its order: output_id, place (the
    item's, from 1), item_count."""
    return database.table("assignment.list_waiting", assignment_id=assignment_id, labeler=labeler)


def list_values(
    database: Database, dataset_version_id: int, column: str, limit: int = 200
) -> list[tuple[str, int]]:
    """The values of a column of a version, the most frequent first, with how many items hold each."""
    rows = database.rows(
        "assignment.list_values",
        dataset_version_id=dataset_version_id,
        pointer=json_pointer(column),
        limit=limit,
    )
    return [(row["value"], row["item_count"]) for row in rows]


def set_assignment_closed(database: Database, assignment_id: int, closed: bool) -> None:
    """End an assignment, or open it again; labels stay either way."""
    with database.write() as session:
        session.run("assignment.set_closed", assignment_id=assignment_id, closed_at=now() if closed else None)


def _list(
    database: Database,
    workflow_id: int,
    labeler: str | None = None,
    assignment_id: int | None = None,
    with_closed: bool = False,
) -> list[Assignment]:
    # Most workflows have none, and every opening of a desk asks.
    if not database.kept(
        ("assignments", workflow_id),
        lambda: database.value("assignment.count_assignments", workflow_id=workflow_id),
    ):
        return []
    rows = database.rows(
        "assignment.list_assignments",
        workflow_id=workflow_id,
        labeler=labeler,
        assignment_id=assignment_id,
        with_closed=with_closed,
    )
    return [_assignment(row) for row in rows]


def _assignment(row: dict[str, Any]) -> Assignment:
    known = {name: value for name, value in row.items() if name in _STORED}
    return Assignment(**known | {"labelers": tuple(row["labelers"] or ())})
