import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.connectors.stub_server import Reply, chat, free_port, serving
from tests.runs.building import a_world, endpoint, rules, split, trained
from workbench.domain import DatasetVersion, Run, RunState
from workbench.runs import working
from workbench.runs.execution import (
    execute_run,
    interrupt_runs,
    is_running,
    recover_runs,
    resume_run,
    start_run,
    stop_run,
    wait_for,
)
from workbench.runs.planning import plan_run
from workbench.store import run as runs
from workbench.store.database import Database, close_database, open_database
from workbench.store.evidence import evidence_table


def right_answer(body: dict[str, Any]) -> Reply:
    return chat("Law" if "laws" in body["messages"][-1]["content"] else "Cap")


def verdicts(database: Database, version: DatasetVersion) -> dict[str, int]:
    table = evidence_table(database, version.workflow_id, version.dataset_version_id)
    return table["verdict"].value_counts().to_dict()


def outputs(database: Database, run: Run) -> list[dict[str, Any]]:
    return runs.list_outputs(database, run.run_id, limit=10_000)


def test_runs_rules_and_scores_them(database: Database):
    workflow, version = a_world(database)
    run = plan_run(database, rules(database, workflow), version)
    seen: list[Run] = []
    execute_run(database, run.run_id, seen.append)
    done = runs.get_run(database, run.run_id)
    assert (done.state, done.done_count, done.failed_count, done.cost_usd) == (RunState.FINISHED, 40, 0, 0.0)
    assert verdicts(database, version) == {"correct": 40}
    assert seen[-1].state is RunState.FINISHED


def test_runs_a_trained_candidate_on_what_it_has_not_learnt(database: Database):
    workflow, version = a_world(database)
    split(database, version, train=0.5, holdout=0.5)
    run = plan_run(database, trained(database, workflow), version)
    execute_run(database, run.run_id)
    assert verdicts(database, version) == {"correct": 20}
    assert all(output["confidence"] > 0.5 for output in outputs(database, run))


def test_an_item_learnt_since_the_splits_were_drawn_again_is_no_evidence(database: Database):
    workflow, version = a_world(database)
    split(database, version, train=0.5, holdout=0.5)
    run = plan_run(database, trained(database, workflow), version)
    split(database, version, holdout=0.5, train=0.5)
    execute_run(database, run.run_id)
    assert verdicts(database, version) == {"failed": 20}


def test_runs_an_endpoint_in_parallel_and_counts_its_cost(database: Database):
    workflow, version = a_world(database)
    busy, most = [0], [0]
    lock = threading.Lock()

    def script(body: dict[str, Any]) -> Reply:
        with lock:
            busy[0] += 1
            most[0] = max(most[0], busy[0])
        time.sleep(0.03)
        with lock:
            busy[0] -= 1
        return right_answer(body)

    with serving(script=script) as stub:
        candidate = endpoint(
            database, workflow, stub.base_url, concurrency=8, usd_per_million_input_tokens=100.0
        )
        run = plan_run(database, candidate, version)
        execute_run(database, run.run_id)
    done = runs.get_run(database, run.run_id)
    assert done.state is RunState.FINISHED
    assert done.cost_usd == pytest.approx(40 * 10 * 100 / 1e6)
    assert verdicts(database, version) == {"correct": 40}
    assert 4 <= most[0] <= 8


def test_a_failed_call_is_a_row_with_its_reason_and_can_be_retried(database: Database):
    workflow, version = a_world(database, 10)
    broken = True

    def script(body: dict[str, Any]) -> Reply:
        is_lost = broken and "part 3" in body["messages"][-1]["content"]
        return Reply(400, {"error": {"message": "too long"}}) if is_lost else right_answer(body)

    with serving(script=script) as stub:
        run = plan_run(database, endpoint(database, workflow, stub.base_url), version)
        execute_run(database, run.run_id)
        lost = runs.get_run(database, run.run_id)
        assert (lost.state, lost.done_count, lost.failed_count) == (RunState.FINISHED, 10, 1)
        assert verdicts(database, version) == {"correct": 9, "failed": 1}
        broken = False
        resume_run(database, run.run_id, with_failed=True)
        assert wait_for(database, run.run_id, 10)
        assert len(stub.requests) == 11
    assert verdicts(database, version) == {"correct": 10}
    assert runs.get_run(database, run.run_id).failed_count == 0


@pytest.mark.parametrize("trouble", ["wrong key", "nobody listens"])
def test_what_every_call_would_meet_ends_the_run_early(database: Database, trouble: str):
    workflow, version = a_world(database)
    with serving(Reply(401, {"error": {"message": "bad key"}})) as stub:
        where = stub.base_url if trouble == "wrong key" else f"http://127.0.0.1:{free_port()}/v1"
        run = plan_run(database, endpoint(database, workflow, where, concurrency=2), version)
        execute_run(database, run.run_id)
    ended = runs.get_run(database, run.run_id)
    assert ended.state is RunState.FAILED
    assert 3 <= ended.failed_count <= 4
    assert "The run ended after" in ended.sentence and "resume" in ended.sentence


def test_many_failures_in_a_row_end_the_run(database: Database, monkeypatch: pytest.MonkeyPatch):
    workflow, version = a_world(database)
    monkeypatch.setattr(working, "MOST_FAILURES_IN_A_ROW", 6)

    def script(body: dict[str, Any]) -> Reply:
        return Reply(400, {"error": {"message": f"no {body['messages'][-1]['content'][-40:]}"}})

    with serving(script=script) as stub:
        run = plan_run(database, endpoint(database, workflow, stub.base_url, concurrency=1), version)
        execute_run(database, run.run_id)
    ended = runs.get_run(database, run.run_id)
    assert (ended.state, ended.failed_count) == (RunState.FAILED, 6)
    assert "The run ended after 6 failures in a row, with 34 items left" in ended.sentence


def test_the_same_refusal_again_and_again_ends_the_run_sooner(database: Database):
    workflow, version = a_world(database)
    refusal = Reply(400, {"error": {"message": "no"}})
    with serving(*[refusal] * 9, chat("Law"), refusal) as stub:
        run = plan_run(database, endpoint(database, workflow, stub.base_url, concurrency=1), version)
        execute_run(database, run.run_id)
        assert len(stub.requests) == 20
    ended = runs.get_run(database, run.run_id)
    assert (ended.state, ended.failed_count) == (RunState.FAILED, 19)
    assert "no” The run ended after 10 such failures in a row, with 20 items left" in ended.sentence


def test_settings_that_cannot_work_fail_the_run_with_a_sentence(database: Database):
    workflow, version = a_world(database)
    run = plan_run(database, rules(database, workflow, ("/(/", "X")), version)
    execute_run(database, run.run_id)
    ended = runs.get_run(database, run.run_id)
    assert ended.state is RunState.FAILED
    assert "Rule 1" in ended.sentence


def test_stops_and_resumes_without_asking_twice(database: Database):
    workflow, version = a_world(database, 100)

    def script(body: dict[str, Any]) -> Reply:
        time.sleep(0.02)
        return right_answer(body)

    with serving(script=script) as stub:
        run = plan_run(database, endpoint(database, workflow, stub.base_url, concurrency=2), version)
        start_run(database, run.run_id)
        start_run(database, run.run_id)  # a second click changes nothing
        assert is_running(database, run.run_id)
        while runs.get_run(database, run.run_id).done_count < 5:
            time.sleep(0.02)
        stop_run(database, run.run_id)
        assert wait_for(database, run.run_id, 10)
        stopped = runs.get_run(database, run.run_id)
        assert stopped.state is RunState.STOPPED
        assert 5 <= stopped.done_count < 100
        assert f"{100 - stopped.done_count} items left" in stopped.sentence
        assert verdicts(database, version) == {"correct": stopped.done_count}
        resume_run(database, run.run_id)
        assert wait_for(database, run.run_id, 20)
        assert len(stub.requests) == 100
    done = runs.get_run(database, run.run_id)
    assert (done.state, done.done_count, done.sentence) == (RunState.FINISHED, 100, "")
    assert len(outputs(database, run)) == 100


def test_calls_that_hang_do_not_hold_up_a_stop(database: Database, monkeypatch: pytest.MonkeyPatch):
    workflow, version = a_world(database, 10)
    monkeypatch.setattr(working, "GRACE_S", 0.3)
    with serving(Reply(body=chat("Law").body, delay_s=30)) as stub:
        run = plan_run(database, endpoint(database, workflow, stub.base_url), version)
        start_run(database, run.run_id)
        while not stub.requests:
            time.sleep(0.02)
        stop_run(database, run.run_id)
        assert wait_for(database, run.run_id, 5)
    stopped = runs.get_run(database, run.run_id)
    assert (stopped.state, stopped.done_count) == (RunState.STOPPED, 0)


def test_several_runs_at_once(database: Database):
    workflow, version = a_world(database)
    with serving(script=right_answer) as stub:
        planned = [
            plan_run(database, rules(database, workflow), version),
            plan_run(database, endpoint(database, workflow, stub.base_url), version),
        ]
        for run in planned:
            start_run(database, run.run_id)
        assert all(wait_for(database, run.run_id, 20) for run in planned)
    assert {runs.get_run(database, run.run_id).state for run in planned} == {RunState.FINISHED}


def test_a_run_deleted_meanwhile_ends_quietly(database: Database):
    workflow, version = a_world(database)

    def script(body: dict[str, Any]) -> Reply:
        time.sleep(0.05)
        return right_answer(body)

    with serving(script=script) as stub:
        run = plan_run(database, endpoint(database, workflow, stub.base_url), version)
        start_run(database, run.run_id)
        time.sleep(0.1)
        runs.delete_run(database, run.run_id)
        assert wait_for(database, run.run_id, 10)
    assert runs.list_runs(database, workflow.workflow_id) == []
    assert verdicts(database, version) == {}


def test_at_process_end_runs_stand_aside_and_can_be_resumed(database: Database):
    workflow, version = a_world(database, 200)

    def script(body: dict[str, Any]) -> Reply:
        time.sleep(0.02)
        return right_answer(body)

    with serving(script=script) as stub:
        run = plan_run(database, endpoint(database, workflow, stub.base_url, concurrency=1), version)
        start_run(database, run.run_id)
        while not runs.get_run(database, run.run_id).done_count:
            time.sleep(0.02)
        interrupt_runs(database)
    assert not is_running(database, run.run_id)
    assert runs.get_run(database, run.run_id).state is RunState.INTERRUPTED


_KILLED = """
import sys
from pathlib import Path
from workbench.runs.execution import execute_run
from workbench.store.database import open_database
database = open_database(Path(sys.argv[1]))
def say(run):
    print(run.done_count, flush=True)
execute_run(database, int(sys.argv[2]), say)
"""


def test_a_killed_process_loses_nothing_stored_and_answers_nothing_twice(database_path: Path):
    database = open_database(database_path)
    workflow, version = a_world(database, 100)

    def script(body: dict[str, Any]) -> Reply:
        time.sleep(0.02)
        return right_answer(body)

    with serving(script=script) as stub:
        run = plan_run(database, endpoint(database, workflow, stub.base_url, concurrency=2), version)
        close_database(database_path)
        command = [sys.executable, "-c", _KILLED, str(database_path), str(run.run_id)]
        environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        assert process.stdout is not None
        said = 0
        while said < 5:
            said = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
        process.wait()
        database = open_database(database_path)
        recover_runs(database)
        left = runs.get_run(database, run.run_id)
        assert left.state is RunState.INTERRUPTED
        assert said <= left.done_count < 100
        assert verdicts(database, version) == {"correct": left.done_count}
        execute_run(database, run.run_id)
    stored = outputs(database, run)
    assert len(stored) == len({row["item_key"] for row in stored}) == 100
    assert verdicts(database, version) == {"correct": 100}
    close_database(database_path)


def test_recovering_leaves_a_run_of_this_process_alone(database: Database):
    workflow, version = a_world(database, 20)
    with serving(Reply(body=chat("Law").body, delay_s=0.2)) as stub:
        run = plan_run(database, endpoint(database, workflow, stub.base_url), version)
        start_run(database, run.run_id)
        recover_runs(database)
        assert runs.get_run(database, run.run_id).state is RunState.RUNNING
        assert wait_for(database, run.run_id, 10)


def test_stopping_what_never_began_marks_it(database: Database):
    workflow, version = a_world(database)
    run = plan_run(database, rules(database, workflow), version)
    stop_run(database, run.run_id)
    assert runs.get_run(database, run.run_id).state is RunState.STOPPED


@pytest.mark.parametrize("with_failed", [False, True])
def test_what_progress_shows_is_what_is_stored(database: Database, with_failed: bool):
    workflow, version = a_world(database, 60)
    first = plan_run(database, rules(database, workflow), version, limit=5)
    execute_run(database, first.run_id)
    failing: set[str] = set()

    def script(body: dict[str, Any]) -> Reply:
        prompt = body["messages"][-1]["content"]
        if not shown and len(failing) < 2:
            failing.add(prompt)
        return Reply(400, {"error": {"message": "no"}}) if prompt in failing else chat("Law")

    shown: list[Run] = []
    with serving(script=script) as stub:
        model = endpoint(database, workflow, stub.base_url, usd_per_item=0.25)
        run = plan_run(database, model, version, limit=20)
        execute_run(database, run.run_id)
        failing.pop()
        shown.append(run)
        run = run if with_failed else plan_run(database, model, version)
        execute_run(database, run.run_id, shown.append, with_failed)
    stored = runs.get_run(database, run.run_id)
    # The last one shown is read from the database; the one before it was counted.
    assert replace(shown[-2], state=stored.state, finished_at=stored.finished_at) == stored
    assert (stored.done_count, stored.failed_count) == ((20, 1) if with_failed else (60, 1))
    assert stored.reused_count == (0 if with_failed else 18)


def test_pages_wait_less_for_their_turn_while_a_run_goes_and_as_ever_afterwards(database: Database):
    usual, during = sys.getswitchinterval(), []
    workflow, version = a_world(database, 10)

    def script(body: dict[str, Any]) -> Reply:
        during.append(sys.getswitchinterval())
        return right_answer(body)

    with serving(script=script) as stub:
        run = plan_run(database, endpoint(database, workflow, stub.base_url), version)
        start_run(database, run.run_id)
        assert wait_for(database, run.run_id)
    assert max(during) < usual
    assert sys.getswitchinterval() == usual
