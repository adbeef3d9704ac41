"""What the labelling desk reads: the next outputs in one go, so that none of them is waited for."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from workbench.domain import Label, Verdict
from workbench.store.database import Database, now
from workbench.store.label import as_label


def list_tasks(database: Database, output_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """By output_id, of those that are still there: output_id, item_id, answer, item_key, content (dict), expected."""
    rows = database.rows("desk.list_tasks", output_ids=list(output_ids))
    return {row["output_id"]: row | {"content": json.loads(row["content"])} for row in rows}


def list_standing(database: Database, output_ids: Sequence[int]) -> dict[int, list[Label]]:
    """The labels that stand on each of these outputs' answers, one per labeler, the one that counts first."""
    standing: dict[int, list[Label]] = {output_id: [] for output_id in output_ids}
    for row in database.rows("desk.list_standing", output_ids=list(output_ids)):
        standing[row["asked_id"]].append(as_label(row))
    return standing


def list_other_answers(database: Database, output_ids: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    """What else was answered to each of these outputs' items and has no label: (output_id, answer)."""
    others: dict[int, list[tuple[int, str]]] = {output_id: [] for output_id in output_ids}
    for row in database.rows("desk.list_other_answers", output_ids=list(output_ids)):
        others[row["asked_id"]].append((row["output_id"], row["answer"]))
    return others


def list_sources(database: Database, output_id: int) -> list[tuple[str, bool | None]]:
    """The candidates that gave this output's answer, by name, and whether the trusted scorer finds it correct."""
    rows = database.rows("desk.list_sources", output_id=output_id)
    return [(row["candidate_name"], row["is_correct"]) for row in rows]


def find_output(database: Database, dataset_version_id: int, wanted: str) -> int | None:
    """An output to the item of this name, or else at this place (from 1), rather one without a label; None if none."""
    row = database.one(
        "desk.find_outputs",
        dataset_version_id=dataset_version_id,
        wanted=wanted,
        place=int(wanted) if wanted.isdecimal() and len(wanted) < 12 else None,
    )
    return row["output_id"] if row else None


def last_own(database: Database, workflow_id: int, labeler: str, since: datetime) -> int | None:
    """The output that this labeler labelled last at the desk since a moment (UTC), or None."""
    return database.value("desk.last_own", workflow_id=workflow_id, labeler=labeler, since=since)


def label_table(
    database: Database,
    workflow_id: int,
    dataset_version_id: int,
    split: str | None,
    labeler: str,
    text: str = "",
    labelled: bool = False,
    limit: int = 200,
) -> pd.DataFrame:
    """Answers to items that hold a text, in the dataset's order: those without a label, or those this person labelled.

    Columns: output_id, item_key, content (JSON text), expected, answer, candidates (their names), verdict (this
    labeler's), row_count (how many there are without the limit). Those that somebody else is just judging are left out.
    """
    return database.table(
        "desk.label_table",
        workflow_id=workflow_id,
        dataset_version_id=dataset_version_id,
        split=split,
        labeler=labeler,
        text=text.strip(),
        labelled=labelled,
        limit=limit,
        at=now(),
    )


def add_table_labels(
    database: Database,
    labeler: str,
    verdicts: Sequence[tuple[int, Verdict | None]],
    instructions_version: int | None = None,
) -> None:
    """Store a labeler's verdicts on many outputs, all of them or none; None takes back what stands."""
    rows = [(output_id, verdict.value if verdict else None) for output_id, verdict in verdicts]
    table = pd.DataFrame(rows, columns=["output_id", "verdict"]).astype({"verdict": "string"})
    with database.write() as session, session.incoming("incoming", table):
        session.run(
            "desk.add_table_labels",
            labeler=labeler,
            instructions_version=instructions_version,
            created_at=now(),
        )
