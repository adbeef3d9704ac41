"""Giving up and looking ahead."""

import numpy as np
import pytest

from workbench.stats.finite_pool import fewest_draws
from workbench.stats.sequential_forecast import chance_of_bar, forecast, is_unlikely


def test_few_draws_never_drop() -> None:
    assert not is_unlikely(0, 29, 0.95)
    assert is_unlikely(0, 30, 0.95)
    assert is_unlikely(26, 4, 0.95)
    assert not is_unlikely(27, 3, 0.95)


def test_a_high_bar_waits_longer() -> None:
    right, wrong = 150, 4
    assert 0.02 < chance_of_bar(right, wrong, 0.99) < 0.05
    assert not is_unlikely(right, wrong, 0.99)


def test_the_forecast_covers_what_happens() -> None:
    """Of 300 pools like the one forecast, the middle range holds about 60 %, up to the coarseness of the imagined."""
    rng = np.random.default_rng(4)
    found = forecast(60, 1, 1000, 0.95, rng)
    assert 0 < found.low <= found.median <= found.high < 939
    assert found.certified + found.dropped + found.exhausted == pytest.approx(1)
    boundary = fewest_draws(1000, 949, np.arange(51))
    ends = []
    for rate in rng.beta(60.5, 1.5, 300):
        wrong = 1 + np.cumsum(rng.random(939) >= rate)
        drawn = 61 + np.arange(1, 940)
        hits = np.flatnonzero(drawn >= boundary[np.minimum(wrong, 50)])
        drops = np.flatnonzero(
            [is_unlikely(int(n - f), int(f), 0.95) for n, f in zip(drawn[::20], wrong[::20], strict=True)]
        )
        ends.append(min(hits[0] + 1 if len(hits) else 939, drops[0] * 20 + 1 if len(drops) else 939))
    inside = np.mean((np.array(ends) >= found.low - 5) & (np.array(ends) <= found.high + 5))
    assert 0.45 < inside < 0.85


def test_a_whole_pool_needs_no_more() -> None:
    assert forecast(90, 10, 100, 0.95, np.random.default_rng(0)).high == 0
