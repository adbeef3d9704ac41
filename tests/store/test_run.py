"""Runs: what was planned, what is stored, what is still to do, what was lost."""

from dataclasses import replace

import pandas as pd
import pytest

from tests.store.building import (
    a_candidate,
    a_label,
    a_run,
    a_small_world,
    a_version,
    a_workflow,
    outputs_by_key,
)
from workbench.domain import Answer, CandidateKind, DatasetVersion, Run, RunState, Verdict
from workbench.errors import NotFound
from workbench.store import dataset, evidence, label, run, workflow
from workbench.store.database import Database, now

LOST = Answer(failure_reason="The endpoint did not answer within 60 s.", latency_s=60.0)


def _planned(database: Database, keys: str = "abc") -> tuple[Run, DatasetVersion]:
    wanted = a_workflow(database)
    version = a_version(database, wanted, {key: (f"text {key}", "x") for key in keys})
    return a_run(database, a_candidate(database, wanted), version, {}, state=RunState.RUNNING), version


def _answer(database: Database, planned: Run, **answers: Answer) -> None:
    by_key = {
        item.item_key: item.item_id for item in dataset.list_items(database, planned.dataset_version_id)
    }
    run.add_outputs(database, planned.run_id, [(by_key[key], answer) for key, answer in answers.items()])


def _pending(database: Database, planned: Run, with_failed: bool = False) -> list[str]:
    return [item.item_key for item in run.list_pending_items(database, planned.run_id, with_failed)]


def test_a_run_names_candidate_version_and_counts(database: Database) -> None:
    planned, version = _planned(database)
    _answer(database, planned, a=Answer("yes", cost_usd=0.25), b=Answer(None, cost_usd=0.5), c=LOST)
    stored = run.get_run(database, planned.run_id)
    assert (stored.candidate_name, stored.dataset_name, stored.version_number) == ("Rules", "Golden", 1)
    assert (stored.planned_count, stored.done_count, stored.failed_count, stored.cost_usd) == (3, 3, 1, 0.75)
    assert stored.dataset_version_id == version.dataset_version_id


def test_what_is_still_to_do_is_planned_minus_stored(database: Database) -> None:
    planned, _ = _planned(database)
    assert _pending(database, planned) == ["a", "b", "c"]
    _answer(database, planned, a=Answer("yes"), b=LOST)
    assert _pending(database, planned) == ["c"]
    assert _pending(database, planned, with_failed=True) == ["b", "c"]
    _answer(database, planned, b=Answer("yes at last"))
    assert _pending(database, planned, with_failed=True) == ["c"]
    stored = run.get_run(database, planned.run_id)
    assert (stored.done_count, stored.failed_count) == (2, 0)


def test_states_and_times_follow_the_run(database: Database) -> None:
    planned, _ = _planned(database)
    started = run.get_run(database, planned.run_id)
    assert started.started_at is not None and started.finished_at is None
    run.set_run_state(database, planned.run_id, RunState.STOPPED, "Stopped by Ada.")
    stopped = run.get_run(database, planned.run_id)
    assert (stopped.state, stopped.sentence) == (RunState.STOPPED, "Stopped by Ada.")
    assert stopped.finished_at is not None
    run.set_run_state(database, planned.run_id, RunState.RUNNING)
    again = run.get_run(database, planned.run_id)
    assert (again.started_at, again.finished_at, again.sentence) == (started.started_at, None, "")


def test_runs_left_unfinished_by_an_ended_process_are_marked(database: Database) -> None:
    running, _ = _planned(database)
    _, _, _, finished = a_small_world(database, name="Filings")
    run.set_interrupted(database)
    assert [found.run_id for found in run.list_runs_in_state(database, RunState.INTERRUPTED)] == [
        running.run_id
    ]
    assert run.get_run(database, finished.run_id).state is RunState.FINISHED


def test_outputs_are_listed_newest_first_with_verdict_and_reason(database: Database) -> None:
    planned, _ = _planned(database)
    said = Answer("yes", raw='{"id": 1}', confidence=0.9, latency_s=1.5, cost_usd=0.01, input_tokens=5)
    _answer(database, planned, a=said, b=Answer("  "), c=LOST)
    a_label(database, outputs_by_key(database, planned)["a"], Verdict.INCORRECT)
    lost, abstained, answered = run.list_outputs(database, planned.run_id)
    assert (lost["state"], lost["answer"], lost["failure_reason"]) == ("failed", None, LOST.failure_reason)
    assert (abstained["state"], abstained["verdict"]) == ("no_answer", None)
    assert (answered["state"], answered["verdict"], answered["content"]) == (
        "answered", "incorrect", {"text": "text a"},
    )  # fmt: skip
    assert (answered["confidence"], answered["latency_s"], answered["cost_usd"]) == (0.9, 1.5, 0.01)
    assert [row["item_key"] for row in run.list_outputs(database, planned.run_id, "failed")] == ["c"]
    assert [row["item_key"] for row in run.list_outputs(database, planned.run_id, limit=1, offset=1)] == ["b"]


def test_what_stands_is_one_output_per_item_and_never_a_failure_that_was_mended(database: Database) -> None:
    planned, _ = _planned(database)
    _answer(database, planned, b=LOST, a=Answer("yes", cost_usd=0.5))
    _answer(database, planned, b=Answer("at last"), c=LOST)
    standing = run.list_standing_outputs(database, planned.run_id)
    assert [(row["item_key"], row["state"]) for row in standing] == [
        ("a", "answered"), ("b", "answered"), ("c", "failed"),
    ]  # fmt: skip
    assert len(run.list_outputs(database, planned.run_id)) == 4
    assert run.count_standing_outputs(database, planned.run_id) == {"answered": 2, "failed": 1}
    assert run.list_failure_reasons(database, planned.run_id) == [(LOST.failure_reason, 1)]
    assert run.get_run(database, planned.run_id).unpriced_count == 1


def test_what_stands_is_filtered_searched_paged_and_held_still(database: Database) -> None:
    planned, _ = _planned(database)
    _answer(database, planned, a=Answer("apple"), b=Answer(None))
    until = max(outputs_by_key(database, planned).values())
    _answer(database, planned, c=LOST)

    def keys(**narrowed: object) -> list[str]:
        rows = run.list_standing_outputs(database, planned.run_id, **narrowed)  # type: ignore[arg-type]
        return [row["item_key"] for row in rows]

    assert keys(newest_first=True) == ["c", "b", "a"]
    assert keys(newest_first=True, until=until) == ["b", "a"]
    assert keys(state="no_answer") == ["b"]
    assert keys(text="APPLE") == ["a"]
    assert keys(text="60 s") == ["c"]
    assert keys(limit=1, offset=1) == ["b"]
    assert keys(output_id=until) == ["b"]
    assert run.count_standing_outputs(database, planned.run_id, "apple", until) == {"answered": 1}


def test_the_verdict_of_what_stands_is_a_label_or_a_trusted_score(database: Database) -> None:
    wanted, _, _, stored = a_small_world(database)
    by_key = outputs_by_key(database, stored)
    scores = pd.DataFrame({"output_id": list(by_key.values()), "is_correct": True, "is_correct_strict": True})
    run.add_scores(database, "exact", scores)
    a_label(database, by_key["a"], Verdict.INCORRECT)

    def verdicts() -> list[str | None]:
        return [row["verdict"] for row in run.list_standing_outputs(database, stored.run_id, "exact")]

    assert verdicts() == ["incorrect", None, None]
    workflow.set_workflow(database, replace(wanted, trusted_scorer="exact"))
    assert verdicts() == ["incorrect", "correct", "correct"]


def test_the_recent_pace_counts_what_came_after_its_first_batch(database: Database) -> None:
    planned, _ = _planned(database, "abcd")
    began = now()
    assert run.recent_pace(database, planned.run_id, began, began, 5) is None
    _answer(database, planned, a=Answer("yes"))
    assert run.recent_pace(database, planned.run_id, began, began, 5) is None
    between = now()
    _answer(database, planned, b=Answer("yes"), c=Answer("yes"))
    stored, first_at = run.recent_pace(database, planned.run_id, began, began, 5) or (0, now())
    assert stored == 2 and began <= first_at <= between
    assert run.recent_pace(database, planned.run_id, between, between, 5) is None
    assert run.recent_pace(database, planned.run_id, began, now(), 1) is None


def test_a_batch_without_answers_stores_nothing(database: Database) -> None:
    planned, _ = _planned(database)
    run.add_outputs(database, planned.run_id, [])
    assert run.get_run(database, planned.run_id).done_count == 0


def test_an_answer_cut_off_within_a_sign_is_stored_with_its_batch(database: Database) -> None:
    answers = [
        Answer("so \ud83d", raw="\ud83d!"),
        Answer(failure_reason="\ude00"),
        Answer("whole \U0001f600 é\0"),
    ]
    _, version, candidate, _ = a_small_world(database)
    stored = a_run(database, candidate, version, dict(zip("abc", answers, strict=True)))
    rows = run.list_outputs(database, stored.run_id)[::-1]
    assert [row["answer"] for row in rows] == ["so \ufffd", None, "whole \U0001f600 é\0"]
    assert [row["failure_reason"] for row in rows] == ["", "\ufffd", ""]


def test_only_answered_outputs_without_this_score_are_to_be_scored(database: Database) -> None:
    planned, _ = _planned(database)
    _answer(database, planned, a=Answer("yes"), b=Answer(None), c=LOST)
    [unscored] = run.list_unscored(database, planned.workflow_id, "exact")
    assert (unscored["answer"], unscored["dataset_version_id"]) == ("yes", planned.dataset_version_id)
    scores = pd.DataFrame(
        {"output_id": [unscored["output_id"]], "is_correct": [True], "is_correct_strict": [False]}
    )
    run.add_scores(database, "exact", scores)
    assert run.list_unscored(database, planned.workflow_id, "exact") == []
    assert len(run.list_unscored(database, planned.workflow_id, "other")) == 1


def test_an_archived_run_counts_nowhere_until_it_is_back(database: Database) -> None:
    wanted, version, _, stored = a_small_world(database)

    def seen() -> tuple[int, int]:
        rows = evidence.evidence_table(database, wanted.workflow_id, version.dataset_version_id)
        return len(run.list_runs(database, wanted.workflow_id)), len(rows)

    assert seen() == (1, 3)
    run.set_run_archived(database, stored.run_id, True)
    assert seen() == (0, 0)
    assert run.get_run(database, stored.run_id).is_archived
    assert len(run.list_runs(database, with_archived=True)) == 1
    run.set_run_archived(database, stored.run_id, False)
    assert seen() == (1, 3)


def test_deleting_a_run_counts_first_and_leaves_other_runs(database: Database) -> None:
    wanted, version, _, first = a_small_world(database)
    model = a_candidate(database, wanted, "Model", CandidateKind.ENDPOINT)
    second = a_run(database, model, version, {"a": "x"})
    a_label(database, outputs_by_key(database, first)["a"], Verdict.CORRECT)
    assert run.count_attached(database, first.run_id) == {"output_count": 3, "label_count": 1}
    run.delete_run(database, first.run_id)
    with pytest.raises(NotFound, match="no run number"):
        run.get_run(database, first.run_id)
    assert run.list_runs(database) == [second]
    assert label.list_labelers(database) == []


def test_deleting_a_run_keeps_labels_on_answers_that_another_run_gave_too(database: Database) -> None:
    wanted, version, stored, first = a_small_world(database)
    by_key = outputs_by_key(database, first)
    a_label(database, by_key["a"], Verdict.CORRECT)
    a_label(database, by_key["b"], Verdict.INCORRECT)
    a_run(database, stored, version, {"a": "answer a", "b": "another answer"})
    assert run.count_attached(database, first.run_id)["label_count"] == 1

    run.delete_run(database, first.run_id)

    rows = evidence.evidence_table(database, wanted.workflow_id, version.dataset_version_id)
    assert dict(zip(rows["item_key"], rows["verdict"], strict=True)) == {"a": "correct", "b": "unlabelled"}
