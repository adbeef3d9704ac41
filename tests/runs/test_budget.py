import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.connectors.stub_server import Reply, chat, serving
from tests.runs.building import a_world, endpoint
from workbench.domain import Answer, RunState
from workbench.errors import BadSetting
from workbench.runs.budget import Budget, Caps, cap_warnings, caps_words, get_caps, set_caps
from workbench.runs.execution import execute_run, resume_run, start_run, wait_for
from workbench.runs.planning import open_budget, plan_run
from workbench.store import run as runs
from workbench.store.database import Database, now

PRICE = {"usd_per_item": 0.01}


def test_a_run_pauses_at_its_cap_and_goes_on_when_it_is_raised(database: Database):
    workflow, version = a_world(database, 60)
    set_caps(database, Caps(run_usd=0.2))
    with serving(chat("Law")) as stub:
        run = plan_run(database, endpoint(database, workflow, stub.base_url, concurrency=4, **PRICE), version)
        execute_run(database, run.run_id)
        paused = runs.get_run(database, run.run_id)
        assert paused.state is RunState.STOPPED
        assert 0.2 <= paused.cost_usd <= 0.2 + 4 * 0.01 + 1e-9
        assert "Paused at the cap of $0.20 per run" in paused.sentence
        assert len(stub.requests) == paused.done_count
        set_caps(database, Caps(run_usd=5.0))
        resume_run(database, run.run_id)
        assert wait_for(database, run.run_id)
        assert len(stub.requests) == 60
    assert runs.get_run(database, run.run_id).state is RunState.FINISHED


def test_runs_at_once_share_the_cap_of_the_month(database: Database):
    workflow, version = a_world(database, 60)
    set_caps(database, Caps(month_usd=0.3))
    lock = threading.Lock()

    def script(_body: dict[str, Any]) -> Reply:
        with lock:
            return chat("Law")

    with serving(script=script) as stub:
        candidate = endpoint(database, workflow, stub.base_url, concurrency=2, **PRICE)
        planned = [plan_run(database, candidate, version, reuses=False) for _ in range(2)]
        for run in planned:
            start_run(database, run.run_id)
        for run in planned:
            assert wait_for(database, run.run_id)
        assert 30 <= len(stub.requests) <= 34
    assert runs.month_spending(database, now()) <= 0.34 + 1e-9
    assert all("per month" in runs.get_run(database, run.run_id).sentence for run in planned)


def test_what_a_deleted_run_has_spent_stays_spent(database: Database):
    workflow, version = a_world(database, 4)
    with serving(chat("Law")) as stub:
        run = plan_run(database, endpoint(database, workflow, stub.base_url, **PRICE), version)
        execute_run(database, run.run_id)
    runs.delete_run(database, run.run_id)
    assert runs.month_spending(database, now()) == pytest.approx(0.04)
    assert runs.month_spending(database, now() + timedelta(days=40)) == 0


def test_a_call_that_was_lost_on_the_way_is_charged_at_its_dearest(database: Database):
    budget = Budget(database, 1, Caps(run_usd=0.25), dearest_usd=0.1)
    budget.add(Answer("x", cost_usd=0.01, lost_calls=1))
    assert budget.reached() == ""
    budget.add(Answer(failure_reason="late", lost_calls=2))
    assert "per run" in budget.reached()
    budget.close()


def test_a_failed_call_that_used_up_tokens_is_paid_and_counted(database: Database):
    workflow, version = a_world(database, 6)
    set_caps(database, Caps(run_usd=0.03))
    cut_off = chat(None, prompt_tokens=1000, completion_tokens=256)
    cut_off.body["choices"][0]["finish_reason"] = "length"  # type: ignore[index]
    with serving(cut_off) as stub:
        candidate = endpoint(
            database, workflow, stub.base_url, concurrency=1, usd_per_million_input_tokens=10.0
        )
        run = plan_run(database, candidate, version)
        execute_run(database, run.run_id)
    done = runs.get_run(database, run.run_id)
    assert (done.failed_count, done.cost_usd) == (3, pytest.approx(0.03))
    assert "Paused at the cap" in done.sentence
    assert runs.month_spending(database, now()) == pytest.approx(0.03)


def test_an_answer_without_a_known_cost_is_charged_at_its_dearest(database: Database):
    workflow, version = a_world(database, 2)
    run = plan_run(database, endpoint(database, workflow, "http://127.0.0.1:1", **PRICE), version)
    budget = Budget(database, run.run_id, Caps(run_usd=0.1), dearest_usd=0.06)
    budget.add(Answer(failure_reason="lost"))
    budget.add(Answer("Law"))
    assert budget.reached() == ""
    budget.add(Answer("Law"))
    assert "Paused at the cap" in budget.reached()
    budget.close()


def test_a_cap_needs_a_price_where_data_leaves_this_machine(database: Database):
    workflow, version = a_world(database, 2)
    candidate = endpoint(database, workflow, "https://models.example.com/v1")
    run = plan_run(database, candidate, version)
    open_budget(database, run, candidate, workflow, version).close()
    set_caps(database, Caps(month_usd=5.0))
    with pytest.raises(BadSetting, match="has no price, so what it spends at models.example.com"):
        open_budget(database, run, candidate, workflow, version)


def test_caps_are_kept_and_taken_away(database: Database, database_path: Path):
    assert get_caps(database) == Caps()
    set_caps(database, Caps(2.5, 100.0))
    assert get_caps(database) == Caps(2.5, 100.0)
    set_caps(database, Caps(None, 100.0))
    assert get_caps(database) == Caps(None, 100.0)
    with pytest.raises(BadSetting, match="above zero"):
        set_caps(database, Caps(run_usd=0.0))


def test_caps_in_words():
    assert caps_words(Caps()) == "No spending cap"
    assert caps_words(Caps(5.0, 100.0)) == "Cap $5.00 per run, $100.00 per month"


def test_warns_only_of_caps_that_may_be_reached():
    assert cap_warnings(Caps(), 50.0, [3.0, 4.0, 0.0]) == []
    assert cap_warnings(Caps(5.0, 100.0), 50.0, [3.0, 4.0, 0.0]) == []
    per_run, per_month = cap_warnings(Caps(3.5, 55.0), 50.0, [3.0, 4.0, 0.0])
    assert "may cost up to $4.00" in per_run
    assert "$5.00 is left" in per_month
    [judged] = cap_warnings(Caps(None, 58.0), 50.0, [3.0, 4.0], judging_usd=2.0)
    assert "$8.00 is left" in judged
