"""What is known of every candidate's output: the tables that every page about results is made from."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from workbench.store.database import Database


def evidence_table(
    database: Database,
    workflow_id: int,
    dataset_version_id: int,
    split: str | None = None,
    candidate_id: int | None = None,
) -> pd.DataFrame:
    """One row per candidate and item of the version (or split) that has an output.

    Columns: candidate_id, candidate_name, kind, output_id, run_id, item_id, item_key, position, split,
    content (JSON text), expected, answer, state, failure_reason, confidence, latency_s, cost_usd,
    input_tokens, output_tokens, answered_at, is_correct, is_correct_strict, label_verdict, labeler,
    correction, comment, label_is_sample, labelled_at, label_source, verdict (correct, incorrect, no_answer,
    unsure, failed, unlabelled), basis (label, scorer, abstention, failure, none).
    """
    return database.table(
        "evidence.evidence_table",
        workflow_id=workflow_id,
        dataset_version_id=dataset_version_id,
        split=split,
        candidate_id=candidate_id,
    )


def stream_evidence(
    database: Database, workflow_id: int, dataset_version_id: int, split: str | None = None
) -> Iterator[Any]:
    """The rows of `evidence_table` one by one, as named tuples; None where nothing is known."""
    return database.stream(
        "evidence.evidence_table",
        workflow_id=workflow_id,
        dataset_version_id=dataset_version_id,
        split=split,
        candidate_id=None,
    )


def sureness_table(
    database: Database,
    workflow_id: int,
    dataset_version_id: int,
    candidate_id: int,
    split: str | None = None,
) -> pd.DataFrame:
    """One row per item that a candidate has answered.

    Columns: item_id, judge_value (1, 0 or missing), other_count (other candidates with an answer to the item),
    same_count (those with the same answer).
    """
    return database.table(
        "evidence.sureness_table",
        workflow_id=workflow_id,
        dataset_version_id=dataset_version_id,
        candidate_id=candidate_id,
        split=split,
    )


def count_verdicts(
    database: Database,
    workflow_id: int,
    dataset_version_id: int,
    split: str | None = None,
    column: str | None = None,
    by_answer: bool = False,
) -> list[dict[str, Any]]:
    """Outputs per candidate by the verdict that counts, counted in the database.

    Keys: candidate_id, candidate_name, kind, ordinal (place among the workflow's candidates, archived ones
    counted), value, output_count, correct, incorrect, no_answer, unsure, failed, unlabelled, correct_strict,
    incorrect_strict, labelled, sample_labelled, scored, mean_cost_usd, median_latency_s. `value` is None
    unless the rows are per value of an item's `column`, or `by_answer` per answer text (answered ones only).
    A candidate without outputs has one row of zeros.
    """
    return database.rows(
        "evidence.count_verdicts",
        workflow_id=workflow_id,
        dataset_version_id=dataset_version_id,
        split=split,
        pointer=None if column is None else json_pointer(column),
        by_answer=by_answer,
    )


def count_items(database: Database, dataset_version_id: int, split: str | None = None) -> int:
    """The number of items in a version, or in one split of it."""
    return database.value("evidence.count_items", dataset_version_id=dataset_version_id, split=split)


def count_judged(
    database: Database,
    workflow_id: int,
    dataset_version_id: int,
    split: str | None,
    candidate_id: int,
    verdict: str | None = None,
    text: str = "",
    column: str | None = None,
    value: str = "",
    answers: Sequence[str] | None = None,
) -> int:
    """How many outputs of a candidate carry this verdict and, in item, expected or answer, this text.

    With a `column`, of items that hold this `value` there; with `answers`, of those that give one of these.
    """
    return database.value(
        "evidence.count_judged",
        workflow_id=workflow_id,
        dataset_version_id=dataset_version_id,
        split=split,
        candidate_id=candidate_id,
        verdict=verdict,
        text=text.strip(),
        pointer=None if column is None else json_pointer(column),
        value=value,
        answers=None if answers is None else list(answers),
    )


def list_judged(
    database: Database,
    workflow_id: int,
    dataset_version_id: int,
    split: str | None,
    candidate_id: int,
    verdict: str | None = None,
    text: str = "",
    column: str | None = None,
    value: str = "",
    answers: Sequence[str] | None = None,
    limit: int = 20,
    offset: int = 0,
) -> list[dict[str, Any]]:
    """A page of those outputs in the dataset's order: output_id, item_key, content (dict), expected, answer,
    state, failure_reason, verdict, basis, confidence, labeler, comment, correction, label_is_sample."""
    rows = database.rows(
        "evidence.list_judged",
        workflow_id=workflow_id,
        dataset_version_id=dataset_version_id,
        split=split,
        candidate_id=candidate_id,
        verdict=verdict,
        text=text.strip(),
        pointer=None if column is None else json_pointer(column),
        value=value,
        answers=None if answers is None else list(answers),
        limit=limit,
        offset=offset,
    )
    return [row | {"content": json.loads(row["content"])} for row in rows]


def standing_label_table(
    database: Database, workflow_id: int, dataset_version_id: int, split: str | None = None
) -> pd.DataFrame:
    """One row per standing label of any labeler on the version's items and candidate that gave the answer:
    candidate_name, item_key, split, answer, verdict, correction, comment, labeler, labelled_at, source, is_sample,
    duration_s, is_automatic, counts."""
    return database.table(
        "evidence.standing_labels",
        workflow_id=workflow_id,
        dataset_version_id=dataset_version_id,
        split=split,
    )


def count_standing_labels(database: Database, workflow_id: int, dataset_version_id: int) -> int:
    """How many rows `standing_label_table` has."""
    return database.value(
        "evidence.count_standing_labels", workflow_id=workflow_id, dataset_version_id=dataset_version_id
    )


def json_pointer(column: str) -> str:
    """The JSON pointer to an object's member, whatever signs its name holds (RFC 6901)."""
    return "/" + column.replace("~", "~0").replace("/", "~1")
