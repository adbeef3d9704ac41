"""Scenarios as stored, and what is read for ROI."""

import pytest

from tests.store.building import a_candidate, a_label, a_run, a_version, a_workflow, outputs_by_key
from workbench.domain import Answer, Verdict
from workbench.domain.scenarios import Estimate, Scenario
from workbench.errors import NameTaken, NotFound
from workbench.store import roi
from workbench.store import workflow as workflows
from workbench.store.database import Database


def test_the_base_case_is_empty_until_it_is_stored_and_then_replaced(database: Database) -> None:
    workflow = a_workflow(database)
    base = roi.get_base(database, workflow.workflow_id)
    assert (base.scenario_id, base.is_base, base.figures) == (0, True, {})
    for value in (0.1, 0.2):
        stored = Scenario(
            0,
            workflow.workflow_id,
            "Base case",
            True,
            "reviewed",
            {"miss_rate": Estimate(value)},
            {"A": 2.5},
            7,
        )
        roi.set_base(database, stored)
    base = roi.get_base(database, workflow.workflow_id)
    assert (base.policy, base.figures, base.error_costs, base.seed) == (
        "reviewed", {"miss_rate": Estimate(0.2)}, {"A": 2.5}, 7,
    )  # fmt: skip
    assert roi.list_scenarios(database, workflow.workflow_id) == [], "the base case is not one of the others"


def test_a_scenario_comes_back_as_it_was_stored(database: Database) -> None:
    workflow = a_workflow(database)
    figures = {"items_per_month": Estimate(2000, 1500), "minutes_by_hand": Estimate(None, None, 20)}
    added = roi.add_scenario(
        database, Scenario(0, workflow.workflow_id, " Twice ", figures=figures, policy="unsure")
    )
    assert (added.name, added.figures, added.policy, added.seed) == ("Twice", figures, "unsure", None)
    assert roi.list_scenarios(database, workflow.workflow_id) == [added]


@pytest.mark.parametrize("name", ["Twice", "tWICE ", "base CASE"])
def test_a_name_is_taken_only_once(database: Database, name: str) -> None:
    workflow = a_workflow(database)
    roi.add_scenario(database, Scenario(0, workflow.workflow_id, "Twice"))
    with pytest.raises(NameTaken):
        roi.add_scenario(database, Scenario(0, workflow.workflow_id, name))


def test_a_deleted_scenario_is_brought_back_unless_its_name_is_in_use_again(database: Database) -> None:
    workflow = a_workflow(database)
    one = roi.add_scenario(database, Scenario(0, workflow.workflow_id, "Twice"))
    roi.set_scenario_deleted(database, one.scenario_id, True)
    assert roi.list_scenarios(database, workflow.workflow_id) == []
    assert [gone.name for gone in roi.list_scenarios(database, workflow.workflow_id, with_deleted=True)] == [
        "Twice"
    ]
    other = roi.add_scenario(database, Scenario(0, workflow.workflow_id, "Twice"))
    with pytest.raises(NameTaken):
        roi.set_scenario_deleted(database, one.scenario_id, False)
    roi.set_scenario_deleted(database, other.scenario_id, True)
    roi.set_scenario_deleted(database, one.scenario_id, False)
    assert [back.scenario_id for back in roi.list_scenarios(database, workflow.workflow_id)] == [
        one.scenario_id
    ]


def test_scenarios_go_with_their_workflow(database: Database) -> None:
    workflow, other = a_workflow(database), a_workflow(database, "Other")
    gone = roi.add_scenario(database, Scenario(0, workflow.workflow_id, "Twice"))
    kept = roi.add_scenario(database, Scenario(0, other.workflow_id, "Twice"))
    workflows.delete_workflow(database, workflow.workflow_id)
    with pytest.raises(NotFound):
        roi.get_scenario(database, gone.scenario_id)
    assert roi.get_scenario(database, kept.scenario_id) == kept


def test_reads_outcomes_and_times_of_the_desk(database: Database) -> None:
    workflow = a_workflow(database)
    version = a_version(database, workflow, {key: (key, "x") for key in "abc"})
    candidate = a_candidate(database, workflow)
    before = roi.measured_stamp(database)
    run = a_run(
        database,
        candidate,
        version,
        {"a": Answer("x", confidence=0.7, cost_usd=0.5, input_tokens=9), "b": None, "c": "y"},
    )
    ids = outputs_by_key(database, run)
    assert roi.measured_stamp(database) != before
    a_label(database, ids["a"], Verdict.CORRECT, duration_s=12.0)
    a_label(database, ids["c"], Verdict.INCORRECT, duration_s=40.0, correction="z")
    a_label(database, ids["c"], Verdict.INCORRECT, "Ben", source="import")
    a_label(database, ids["a"], Verdict.CORRECT, "Sample", duration_s=99.0, is_sample=True)
    assert roi.desk_times(database, workflow.workflow_id) == ([12.0], [40.0])
    assert roi.evaluation_time(database, workflow.workflow_id) == (52.0, 2, 1)
    table = roi.outcome_table(database, workflow.workflow_id, version.dataset_version_id)
    assert list(table["verdict"]) == ["correct", "no_answer", "incorrect"]
    assert table["confidence"][0] == pytest.approx(0.7)
    assert table["input_tokens"][0] == 9
