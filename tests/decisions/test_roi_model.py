"""The month's arithmetic: the worked example with every figure between, and what must hold for any figures."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from workbench.decisions.roi_expressions import evaluate, excel, names_in, written
from workbench.decisions.roi_model import COST_KEYS, INPUTS, LINES, MONTH_LINES, count_lines, saving
from workbench.decisions.roi_months import list_months, net_present_value, payback_month, payback_months
from workbench.decisions.roi_outlook import break_even, list_swings, look_ahead, saving_curve
from workbench.decisions.roi_spreads import (
    Counted,
    Known,
    Mixed,
    Ranged,
    Resampled,
    SameAs,
    Spread,
    expected_values,
)

# 1,000 items at $10 by hand, $0.02 a call, $2 a review, $60 an error; precision .95, share answered .8.
EXAMPLE: dict[str, float] = {one.key: one.default for one in INPUTS if one.default is not None} | {
    "items_per_month": 1000,
    "minutes_by_hand": 12,
    "hourly_cost_amount": 50,
    "review_minutes": 2.4,
    "correct_minutes": 12,
    "error_cost_amount": 60,
    "setup_cost_amount": 11_160,
    "precision_rate": 0.95,
    "automated_rate": 0.8,
    "wrong_reviewed_rate": 0,
    "right_reviewed_rate": 0,
    "call_usd": 0.02,
}
REVIEWED = {"wrong_reviewed_rate": 1.0, "right_reviewed_rate": 1.0}


def known(values: dict[str, float]) -> dict[str, Spread]:
    return {key: Known(value) for key, value in values.items()}


def test_the_worked_example_unreviewed_with_every_figure_between() -> None:
    lines = count_lines(EXAMPLE)
    between = {
        "by_hand_item_amount": 10, "review_item_amount": 2, "correct_item_amount": 10, "call_item_amount": 0.02,
        "answers": 800, "left_items": 200, "wrong": 40, "right": 760, "wrong_reviewed": 0, "right_reviewed": 0,
        "reviewed": 0, "missed": 0, "found": 0, "false_alarms": 0, "undetected": 40, "by_hand_amount": 10_000,
        "calls_amount": 20, "review_amount": 0, "redone_amount": 0, "alarms_amount": 0, "errors_amount": 2_400,
        "people_amount": 2_000, "total_amount": 4_420, "saving_amount": 5_580, "one_off_amount": 11_160,
    }  # fmt: skip
    assert {key: lines[key] for key in between} == pytest.approx(between)
    assert {line.key for line in LINES} == set(between), "no line without its figure by hand"
    assert break_even(known(EXAMPLE), "precision_rate") == pytest.approx(0.83375)
    assert payback_months(lines) == pytest.approx(2)


def test_the_worked_example_reviewed() -> None:
    lines = count_lines(EXAMPLE | REVIEWED)
    assert lines["review_amount"] == pytest.approx(1_600)  # 800 × $2
    assert lines["redone_amount"] == pytest.approx(400)  # 40 errors × $10
    assert (lines["errors_amount"], lines["undetected"]) == (0, 0)
    assert lines["saving_amount"] == pytest.approx(5_980)
    assert break_even(known(EXAMPLE | REVIEWED), "precision_rate") == pytest.approx(0.2025)  # 1.62 ÷ 8


def test_a_month_with_every_input_in_use() -> None:
    lines = count_lines(
        EXAMPLE
        | {
            "wrong_reviewed_rate": 0.75, "right_reviewed_rate": 0.25, "miss_rate": 0.1, "false_alarm_rate": 0.2,
            "correct_minutes": 6, "false_alarm_cost_amount": 3, "running_cost_amount": 500, "usd_rate": 0.5,
            "evaluation_minutes": 120,
        }
    )  # fmt: skip
    assert lines["wrong_reviewed"] == pytest.approx(30)  # 40 × .75
    assert lines["right_reviewed"] == pytest.approx(190)  # 760 × .25
    assert lines["review_amount"] == pytest.approx(440)  # 220 × $2
    assert (lines["missed"], lines["found"]) == pytest.approx((3, 27))
    assert lines["redone_amount"] == pytest.approx(135)  # 27 × 6 min at $50
    assert lines["alarms_amount"] == pytest.approx(38 * (5 + 3))
    assert lines["errors_amount"] == pytest.approx(13 * 60)
    assert lines["calls_amount"] == pytest.approx(10)
    assert lines["total_amount"] == pytest.approx(440 + 135 + 304 + 780 + 2_000 + 10 + 500)
    assert lines["saving_amount"] == pytest.approx(10_000 - 4_169)
    assert lines["one_off_amount"] == pytest.approx(11_160 + 100)


def test_months_grow_and_are_discounted() -> None:
    values = count_lines(
        EXAMPLE
        | {"growth_rate": 0.21, "discount_rate": 0.1, "horizon_months": 13, "running_cost_amount": 580}
    )
    months = list_months(values)
    assert [one.number for one in months] == list(range(1, 14))
    assert months[0].saving_amount == pytest.approx(5_000)
    assert months[12].volume_factor == pytest.approx(1.21)
    assert months[12].saving_amount == pytest.approx(5_580 * 1.21 - 580), "the running cost does not grow"
    assert months[11].present_amount == pytest.approx(months[11].saving_amount / 1.1)
    assert months[1].balance_amount == pytest.approx(
        -11_160 + months[0].saving_amount + months[1].saving_amount
    )
    assert net_present_value(values) == pytest.approx(-11_160 + sum(one.present_amount for one in months))
    paid = payback_months(values)
    assert paid is not None
    assert 2 < paid < 3
    assert payback_month(paid) == 3


@pytest.mark.parametrize(
    ("change", "months"),
    [
        ({"setup_cost_amount": 0}, 0),
        ({"error_cost_amount": 600}, None),
        ({"error_cost_amount": 600, "growth_rate": 0.5}, None),
        ({"setup_cost_amount": 5_580}, 1),
    ],
)
def test_payback_at_the_edges(change: dict[str, float], months: float | None) -> None:
    assert payback_months(count_lines(EXAMPLE | change)) == (
        None if months is None else pytest.approx(months)
    )


def test_a_payback_within_a_month_is_that_month() -> None:
    assert [payback_month(months) for months in (None, 0.0, 0.4, 1.0, 2.0000000000000004, 2.1)] == [
        None, 1, 1, 1, 2, 3,
    ]  # fmt: skip


rates = some.floats(0, 1)
amounts = some.floats(0.01, 1e4)
inputs = some.fixed_dictionaries(
    {
        "items_per_month": some.floats(1, 1e6), "minutes_by_hand": some.floats(0.1, 1e3), "hourly_cost_amount": amounts,
        "review_minutes": some.floats(0.1, 1e3), "correct_minutes": some.floats(0, 1e3), "error_cost_amount": amounts,
        "false_alarm_cost_amount": amounts, "miss_rate": rates, "false_alarm_rate": rates, "precision_rate": rates,
        "automated_rate": rates, "wrong_reviewed_rate": rates, "right_reviewed_rate": rates,
        "call_usd": some.floats(0, 100), "usd_rate": some.floats(0.01, 200), "running_cost_amount": amounts,
    }
).map(lambda drawn: EXAMPLE | drawn)  # fmt: skip


def close(one: float, other: float, values: dict[str, float]) -> bool:
    lines = count_lines(values)
    scale = lines["by_hand_amount"] + abs(lines["total_amount"])
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9 * max(scale, 1))


@given(inputs)
def test_doubling_the_volume_doubles_the_saving_before_the_running_cost(values: dict[str, float]) -> None:
    values = values | {"running_cost_amount": 0.0}
    twice = saving(values | {"items_per_month": 2 * values["items_per_month"]})
    assert close(twice, 2 * saving(values), values)


@given(inputs)
def test_halving_the_price_saves_half_the_calls(values: dict[str, float]) -> None:
    half = saving(values | {"call_usd": values["call_usd"] / 2})
    assert close(half - saving(values), count_lines(values)["calls_amount"] / 2, values)


@given(inputs)
def test_perfect_answers_cost_no_errors(values: dict[str, float]) -> None:
    lines = count_lines(values | {"precision_rate": 1.0})
    assert lines["errors_amount"] == lines["redone_amount"] == lines["missed"] == 0
    assert close(lines["right"], lines["answers"], values)


@given(inputs)
def test_without_coverage_only_calls_and_running_cost_are_lost(values: dict[str, float]) -> None:
    lines = count_lines(values | {"automated_rate": 0.0})
    lost = lines["calls_amount"] + values["running_cost_amount"]
    assert close(lines["saving_amount"], -lost, values)


@given(inputs)
def test_the_parts_add_up_to_the_saving(values: dict[str, float]) -> None:
    lines = count_lines(values)
    assert close(sum(lines[key] for key in COST_KEYS), lines["total_amount"], values)
    assert close(lines["by_hand_amount"] - lines["total_amount"], lines["saving_amount"], values)
    assert close(lines["found"] + lines["undetected"], lines["wrong"], values)


@given(inputs, rates)
def test_more_precision_never_costs_where_reviews_are_of_use(values: dict[str, float], other: float) -> None:
    # Reviews of right answers alone may cost more than an error; with all or none reviewed alike they cannot.
    same = values | {"right_reviewed_rate": values["wrong_reviewed_rate"], "false_alarm_rate": 0.0}
    low, high = sorted((values["precision_rate"], other))
    worse, better = (saving(same | {"precision_rate": rate}) for rate in (low, high))
    assert better >= worse - 1e-9 * (count_lines(same)["by_hand_amount"] + abs(worse))


@given(inputs)
def test_the_saving_is_the_formula_in_the_documentation(values: dict[str, float]) -> None:
    i = values
    h, r = (i[key] / 60 * i["hourly_cost_amount"] for key in ("minutes_by_hand", "review_minutes"))
    k = i["correct_minutes"] / 60 * i["hourly_cost_amount"]
    v, a, p = i["items_per_month"], i["automated_rate"], i["precision_rate"]
    wrong, right = (1 - p) * i["wrong_reviewed_rate"], p * i["right_reviewed_rate"]
    found = wrong * (1 - i["miss_rate"])
    with_it = (
        v * i["call_usd"] * i["usd_rate"] + v * a * (wrong + right) * r + v * a * found * k
        + v * a * right * i["false_alarm_rate"] * (k + i["false_alarm_cost_amount"])
        + v * a * ((1 - p) - found) * i["error_cost_amount"] + v * (1 - a) * h + i["running_cost_amount"]
    )  # fmt: skip
    assert close(saving(values), v * h - with_it, values)


@given(
    inputs, some.sampled_from(["precision_rate", "items_per_month", "error_cost_amount", "minutes_by_hand"])
)
def test_nothing_is_saved_at_the_break_even(values: dict[str, float], key: str) -> None:
    spreads = known(values)
    even = break_even(spreads, key)
    if even is not None and abs(even) < 1e7:
        at = values | {key: even}
        scale = sum(abs(count_lines(at)[part]) for part in COST_KEYS) + abs(count_lines(at)["by_hand_amount"])
        assert abs(saving(at)) <= 1e-6 * max(scale, abs(saving(values)), 1)


def test_an_input_that_makes_no_difference_has_no_break_even() -> None:
    assert break_even(known(EXAMPLE | {"error_cost_amount": 0}), "precision_rate") is None
    assert break_even(known(EXAMPLE | {"automated_rate": 0}), "precision_rate") is None


def uncertain(drawn: dict[str, Any]) -> dict[str, Spread]:
    return known(EXAMPLE | REVIEWED) | {
        "precision_rate": Counted(drawn["correct"], drawn["correct"] + drawn["wrong"]),
        "automated_rate": Counted(drawn["answered"], 60),
        "wrong_reviewed_rate": Counted(drawn["low"], 20),
        "right_reviewed_rate": Counted(5, 30),
        "minutes_by_hand": Ranged(6, drawn["minutes"], 30),
        "correct_minutes": SameAs("minutes_by_hand"),
        "review_minutes": Resampled((1.0, 2.0, 4.0, 2.5, 0.5)),
        "error_cost_amount": Mixed((5.0, 60.0, 900.0), (9.0, 4.0, 1.0)),
        "items_per_month": Ranged(500, 1000, 4000),
        "miss_rate": Known(0.1),
        "false_alarm_rate": Known(0.05),
    }


@settings(max_examples=25, deadline=None)
@given(
    some.fixed_dictionaries(
        {
            "correct": some.integers(1, 300), "wrong": some.integers(0, 60), "answered": some.integers(1, 59),
            "low": some.integers(0, 20), "minutes": some.floats(6, 30),
        }
    ),
    some.integers(0, 2**31),
)  # fmt: skip
def test_the_closed_form_is_the_mean_of_the_draws(drawn: dict[str, Any], seed: int) -> None:
    outlook = look_ahead(uncertain(drawn), seed)
    # Five standard errors: once in two million draws of the seed.
    assert abs(outlook.simulated_amount - outlook.expected_amount) <= 5 * outlook.error_amount
    assert outlook.low_amount <= outlook.median_amount <= outlook.high_amount


@given(inputs)
def test_without_uncertainty_the_draws_are_the_closed_form_exactly(values: dict[str, float]) -> None:
    outlook = look_ahead(known(values), 7)
    assert outlook.simulated_amount == pytest.approx(outlook.expected_amount, rel=1e-12)
    assert outlook.low_amount == outlook.median_amount == outlook.high_amount == saving(values)
    assert outlook.positive_rate == (saving(values) > 0)


def test_the_same_seed_draws_the_same_and_another_seed_otherwise() -> None:
    drawn = {"correct": 38, "wrong": 2, "answered": 40, "low": 10, "minutes": 12.0}
    assert look_ahead(uncertain(drawn), 1) == look_ahead(uncertain(drawn), 1)
    assert look_ahead(uncertain(drawn), 1).median_amount != look_ahead(uncertain(drawn), 2).median_amount


def test_the_tornado_puts_what_moves_most_first_and_tells_ranges_from_what_ifs() -> None:
    spreads = known(EXAMPLE) | {
        "precision_rate": Counted(38, 40),
        "correct_minutes": SameAs("minutes_by_hand"),
    }
    swings = list_swings(spreads, 1)
    assert swings[0].key == "precision_rate"
    assert swings[0].is_range
    widths = [one.width_amount for one in swings]
    assert widths == sorted(widths, reverse=True)
    by = {one.key: one for one in swings}
    assert not by["minutes_by_hand"].is_range
    assert by["minutes_by_hand"].saving_high_amount - 5_580 == pytest.approx(800)  # 800 answers × 10 % of $10
    assert "review_minutes" not in by, "nothing is reviewed, so it moves nothing"
    assert "wrong_reviewed_rate" not in by, "the policy is a choice, not an uncertainty"


def test_minutes_to_correct_follow_the_minutes_by_hand() -> None:
    spreads = known(EXAMPLE | REVIEWED) | {"correct_minutes": SameAs("minutes_by_hand")}
    swing = next(one for one in list_swings(spreads, 1) if one.key == "minutes_by_hand")
    assert swing.saving_high_amount - 5_980 == pytest.approx(1 * 1000 * (0.8 - 0.04))


def test_a_curve_crosses_zero_at_the_break_even() -> None:
    spreads = known(EXAMPLE) | {"automated_rate": Counted(40, 50), "precision_rate": Counted(38, 40)}
    curve = saving_curve(spreads, "precision_rate", 0.5, 1.0, 1)
    at = np.interp(curve.break_even or 0.0, curve.values, curve.expected_amounts)
    assert at == pytest.approx(0, abs=1e-6)
    assert (curve.low_amounts <= curve.high_amounts).all()
    assert curve.now == pytest.approx(0.95)


def test_every_line_reads_as_words_and_as_a_spreadsheet_formula() -> None:
    for line in (*LINES, *MONTH_LINES):
        assert set(line.parts) <= {one.key for one in (*INPUTS, *LINES, *MONTH_LINES)} | {"month"}
        sheet = excel(line.formula)
        assert not set(sheet) & set("×÷−"), sheet
        values = dict.fromkeys(names_in(line.formula), 1.5)
        python = sheet.replace("^", "**")
        assert evaluate(python, values) == pytest.approx(evaluate(line.formula, values))
    by = {line.key: line for line in (*LINES, *MONTH_LINES)}
    assert written(by["wrong"].formula, str) == "answers × (1 − precision_rate)"
    assert excel(by["volume_factor"].formula) == "(1 + growth_rate) ^ ((month - 1) / 12)"


@pytest.mark.parametrize("formula", ["f(x)", "x if x else 1", "'a'", "-x", "x[0]"])
def test_a_formula_holds_nothing_but_arithmetic(formula: str) -> None:
    with pytest.raises(ValueError, match="cannot hold"):
        evaluate(formula, {"x": 1.0})


def test_expected_inputs_are_means() -> None:
    spreads: dict[str, Spread] = {
        "a": Ranged(0, 6, 12), "b": Ranged(0, 3, 18), "c": Counted(38, 40), "d": Counted(40, 40),
        "e": Resampled((1.0, 2.0, 6.0)), "f": Mixed((10.0, 20.0), (3.0, 1.0)), "g": SameAs("a"),
    }  # fmt: skip
    assert expected_values(spreads) == pytest.approx(
        {"a": 6, "b": 5, "c": 0.95, "d": 40.5 / 41, "e": 3, "f": 12.5, "g": 6}
    )
