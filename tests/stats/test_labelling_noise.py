"""Labels that err: the rate from doubles, the ceiling, and the price of one-sided confirmation."""

import numpy as np
import pytest

from workbench.stats.labelling_noise import ceiling, confirmed_lower, error_rate


def test_the_error_rate_gives_back_the_disagreement() -> None:
    for disagreements in (0, 3, 42, 400):
        rate = error_rate(disagreements, 1000)
        assert rate is not None
        assert 2 * rate * (1 - rate) == pytest.approx(disagreements / 1000)
    assert error_rate(0, 0) is None
    assert error_rate(600, 1000) == 0.5


def test_only_a_bar_out_of_reach_is_refused() -> None:
    assert ceiling(0, 30) == 1
    assert ceiling(30, 1500) == pytest.approx(0.985, abs=0.001)
    assert ceiling(0, 0) == 1


def test_a_confirmed_limit_covers_the_truth() -> None:
    """Wrong answers labelled right at 1 %: the corrected limit lies above the true rate in at most α of the tries."""
    rng = np.random.default_rng(3)
    labelled_right, missed_share = 0.98, 0.01
    truth = labelled_right * (1 - missed_share)
    over = [
        confirmed_lower(labelled_right, int(rng.binomial(200, missed_share)), 200) > truth
        for _ in range(2000)
    ]
    assert np.mean(over) <= 0.025 + 0.01
    assert confirmed_lower(0.97, 0, 0) == 0
