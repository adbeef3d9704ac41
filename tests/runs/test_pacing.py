import asyncio
import time
from typing import Any

import pytest

from tests.connectors.stub_server import Reply, chat, serving
from tests.runs.building import a_world, endpoint
from workbench.connectors.calling import Endpoint
from workbench.connectors.endpoints import EndpointSettings
from workbench.connectors.questions import Question
from workbench.domain import Answer
from workbench.runs.capacity import Capacity, Window
from workbench.runs.execution import execute_run
from workbench.runs.pacing import Limits, Meter, Pacer, Withheld
from workbench.runs.planning import plan_run
from workbench.store import run as runs
from workbench.store.database import Database


class Clock:
    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def test_calls_a_minute_take_one_place_after_the_other():
    clock = Clock()
    meter = Meter(clock)
    assert [meter.reserve_s(60, 0, 10) for _ in range(3)] == [0.0, 1.0, 2.0]
    clock.at += 10
    assert meter.reserve_s(60, 0, 10) == 0.0


def test_tokens_a_minute_go_by_what_a_call_really_took():
    clock = Clock()
    meter = Meter(clock)
    assert meter.reserve_s(0, 600, 10) == 0.0
    meter.correct(600, 20)
    assert meter.reserve_s(0, 600, 10) == pytest.approx(3.0)


def ask(pacer_settings: dict[str, Any], base_url: str, calls: int = 1) -> list[Answer]:
    async def asked() -> list[Answer]:
        connector = Endpoint(EndpointSettings(base_url, "small", timeout_s=5.0))
        pacer = Pacer(connector, Window(Capacity(), 8), **{"first_pause_s": 0.01} | pacer_settings)
        try:
            return await asyncio.gather(*(pacer.ask(Question(f"q{n}")) for n in range(calls)))
        finally:
            await connector.close()

    return asyncio.run(asked())


def test_honours_retry_after():
    with serving(Reply(status=429, headers={"retry-after": "0.7"}), chat("Law")) as stub:
        began = time.monotonic()
        assert ask({}, stub.base_url)[0].text == "Law"
    assert time.monotonic() - began >= 0.7


def test_a_storm_of_429_loses_no_item():
    with serving(*[Reply(status=429, headers={"retry-after": "0.05"})] * 30, chat("Law")) as stub:
        answers = ask({}, stub.base_url, calls=6)
    assert [answer.text for answer in answers] == ["Law"] * 6


def test_a_pause_beyond_all_patience_is_a_failure_with_its_reason():
    with serving(Reply(status=429, headers={"retry-after": "7200"})) as stub:
        answer = ask({}, stub.base_url)[0]
        assert len(stub.requests) == 1
    assert "allows no more calls at the moment" in answer.failure_reason


def test_trouble_that_does_not_pass_keeps_the_last_reply_and_counts_the_calls_that_may_be_charged():
    cut, busy = (
        Reply(body='{"choices": [', status=200),
        Reply(status=500, body={"error": {"message": "no disk"}}),
    )
    with serving(cut, busy, cut, busy) as stub:
        answer = ask({}, stub.base_url)[0]
        assert len(stub.requests) == 5
    assert "trouble of its own (500)" in answer.failure_reason
    assert answer.body == 'HTTP status 500\n\n{"error": {"message": "no disk"}}'
    assert answer.lost_calls == 2


def test_keeps_to_the_calls_a_minute():
    with serving(chat("Law")) as stub:
        began = time.monotonic()
        ask({"limits": Limits(calls_a_minute=600)}, stub.base_url, calls=6)
    assert time.monotonic() - began >= 0.5


def test_a_call_whose_run_is_to_end_is_not_made():
    async def asked(base_url: str) -> None:
        connector = Endpoint(EndpointSettings(base_url, "small", timeout_s=5.0))
        pacer = Pacer(connector, Window(Capacity(), 8))
        pacer.is_halted = lambda: True
        try:
            with pytest.raises(Withheld):
                await pacer.ask(Question("q"))
        finally:
            await connector.close()

    with serving(chat("Law")) as stub:
        asyncio.run(asked(stub.base_url))
        assert stub.requests == []


def test_runs_of_one_account_share_its_limit(database: Database):
    workflow, version = a_world(database, 4)
    with serving(chat("Law")) as stub:
        candidate = endpoint(database, workflow, stub.base_url, calls_a_minute=300)
        began = time.monotonic()
        for _ in range(2):
            run = plan_run(database, candidate, version, reuses=False)
            execute_run(database, run.run_id)
            assert runs.get_run(database, run.run_id).done_count == 4
    assert time.monotonic() - began >= 7 * 0.2
