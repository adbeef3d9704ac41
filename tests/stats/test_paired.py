"""Paired comparison against published values and exact enumeration."""

import itertools
import math

import pytest

from workbench.stats.finite_pool import log_evidence
from workbench.stats.intervals import wilson
from workbench.stats.paired import (
    difference_interval,
    log_no_worse_evidence,
    log_pool_win_evidence,
    log_win_evidence,
    mcnemar,
)


@pytest.mark.parametrize(
    ("first", "second", "exact", "mid_p"),
    [
        # Fagerland, Lydersen and Laake 2013, tables 1 and 6: airway hyper-responsiveness, and complete response.
        (1, 7, 0.0703, 0.0391),
        (16, 59, 0.0000, 0.0000),
        (19, 15, 0.6076, 0.4996),
        (5, 5, 1.0, 0.8770),
        (0, 0, 1.0, 1.0),
    ],
)
def test_mcnemar_gives_the_published_p_values(first: int, second: int, exact: float, mid_p: float) -> None:
    found = mcnemar(first, second)
    assert (round(found.exact, 4), round(found.mid_p, 4)) == (exact, mid_p)
    assert mcnemar(second, first) == pytest.approx(found)


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998) 2635–2650, table II, method 10.
        ((36, 12, 2, 0), 0.0569, 0.3404),
        ((36, 14, 0, 0), 0.1528, 0.4167),
        ((0, 0, 0, 0), -1.0, 1.0),
    ],
)
def test_the_difference_has_newcombes_interval(
    counts: tuple[int, int, int, int], low: float, high: float
) -> None:
    found = difference_interval(*counts)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)
    both, first, second, neither = counts
    swapped = difference_interval(both, second, first, neither)
    assert swapped == pytest.approx((-found.high, -found.low))


def test_wilson_gives_the_published_bounds() -> None:
    # Newcombe, Statistics in Medicine 17 (1998) 857–872, table I, method 3.
    for successes, trials, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        found = wilson(successes, trials)
        assert (round(found.low, 4), round(found.high, 4)) == (low, high)
    assert wilson(0, 0) == (0, 1)


def test_the_win_evidence_is_fair_at_even_odds_and_rarely_high_at_any_look() -> None:
    chances, false = {0: 1.0}, 0.0
    for n in range(300):
        new: dict[int, float] = {}
        mean = 0.0
        for wins, chance in chances.items():
            for found in (wins, wins + 1):
                evidence = log_win_evidence(found, n + 1 - found)
                mean += chance / 2 * math.exp(evidence)
                if evidence >= math.log(20):
                    false += chance / 2
                else:
                    new[found] = new.get(found, 0.0) + chance / 2
        chances = new
    assert 0.02 < false <= 0.05


def test_each_step_of_the_win_evidence_has_a_mean_of_one() -> None:
    for wins, losses in itertools.product(range(12), repeat=2):
        now = math.exp(log_win_evidence(wins, losses))
        after = math.exp(log_win_evidence(wins + 1, losses)) + math.exp(log_win_evidence(wins, losses + 1))
        assert after / 2 == pytest.approx(now)


def test_no_worse_is_fair_at_the_margin() -> None:
    margin = 0.1
    for wins, ties, losses in itertools.product(range(4), range(6), range(4)):
        now = math.exp(log_no_worse_evidence(wins, ties, losses, margin))
        for p_win in (0.0, 0.2, 0.45):
            p_loss = p_win + margin  # the mean is exactly −margin
            after = (
                p_win * math.exp(log_no_worse_evidence(wins + 1, ties, losses, margin))
                + (1 - p_win - p_loss) * math.exp(log_no_worse_evidence(wins, ties + 1, losses, margin))
                + p_loss * math.exp(log_no_worse_evidence(wins, ties, losses + 1, margin))
            )
            assert after == pytest.approx(now)
    assert log_no_worse_evidence(0, 300, 0, margin) > math.log(20)


def test_a_pool_of_pairs_is_tested_against_half_of_it() -> None:
    assert log_pool_win_evidence(8, 0, 12) == pytest.approx(float(log_evidence(8, 0, 20, 10)))
    assert log_pool_win_evidence(11, 0, 9) == math.inf
    assert log_pool_win_evidence(0, 0, 0) == 0
    assert log_pool_win_evidence(10, 10, 0) < 0


def test_refuses_counts_below_nothing() -> None:
    for call in (
        lambda: mcnemar(-1, 2),
        lambda: log_win_evidence(-1, 0),
        lambda: log_no_worse_evidence(1, 1, 1, 0),
    ):
        with pytest.raises(ValueError, match="no |margin"):
            call()
