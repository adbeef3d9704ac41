"""A rater's error rate from how often two disagree, and bounds of a mean of shares."""

import numpy as np
import pytest

from workbench.stats import clopper_pearson
from workbench.stats.rater_error import rater_error_rate, share_interval


@pytest.mark.parametrize("error", [0.0, 0.01, 0.022, 0.1, 0.3, 0.5])
def test_turns_the_disagreement_of_two_such_raters_back_into_their_error(error: float) -> None:
    assert rater_error_rate(2 * error * (1 - error)) == pytest.approx(error)


def test_simulated_raters_are_seen_through() -> None:
    rng = np.random.default_rng(3)
    truth = rng.random(200_000) < 0.98
    said = np.where(rng.random((200_000, 2)) < 0.015, ~truth[:, None], truth[:, None])
    assert rater_error_rate((said[:, 0] != said[:, 1]).mean()) == pytest.approx(0.015, abs=0.001)


def test_more_than_half_disagreement_is_guessing() -> None:
    assert rater_error_rate(0.8) == 0.5
    with pytest.raises(ValueError, match="rate between 0 and 1"):
        rater_error_rate(1.2)


@pytest.mark.parametrize(("total", "count"), [(0, 20), (3, 20), (20, 20), (29, 49)])
def test_whole_shares_have_clopper_pearson_bounds(total: int, count: int) -> None:
    assert share_interval(total, count) == pytest.approx(clopper_pearson(total, count))


def test_shares_in_between_have_bounds_in_between() -> None:
    assert share_interval(3, 20).low < share_interval(3.5, 20).low < share_interval(4, 20).low
    assert share_interval(3, 20).high < share_interval(3.5, 20).high < share_interval(4, 20).high
    assert share_interval(0, 0) == (0, 1)
    with pytest.raises(ValueError, match="shares"):
        share_interval(3, 2)
