"""How far runs are, in figures and in sentences."""

import time
from datetime import timedelta
from typing import Any

import pytest

from tests.connectors.stub_server import Reply, chat, serving
from tests.runs.building import a_world, endpoint, rules
from tests.store.building import a_small_world
from workbench.domain import Run, RunState
from workbench.runs import progress
from workbench.runs.budget import PAUSED
from workbench.runs.execution import list_under_way, resume_run, start_run, stop_run, wait_for
from workbench.runs.planning import plan_run
from workbench.runs.progress import (
    Progress,
    cost_words,
    ended_sentence,
    get_progress,
    headline,
    latency_words,
    list_progress,
    progress_words,
    reuse_sentence,
)
from workbench.store import run as runs
from workbench.store.database import Database, now


def a_progress(done: int = 340, planned: int = 600, **more: Any) -> Progress:
    run: dict[str, Any] = {
        "run_id": 1, "workflow_id": 1, "candidate_id": 1, "candidate_version_id": 1, "candidate_name": "Rules",
        "dataset_version_id": 1, "dataset_name": "Golden", "version_number": 1, "split": None,
        "state": RunState.RUNNING, "planned_count": planned, "done_count": done, "failed_count": 0, "cost_usd": 0.0,
    }  # fmt: skip
    of_run = {name: value for name, value in more.items() if name in Run.__dataclass_fields__}
    return Progress(
        Run(**run | of_run), **{name: value for name, value in more.items() if name not in of_run}
    )


def test_says_what_is_under_way_and_for_how_long() -> None:
    slow = a_progress(140, 300, is_under_way=True, rate=4.0)
    fast = a_progress(200, 300, is_under_way=True, rate=10.0)
    assert headline([slow, fast]) == "2 runs under way: 340 of 600 items done, about 40 s left."
    assert headline([a_progress(is_under_way=True)]) == "1 run under way: 340 of 600 items done."
    failing = a_progress(is_under_way=True, failed_count=3)
    assert headline([failing]) == "1 run under way: 340 of 600 items done, 3 of them failed."


def test_says_what_was_cut_off_before_what_has_ended() -> None:
    ended = a_progress(600, state=RunState.FINISHED)
    cut_off = a_progress(state=RunState.INTERRUPTED)
    assert headline([ended, cut_off]).startswith(
        "“Rules” was cut off when the app ended: 340 of 600 items are stored. Resume it"
    )
    assert "2 runs were cut off when the app ended, with 520 items left" in headline([cut_off, cut_off])
    assert headline([ended]) == "The newest run: “Rules” finished: 600 of 600 items done."
    failed = a_progress(state=RunState.FAILED, failed_count=10)
    assert "ended early: 340 of 600 items done, 10 of them failed." in headline([failed])


def test_a_run_that_nobody_carries_out_is_cut_off_and_can_be_resumed() -> None:
    orphan = a_progress()
    assert (orphan.state_words, orphan.is_cut_off, orphan.can_resume) == ("interrupted", True, True)
    working = a_progress(is_under_way=True, failed_count=2)
    assert (working.is_cut_off, working.can_resume, working.can_retry) == (False, False, False)
    ended = a_progress(600, state=RunState.FINISHED, failed_count=2)
    assert (ended.can_resume, ended.can_retry) == (False, True)


def test_a_bar_says_pace_time_left_and_money() -> None:
    said = progress_words(a_progress(is_under_way=True, rate=13.0, failed_count=3, cost_usd=0.1234))
    assert said == "340 of 600 items · 3 failed · 13 per second · about 20 s left · $0.123"
    assert "one every 10 s" in progress_words(a_progress(is_under_way=True, rate=0.1))
    assert "stopping after the calls in flight" in progress_words(
        a_progress(is_under_way=True, is_stopping=True, rate=1.0)
    )
    assert "getting ready" in progress_words(a_progress(0, is_under_way=True))
    assert "being scored" in progress_words(a_progress(600, is_under_way=True, rate=1.0))


@pytest.mark.parametrize(
    ("cost", "unpriced", "words"),
    [(0.0, 0, "no cost"), (0.0, 5, "cost not known"), (1.5, 0, "$1.50"), (1.5, 5, "more than $1.50")],
)
def test_a_cost_that_is_not_known_is_not_zero(cost: float, unpriced: int, words: str) -> None:
    assert cost_words(a_progress(cost_usd=cost, unpriced_count=unpriced).run) == words


def test_the_pace_comes_from_what_is_stored_and_not_from_before_a_pause(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    workflow, version = a_world(database, 200)

    def script(body: dict[str, Any]) -> Reply:
        time.sleep(0.05)
        return chat("Law")

    with serving(script=script) as stub:
        run = plan_run(database, endpoint(database, workflow, stub.base_url, concurrency=2), version)
        start_run(database, run.run_id)
        deadline = time.monotonic() + 20
        while get_progress(database, run.run_id).rate is None and time.monotonic() < deadline:
            time.sleep(0.05)
        [one] = list_progress(database, workflow.workflow_id, only_under_way=True)
        assert one.rate is not None and 2 < one.rate < 80
        assert one.left_s == pytest.approx(one.left / one.rate)
        stop_run(database, run.run_id)
        assert list_under_way(database)[run.run_id].is_stopping or not list_under_way(database)
        assert wait_for(database, run.run_id, 20)
        stopped = get_progress(database, run.run_id)
        assert (stopped.is_under_way, stopped.rate, stopped.can_resume) == (False, None, True)

        # The clock stands an hour later: outputs of before the pause say nothing of the pace.
        later = now() + timedelta(hours=1)
        monkeypatch.setattr(progress, "now", lambda: later)
        began = runs.recent_pace(database, run.run_id, later, later - timedelta(seconds=20), 5)
        assert began is None
        resume_run(database, run.run_id)
        stop_run(database, run.run_id)
        assert wait_for(database, run.run_id, 20)


def test_a_finished_run_says_how_long_it_took(database: Database) -> None:
    _, _, _, run = a_small_world(database)
    assert get_progress(database, run.run_id).duration_s is None  # stored without a start, as from a file
    runs.set_run_state(database, run.run_id, RunState.RUNNING)
    runs.set_run_state(database, run.run_id, RunState.FINISHED)
    took = get_progress(database, run.run_id).duration_s
    assert took is not None and 0 <= took < 10


def test_archived_runs_are_listed_only_when_asked_for(database: Database) -> None:
    workflow, _, _, run = a_small_world(database)
    runs.set_run_archived(database, run.run_id, True)
    assert list_progress(database, workflow.workflow_id) == []
    assert len(list_progress(database, workflow.workflow_id, with_archived=True)) == 1
    assert headline(list_progress(database, workflow.workflow_id, with_archived=True)).startswith("No run")


def test_a_run_that_a_cap_stopped_reads_as_paused(database: Database):
    workflow, version = a_world(database, 4)
    run = plan_run(database, rules(database, workflow), version)
    runs.set_run_state(database, run.run_id, RunState.STOPPED, f"{PAUSED} of $1.00 per run. 4 items left.")
    one = get_progress(database, run.run_id)
    assert (one.state_words, one.can_resume) == ("paused", True)
    assert "paused at a spending cap" in ended_sentence(one)


def test_says_how_long_calls_took():
    said = latency_words((0.4, 2.0)).replace("\N{NO-BREAK SPACE}", " ")
    assert said == "Half of the calls took at most 400 ms, 95 % at most 2.0 s."
    assert latency_words(None) == ""


def test_what_was_reused_costs_nothing_and_is_told():
    one = a_progress(reused_count=40)
    assert "40 reused" in progress_words(one)
    assert reuse_sentence(one.run) == "40 answers were reused from earlier runs and not paid for again."
    assert cost_words(a_progress(reused_count=340, done=340, unpriced_count=0).run) == "no cost"
