"""From a pool to what it was drawn from: the bar a pool must reach so that future draws reach theirs."""

import math
from typing import NamedTuple

from scipy.special import betaincinv

from workbench.stats.finite_pool import fewest_right


class PoolBar(NamedTuple):
    """What to show of the pool: at least `right` of its members, at level `alpha`. `rate` = right ÷ size."""

    right: int
    rate: float
    alpha: float


def lower_bound(successes: int, trials: int, alpha: float = 0.05) -> float:
    """The exact one-sided lower limit of a rate (Clopper–Pearson), for one look at trials fixed beforehand.

    >>> round(lower_bound(59, 59), 4), round(lower_bound(134, 148), 4), lower_bound(0, 5)
    (0.9505, 0.8561, 0.0)
    """
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} successes of {trials} trials")
    return float(betaincinv(successes, trials - successes + 1, alpha)) if successes else 0.0


def upper_bound(successes: int, trials: int, alpha: float = 0.05) -> float:
    """The exact one-sided upper limit of a rate, likewise."""
    return 1 - lower_bound(trials - successes, trials, alpha)


def pool_bar(pool_size: int, bar: float, alpha: float = 0.05) -> PoolBar | None:
    """What a pool of independent draws must show, at α/2, so that the rate it was drawn from reaches the bar.

    The smallest T with lower_bound(T, N; α/2) ≥ bar. With the pool's own certificate at α/2 either fails with
    probability at most α together (union bound). None where not even N of N would do: the pool is too small.

    >>> pool_bar(1000, 0.95).rate, pool_bar(20000, 0.95).right, pool_bar(300, 0.99)
    (0.964, 19061, None)
    """
    if pool_size < 1 or lower_bound(pool_size, pool_size, alpha / 2) < bar:
        return None
    low, high = fewest_right(pool_size, bar) - 1, pool_size
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if lower_bound(middle, pool_size, alpha / 2) >= bar else (middle, high)
    return PoolBar(high, high / pool_size, alpha / 2)


def smallest_sample(bar: float, alpha: float = 0.05) -> int:
    """How many draws, all right, it takes at least before anything can be said of future ones: ln α ÷ ln bar.

    >>> smallest_sample(0.95), smallest_sample(0.99)
    (59, 299)
    """
    return math.ceil(math.log(alpha) / math.log(bar) - 1e-9)
