"""The mixture e-process of a finite pool against its own sum, the exact chance of a false verdict, and brute force."""

import math

import numpy as np
import pytest

from workbench.stats.finite_pool import (
    exact_bar,
    fewest_draws,
    fewest_right,
    first_where,
    log_evidence,
    lowest_count,
    needed_in_a_row,
)


def as_defined(right: int, wrong: int, pool_size: int, short: int) -> float:
    """ln of the sum over T' that the docstring gives, with exact integers."""
    if right > short:
        return math.inf
    if wrong > pool_size - short:
        return -math.inf
    whole = sum(
        math.perm(true, right) * math.perm(pool_size - true, wrong)
        for true in range(short + 1, pool_size + 1)
    )
    null = math.perm(short, right) * math.perm(pool_size - short, wrong) * (pool_size - short)
    return math.log(whole) - math.log(null) if whole else -math.inf


def test_the_closed_form_is_the_sum_it_stands_for() -> None:
    rng = np.random.default_rng(6)
    for _ in range(400):
        pool_size = int(rng.integers(2, 120))
        short, drawn = int(rng.integers(0, pool_size)), int(rng.integers(0, pool_size + 1))
        right = int(rng.integers(0, drawn + 1))
        found = float(log_evidence(right, drawn - right, pool_size, short))
        expected = as_defined(right, drawn - right, pool_size, short)
        assert found == pytest.approx(expected, rel=1e-9, abs=1e-9), (right, drawn - right, pool_size, short)


def test_it_starts_at_one_and_is_a_martingale_at_the_edge_of_the_null() -> None:
    pool_size, short = 40, 33
    assert float(log_evidence(0, 0, pool_size, short)) == pytest.approx(0)
    for right in range(0, 30):
        for wrong in range(0, 6):
            chance = (short - right) / (pool_size - right - wrong)
            after_right = math.exp(float(log_evidence(right + 1, wrong, pool_size, short)))
            after_wrong = math.exp(float(log_evidence(right, wrong + 1, pool_size, short)))
            now = math.exp(float(log_evidence(right, wrong, pool_size, short)))
            assert chance * after_right + (1 - chance) * after_wrong == pytest.approx(now)


def false_rate(pool_size: int, short: int, alpha: float = 0.05) -> float:
    """The exact chance that a pool with `short` right ones is ever certified when every draw is looked at."""
    at = fewest_draws(pool_size, short, np.arange(pool_size - short + 1), alpha)
    chances = {0: 1.0}
    certified = 0.0
    for drawn in range(pool_size):
        new: dict[int, float] = {}
        for wrong, chance in chances.items():
            left_wrong = pool_size - short - wrong
            p_wrong = left_wrong / (pool_size - drawn)
            for found, p in ((wrong + 1, p_wrong), (wrong, 1 - p_wrong)):
                if p <= 0:
                    continue
                if drawn + 1 >= at[min(found, len(at) - 1)]:
                    certified += chance * p
                else:
                    new[found] = new.get(found, 0.0) + chance * p
        chances = new
    return certified


@pytest.mark.parametrize(("bar", "pool_size"), [(0.90, 1000), (0.95, 1000), (0.99, 1000), (0.95, 150)])
def test_exactly_at_the_bar_peeking_at_every_draw_certifies_falsely_within_alpha(
    bar: float, pool_size: int
) -> None:
    rate = false_rate(pool_size, fewest_right(pool_size, bar) - 1)
    assert 0.02 < rate <= 0.05


def test_no_smaller_null_is_certified_more_often() -> None:
    """A pool of 30 against a bar of 24: with 23 right, and with fewer, by the same boundary."""
    boundary = fewest_draws(30, 23, np.arange(31), 0.2)
    rates = []
    for true in range(15, 24):
        chances, certified = {0: 1.0}, 0.0
        for drawn in range(30):
            new: dict[int, float] = {}
            for wrong, chance in chances.items():
                p_wrong = (30 - true - wrong) / (30 - drawn)
                for found, p in ((wrong + 1, p_wrong), (wrong, 1 - p_wrong)):
                    if p <= 0:
                        continue
                    if drawn + 1 >= boundary[found]:
                        certified += chance * p
                    else:
                        new[found] = new.get(found, 0.0) + chance * p
            chances = new
        rates.append(certified)
    assert rates == sorted(rates)
    assert 0.05 < rates[-1] <= 0.2


def test_a_null_with_all_the_rest_wrong_is_still_possible() -> None:
    """The edge case: exactly `short` right drawn and nothing but wrong ones left proves nothing."""
    evidence = log_evidence(20, 0, 30, 20)
    assert np.isfinite(evidence)
    assert float(log_evidence(20, 10, 30, 20)) < 0
    assert float(log_evidence(21, 0, 30, 20)) == math.inf


def test_the_boundary_agrees_with_the_evidence() -> None:
    at = fewest_draws(1000, 949, np.arange(51))
    for wrong in (0, 1, 5, 20):
        drawn = int(at[wrong])
        assert float(log_evidence(drawn - wrong, wrong, 1000, 949)) >= math.log(20)
        assert float(log_evidence(drawn - 1 - wrong, wrong, 1000, 949)) < math.log(20)
    assert np.all(np.diff(at) > 0)
    assert fewest_draws(1000, 949, 60) == 1001


def test_the_next_right_ones_are_counted_exactly() -> None:
    k = needed_in_a_row(140, 2, 1000, 949)
    assert k == 16
    assert float(log_evidence(156, 2, 1000, 949)) >= math.log(20) > float(log_evidence(155, 2, 1000, 949))
    assert needed_in_a_row(0, 51, 1000, 949) is None
    assert needed_in_a_row(95, 0, 1000, 949) == 0


def test_the_lower_limit_inverts_the_same_test() -> None:
    for right, wrong in ((190, 5), (60, 0), (3, 7), (0, 12)):
        low = lowest_count(right, wrong, 1000)
        assert float(log_evidence(right, wrong, 1000, low)) < math.log(20)
        if low > right:
            assert float(log_evidence(right, wrong, 1000, low - 1)) >= math.log(20)
    assert lowest_count(0, 0, 1000) == 0
    assert lowest_count(82, 0, 1000) >= 950


def test_the_bar_is_what_its_digits_say() -> None:
    assert fewest_right(100, 0.07) == 7
    assert fewest_right(20, 0.55) == 11
    assert exact_bar(0.95).denominator == 20
    with pytest.raises(ValueError, match="the bar"):
        exact_bar(95)


@pytest.mark.parametrize("ways", [1, 2, 24])
def test_the_first_number_is_found(ways: int) -> None:
    for first in range(0, 130):
        assert first_where(lambda n, first=first: n >= first, 0, 120, ways) == min(first, 121)


@pytest.mark.parametrize(("right", "wrong", "short"), [(-1, 0, 5), (8, 4, 5), (1, 1, 10), (1, 1, -1)])
def test_refuses_what_no_pool_can_hold(right: int, wrong: int, short: int) -> None:
    with pytest.raises(ValueError, match="pool"):
        log_evidence(right, wrong, 10, short)
