"""Draws have the means and shapes that the textbook gives them."""

import numpy as np
import pytest
from scipy import stats

from workbench.stats.distributions import (
    BetaShape,
    beta_binomial,
    counted_rate,
    mixture_means,
    pert_draws,
    pert_mean,
    resampled_means,
)

COUNT = 40_000


def draw() -> np.random.Generator:
    return np.random.default_rng(3)


@pytest.mark.parametrize(("low", "likely", "high"), [(2, 5, 20), (0, 0, 1), (1, 3, 3), (-4, -1, 8)])
def test_pert_draws_stay_in_range_and_have_the_pert_mean(low: float, likely: float, high: float) -> None:
    drawn = pert_draws(low, likely, high, COUNT, draw())
    assert low <= drawn.min() <= drawn.max() <= high
    assert drawn.mean() == pytest.approx(pert_mean(low, likely, high), abs=4 * drawn.std() / COUNT**0.5)


def test_a_pert_without_width_is_one_value_and_one_out_of_order_is_refused() -> None:
    assert set(pert_draws(3, 3, 3, 10, draw())) == {3.0}
    with pytest.raises(ValueError, match="not in order"):
        pert_draws(3, 2, 4, 10, draw())


@pytest.mark.parametrize(("part", "whole"), [(38, 40), (1, 3), (0.5, 70.2), (1900, 2000)])
def test_a_counted_rate_is_expected_where_it_was_counted(part: float, whole: float) -> None:
    shape = counted_rate(part, whole)
    assert shape.mean == pytest.approx(part / whole)
    assert shape.a + shape.b == pytest.approx(whole), "the prior adds nothing"


@pytest.mark.parametrize("whole", [20, 40, 100, 400])
def test_the_middle_80_percent_holds_the_true_rate_about_that_often(whole: int) -> None:
    """Over true rates from .8 to .99: at a single one, whole counts make it more or less than that."""
    shapes = np.array([counted_rate(part, whole) for part in range(whole + 1)])
    low, high = (stats.beta.ppf(end, shapes[:, 0], shapes[:, 1]) for end in (0.1, 0.9))
    rates = np.linspace(0.8, 0.99, 96)[:, None]
    chances = stats.binom.pmf(np.arange(whole + 1), whole, rates)
    held = (chances * ((low <= rates) & (rates <= high))).sum(axis=1)
    assert held.mean() == pytest.approx(0.8, abs=0.02)
    assert held.min() > 0.6


def test_a_rate_counted_at_an_end_is_left_open_by_jeffreys_half() -> None:
    assert counted_rate(10, 10) == BetaShape(10.5, 0.5)
    assert counted_rate(0, 10) == BetaShape(0.5, 10.5)
    assert counted_rate(9, 10).mean < counted_rate(10, 10).mean < 1


@pytest.mark.parametrize(("part", "whole"), [(1, 0), (3, 2), (-1, 2)])
def test_what_is_not_a_rate_is_refused(part: float, whole: float) -> None:
    with pytest.raises(ValueError, match="not a rate"):
        counted_rate(part, whole)


def test_the_bootstrap_has_the_mean_and_the_standard_error_of_the_sample() -> None:
    values = draw().gamma(2.0, 3.0, 400)
    drawn = resampled_means(values, COUNT, draw())
    assert drawn.mean() == pytest.approx(values.mean(), rel=0.005)
    assert drawn.std() == pytest.approx(values.std() / 20, rel=0.03)
    with pytest.raises(ValueError, match="no values"):
        resampled_means([], 10, draw())


def test_a_mixture_lies_between_its_values_at_their_counted_shares() -> None:
    drawn = mixture_means([10.0, 100.0, 7_000.0], [3.0, 1.0, 0.0], COUNT, draw())
    assert 10 <= drawn.min() <= drawn.max() <= 100
    assert drawn.mean() == pytest.approx(32.5, abs=0.5)
    with pytest.raises(ValueError, match="weights"):
        mixture_means([1.0], [0.0], 10, draw())


def test_the_beta_binomial_is_scipys() -> None:
    expected = stats.betabinom(50, 38.95, 2.05).pmf(np.arange(51))
    assert beta_binomial(BetaShape(38.95, 2.05), 50) == pytest.approx(expected, rel=1e-9)
