from dataclasses import replace
from typing import Any

import pytest

from tests.connectors.stub_server import Reply, chat, serving
from tests.runs.building import a_world, endpoint, rules, split, trained
from workbench.domain import AnswerType, CandidateKind
from workbench.errors import BadSetting
from workbench.runs.changes import changes_between
from workbench.runs.estimating import estimate_run
from workbench.runs.execution import execute_run
from workbench.runs.planning import destination, is_agreed, plan_run, set_agreed
from workbench.store import candidate as candidates
from workbench.store import run as runs
from workbench.store import workflow as workflows
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


def test_other_instructions_make_another_version_and_an_earlier_run_keeps_its_own(database: Database):
    workflow, version = a_world(database, 4, prompt_template="Sort {text}")
    asked: list[str] = []

    def script(body: dict[str, Any]) -> Reply:
        asked.append(body["messages"][-1]["content"])
        return chat("Law")

    with serving(script=script) as stub:
        candidate = endpoint(database, workflow, stub.base_url)
        first = plan_run(database, candidate, version)
        assert first.candidate_version_id == candidate.candidate_version_id
        set_agreed(database, candidate, "models.example.com", ("text",))
        workflows.set_workflow(database, replace(workflow, prompt_template="File {text}"))
        second = plan_run(database, candidate, version)
        assert (first.candidate_version_number, second.candidate_version_number) == (1, 2)
        newest = candidates.get_candidate(database, candidate.candidate_id)
        assert (newest.version_number, newest.settings) == (2, candidate.settings)
        assert is_agreed(database, newest, "models.example.com", ("text",))
        again = plan_run(database, newest, version)
        assert again.candidate_version_number == 2, "nothing has changed since"
        execute_run(database, first.run_id)
        assert len(asked) == 4 and all(text.startswith("Sort ") for text in asked)
        execute_run(database, second.run_id)
        assert len(asked) == 8 and all(text.startswith("File ") for text in asked[4:])


@pytest.mark.parametrize(
    ("asked_by", "changed", "words"),
    [
        (
            {"structured": True, "user_template": "{text}"},
            {"categories": ("Law",)},
            "The workflow's categories",
        ),
        ({}, {"categories": ("Law", "Cap", "Tax")}, "The workflow's categories"),
        ({}, {"description": "Name the clause."}, "The workflow's description"),
        ({}, {"name": "Sorting"}, "The workflow's description"),
        ({}, {"answer_type": AnswerType.SHORT_TEXT}, "Kind of answer"),
    ],
)
def test_whatever_of_the_workflow_is_asked_by_makes_another_version(
    database: Database, asked_by: dict[str, Any], changed: dict[str, Any], words: str
):
    workflow, version = a_world(database, 2)
    candidate = endpoint(database, workflow, "http://127.0.0.1:1/v1", **asked_by)
    plan_run(database, candidate, version)
    workflows.set_workflow(database, replace(workflow, **changed))
    assert plan_run(database, candidate, version).candidate_version_number == 2
    assert plan_run(database, candidate, version).candidate_version_number == 2, "nothing has changed since"
    newer, older = candidates.list_candidate_versions(database, candidate.candidate_id)
    assert [change.words for change in changes_between(older, newer)] == [words]


def test_nothing_is_reused_that_was_asked_by_other_categories_and_what_was_planned_asks_as_planned(
    database: Database,
):
    workflow, version = a_world(database, 2, prompt_template="Sort {text}")
    with serving(chat("Law")) as stub:
        candidate = endpoint(database, workflow, stub.base_url, concurrency=1, structured=True)
        execute_run(database, plan_run(database, candidate, version).run_id)
        late = plan_run(database, candidate, version, reuses=False)
        workflows.set_workflow(database, replace(workflow, categories=("Law", "Cap", "Tax")))
        second = plan_run(database, candidate, version)
        execute_run(database, second.run_id)
        execute_run(database, late.run_id)
    assert runs.get_run(database, second.run_id).reused_count == 0
    assert stub.requests[:2] == stub.requests[4:] != stub.requests[2:4]


@pytest.mark.parametrize(
    ("asked_by", "changed"),
    [
        ({"user_template": "{text}"}, {"categories": ("Law",), "description": "Name it."}),
        ({"prompt_template": "Sort {text}"}, {"categories": ("Law",), "description": "Name it."}),
        ({"structured": True, "user_template": "{text}"}, {"description": "Name it.", "unit": "EUR"}),
        ({}, {"unit": "EUR", "bar_rate": 0.8}),
    ],
)
def test_what_is_not_asked_by_makes_no_version(
    database: Database, asked_by: dict[str, Any], changed: dict[str, Any]
):
    settings = dict(asked_by)
    workflow, version = a_world(database, 2, prompt_template=settings.pop("prompt_template", ""))
    candidate = endpoint(database, workflow, "http://127.0.0.1:1/v1", **settings)
    plan_run(database, candidate, version)
    workflows.set_workflow(database, replace(workflow, **changed))
    assert plan_run(database, candidate, version).candidate_version_number == 1


def test_rules_have_no_instructions_and_stay_one_version(database: Database):
    workflow, version = a_world(database)
    candidate = rules(database, workflow)
    plan_run(database, candidate, version)
    workflows.set_workflow(database, replace(workflow, prompt_template="File {text}"))
    assert plan_run(database, candidate, version).candidate_version_number == 1
