"""What is entered for a scenario: where a figure comes from, and what is missing or impossible."""

import math

import pytest

from workbench.decisions.roi import Assumptions, Policy, assume, list_faults
from workbench.decisions.roi_spreads import Known, Ranged, SameAs
from workbench.domain import BusinessFigures, Workflow
from workbench.domain.scenarios import DEFAULT_SEED, Estimate, Scenario

FIGURES = BusinessFigures(1000, 12, 50, 2.4, 60, 11_160)
BASE = Scenario(0, 1, "Base case", is_base=True)


def assumed(
    figures: BusinessFigures = FIGURES, policy: Policy = Policy.UNREVIEWED, **more: Estimate
) -> Assumptions:
    return assume(
        Workflow(1, "Clauses", figures=figures),
        Scenario(0, 1, "Base case", is_base=True, figures=more),
        None,
        policy,
    )


def said(assumptions: Assumptions) -> list[str]:
    return [fault.sentence.replace("\N{NO-BREAK SPACE}", " ") for fault in list_faults(assumptions)]


def test_says_what_is_missing_for_each_policy() -> None:
    assert said(assumed(BusinessFigures())) == [
        "Items a month is not entered.",
        "Minutes by hand is not entered.",
        "Hourly cost is not entered.",
        "Cost of an undetected error is not entered.",
    ]
    bare = BusinessFigures(1000, 12, 50)
    assert [fault.key for fault in list_faults(assumed(bare, Policy.REVIEWED))] == ["review_minutes"]
    for policy in (Policy.UNSURE, Policy.SPOT_CHECK):
        assert [fault.key for fault in list_faults(assumed(bare, policy))] == [
            "review_minutes",
            "error_cost_amount",
        ]
    reviewed = BusinessFigures(1000, 12, 50, 1)
    assert said(assumed(reviewed, Policy.REVIEWED)) == []
    missing = said(assumed(reviewed, Policy.REVIEWED, miss_rate=Estimate(0.1)))
    assert missing == ["Cost of an undetected error is not entered."], "what reviewers miss goes out"


def test_times_from_the_desk_need_not_be_entered() -> None:
    bare = assumed(BusinessFigures(1000, 12, 50), Policy.REVIEWED)
    assert list_faults(bare, frozenset({"review_minutes"})) == []


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        (BusinessFigures(-5, 12, 50, 1, 60), "Items a month is -5; it must be more than 0."),
        (BusinessFigures(1000, 0, 50, 1, 60), "Minutes by hand is 0; it must be more than 0."),
        (BusinessFigures(1000, 12, 0, 1, 60), "Hourly cost is 0; it must be more than 0."),
        (BusinessFigures(1000, 12, math.nan, 1, 60), "Hourly cost is not a number; it must be more than 0."),
        (BusinessFigures(1000, 12, math.inf, 1, 60), "Hourly cost is not a number; it must be more than 0."),
        (BusinessFigures(1000, 12, 50, 1, -1), "Cost of an undetected error is -1; it must be 0 or more."),
        (BusinessFigures(1000, 12, 50, 1, 60, -1), "Set-up cost is -1; it must be 0 or more."),
    ],
)
def test_refuses_impossible_figures(figures: BusinessFigures, sentence: str) -> None:
    assert said(assumed(figures)) == [sentence]


@pytest.mark.parametrize(
    ("key", "estimate", "sentence"),
    [
        ("miss_rate", Estimate(1.5), "Wrong answers that reviewers miss is 150 %; it must be 100 % or less."),
        ("growth_rate", Estimate(-1.0), "Growth of the items a year is -100 %; it must be more than -100 %."),
        ("horizon_months", Estimate(0), "Months looked ahead is 0; it must be 1 or more."),
        ("horizon_months", Estimate(1e9), "Months looked ahead is 1,000,000,000; it must be 120 or less."),
        (
            "spot_check_rate",
            Estimate(-0.1),
            "Share of the answers that is spot-checked is -10 %; it must be 0 % or more.",
        ),
        ("running_cost_amount", Estimate(None, 1, 2), "Running cost a month is not entered."),
        (
            "minutes_by_hand",
            Estimate(None, 14, 20),
            "Minutes by hand: the lowest, the likely and the highest figure are not in that order.",
        ),
        ("items_per_month", Estimate(None, 0, 2000), "Items a month, at the lowest, is 0; it must be more than 0."),
    ],
)  # fmt: skip
def test_refuses_impossible_further_figures(key: str, estimate: Estimate, sentence: str) -> None:
    assert said(assumed(policy=Policy.REVIEWED, **{key: estimate})) == [sentence]


def test_refuses_an_impossible_cost_of_a_category() -> None:
    base = Scenario(0, 1, "Base case", is_base=True, error_costs={"Term": -2.0})
    [fault] = list_faults(assume(Workflow(1, "Clauses", figures=FIGURES), base))
    assert fault.sentence == "Cost of an undetected error in “Term” is -2; it must be 0 or more."


def test_errors_and_set_up_may_cost_nothing() -> None:
    assert said(assumed(BusinessFigures(1000, 12, 50, 1, 0, 0))) == []


def test_a_figure_the_policy_does_not_need_cannot_stand_in_its_way() -> None:
    assert said(assumed(BusinessFigures(1000, 12, 50, -1, 60))) == []
    assert said(assumed(BusinessFigures(1000, 12, 50, 1, -60), Policy.REVIEWED)) == []


def test_new_figures_stand_at_their_neutral_defaults() -> None:
    assumptions = assumed()
    neutral = {
        "growth_rate": 0, "miss_rate": 0, "false_alarm_rate": 0, "false_alarm_cost_amount": 0, "running_cost_amount": 0,
    }  # fmt: skip
    assert {key: assumptions.spread(key).expected for key in neutral} == neutral
    assert assumptions.spread("correct_minutes") == SameAs(
        "minutes_by_hand", "not entered, so as long as by hand"
    )
    assert assumptions.seed == DEFAULT_SEED


def test_the_base_case_adds_ranges_to_the_workflows_own_figures() -> None:
    assumptions = assumed(minutes_by_hand=Estimate(99, 8, 20), running_cost_amount=Estimate(300))
    assert assumptions.spread("minutes_by_hand") == Ranged(8, 12, 20), "12 was entered with the workflow"
    assert assumptions.spread("running_cost_amount") == Known(300)
    assert assumptions.spread("items_per_month") == Known(1000)


def test_a_range_with_one_end_is_open_to_that_side_only() -> None:
    assert assumed(minutes_by_hand=Estimate(None, None, 20)).spread("minutes_by_hand") == Ranged(12, 12, 20)


def test_a_scenario_goes_before_the_base_case_and_follows_it_elsewhere() -> None:
    workflow = Workflow(1, "Clauses", figures=FIGURES)
    base = Scenario(
        1,
        1,
        "Base case",
        True,
        policy="reviewed",
        figures={"miss_rate": Estimate(0.1)},
        error_costs={"A": 1.0},
        seed=5,
    )
    double = Scenario(2, 1, "Twice", figures={"items_per_month": Estimate(2000)}, error_costs={"B": 2.0})
    assumptions = assume(workflow, base, double)
    assert assumptions.likely("items_per_month") == 2000
    assert assumptions.likely("miss_rate") == 0.1
    assert (assumptions.policy, assumptions.seed, assumptions.name) == (Policy.REVIEWED, 5, "Twice")
    assert assumptions.error_costs == {"A": 1.0, "B": 2.0}
    assert assumptions.changed == {"items_per_month"}
    assert assume(workflow, base, double, Policy.UNSURE).policy is Policy.UNSURE
