import asyncio
import random
import threading

import pytest

from tests.connectors.stub_server import Reply, chat, serving
from tests.runs.building import a_world, endpoint
from workbench.domain import CandidateKind
from workbench.runs.capacity import MOST_UNASKED, START, Capacity, Window, close_window, open_window
from workbench.runs.execution import execute_run, start_run, wait_for
from workbench.runs.planning import plan_run
from workbench.store import run as runs
from workbench.store.candidate import add_candidate
from workbench.store.database import Database


class Clock:
    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def test_what_was_set_is_used_from_the_first_call_and_never_exceeded():
    window = Window(capacity := Capacity(), 256)
    assert window.places == 256
    for _ in range(600):
        capacity.answered(0.1)
    assert window.places == 256


def test_halves_once_for_calls_that_were_out_together():
    clock = Clock()
    window = Window(capacity := Capacity(clock), 64)
    began_at = clock.at
    clock.at += 1
    for _ in range(20):
        capacity.too_much(began_at, 5.0)
    assert (window.places, capacity.still_s()) == (32, 5.0)
    clock.at += 5
    capacity.too_much(clock.at, 1.0)
    assert window.places == 16


def test_after_too_much_it_grows_by_one_a_round():
    Window(capacity := Capacity(), 64)
    capacity.too_much(1e12, 0.0)
    for _ in range(32):
        capacity.answered(0.1)
    assert 32.9 < capacity.size < 33.1


def test_pauses_grow_where_the_server_names_none(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("workbench.runs.capacity.FIRST_PAUSE_S", 0.5)
    clock = Clock()
    Window(capacity := Capacity(clock), 64)
    pauses = []
    for _ in range(6):
        capacity.too_much(clock.at, None)
        pauses.append(capacity.still_s())
        clock.at += 60
    assert 0.5 <= pauses[0] <= 1.0
    assert 10 <= pauses[-1] <= 20
    assert capacity.size == 1.0


def test_grows_where_nothing_was_set_while_answers_come_as_fast():
    window = Window(capacity := Capacity(), MOST_UNASKED, START)
    assert window.places == START
    chance = random.Random(1)
    for _ in range(300):
        capacity.answered(chance.uniform(0.9, 1.1))
    assert window.places == MOST_UNASKED


@pytest.mark.parametrize("answers_a_second", [1.0, 7.0])
def test_does_not_grow_where_calls_only_wait_for_each_other(answers_a_second: float):
    # A server that answers one call after the other: how long an answer takes grows with the calls that wait.
    window = Window(capacity := Capacity(), MOST_UNASKED, START)
    for _ in range(2000):
        capacity.answered(window.places / answers_a_second)
    assert window.places < 2 * START


def test_an_answer_that_does_not_come_in_time_takes_back_what_had_grown():
    window = Window(capacity := Capacity(), MOST_UNASKED, START)
    for _ in range(100):
        capacity.answered(1.0)
    assert window.places > START
    capacity.timed_out()
    assert window.places == START
    fixed = Window(other := Capacity(), 32)
    other.timed_out()
    assert fixed.places == 32


def test_runs_share_an_endpoint_in_equal_parts_and_take_what_others_leave():
    capacity = Capacity()
    first = Window(capacity, 64)
    second = Window(capacity, 64)
    assert (first.places, second.places) == (32, 32)
    small = Window(capacity, 4)
    assert (first.places, second.places, small.places) == (30, 30, 4)
    capacity.quit(second)
    assert (first.places, small.places) == (60, 4)


def test_one_run_is_told_too_much_and_all_call_less():
    capacity = Capacity()
    windows = [Window(capacity, 16) for _ in range(2)]
    capacity.too_much(1e12, 3.0)
    assert [window.places for window in windows] == [4, 4]
    assert capacity.still_s() > 2


def test_what_was_found_out_is_forgotten_with_the_last_run():
    first, second = (open_window(("test", "account"), 16) for _ in range(2))
    first.capacity.too_much(1e12, 0.0)
    close_window(("test", "account"), first)
    assert second.places == 8
    close_window(("test", "account"), second)
    third = open_window(("test", "account"), 16)
    assert third.places == 16
    close_window(("test", "account"), third)


def test_never_more_at_once_than_the_window_has():
    busy, most = 0, 0

    async def call(window: Window) -> None:
        nonlocal busy, most
        await window.enter()
        busy += 1
        most = max(most, busy)
        await asyncio.sleep(0.001)
        busy -= 1
        window.leave()

    async def all_calls() -> None:
        window = Window(Capacity(), 4)
        waiting = [asyncio.create_task(call(window)) for _ in range(40)]
        await asyncio.sleep(0)
        waiting[20].cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        assert window.busy == 0

    asyncio.run(all_calls())
    assert most == 4


def test_two_runs_at_once_call_one_endpoint_no_more_than_one_run_would(database: Database):
    workflow, version = a_world(database, 30)
    lock, busy, most = threading.Lock(), 0, 0
    asked: dict[str, int] = {"one": 0, "two": 0}
    gone_at: dict[str, dict[str, int]] = {}

    def script(body: dict) -> Reply:
        nonlocal busy, most
        with lock:
            busy += 1
            most = max(most, busy)
            asked[body["model"]] += 1
            gone_at[body["model"]] = dict(asked)
        pause.wait(0.05)
        with lock:
            busy -= 1
        return chat("Law")

    pause = threading.Event()
    with serving(script=script) as stub:
        shared = {"base_url": stub.base_url, "concurrency": 4}
        models = [
            add_candidate(
                database, workflow.workflow_id, name, CandidateKind.ENDPOINT, shared | {"model": name}
            )
            for name in asked
        ]
        planned = [plan_run(database, one, version, reuses=False) for one in models]
        for run in planned:
            start_run(database, run.run_id)
        assert all(wait_for(database, run.run_id) for run in planned)
    assert [runs.get_run(database, run.run_id).done_count for run in planned] == [30, 30]
    # Where both run, each has half; calls that were out when the second came are let finish.
    assert most <= 4 + 2
    # When the first of them was through, the other was well on its way.
    assert min(min(counts.values()) for counts in gone_at.values()) >= 15


def test_a_run_without_a_set_number_grows_beyond_its_start(database: Database):
    workflow, version = a_world(database, 200)
    lock, busy, most = threading.Lock(), 0, 0

    def script(_body: dict) -> Reply:
        nonlocal busy, most
        with lock:
            busy += 1
            most = max(most, busy)
        pause.wait(0.1)
        with lock:
            busy -= 1
        return chat("Law")

    pause = threading.Event()
    with serving(script=script) as stub:
        run = plan_run(database, endpoint(database, workflow, stub.base_url), version)
        execute_run(database, run.run_id)
    assert runs.get_run(database, run.run_id).done_count == 200
    assert START < most <= MOST_UNASKED
