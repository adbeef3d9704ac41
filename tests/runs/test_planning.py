import pytest

from tests.runs.building import a_world, endpoint, rules, split, trained
from workbench.domain import AnswerType, CandidateKind
from workbench.errors import BadSetting
from workbench.runs.planning import destination, estimate_run, is_agreed, plan_run, set_agreed
from workbench.store import candidate as candidates
from workbench.store import run as runs
from workbench.store.database import Database


def keys(database: Database, run_id: int) -> list[str]:
    return [item.item_key for item in runs.list_pending_items(database, run_id)]


def test_plans_all_items_or_one_split(database: Database):
    workflow, version = a_world(database)
    split(database, version, train=0.5, holdout=0.5)
    candidate = rules(database, workflow)
    assert plan_run(database, candidate, version).planned_count == 40
    holdout = plan_run(database, candidate, version, split="holdout")
    assert keys(database, holdout.run_id) == [f"k{n}" for n in range(20, 40)]


def test_a_limit_draws_at_random_and_a_smaller_draw_is_part_of_a_larger(database: Database):
    workflow, version = a_world(database)
    candidate = rules(database, workflow)
    small, large = (keys(database, plan_run(database, candidate, version, limit=n).run_id) for n in (5, 15))
    assert len(small) == 5 and len(large) == 15
    assert set(small) < set(large)
    assert small != [f"k{n}" for n in range(5)]


def test_a_trained_candidate_never_runs_on_what_it_learns_from(database: Database):
    workflow, version = a_world(database)
    split(database, version, train=0.5, dev=0.1, holdout=0.4)
    candidate = trained(database, workflow)
    assert keys(database, plan_run(database, candidate, version).run_id) == [f"k{n}" for n in range(20, 40)]
    assert estimate_run(database, candidate, version).excluded == 20
    with pytest.raises(BadSetting, match="learns from the train split"):
        plan_run(database, candidate, version, split="train")


def test_what_cannot_run_says_why(database: Database):
    workflow, version = a_world(database)
    candidate = rules(database, workflow)
    with pytest.raises(BadSetting, match="no dev split"):
        plan_run(database, candidate, version, split="dev")
    with pytest.raises(BadSetting, match="at least one item"):
        plan_run(database, candidate, version, limit=0)
    from_file = candidates.add_candidate(database, workflow.workflow_id, "Vendor", CandidateKind.FILE, {})
    with pytest.raises(BadSetting, match="come from a file"):
        estimate_run(database, from_file, version)


def test_a_trained_candidate_refuses_work_that_is_no_category(database: Database):
    workflow, version = a_world(database, answer_type=AnswerType.NUMBER)
    with pytest.raises(BadSetting, match="answers with a category"):
        plan_run(database, trained(database, workflow), version)


def test_instructions_with_an_unknown_column_are_refused_before_any_call(database: Database):
    workflow, version = a_world(database, prompt_template="Read {clause}")
    with pytest.raises(BadSetting, match="{clause}"):
        plan_run(database, endpoint(database, workflow, "http://127.0.0.1:9/v1"), version)
    assert plan_run(database, rules(database, workflow), version).planned_count == 40


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


def test_asks_before_data_leaves_and_again_when_other_columns_would(database: Database):
    workflow, version = a_world(database)
    away = endpoint(database, workflow, "https://models.example.com/v1")
    host, columns = destination(away, workflow, version)
    assert (host, columns) == ("models.example.com", ("text",))
    assert not is_agreed(database, away, host, columns)
    set_agreed(database, away, host, columns)
    assert is_agreed(database, away, host, columns)
    assert not is_agreed(database, away, host, ("text", "contract"))
    changed = candidates.set_candidate_settings(database, away, away.settings | {"model": "other"})
    assert not is_agreed(database, changed, host, columns)
    assert is_agreed(database, rules(database, workflow), "", ())
