"""A model judges stored answers over the wire: verdicts stored with reasons and cost, nothing asked twice."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.connectors.stub_server import Reply, StubServer, chat, serving
from tests.store.building import a_run, a_version, a_workflow
from workbench.domain import AnswerType, Candidate, CandidateKind, Workflow
from workbench.errors import BadSetting
from workbench.runs.budget import Caps, set_caps
from workbench.runs.capacity import close_window, open_window
from workbench.runs.judging import estimate_judging, judge_outputs, judges_of
from workbench.scoring.scoring import score_after_change, score_outputs
from workbench.store import candidate as candidates
from workbench.store import run as runs
from workbench.store import workflow as workflows
from workbench.store.database import Database, now
from workbench.store.evidence import evidence_table


def _says(body: dict[str, Any]) -> Reply:
    """Right where the answer to check is Law; it cannot tell about Tax."""
    answer = str(body["messages"][-1]["content"]).rsplit("Answer to check:\n", 1)[1].split("\n")[0]
    verdict = {"Law": "correct", "Tax": "cannot tell"}.get(answer, "incorrect")
    return chat(f'{{"reason": "It says {answer}.", "verdict": "{verdict}"}}', 100, 10)


@pytest.fixture
def stub() -> Iterator[StubServer]:
    with serving(script=_says) as server:
        yield server


def _world(database: Database, base_url: str, **prices: Any) -> tuple[Workflow, Candidate, int]:
    """A workflow whose long answers are judged by the model of one of its candidates; the judged run's id."""
    workflow = a_workflow(database, answer_type=AnswerType.LONG_TEXT)
    version = a_version(
        database, workflow, {"a": ("t1", "Law"), "b": ("t2", "Law"), "c": ("t3", "Law"), "d": ("t4", None)}
    )
    settings = {"base_url": base_url, "model": "m", **prices}
    judge = candidates.add_candidate(
        database, workflow.workflow_id, "Judge", CandidateKind.ENDPOINT, settings
    )
    vendor = candidates.add_candidate(database, workflow.workflow_id, "Vendor", CandidateKind.FILE, {})
    run = a_run(database, vendor, version, {"a": "Law", "b": "Cap", "c": "Tax", "d": "Law"})
    workflow = replace(
        workflow,
        trusted_scorer="judge",
        scorer_settings={"judge": {"candidate_id": float(judge.candidate_id)}},
    )
    workflows.set_workflow(database, workflow)
    return workflow, vendor, run.run_id


def _verdicts(database: Database, workflow: Workflow, run_id: int) -> dict[str, str]:
    version_id = runs.get_run(database, run_id).dataset_version_id
    table = evidence_table(database, workflow.workflow_id, version_id).set_index("item_key")
    return table["verdict"].to_dict()


def test_the_judge_is_asked_once_per_answer_and_its_verdicts_count(
    database: Database, stub: StubServer
) -> None:
    prices = {"usd_per_million_input_tokens": 10.0, "usd_per_million_output_tokens": 100.0}
    workflow, _, run_id = _world(database, stub.base_url, **prices)
    assert score_outputs(database, workflow.workflow_id) == 0  # a judge is asked, never by itself
    assert not stub.requests
    seen: list[tuple[int, int]] = []
    judged = judge_outputs(database, workflow, lambda done, of: seen.append((done, of)))
    assert (judged.count, judged.undecided, judged.lost, judged.sentence) == (2, 1, 0, "")
    assert judged.cost_usd == pytest.approx(3 * (100 * 10 + 10 * 100) / 1e6)
    assert seen == [(3, 3)]
    assert _verdicts(database, workflow, run_id) == {
        "a": "correct", "b": "incorrect", "c": "unlabelled", "d": "unlabelled",
    }  # fmt: skip
    rows = {row["item_key"]: row for row in runs.list_standing_outputs(database, run_id, "judge")}
    assert rows["b"]["explanation"] == "It says Cap."
    assert (judge_outputs(database, workflow).count, len(stub.requests)) == (0, 3)


def test_the_cost_is_named_before_anything_is_asked(database: Database, stub: StubServer) -> None:
    workflow, _, _ = _world(
        database, stub.base_url, usd_per_million_input_tokens=10.0, usd_per_million_output_tokens=100.0
    )
    estimate = estimate_judging(database, workflow)
    assert estimate.calls == 3 and not stub.requests
    assert estimate.low_usd is not None and estimate.high_usd is not None
    assert 0 < estimate.low_usd < 3 * (300 * 10 + 150 * 100) / 1e6 < estimate.high_usd * 2


def test_without_a_price_no_cost_is_claimed(database: Database, stub: StubServer) -> None:
    workflow, _, _ = _world(database, stub.base_url)
    assert estimate_judging(database, workflow).high_usd is None
    assert judge_outputs(database, workflow).cost_usd is None


def test_where_the_material_goes_is_named_unless_it_stays_here(database: Database, stub: StubServer) -> None:
    workflow, _, _ = _world(database, stub.base_url)
    assert estimate_judging(database, workflow).host == ""
    [judge] = judges_of(database, workflow)
    candidates.set_candidate_settings(
        database, judge, judge.settings | {"base_url": "https://api.example.com/v1"}
    )
    assert estimate_judging(database, workflow).host == "api.example.com"


def test_a_judge_that_cannot_work_ends_early_with_a_sentence_and_can_be_asked_again(
    database: Database,
) -> None:
    with serving(Reply(status=401, body={"error": {"message": "bad key"}})) as refusing:
        workflow, _, _ = _world(database, refusing.base_url, concurrency=1)
        judged = judge_outputs(database, workflow)
        assert (judged.count, judged.lost, len(refusing.requests)) == (0, 3, 3)
        assert judged.sentence and "{" not in judged.sentence
    assert estimate_judging(database, workflow).calls == 3
    assert [one.name for one in judges_of(database, workflow)] == ["Judge"]


def test_another_rubric_forgets_what_was_said_under_the_old_one(database: Database, stub: StubServer) -> None:
    workflow, _, run_id = _world(database, stub.base_url)
    judge_outputs(database, workflow)
    settings = dict(workflow.scorer_settings["judge"])
    changed = replace(
        workflow,
        scorer_settings={"judge": settings | {"rubric": "Strictly. {expected}\nAnswer to check:\n{answer}"}},
    )
    workflows.set_workflow(database, changed)
    score_after_change(database, workflow, changed)
    assert set(_verdicts(database, changed, run_id).values()) == {"unlabelled"}
    assert judge_outputs(database, changed).count == 2
    assert "Strictly. Law" in str(stub.requests[-1])


def test_a_judge_shares_what_its_endpoint_bears_with_runs(database: Database) -> None:
    calls: list[int] = []
    out, lock = [0], threading.Lock()

    def script(body: dict[str, Any]) -> Reply:
        with lock:
            out[0] += 1
            calls.append(out[0])
        time.sleep(0.05)
        with lock:
            out[0] -= 1
        return _says(body)

    with serving(script=script) as stub:
        workflow, _, _ = _world(database, stub.base_url, concurrency=2)
        account = ("openai_compatible", stub.base_url, "")
        run = open_window(account, most=2)
        assert judge_outputs(database, workflow).count == 2
        close_window(account, run)
    assert calls == [1, 1, 1]


def test_a_judge_waits_while_its_endpoint_wants_a_pause(database: Database) -> None:
    busy = [Reply(status=429, headers={"retry-after": "0.2"})] * 6

    def script(body: dict[str, Any]) -> Reply:
        return busy.pop() if busy else _says(body)

    with serving(script=script) as stub:
        workflow, _, _ = _world(database, stub.base_url)
        assert judge_outputs(database, workflow).lost == 0


def test_a_judgement_without_a_known_cost_is_charged_at_its_dearest(database: Database) -> None:
    def script(body: dict[str, Any]) -> Reply:
        reply = _says(body)
        del reply.body["usage"]  # type: ignore[attr-defined]
        return reply

    with serving(script=script) as stub:
        workflow, _, _ = _world(database, stub.base_url, usd_per_million_output_tokens=1000.0, concurrency=1)
        set_caps(database, Caps(run_usd=0.6))  # at most 500 tokens a call: 0.50
        judged = judge_outputs(database, workflow)
        assert (len(stub.requests), judged.lost) == (2, 1)
    assert "cap of" in judged.sentence


def test_the_spending_cap_holds_for_the_judge_too(database: Database, stub: StubServer) -> None:
    workflow, _, _ = _world(
        database,
        stub.base_url,
        usd_per_million_input_tokens=10.0,
        usd_per_million_output_tokens=0.0,
        concurrency=1,
    )
    set_caps(database, Caps(month_usd=0.0015))  # a call is 0.001
    judged = judge_outputs(database, workflow)
    assert (judged.count + judged.undecided, len(stub.requests)) == (2, 2)
    assert "cap of" in judged.sentence and "per month" in judged.sentence
    assert runs.month_spending(database, now()) == pytest.approx(0.002)
    assert "per month" in judge_outputs(database, workflow).sentence
    assert len(stub.requests) == 2


def test_no_judge_chosen_is_said_in_words(database: Database) -> None:
    workflow = a_workflow(database, trusted_scorer="judge")
    with pytest.raises(BadSetting, match="The judge has no model"):
        estimate_judging(database, workflow)
