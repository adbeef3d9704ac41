"""The worth of a sample against simulation, and its ends."""

import numpy as np
import pytest

from workbench.stats.information_value import best_sample, sample_information


def test_the_worth_is_what_simulation_finds() -> None:
    rng = np.random.default_rng(8)
    rates = rng.beta(96.5, 4.5, 200_000)
    right = rng.binomial(100, rates)
    after = 1 - 20 * (1 - (96.5 + right) / 201)
    now = max(0.0, 1 - 20 * 4.5 / 101)
    expected = np.maximum(after, 0).mean() - now
    assert sample_information(96, 4, 100, 1, 20) == pytest.approx(expected, rel=0.03)


def test_no_draws_are_worth_nothing_and_more_are_worth_no_less() -> None:
    worths = [sample_information(96, 4, draws, 1, 20) for draws in (0, 10, 100, 1000)]
    assert worths[0] == 0
    assert worths == sorted(worths)


def test_labelling_stops_where_it_no_longer_pays() -> None:
    assert best_sample(96, 4, 0.8 * 20_000, 20 * 20_000, 4).draws > 50
    assert best_sample(196, 4, 0.8 * 20_000, 20 * 20_000, 4) == (0, 0.0)
