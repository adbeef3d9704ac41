"""Labels of several people on the same answers: what agreement, adjudication and their export are made from."""

import json
from typing import Any

import pandas as pd

from workbench.errors import NotFound
from workbench.store.database import Database
from workbench.store.evidence import json_pointer


def shared_label_table(
    database: Database, dataset_version_id: int, split: str | None = None, column: str | None = None
) -> pd.DataFrame:
    """One row per person's standing label on an answer that two people or more have labelled, in dataset order.

    Columns: item_id, answer_key, labeler, verdict, decided (an adjudicator's verdict), is_current (some candidate
    gives this answer now), value (of the item's `column`). Sample labels and automatic ones are left out.
    """
    return database.table(
        "agreement.list_shared_labels",
        dataset_version_id=dataset_version_id,
        split=split,
        pointer=None if column is None else json_pointer(column),
    )


def list_scorers(database: Database, workflow_id: int, dataset_version_id: int) -> list[str]:
    """The scorers that have judged current answers of a workflow's candidates in a version."""
    rows = database.rows(
        "agreement.list_scorers", workflow_id=workflow_id, dataset_version_id=dataset_version_id
    )
    return [row["scorer"] for row in rows]


def judged_table(
    database: Database,
    workflow_id: int,
    dataset_version_id: int,
    split: str | None,
    scorer: str,
    column: str | None = None,
) -> pd.DataFrame:
    """One row per answer that a scorer has judged and people have called correct or incorrect.

    Columns: item_id, answer_key, judged_correct, verdict, is_settled (adjudicated, or two agree), is_sample,
    value (of `column`).
    """
    return database.table(
        "agreement.judged",
        workflow_id=workflow_id,
        dataset_version_id=dataset_version_id,
        split=split,
        scorer=scorer,
        pointer=None if column is None else json_pointer(column),
    )


def count_labels_by_labeler(
    database: Database, dataset_version_id: int, split: str | None = None
) -> dict[str, int]:
    """How many answers each person has labelled, the busiest first; adjudications left out."""
    rows = database.rows(
        "agreement.count_labels_by_labeler", dataset_version_id=dataset_version_id, split=split
    )
    return {row["labeler"]: row["label_count"] for row in rows}


def count_single_wrongs(database: Database, dataset_version_id: int, split: str | None = None) -> int:
    """How many of the answers given now count as incorrect on one person's word alone."""
    return database.value("agreement.count_single_wrongs", dataset_version_id=dataset_version_id, split=split)


def count_repeats(
    database: Database, dataset_version_id: int, split: str | None = None
) -> list[dict[str, Any]]:
    """Per person whose outputs came back unannounced: labeler, repeat_count, same_count."""
    return database.rows("agreement.count_repeats", dataset_version_id=dataset_version_id, split=split)


def get_dispute(database: Database, item_id: int, answer_key: str) -> dict[str, Any]:
    """An answer to an item: item_id, item_key, content (dict), expected, output_id, answer. Raises NotFound."""
    row = database.one("agreement.get_dispute", item_id=item_id, answer_key=answer_key)
    if row is None:
        raise NotFound("This answer has been deleted meanwhile. Go to the next one.")
    return row | {"content": json.loads(row["content"])}


def list_opinions(database: Database, item_id: int, answer_key: str) -> list[dict[str, Any]]:
    """The standing labels on an answer, oldest first: label_id, labeler, verdict, correction, comment, reasons,
    is_adjudication, created_at."""
    return database.rows("agreement.list_opinions", item_id=item_id, answer_key=answer_key)


def disagreement_label_table(
    database: Database, dataset_version_id: int, split: str | None = None
) -> pd.DataFrame:
    """One row per label on an answer on which people disagree or an adjudicator has decided, in dataset order.

    Columns: item_id, answer_key, item_key, split, expected, answer, labeler, verdict, correction, comment,
    is_adjudication, created_at.
    """
    return database.table(
        "agreement.list_disagreement_labels", dataset_version_id=dataset_version_id, split=split
    )


def list_decisions(
    database: Database, dataset_version_id: int, split: str | None = None
) -> list[dict[str, Any]]:
    """The adjudicated label that counts on each answer, newest first: item_id, answer_key, item_key, answer, verdict,
    comment, labeler, created_at."""
    return database.rows("agreement.list_decisions", dataset_version_id=dataset_version_id, split=split)


def count_disagreements(database: Database, dataset_version_id: int, split: str | None = None) -> int:
    """On how many answers people disagree or an adjudicator has decided."""
    return _count_disputes(database, dataset_version_id, split)["disputed_count"]


def count_undecided(database: Database, dataset_version_id: int, split: str | None = None) -> int:
    """On how many of the answers given now people disagree while no adjudicator has decided."""
    return _count_disputes(database, dataset_version_id, split)["undecided_count"]


def _count_disputes(database: Database, dataset_version_id: int, split: str | None) -> dict[str, int]:
    return database.one("agreement.count_disputes", dataset_version_id=dataset_version_id, split=split) or {}
