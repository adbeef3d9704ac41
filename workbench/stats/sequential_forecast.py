"""When to give up on a rate reaching a bar, and how many more draws a verdict will take: no guarantee needed."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincc

from workbench.stats.finite_pool import fewest_draws, fewest_right

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

FEWEST_TO_DROP = 30
HIGH_BAR = 0.98
MOST_WRONG = 300  # imagined wrong draws per future; what is undecided then counts as undecided to the end


class Forecast(NamedTuple):
    """How many more draws until a verdict: the middle 60 % of imagined futures, and how those futures end.

    `low`, `median` and `high` count draws; the chances (0–1) of being certified, of being dropped as unlikely, and of
    neither before the whole pool is drawn add up to 1.
    """

    low: int
    median: int
    high: int
    certified: float
    dropped: float
    exhausted: float


def chance_of_bar(right: int, wrong: int, bar: float) -> float:
    """P(rate ≥ bar | draws) under a uniform prior: a Beta(right + 1, wrong + 1) posterior.

    >>> round(chance_of_bar(28, 2, 0.95), 3)
    0.201
    """
    return float(betaincc(right + 1, wrong + 1, bar))


def drop_level(bar: float) -> float:
    """Below which chance of reaching the bar a rate is given up: 5 %, and 2 % for bars from 98 % on, where even a good
    rate often starts badly."""
    return 0.02 if bar >= HIGH_BAR else 0.05


def is_unlikely(right: int, wrong: int, bar: float) -> bool:
    """Whether to give up: after at least 30 draws, P(rate ≥ bar | draws) is below `drop_level`.

    Wrong drops cost effort, not validity: nothing is certified by it. Of rates truly at 0.98 with a bar of 0.95 it
    drops about 1 in 100.

    >>> is_unlikely(27, 3, 0.95), is_unlikely(26, 4, 0.95), is_unlikely(25, 4, 0.95)
    (False, True, False)
    """
    return right + wrong >= FEWEST_TO_DROP and chance_of_bar(right, wrong, bar) < drop_level(bar)


def forecast(
    right: int,
    wrong: int,
    pool_size: int,
    bar: float,
    rng: np.random.Generator,
    alpha: float = 0.05,
    futures: int = 400,
    prior: tuple[float, float] = (0.5, 0.5),
) -> Forecast:
    """Imagined futures: a rate from the posterior each (the Jeffreys prior unless `prior` says how many right and wrong
    draws a guess is worth), draws at that rate until E reaches 1/α, the drop rule
    applies, or the pool is exhausted.

    A posterior predictive simulation; the wrong draws of one future come at geometric distances.
    """
    left = pool_size - right - wrong
    if left <= 0:
        return Forecast(0, 0, 0, 0.0, 0.0, 1.0)
    short = fewest_right(pool_size, bar) - 1
    rates = rng.beta(right + prior[0], wrong + prior[1], futures)
    span = min(left, MOST_WRONG)
    f = wrong + np.arange(span + 1)
    gaps = rng.geometric(np.clip(1 - rates, 1e-9, 1)[:, None], (futures, span))
    times = (
        right + wrong + np.cumsum(np.minimum(gaps, left + 1), axis=1, dtype=np.int64)
    )  # of the next wrong draws
    certified_at = fewest_draws(pool_size, short, f, alpha)
    dropped_until = _dropped_until(f, bar, pool_size)
    # With f wrong draws so far the next one comes at times[:, f]; certified if the boundary is met before that.
    starts = np.concatenate([np.full((futures, 1), right + wrong), times[:, :-1]], axis=1)
    meets = np.maximum(certified_at[None, :-1], starts)
    meets = np.where(meets < times, meets, pool_size + 1)
    waits = np.maximum(starts, FEWEST_TO_DROP)
    drops = np.where((waits <= dropped_until[None, :-1]) & (waits < times), waits, pool_size + 1)
    first_meets, first_drops = meets.min(axis=1), drops.min(axis=1)
    ends = np.minimum(np.minimum(first_meets, first_drops), pool_size)
    certified = (first_meets <= pool_size) & (first_meets <= first_drops)
    dropped = (first_drops <= pool_size) & ~certified
    low, median, high = np.quantile(ends - right - wrong, [0.2, 0.5, 0.8], method="inverted_cdf").astype(int)
    shares = float(certified.mean()), float(dropped.mean())
    return Forecast(int(low), int(median), int(high), *shares, max(0.0, 1 - sum(shares)))


def _dropped_until(wrong: Integers, bar: float, pool_size: int) -> Integers:
    """For each number of wrong draws, the largest number of draws at which the drop rule still applies."""
    low, high = wrong - 1, np.full(wrong.shape, pool_size + 1, dtype=np.int64)
    while np.any(high - low > 1):
        middle = np.where(high - low > 1, (low + high) // 2, low)
        applies = betaincc(np.maximum(middle - wrong, 0) + 1, wrong + 1, bar) < drop_level(bar)
        low = np.where((high - low > 1) & applies, middle, low)
        high = np.where((high - low > 1) & ~applies, middle, high)
    return low
