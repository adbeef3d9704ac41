"""The month's arithmetic: the worked example with every figure between, and what must hold for any figures."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from workbench.decisions.roi import (
    Policy,
    UnitCosts,
    automated_share,
    break_even_precision,
    cost_by_hand,
    cost_with_candidate,
    missing_figures,
    monthly_saving,
    payback_months,
    unit_costs,
)
from workbench.domain import BusinessFigures

EXAMPLE = UnitCosts(
    items_per_month=1000, by_hand_amount=10, call_amount=0.02, review_amount=2, error_amount=60
)
PRECISION, SHARE = 0.95, 0.8


def test_the_worked_example_unreviewed() -> None:
    cost = cost_with_candidate(EXAMPLE, Policy.UNREVIEWED, PRECISION, SHARE)
    assert cost_by_hand(EXAMPLE) == 10_000
    assert cost.calls_amount == pytest.approx(20)
    assert cost.review_amount == 0
    assert cost.errors_amount == pytest.approx(2_400)  # 1,000 × .8 × .05 × $60
    assert cost.redone_amount == 0
    assert cost.people_amount == pytest.approx(2_000)  # 200 items × $10
    assert cost.total_amount == pytest.approx(4_420)
    assert monthly_saving(EXAMPLE, Policy.UNREVIEWED, PRECISION, SHARE) == pytest.approx(5_580)
    assert break_even_precision(EXAMPLE, Policy.UNREVIEWED, SHARE) == pytest.approx(0.83375)


def test_the_worked_example_reviewed() -> None:
    cost = cost_with_candidate(EXAMPLE, Policy.REVIEWED, PRECISION, SHARE)
    assert cost.calls_amount == pytest.approx(20)
    assert cost.review_amount == pytest.approx(1_600)  # 800 × $2
    assert cost.errors_amount == 0
    assert cost.redone_amount == pytest.approx(400)  # 40 errors × $10
    assert cost.people_amount == pytest.approx(2_000)
    assert monthly_saving(EXAMPLE, Policy.REVIEWED, PRECISION, SHARE) == pytest.approx(5_980)
    assert break_even_precision(EXAMPLE, Policy.REVIEWED, SHARE) == pytest.approx(0.2025)  # 1.62 ÷ 8


def test_unit_costs_come_from_minutes_and_the_hour() -> None:
    figures = BusinessFigures(1000, 12, 50, 2.4, 60, 11_160)
    assert unit_costs(figures, 0.02) == UnitCosts(1000, 10, 0.02, 2, 60)
    assert payback_months(figures.setup_cost_amount, 5_580) == 2


def test_failed_calls_go_to_people() -> None:
    assert automated_share(0.8, 0.25) == pytest.approx(0.6)


rates = some.floats(0, 1)
amounts = some.floats(0.01, 1e4)
costs_of_any_kind = some.builds(
    UnitCosts, some.floats(1, 1e6), amounts, some.floats(0, 100), amounts, amounts
)
policies = some.sampled_from(Policy)


def close(one: float, other: float, scale: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9 * max(scale, 1))


@given(costs_of_any_kind, policies, rates, rates)
def test_doubling_the_volume_doubles_the_saving(costs: UnitCosts, policy: Policy, p: float, a: float) -> None:
    once = monthly_saving(costs, policy, p, a)
    twice = monthly_saving(replace(costs, items_per_month=2 * costs.items_per_month), policy, p, a)
    assert close(twice, 2 * once, cost_by_hand(costs) + abs(once))


@given(costs_of_any_kind, policies, rates, rates)
def test_the_saving_is_the_formula_in_the_documentation(
    costs: UnitCosts, policy: Policy, p: float, a: float
) -> None:
    v, h, c = costs.items_per_month, costs.by_hand_amount, costs.call_amount
    r, e = costs.review_amount, costs.error_amount
    written = v * (a * p * h - a * r - c) if policy is Policy.REVIEWED else v * (a * h - a * (1 - p) * e - c)
    assert close(monthly_saving(costs, policy, p, a), written, v * (h + c + r + e))


@given(costs_of_any_kind, policies, rates, rates, rates)
def test_more_precision_never_costs(
    costs: UnitCosts, policy: Policy, one: float, other: float, a: float
) -> None:
    low, high = sorted((one, other))
    scale = cost_by_hand(costs) + costs.items_per_month * costs.error_amount
    worse, better = (monthly_saving(costs, policy, p, a) for p in (low, high))
    assert better >= worse - 1e-9 * scale


@given(costs_of_any_kind, policies, some.floats(0.05, 1))
def test_nothing_is_saved_at_the_break_even_precision(costs: UnitCosts, policy: Policy, a: float) -> None:
    even = break_even_precision(costs, policy, a)
    assert even is not None
    scale = costs.items_per_month * (costs.by_hand_amount + costs.error_amount) * max(abs(even), 1)
    assert abs(monthly_saving(costs, policy, even, a)) <= 1e-9 * scale + 1e-9


@given(costs_of_any_kind, policies, rates)
def test_without_coverage_only_the_calls_are_lost(costs: UnitCosts, policy: Policy, p: float) -> None:
    lost = -costs.items_per_month * costs.call_amount
    assert close(monthly_saving(costs, policy, p, 0.0), lost, cost_by_hand(costs))
    assert break_even_precision(costs, policy, 0.0) is None


@given(costs_of_any_kind, rates)
def test_perfect_answers_cost_no_errors(costs: UnitCosts, a: float) -> None:
    assert cost_with_candidate(costs, Policy.UNREVIEWED, 1.0, a).errors_amount == 0
    assert cost_with_candidate(costs, Policy.REVIEWED, 1.0, a).redone_amount == 0


def test_precision_makes_no_difference_where_errors_cost_nothing() -> None:
    assert break_even_precision(replace(EXAMPLE, error_amount=0), Policy.UNREVIEWED, SHARE) is None


@pytest.mark.parametrize(("setup", "saving"), [(None, 100.0), (500.0, 0.0), (500.0, -3.0)])
def test_no_payback_without_a_set_up_cost_or_a_saving(setup: float | None, saving: float) -> None:
    assert payback_months(setup, saving) is None


def test_says_what_is_missing_for_each_policy() -> None:
    assert missing_figures(BusinessFigures(), Policy.UNREVIEWED) == [
        "Items a month is not entered.",
        "Minutes by hand is not entered.",
        "Hourly cost is not entered.",
        "Cost of an undetected error is not entered.",
    ]
    figures = BusinessFigures(1000, 12, 50, None, 60)
    assert missing_figures(figures, Policy.UNREVIEWED) == []
    assert missing_figures(figures, Policy.REVIEWED) == ["Minutes to review an output is not entered."]
    assert missing_figures(replace(figures, review_minutes=1, error_cost_amount=None), Policy.REVIEWED) == []


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        (BusinessFigures(-5, 12, 50, 1, 60), "Items a month is -5; it must be more than 0."),
        (BusinessFigures(1000, 0, 50, 1, 60), "Minutes by hand is 0; it must be more than 0."),
        (BusinessFigures(1000, 12, math.nan, 1, 60), "Hourly cost is not a number; it must be more than 0."),
        (BusinessFigures(1000, 12, 50, 1, -1), "Cost of an undetected error is -1; it must be 0 or more."),
        (BusinessFigures(1000, 12, 50, 1, 60, -1), "Set-up cost is -1; it must be 0 or more."),
    ],
)
def test_refuses_impossible_figures(figures: BusinessFigures, sentence: str) -> None:
    assert missing_figures(figures, Policy.UNREVIEWED) == [sentence]


def test_errors_and_set_up_may_cost_nothing() -> None:
    assert missing_figures(BusinessFigures(1000, 12, 50, 1, 0, 0), Policy.UNREVIEWED) == []
