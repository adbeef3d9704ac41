"""Whatever the endpoint does, and whenever the process dies: one output or one failure with a reason per item."""

import json
import subprocess
import sys
import time
from collections import Counter
from typing import Any

from tests.connectors.stub_server import Reply, chat, serving
from tests.runs.building import a_world, endpoint
from tests.runs.model_server import FAULTS, model_server, tally
from workbench.domain import RunState
from workbench.runs.execution import execute_run
from workbench.runs.planning import plan_run
from workbench.store import run as runs
from workbench.store.database import Database


def test_every_fault_ends_in_one_output_or_one_reason(database: Database):
    workflow, version = a_world(database, 150)
    with model_server(latency_s=0.01, fault_rate=0.5, storm_every_s=0.6) as base_url:
        candidate = endpoint(database, workflow, base_url, concurrency=16, timeout_s=20.0)
        run = plan_run(database, candidate, version)
        execute_run(database, run.run_id)
        met = tally(base_url)
    done = runs.get_run(database, run.run_id)
    assert (done.state, done.done_count) == (RunState.FINISHED, 150), done.sentence
    assert set(FAULTS) <= set(met)
    rows = runs.list_outputs(database, run.run_id, limit=1000)
    assert Counter(row["item_key"] for row in rows).most_common(1)[0][1] == 1
    assert all(row["failure_reason"] for row in rows if row["state"] == "failed")
    assert all(row["answer"] for row in rows if row["state"] == "answered")
    states = Counter(row["state"] for row in rows)
    # Only what no repetition mends is lost: a web page, ten megabytes, and a run of bad luck.
    assert states["failed"] <= met["html_200"] + met["ten_megabytes"] + 6
    assert states["no_answer"] == met["empty"]


def test_lost_items_are_asked_again_with_one_call(database: Database):
    workflow, version = a_world(database, 60)
    with model_server(latency_s=0.0, fault_rate=0.4) as base_url:
        run = plan_run(database, endpoint(database, workflow, base_url, concurrency=8), version)
        execute_run(database, run.run_id)
        first = runs.get_run(database, run.run_id).failed_count
        for _ in range(6):
            if runs.get_run(database, run.run_id).failed_count:
                execute_run(database, run.run_id, with_failed=True)
    assert first > 0
    assert runs.get_run(database, run.run_id).failed_count == 0


def test_a_web_page_now_and_then_does_not_end_a_run(database: Database):
    workflow, version = a_world(database, 40)
    number = iter(range(1000))

    def script(_body: dict[str, Any]) -> Reply:
        if next(number) % 5 == 4:
            return Reply(body="<html>maintenance</html>", content_type="text/html")
        return chat("Law")

    with serving(script=script) as stub:
        run = plan_run(database, endpoint(database, workflow, stub.base_url, concurrency=1), version)
        execute_run(database, run.run_id)
    done = runs.get_run(database, run.run_id)
    assert (done.state, done.failed_count) == (RunState.FINISHED, 8)


def test_an_endless_answer_is_a_failure_that_was_paid_for(database: Database):
    workflow, version = a_world(database, 1)
    with serving(chat("x" * 2_000_000)) as stub:
        run = plan_run(database, endpoint(database, workflow, stub.base_url, usd_per_item=0.5), version)
        execute_run(database, run.run_id)
    done = runs.get_run(database, run.run_id)
    assert (done.failed_count, done.cost_usd) == (1, 0.5)
    assert "2,000,000 characters" in runs.list_failure_reasons(database, run.run_id)[0][0]


def test_killed_at_random_moments_nothing_shown_is_lost_and_nothing_is_stored_twice():
    command = [sys.executable, "-m", "tests.runs.killing", "--kills", "5", "--items", "1000"]
    said = subprocess.run(
        [*command, "--longest-s", "0.3", "--seed", str(time.time_ns())],
        check=True, stdout=subprocess.PIPE, text=True, timeout=240,
    ).stdout  # fmt: skip
    found = json.loads(said)
    assert found["outputs"] == found["items_with_output"] == found["items"]
    assert found["shown_but_lost"] == 0
    assert found["kills_amid"] > 0
    assert found["answered_by_server"] >= found["items"]
    # What was on its way at a kill, and what had come in the quarter of a second before it.
    assert found["answered_by_server"] - found["items"] <= found["kills"] * (16 + 16 * 0.5 / 0.02)
