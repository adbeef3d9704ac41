"""What a pool must show for the future, against the published table and its own definition."""

import pytest
from scipy.stats import binom

from workbench.stats.future import lower_bound, pool_bar, smallest_sample, upper_bound


@pytest.mark.parametrize(
    ("pool_size", "bar", "rate"),
    [
        (1000, 0.95, 0.964),
        (2000, 0.95, 0.960),
        (5000, 0.95, 0.956),
        (20000, 0.95, 0.953),
        (1000, 0.99, 0.997),
    ],
)
def test_the_pool_must_lie_above_the_bar(pool_size: int, bar: float, rate: float) -> None:
    found = pool_bar(pool_size, bar)
    assert found is not None
    assert round(found.rate, 3) == pytest.approx(rate, abs=0.00051)
    assert found.alpha == 0.025
    assert lower_bound(found.right, pool_size, 0.025) >= bar > lower_bound(found.right - 1, pool_size, 0.025)


def test_a_pool_of_a_hundred_can_never_show_99_percent_of_the_future() -> None:
    assert pool_bar(100, 0.99) is None
    assert pool_bar(0, 0.5) is None
    assert smallest_sample(0.99) == 299
    assert lower_bound(298, 298) < 0.99 <= lower_bound(299, 299)


def test_one_sided_limits_leave_alpha_beyond_them() -> None:
    low = lower_bound(134, 148)
    assert binom.sf(133, 148, low) == pytest.approx(0.05)
    assert binom.cdf(134, 148, upper_bound(134, 148)) == pytest.approx(0.05)
    assert lower_bound(0, 5) == 0
    assert upper_bound(5, 5) == 1
    with pytest.raises(ValueError, match="trials"):
        lower_bound(6, 5)
