from dataclasses import replace

from tests.connectors.stub_server import chat, serving
from tests.runs.building import a_world, endpoint, rules
from workbench.domain import AnswerType, Workflow
from workbench.runs.costs import cost_range
from workbench.runs.estimating import estimate_run, judging_words, reuse_words, total_words
from workbench.runs.execution import execute_run
from workbench.runs.judging import estimate_judging, judge_outputs
from workbench.runs.planning import plan_run
from workbench.store import run as runs
from workbench.store import workflow as workflows
from workbench.store.database import Database

_NOWHERE = "http://127.0.0.1:9/v1"


def plain(words: str) -> str:
    return words.replace("\N{NO-BREAK SPACE}", " ")


def test_estimates_cost_from_the_real_prompts(database: Database):
    workflow, version = a_world(database, prompt_template="{text}" + "x" * 4_000)
    prices = {"usd_per_million_input_tokens": 10.0, "usd_per_million_output_tokens": 0.0}
    estimate = estimate_run(
        database, endpoint(database, workflow, "http://127.0.0.1:9/v1", **prices), version
    )
    assert estimate.calls == 40
    assert 40_000 < estimate.input_tokens < 41_000
    assert estimate.low_usd is not None and estimate.high_usd is not None
    assert estimate.low_usd < 0.4 < estimate.high_usd < 0.6
    assert (estimate.host, estimate.columns) == ("", ())


def test_without_a_price_the_cost_is_not_known_and_rules_are_free(database: Database):
    workflow, version = a_world(database)
    unpriced = estimate_run(database, endpoint(database, workflow, "http://127.0.0.1:9/v1"), version)
    assert (unpriced.low_usd, unpriced.high_usd) == (None, None)
    free = estimate_run(database, rules(database, workflow), version)
    assert (free.low_usd, free.high_usd) == (0.0, 0.0)


def test_repeated_calls_are_counted(database: Database):
    workflow, version = a_world(database)
    prices = {"usd_per_million_input_tokens": 10.0, "temperature": 0.7}
    once = estimate_run(database, endpoint(database, workflow, _NOWHERE, **prices), version)
    prices["samples"] = 5
    five = replace(
        endpoint(database, a_world(database, name="Again")[0], _NOWHERE, **prices),
        workflow_id=workflow.workflow_id,
    )
    often = estimate_run(database, five, version)
    assert (often.items, often.samples, often.calls) == (40, 5, 200)
    assert once.high_usd and often.high_usd and round(often.high_usd / once.high_usd, 6) == 5
    assert plain(total_words([often])).startswith("200 calls in all (5 per item), $")


def test_what_is_answered_already_is_neither_called_nor_paid(database: Database):
    workflow, version = a_world(database, 20)
    with serving(chat("Law")) as stub:
        candidate = endpoint(database, workflow, stub.base_url, usd_per_million_input_tokens=10.0)
        whole = estimate_run(database, candidate, version)
        execute_run(database, plan_run(database, candidate, version, limit=12).run_id)
        rest = estimate_run(database, candidate, version)
        assert (rest.items, rest.reused, rest.calls) == (20, 12, 8)
        assert whole.high_usd and rest.high_usd and round(rest.high_usd / whole.high_usd, 6) == 8 / 20
        assert reuse_words([rest]) == "12 of 20 already answered: reused, not paid."
        anew = estimate_run(database, candidate, version, reuses=False)
        assert (anew.reused, anew.calls, reuse_words([anew])) == (0, 20, "")
        execute_run(database, plan_run(database, candidate, version).run_id)
        assert len(stub.requests) == 20, "as was estimated"


def _judged(database: Database, base_url: str, number: int) -> tuple[Workflow, object]:
    workflow, version = a_world(database, number, answer_type=AnswerType.LONG_TEXT, trusted_scorer=None)
    judge = endpoint(
        database, workflow, base_url, usd_per_million_input_tokens=10.0, usd_per_million_output_tokens=20.0
    )
    workflow = replace(
        workflow,
        trusted_scorer="judge",
        scorer_settings={"judge": {"candidate_id": float(judge.candidate_id)}},
    )
    workflows.set_workflow(database, workflow)
    return workflow, version


def test_the_judge_is_estimated_beforehand_and_holds_afterwards(database: Database):
    with serving(chat("Law")) as stub:
        workflow, version = _judged(database, stub.base_url, 30)
        candidate = rules(database, workflow)
        before = estimate_run(database, candidate, version).judging
        assert before is not None and before.calls == 30
        execute_run(database, plan_run(database, candidate, version).run_id)
    after = estimate_judging(database, workflow)
    assert after.calls == 30
    assert before.low_usd and before.high_usd and after.low_usd and after.high_usd
    assert before.low_usd <= after.low_usd and after.high_usd <= before.high_usd
    words = judging_words([estimate_run(database, candidate, version)])
    assert words.startswith("Judging the new answers by “Model” takes 30 calls more, $")
    assert "only when you say so" in words


def test_without_a_judge_nothing_is_said_of_one(database: Database):
    workflow, version = a_world(database)
    estimate = estimate_run(database, rules(database, workflow), version)
    assert estimate.judging is None and judging_words([estimate]) == ""


def test_an_answer_judged_once_is_not_judged_again_in_the_next_run(database: Database):
    reply = chat('{"reason": "It does.", "verdict": "correct"}', 100, 10)
    with serving(reply) as stub:
        workflow, version = _judged(database, stub.base_url, 6)
        candidate = rules(database, workflow)
        for asked in (6, 6):
            run = plan_run(database, candidate, version)
            execute_run(database, run.run_id)
            judge_outputs(database, workflow)
            assert len(stub.requests) == asked
            outputs = runs.list_standing_outputs(database, run.run_id, "judge")
            assert [row["is_correct"] for row in outputs] == [True] * 6


def test_a_cost_is_a_range_from_short_to_long_answers(database: Database):
    workflow, _ = a_world(database)
    candidate = endpoint(database, workflow, _NOWHERE, usd_per_million_output_tokens=1.0, max_tokens=100)
    low, high = cost_range(candidate, 0.0, 1_000_000)
    assert (low, high) == (2.0, 100.0)
