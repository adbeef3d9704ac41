"""Clopper–Pearson against published values and against its own definition."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from scipy.stats import binom

from workbench.stats import clopper_pearson, clopper_pearson_many


@pytest.mark.parametrize(
    ("successes", "trials", "confidence", "low", "high"),
    [
        (29, 49, 0.95, 0.4421, 0.7300),
        # Newcombe, Statistics in Medicine 17 (1998) 857–872, table I, method 5.
        (81, 263, 0.95, 0.2527, 0.3676),
        (15, 148, 0.95, 0.0578, 0.1617),
        (0, 20, 0.95, 0.0000, 0.1684),
        (1, 29, 0.95, 0.0009, 0.1776),
        # Clopper and Pearson 1934: 10 trials, the chart's 95 % belt at 5 of 10.
        (5, 10, 0.95, 0.1871, 0.8129),
    ],
)
def test_gives_the_published_bounds(
    successes: int, trials: int, confidence: float, low: float, high: float
) -> None:
    interval = clopper_pearson(successes, trials, confidence)
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


def test_a_clean_record_follows_the_closed_form() -> None:
    assert clopper_pearson(59, 59).low == pytest.approx(0.025 ** (1 / 59))
    assert clopper_pearson(59, 59).high == 1
    assert clopper_pearson(0, 59) == pytest.approx((0, 1 - 0.025 ** (1 / 59)))


def test_no_trials_means_nothing_is_known() -> None:
    assert clopper_pearson(0, 0) == (0, 1)


@given(some.integers(1, 400).flatmap(lambda n: some.tuples(some.integers(0, n), some.just(n))))
def test_each_bound_leaves_two_and_a_half_percent_beyond_it(counts: tuple[int, int]) -> None:
    successes, trials = counts
    low, high = clopper_pearson(successes, trials)
    assert 0 <= low <= successes / trials <= high <= 1
    if successes:
        assert math.isclose(binom.sf(successes - 1, trials, low), 0.025, rel_tol=1e-6)
    if successes < trials:
        assert math.isclose(binom.cdf(successes, trials, high), 0.025, rel_tol=1e-6)


def test_many_at_once_equal_one_at_a_time() -> None:
    successes, trials = np.array([0, 3, 29, 7, 0]), np.array([5, 3, 49, 8, 0])
    low, high = clopper_pearson_many(successes, trials)
    assert [tuple(pair) for pair in zip(low, high, strict=True)] == [
        tuple(clopper_pearson(int(k), int(n))) for k, n in zip(successes, trials, strict=True)
    ]


@pytest.mark.parametrize(("successes", "trials"), [(5, 4), (-1, 4)])
def test_refuses_impossible_counts(successes: int, trials: int) -> None:
    with pytest.raises(ValueError, match="successes"):
        clopper_pearson(successes, trials)


def test_refuses_an_impossible_confidence() -> None:
    with pytest.raises(ValueError, match="confidence"):
        clopper_pearson(1, 2, confidence=95)
