"""How many draws a verdict will take if the rate is as guessed: before the first one, with and without hints."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from workbench.stats.audit_record import believed_counts, guessed_wrong
from workbench.stats.finite_pool import fewest_draws, fewest_right
from workbench.stats.pool_audit import PoolAudits

MOST_WRONG = 400  # wrong draws after which a try counts as drawn to the end


class DrawPlan(NamedTuple):
    """Draws until the pool is shown to meet the bar: the median, the 90 % point, and the share of tries that showed it
    with draws to spare (in the others every member was drawn)."""

    median: int
    most: int
    shown: float


def plan_draws(
    pool_size: int, bar: float, rate: float, rng: np.random.Generator, alpha: float = 0.05, tries: int = 2000
) -> DrawPlan | None:
    """Without hints: random orders of a pool in which this rate is right. None where such a pool is below the bar."""
    right = round(rate * pool_size)
    if right < fewest_right(pool_size, bar):
        return None
    wrong = pool_size - right
    known = min(wrong, MOST_WRONG)
    boundary = fewest_draws(pool_size, fewest_right(pool_size, bar) - 1, np.arange(known + 1), alpha)
    # The places of the wrong members in a random order; shown with f of them if that comes before the next.
    places = _sorted_places(pool_size, wrong, tries, rng)[:, : known + (wrong > known)]
    starts = np.concatenate([np.zeros((tries, 1), dtype=np.int64), places], axis=1)
    ends = np.concatenate([places, np.full((tries, 1), pool_size + 1)], axis=1)
    starts, ends = starts[:, : known + 1], ends[:, : known + 1]
    shown = np.maximum(boundary[None, :], starts)
    first = np.where(shown < ends, shown, pool_size + 1).min(axis=1)
    return _plan(np.minimum(first, pool_size), pool_size)


def plan_hinted_draws(
    pool_size: int,
    bar: float,
    rate: float,
    found: float,
    alarmed: float,
    rng: np.random.Generator,
    alpha: float = 0.05,
    tries: int = 300,
    is_weighted: bool = True,
) -> DrawPlan | None:
    """With a hint that marks the share `found` of the wrong members and `alarmed` of the right ones; weighted draws, or
    draws in one uniform order."""
    right = round(rate * pool_size)
    need = fewest_right(pool_size, bar)
    if right < need:
        return None
    wrong = pool_size - right
    marked_wrong, marked_right = round(found * wrong), round(alarmed * right)
    right_left = np.tile(np.array([marked_right, right - marked_right], dtype=float), (tries, 1))
    sizes = right_left + [marked_wrong, wrong - marked_wrong]
    counts = believed_counts(guessed_wrong(bar, [True, False]))
    ends = audit_lengths(sizes, right_left, pool_size - need + 1, counts, rng, alpha, is_weighted)
    return _plan(np.minimum(ends, pool_size), pool_size)


def audit_lengths(
    sizes: ArrayLike,
    right_by_group: ArrayLike,
    allowance: float,
    beliefs: tuple[ArrayLike, ArrayLike],
    rng: np.random.Generator,
    alpha: float = 0.05,
    is_weighted: bool = False,
) -> np.ndarray:
    """Draws until each row's audit is decided for "meets": random draws from pools whose content is given.

    One more than the pool holds where the null was seen to hold instead.
    """
    audits = PoolAudits(sizes, allowance, *beliefs)
    return _walk(audits, np.array(right_by_group, dtype=np.float64), rng, alpha, is_weighted)[0]


def imagined_lengths(
    audits: PoolAudits, rng: np.random.Generator, alpha: float, drop_below: float, most: int = 400
) -> tuple[np.ndarray, np.ndarray]:
    """More weighted draws until a verdict, a row each, for audits under way whose rest is as they believe; and which
    rows are given up then, their chance below `drop_below`. One more than are left, or than `most`, where none came."""
    rates = rng.beta(audits.wrong, audits.right)
    left = audits.left.astype(np.int64)
    right = (left - rng.binomial(left, rates)).astype(np.float64)
    return _walk(audits, right, rng, alpha, True, drop_below, most)


def _walk(
    audits: PoolAudits,
    right: np.ndarray,
    rng: np.random.Generator,
    alpha: float,
    is_weighted: bool,
    drop_below: float = 0.0,
    most: int | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    total = int(audits.left.sum(axis=1).max())
    total = total if most is None else min(total, most)
    ends = np.full(len(right), total + 1, dtype=np.int64)
    given_up = np.zeros(len(right), dtype=bool)
    open_rows = np.arange(len(right))
    for drawn in range(1, total + 1):
        shares = audits.plan_shares() if is_weighted else audits.uniform_shares()
        stakes = audits.stakes(shares)
        rows = np.arange(len(open_rows))
        edges = shares.cumsum(axis=1)
        groups = (rng.random(len(rows))[:, None] * edges[:, -1:] > edges).sum(axis=1)
        groups = np.where(
            audits.left[rows, np.minimum(groups, right.shape[1] - 1)] > 0, groups, audits.left.argmax(axis=1)
        )
        is_right = rng.random(len(rows)) * audits.left[rows, groups] < right[rows, groups]
        audits.take(groups, ~is_right, stakes)
        right[rows, groups] -= is_right
        shown = audits.is_certain | (audits.log_evidence >= -np.log(alpha))
        ends[open_rows[shown]] = drawn
        goes_on = ~shown & ~audits.is_lost
        if drop_below:
            dropped = ~shown & (audits.is_lost | (audits.chances() < drop_below))
            ends[open_rows[dropped]], given_up[open_rows[dropped]] = drawn, True
            goes_on &= ~dropped
        if not goes_on.all():
            audits.keep(goes_on)
            open_rows, right = open_rows[goes_on], right[goes_on]
        if not len(open_rows):
            break
    return ends, given_up


def _plan(ends: np.ndarray, pool_size: int) -> DrawPlan:
    median, most = np.quantile(ends, [0.5, 0.9], method="inverted_cdf")
    return DrawPlan(int(median), int(most), float((ends < pool_size).mean()))


def _sorted_places(pool_size: int, count: int, tries: int, rng: np.random.Generator) -> np.ndarray:
    """For each try the places (1 … N, ascending) of `count` members in a random order of the pool."""
    if not count:
        return np.empty((tries, 0), dtype=np.int64)
    if pool_size <= 20_000:
        return np.array([np.sort(rng.choice(pool_size, count, replace=False)) + 1 for _ in range(tries)])
    # Of a large pool, close enough for a plan: the least of `count` even draws, kept apart.
    spaces = np.floor(np.sort(rng.random((tries, count)), axis=1) * (pool_size - count + 1))
    return spaces.astype(np.int64) + np.arange(1, count + 1)
