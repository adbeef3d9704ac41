"""The plan before the first draw."""

import numpy as np
import pytest

from workbench.stats.draw_planning import plan_draws, plan_hinted_draws


def test_the_plan_gives_the_known_lengths() -> None:
    # STATISTICS: exact, N = 1000, bar 95 %, true 98 %: median 190, 90 % point 351; bar 90 %, true 93 %: median 356.
    found = plan_draws(1000, 0.95, 0.98, np.random.default_rng(1))
    assert found is not None
    assert found.median == pytest.approx(190, abs=8)
    assert found.most == pytest.approx(351, abs=15)
    near = plan_draws(1000, 0.90, 0.93, np.random.default_rng(1))
    assert near is not None
    assert near.median == pytest.approx(356, abs=15)


def test_a_judge_that_finds_errors_saves_draws_and_a_pool_below_the_bar_has_no_plan() -> None:
    rng = np.random.default_rng(2)
    plain = plan_draws(1000, 0.95, 0.98, rng)
    hinted = plan_hinted_draws(1000, 0.95, 0.98, 0.9, 0.02, rng, tries=100)
    assert plain is not None
    assert hinted is not None
    assert hinted.median < 0.85 * plain.median
    assert plan_draws(1000, 0.95, 0.94, rng) is None
    assert plan_hinted_draws(1000, 0.95, 0.94, 0.9, 0.02, rng) is None


def test_a_large_pool_is_planned_like_an_endless_one() -> None:
    found = plan_draws(50_000, 0.95, 0.98, np.random.default_rng(3))
    assert found is not None
    assert found.median == pytest.approx(244, abs=15)
