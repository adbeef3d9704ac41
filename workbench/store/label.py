"""Labels in the database: an append-only list of events, of which the newest of a labeler counts."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from workbench.domain import Label, Verdict
from workbench.errors import NotFound
from workbench.store.database import Database, Session, now


def add_label(database: Database, label: Label) -> int:
    """Store one event (verdict None takes the labeler's earlier one back); returns its label_id.

    Raises NotFound where the output is gone.
    """
    with database.write() as session:
        label_id = _add(session, label)
    if label_id is None:
        raise NotFound(
            "This output has been deleted meanwhile, so the label was not stored. Go to the next one."
        )
    return label_id


def _add(session: Session, label: Label) -> int | None:
    label_id: int | None = session.value(
        "label.add_label",
        output_id=label.output_id,
        labeler=label.labeler,
        verdict=label.verdict.value if label.verdict else None,
        correction=label.correction,
        comment=label.comment,
        duration_s=label.duration_s,
        source=label.source,
        order_strategy=label.order_strategy,
        is_sample=label.is_sample,
        created_at=now(),
        instructions_version=label.instructions_version,
        order_seed=label.order_seed,
        draw_position=label.draw_position,
        draw_probability=label.draw_probability,
        sitting_id=label.sitting_id,
        assignment_id=label.assignment_id,
        is_repeat=label.is_repeat,
        is_automatic=label.is_automatic,
        reasons=list(label.reasons),
    )
    return label_id


def add_labels(database: Database, labels: pd.DataFrame) -> None:
    """Store many labels at once: output_id, labeler, verdict, correction, comment, source, is_sample.

    A label that already stands with the same content is not added again.
    """
    with database.write() as session, session.incoming("incoming", labels):
        session.run("label.add_labels", created_at=now())


def add_events(database: Database, events: Sequence[Label]) -> int:
    """Store many events in one transaction, in their order; returns how many. Those on outputs that are gone are left
    out."""
    with database.write() as session:
        return sum(_add(session, event) is not None for event in events)


def list_newest(database: Database, output_ids: Sequence[int], labeler: str) -> dict[int, Label]:
    """What a labeler last said of each of these outputs' answers, by output_id; one taken back has no verdict."""
    rows = database.rows("label.list_newest", output_ids=list(output_ids), labeler=labeler)
    return {row["asked_id"]: as_label(row) for row in rows}


def find_answers(database: Database, keys: Sequence[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """The newest output that holds each answer, by (item_id, answer_key), of those that are there."""
    if not keys:
        return {}
    table = pd.DataFrame(keys, columns=["item_id", "answer_key"])
    with database.read() as session, session.incoming("incoming", table):
        rows = session.rows("label.find_answers")
    return {(row["item_id"], row["answer_key"]): row["output_id"] for row in rows}


def count_events(database: Database) -> int:
    """How many labelling events there are in all."""
    return database.value("label.count_events")


def queue_table(
    database: Database,
    workflow_id: int,
    dataset_version_id: int,
    candidate_id: int | None = None,
    split: str | None = None,
    verdict: Verdict | None = None,
    strategy: str = "random",
    seed: int = 0,
) -> pd.DataFrame:
    """Answers to items, equal ones once, in an order that a seed commits ("random") or in that of the file.

    Those without any label, or (with a verdict) those on which this verdict stands. Columns: output_id, item_id,
    answer_key, place (the item's, from 1, among all of the scope, labelled or not), item_count (of the scope).
    """
    return database.table(
        "label.queue_table",
        workflow_id=workflow_id,
        dataset_version_id=dataset_version_id,
        candidate_id=candidate_id,
        split=split,
        verdict=verdict.value if verdict else None,
        strategy=strategy,
        seed=seed,
    )


def get_task(database: Database, output_id: int) -> dict[str, Any]:
    """One output as the desk needs it: output_id, item_id, candidate_id, candidate_name, answer, item_key,
    content (dict), expected. Raises NotFound."""
    row = database.one("label.get_task", output_id=output_id)
    if row is None:
        raise NotFound("This output has been deleted meanwhile. Go to the next one.")
    return row | {"content": json.loads(row["content"])}


def list_standing(database: Database, output_id: int) -> list[Label]:
    """The labels that stand on an output's answer, one per labeler, the one that counts first: an adjudicated one,
    else the newest. Those given when an output came back unannounced are none of them."""
    return [as_label(row) for row in database.rows("label.list_standing", output_id=output_id)]


def list_events(
    database: Database, workflow_id: int, labeler: str | None = None, limit: int = 1000
) -> list[Label]:
    """Labelling events of a workflow, newest first; of one labeler where named."""
    rows = database.rows("label.list_events", workflow_id=workflow_id, labeler=labeler, limit=limit)
    return [as_label(row) for row in rows]


def count_labels(database: Database, workflow_id: int, labeler: str, since: datetime) -> tuple[int, int]:
    """How many outputs this labeler has labelled in the workflow: in all, and since a moment (UTC)."""
    row = database.one("label.count_labels", workflow_id=workflow_id, labeler=labeler, since=since) or {}
    return row.get("label_count", 0), row.get("since_count", 0)


def list_repeats(database: Database, workflow_id: int, labeler: str | None = None) -> list[dict[str, Any]]:
    """What labelers said of outputs that came back unannounced, newest first: label_id, item_id, answer_key, labeler,
    candidate_id, sitting_id, first_verdict, second_verdict, first_at, second_at; of one labeler where named."""
    return database.rows("label.list_repeats", workflow_id=workflow_id, labeler=labeler)


def list_labelers(database: Database, source: str | None = None) -> list[str]:
    """The people under whose names labels stand, in alphabetical order; of one source ("desk") where named."""
    return [row["labeler"] for row in database.rows("label.list_labelers", source=source)]


def as_label(row: dict[str, Any]) -> Label:
    """One row of `label` as a Label."""
    known = {name: row[name] for name in Label.__dataclass_fields__}
    verdict = Verdict(row["verdict"]) if row["verdict"] else None
    flags = {name: bool(row[name]) for name in ("is_repeat", "is_automatic")}
    return Label(**known | flags | {"verdict": verdict, "reasons": tuple(row["reasons"] or ())})


def list_judged_answers(database: Database, workflow_id: int, limit: int = 1000) -> list[dict[str, Any]]:
    """What people found correct or incorrect, newest first: item_key, answer, expected, verdict."""
    return database.rows("label.list_judged_answers", workflow_id=workflow_id, limit=limit)
