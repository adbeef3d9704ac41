"""Runs, their plans and their outputs in the database."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
import pyarrow as pa

from workbench.domain import Answer, DatasetVersion, Item, Run, RunState
from workbench.errors import NotFound
from workbench.store.database import Database, now
from workbench.store.split import input_pointers

_OUTPUT_COLUMNS = pa.schema(
    {
        "item_id": pa.int64(), "state": pa.string(), "answer": pa.string(), "raw": pa.string(),
        "failure_reason": pa.string(), "confidence": pa.float64(), "latency_s": pa.float64(), "cost_usd": pa.float64(),
        "input_tokens": pa.int64(), "output_tokens": pa.int64(), "request_key": pa.uint64(), "body": pa.string(),
    }
)  # fmt: skip
_AS_ANSWERED = ("confidence", "latency_s", "cost_usd", "input_tokens", "output_tokens", "request_key")
_TEXTS = ("raw", "failure_reason", "body")


def list_runs(database: Database, workflow_id: int | None = None, with_archived: bool = False) -> list[Run]:
    """Runs, newest first; of one workflow where named."""
    return _runs(database, workflow_id=workflow_id, with_archived=with_archived)


def list_runs_in_state(database: Database, state: RunState) -> list[Run]:
    """All runs in this state, newest first."""
    return _runs(database, state=state.value)


def get_run(database: Database, run_id: int) -> Run:
    """One run with its counts as they stand now. Raises NotFound."""
    found = _runs(database, run_id=run_id, with_archived=True)
    if not found:
        raise NotFound(f"There is no run number {run_id}. It may have been deleted; pick another one.")
    return found[0]


def add_run(
    database: Database,
    candidate_id: int,
    candidate_version_id: int,
    dataset_version_id: int,
    split: str | None,
    items: Iterable[Item],
    reuses: bool = True,
    keeps_replies: bool = True,
) -> Run:
    """Store a planned run over these items; `reuses`: it may take over what an earlier run was answered.

    `keeps_replies`: the bodies of its replies are stored beside its outputs.
    """
    plan = pd.DataFrame([(item.item_id, n) for n, item in enumerate(items)], columns=["item_id", "position"])
    with database.write() as session, session.incoming("incoming", plan):
        run_id = session.value(
            "run.add_run",
            candidate_id=candidate_id,
            candidate_version_id=candidate_version_id,
            dataset_version_id=dataset_version_id,
            split=split,
            state=RunState.PLANNED.value,
            created_at=now(),
            reuses=reuses,
            keeps_replies=keeps_replies,
        )
        session.run("run.add_run_items", run_id=run_id)
    return get_run(database, run_id)


def set_run_state(database: Database, run_id: int, state: RunState, sentence: str = "") -> None:
    """Record where a run stands and, for one that failed or stopped, why."""
    with database.write() as session:
        session.run("run.set_run_state", run_id=run_id, state=state.value, sentence=sentence, at=now())


def set_interrupted(database: Database) -> None:
    """Mark the runs that an earlier process left unfinished; called once at start, before any run begins."""
    with database.write() as session:
        session.run("run.set_interrupted")


def list_pending_items(
    database: Database, run_id: int, with_failed: bool = False, after: int = -1, limit: int | None = None
) -> list[Item]:
    """Planned items that still need an answer; with the failed ones where these are to be tried again.

    At most `limit` of them, from behind the position `after`.
    """
    rows = database.rows(
        "run.list_pending_items", run_id=run_id, with_failed=with_failed, after=after, limit=limit
    )
    return [Item(**row | {"content": json.loads(row["content"])}) for row in rows]


def count_pending_items(database: Database, run_id: int, with_failed: bool = False) -> int:
    """How many items `list_pending_items` has."""
    return int(database.value("run.count_pending_items", run_id=run_id, with_failed=with_failed))


def has_reusable(database: Database, run_id: int) -> bool:
    """True when any other run has answers that `add_reused` could take over."""
    return bool(database.value("output.has_reusable", run_id=run_id))


def add_reused(database: Database, run_id: int, request_keys: Mapping[int, int]) -> set[int]:
    """Take over answers of earlier runs to the same requests, item_id → request key; the items that have one now."""
    if not request_keys:
        return set()
    table = pd.DataFrame(
        {"item_id": list(request_keys), "request_key": pd.array([*request_keys.values()], dtype="UInt64")}
    )
    with database.write() as session, session.incoming("incoming", table):
        rows = session.rows("output.add_reused", run_id=run_id, created_at=now())
    return {row["item_id"] for row in rows}


def count_reusable(database: Database, request_keys: Sequence[int]) -> int:
    """How many of these requests an earlier run has an answer to."""
    table = pd.DataFrame({"request_key": pd.array([*request_keys], dtype="UInt64")})
    with database.read() as session, session.incoming("incoming", table):
        [row] = session.rows("output.count_reusable")
    return int(row["reusable_count"])


def run_spending(database: Database, run_id: int) -> float:
    """US dollars that a run has spent."""
    return float(database.value("run.run_spending", run_id=run_id))


def month_spending(database: Database, at: datetime) -> float:
    """US dollars that all runs, deleted ones too, have spent in the calendar month of a moment (UTC)."""
    return float(database.value("run.month_spending", at=at))


def get_reply(database: Database, output_id: int) -> str:
    """The body of the reply behind an output, of the output it was reused from where it was; "" where none is kept."""
    return database.value("output.get_reply", output_id=output_id) or ""


def latency_quantiles(database: Database, run_id: int) -> tuple[float, float] | None:
    """Seconds that half of a run's calls and 95 % of them took at most; None before the first answer."""
    row = database.one("output.latency_quantiles", run_id=run_id)
    return (row["p50_s"], row["p95_s"]) if row and row["p50_s"] is not None else None


def add_outputs(database: Database, run_id: int, answers: Iterable[tuple[int, Answer]]) -> None:
    """Store a batch of (item_id, answer) of one run in one transaction."""
    table = _output_table(list(answers))
    if not table.num_rows:
        return
    with database.write() as session, session.incoming("incoming", table):
        at = now()
        session.run("output.add_outputs", run_id=run_id, created_at=at)
        if any(table["body"].to_pylist()):
            session.run("output.add_replies", run_id=run_id, created_at=at)
        if any(table["cost_usd"].to_pylist()):
            session.run("run.add_spending", run_id=run_id, created_at=at)


def _output_table(answers: Sequence[tuple[int, Answer]]) -> pa.Table:
    """One row per answer, column by column: a run at full speed stores thousands a second."""
    columns: dict[str, list[Any]] = {
        "item_id": [item_id for item_id, _ in answers],
        "state": [answer.state.value for _, answer in answers],
        "answer": [_storable(answer.text) for _, answer in answers],
    }
    for name in _AS_ANSWERED:
        columns[name] = [getattr(answer, name) for _, answer in answers]
    for name in _TEXTS:
        columns[name] = [_storable(getattr(answer, name)) for _, answer in answers]
    # A number that is none (NaN) is stored as unknown.
    arrays = [pa.array(columns[field.name], field.type, from_pandas=True) for field in _OUTPUT_COLUMNS]
    return pa.table(arrays, schema=_OUTPUT_COLUMNS)


def _storable(text: str | None) -> str | None:
    """A text whose halves of signs (a model cut off within one writes them) are replaced: no file can hold them."""
    if text is None or text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


_SCORE_COLUMNS = {
    "output_id": "int64", "is_correct": "boolean", "is_correct_strict": "boolean", "value": "Float64",
    "explanation": "str", "cost_usd": "Float64",
}  # fmt: skip
_NO_RUN = 0  # what a judge costs belongs to no run
_SCORE_DEFAULTS: dict[str, Any] = {"value": pd.NA, "explanation": "", "cost_usd": pd.NA}


def list_outputs(
    database: Database, run_id: int, state: str | None = None, limit: int = 100, offset: int = 0
) -> list[dict[str, Any]]:
    """A page of a run's outputs, newest first: output_id, item_key, content (dict), expected, state, answer,
    failure_reason, confidence, latency_s, cost_usd, created_at, is_correct, verdict."""
    rows = database.rows("output.list_outputs", run_id=run_id, state=state, limit=limit, offset=offset)
    return [row | {"content": json.loads(row["content"])} for row in rows]


def list_standing_outputs(
    database: Database,
    run_id: int,
    scorer: str | None = None,
    state: str | None = None,
    text: str = "",
    until: int | None = None,
    newest_first: bool = False,
    limit: int = 100,
    offset: int = 0,
    output_id: int | None = None,
) -> list[dict[str, Any]]:
    """A page of what stands for each item of a run, as `list_outputs`, one row per item, and with labeler, comment.

    `is_correct`, `score_value` (0–1) and `explanation` are by `scorer`; `verdict` is the one that counts, None where
    there is none yet. `text` narrows to rows that hold it, `output_id` to one; `until` (an output_id) to what had
    arrived by then. In planned order, or newest first.
    """
    rows = database.rows(
        "output.list_standing_outputs", run_id=run_id, scorer=scorer, state=state, text=text.strip(), until=until,
        newest_first=newest_first, limit=limit, offset=offset, output_id=output_id,
    )  # fmt: skip
    return [row | {"content": json.loads(row["content"])} for row in rows]


def count_standing_outputs(
    database: Database, run_id: int, text: str = "", until: int | None = None
) -> dict[str, int]:
    """How many outputs stand in each state (answered, no_answer, failed), of those that `text` and `until` leave."""
    rows = database.rows("output.count_standing_outputs", run_id=run_id, text=text.strip(), until=until)
    return {row["state"]: row["output_count"] for row in rows}


def list_failure_reasons(database: Database, run_id: int, limit: int = 3) -> list[tuple[str, int]]:
    """Why items of a run stand as failed, and how many each: the most frequent reasons first."""
    rows = database.rows("output.list_failure_reasons", run_id=run_id, limit=limit)
    return [(row["failure_reason"], row["item_count"]) for row in rows]


def recent_pace(
    database: Database, run_id: int, began_at: datetime, since: datetime, fewest: int
) -> tuple[int, datetime] | None:
    """How many outputs a run stored after a recent moment, and that moment; None before two batches are stored.

    Counted are the batches since `since`, and at least the newest `fewest`; none from before `began_at`.
    """
    row = database.one("output.recent_pace", run_id=run_id, began_at=began_at, since=since, fewest=fewest)
    return (int(row["output_count"]), row["first_at"]) if row and row["output_count"] else None


def list_stored_seconds(database: Database, run_id: int) -> list[tuple[datetime, int]]:
    """When a run stored its outputs, second by second: (moment, how many items got their first one)."""
    rows = database.rows("output.list_stored_seconds", run_id=run_id)
    return [(row["stored_at"], row["item_count"]) for row in rows]


def list_answered(database: Database, run_id: int, limit: int) -> list[tuple[str, str]]:
    """(answer, the item's own expected answer) of a run's standing outputs, the newest so many."""
    rows = database.rows("output.list_answered", run_id=run_id, limit=limit)
    return [(row["answer"] or "", row["expected"]) for row in rows]


def list_scored_labels(
    database: Database, workflow_id: int, scorer: str, limit: int = 1000
) -> list[dict[str, Any]]:
    """Current answers with a verdict of this scorer and of people: item_key, answer, expected, is_correct,
    explanation, verdict."""
    return database.rows("output.list_scored_labels", workflow_id=workflow_id, scorer=scorer, limit=limit)


def list_current_answers(database: Database, candidate_id: int) -> dict[int, tuple[int, str | None]]:
    """The standing output of a candidate on each item: item_id → (output_id, answer)."""
    rows = database.rows("output.list_current_answers", candidate_id=candidate_id)
    return {row["item_id"]: (row["output_id"], row["answer"]) for row in rows}


def list_unscored(database: Database, workflow_id: int, scorer: str) -> list[dict[str, Any]]:
    """Answered outputs of a workflow without this score: output_id, answer, item_id, dataset_version_id (the newest
    of the dataset where that has the item, else the one that was run over)."""
    return database.rows("output.list_unscored", workflow_id=workflow_id, scorer=scorer)


def add_scores(database: Database, scorer: str, scores: pd.DataFrame) -> None:
    """Store scores: output_id, is_correct, is_correct_strict and, where known, value, explanation, cost_usd.

    An output that this scorer has scored by now keeps its score. What it cost counts towards the month's spending.
    """
    table = scores.copy()
    for name, value in _SCORE_DEFAULTS.items():
        if name not in table:
            table[name] = value
    table = table[[*_SCORE_COLUMNS]].astype(_SCORE_COLUMNS)
    with database.write() as session, session.incoming("incoming", table):
        at = now()
        session.run("output.add_scores", scorer=scorer, created_at=at)
        if table["cost_usd"].notna().any():
            session.run("run.add_spending", run_id=_NO_RUN, created_at=at)


def add_judging_spending(database: Database, cost_usd: float) -> None:
    """Let what calls of a judge cost without a score coming of them count towards the month's spending."""
    if cost_usd > 0:
        with (
            database.write() as session,
            session.incoming("incoming", pd.DataFrame({"cost_usd": [cost_usd]})),
        ):
            session.run("run.add_spending", run_id=_NO_RUN, created_at=now())


def add_scores_again(database: Database, workflow_id: int, scorer: str) -> None:
    """Let answers without a score of this scorer have the one it gave to the same answer to the same item before."""
    with database.write() as session:
        session.run("output.add_scores_again", workflow_id=workflow_id, scorer=scorer, created_at=now())


def delete_scores(database: Database, workflow_id: int, scorer: str | None = None) -> None:
    """Forget the automatic scores of a workflow, all or one scorer's, so that its outputs are scored anew."""
    with database.write() as session:
        session.run("output.delete_scores", workflow_id=workflow_id, scorer=scorer)


def delete_outdated_scores(
    database: Database, version: DatasetVersion, before: DatasetVersion, scorers: Sequence[str]
) -> int:
    """Forget what these scorers said where a version accepts other answers than the one before it may have.

    That is of outputs to its items with the same inputs as an item that was added, changed or removed; of all where
    other columns are the inputs. Returns how many scores that were.
    """
    if not database.value("output.has_scores", dataset_id=version.dataset_id):
        return 0
    pointers = input_pointers(version)
    with database.write() as session:
        count: int = session.value(
            "output.delete_outdated_scores",
            dataset_version_id=version.dataset_version_id,
            before_version_id=before.dataset_version_id,
            scorers=list(scorers),
            pointers=pointers,
            asks_otherwise=pointers != input_pointers(before),
        )
    return count


def set_run_archived(database: Database, run_id: int, archived: bool) -> None:
    """Leave a run out of every figure, or bring it back; nothing is lost."""
    with database.write() as session:
        session.run("run.set_archived", run_id=run_id, archived_at=now() if archived else None)


def count_attached(database: Database, run_id: int) -> dict[str, int]:
    """What would be deleted with a run: output_count, label_count."""
    return database.one("run.count_attached", run_id=run_id) or {}


def delete_run(database: Database, run_id: int) -> None:
    """Delete a run with its outputs, and with the labels on answers that no other run gave."""
    with database.write() as session:
        for statement in (
            "set_labels_elsewhere", "delete_scores", "delete_labels", "delete_replies", "delete_outputs",
            "delete_run_items", "delete_run",
        ):  # fmt: skip
            session.run(f"run.{statement}", run_id=run_id)


def _runs(
    database: Database,
    workflow_id: int | None = None,
    run_id: int | None = None,
    state: str | None = None,
    with_archived: bool = False,
) -> list[Run]:
    rows = database.rows(
        "run.list_runs", workflow_id=workflow_id, run_id=run_id, state=state, with_archived=with_archived
    )
    return [Run(**row | {"state": RunState(row["state"])}) for row in rows]
