"""Which side each group of items goes to: at random, whole groups together, the shares kept in every stratum."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.stats.components import Indexes

# So many groups are placed one by one, each where most is missing; beyond it the small ones are dealt out in one go.
_ONE_BY_ONE = 20_000


@dataclass(frozen=True)
class Sides:
    """The names of the sides, and the share (0–1) that each is to get; sides without a share get nothing new."""

    names: list[str]
    shares: NDArray[np.float64]


@dataclass
class _Pool:
    """Groups on their way: size and place of each, items of each stratum still missing on each side."""

    sizes: Indexes
    placed: Indexes  # side per group, -1 = not yet
    missing: NDArray[np.float64]  # sides × strata
    totals: NDArray[np.float64]  # items per stratum
    starts: Indexes  # where a group's (stratum, count) pairs start in the two arrays below
    strata: Indexes
    counts: Indexes


def assign(
    groups: Indexes,
    sides: Sides,
    seed: int,
    strata: Indexes | None = None,
    kept: Indexes | None = None,
) -> Indexes:
    """The side (its number) per item.

    `groups`: a number from 0 per item, in order of first appearance; a group goes to one side. `strata`: a number
    from 0 per item; the shares hold in each as far as whole groups allow. `kept`: the side an item has to stay on,
    -1 where it is free; where a group has several, the first side of them. The same seed gives the same draw.
    """
    if not len(groups):
        return np.empty(0, dtype=np.int64)
    rng = np.random.default_rng(seed)
    pool = _pool(groups, sides, strata)
    if kept is not None:
        _place_kept(pool, groups, kept, len(sides.names))
    order = rng.permutation(len(pool.sizes))
    order = order[pool.placed[order] < 0]
    if len(order) <= _ONE_BY_ONE:
        light = order[:0]
        # Large groups first (in random order among equals), so that the small ones can even the shares out.
        least = 1 if len(pool.totals) > 1 else len(groups) / 50
        rank = np.where(pool.sizes[order] > least, -pool.sizes[order], 0)
        heavy = order[np.argsort(rank, kind="stable")]
    else:
        is_heavy = pool.sizes[order] > max(1, len(groups) // _ONE_BY_ONE)
        heavy, light = order[is_heavy], order[~is_heavy]
        heavy = heavy[np.argsort(-pool.sizes[heavy], kind="stable")]
    _place_one_by_one(pool, sides, heavy)
    _deal_out(pool, sides, light, rng)
    return pool.placed[groups]


def _pool(groups: Indexes, sides: Sides, strata: Indexes | None) -> _Pool:
    sizes = np.bincount(groups)
    placed = np.full(len(sizes), -1, dtype=np.int64)
    if strata is None:
        totals = np.array([len(groups)], dtype=float)
        every = np.arange(len(sizes) + 1)
        return _Pool(
            sizes, placed, sides.shares[:, None] * totals, totals, every, np.zeros_like(sizes), sizes
        )
    width = int(strata.max()) + 1
    pairs, counts = np.unique(groups * width + strata, return_counts=True)
    totals = np.bincount(strata, minlength=width).astype(float)
    starts = np.searchsorted(pairs // width, np.arange(len(sizes) + 1))
    return _Pool(sizes, placed, sides.shares[:, None] * totals, totals, starts, pairs % width, counts)


def _place_kept(pool: _Pool, groups: Indexes, kept: Indexes, side_count: int) -> None:
    free = side_count
    side = np.full(len(pool.sizes), free, dtype=np.int64)
    np.minimum.at(side, groups[kept >= 0], kept[kept >= 0])
    pool.placed[side < free] = side[side < free]
    owners = np.repeat(np.arange(len(pool.sizes)), np.diff(pool.starts))
    stays = pool.placed[owners] >= 0
    np.subtract.at(
        pool.missing, (pool.placed[owners[stays]], pool.strata[stays]), pool.counts[stays].astype(float)
    )


def _place_one_by_one(pool: _Pool, sides: Sides, order: Indexes) -> None:
    """Each group where, weighed over its strata, the largest part of what a side should get is still missing."""
    open_sides = np.flatnonzero(sides.shares > 0)
    shares = sides.shares[open_sides, None]
    overall = pool.missing.sum(axis=1)
    for group in order.tolist():
        start, end = pool.starts[group], pool.starts[group + 1]
        inside, counts = pool.strata[start:end], pool.counts[start:end]
        need = pool.missing[np.ix_(open_sides, inside)] / shares
        if len(pool.totals) > 1:
            score = (need / pool.totals[inside]) @ counts / pool.sizes[group]
            score += 1e-6 * overall[open_sides] / shares[:, 0] / pool.totals.sum()
        else:
            score = need[:, 0]
        side = open_sides[int(np.argmax(score))]
        pool.placed[group] = side
        pool.missing[side, inside] -= counts
        overall[side] -= pool.sizes[group]


def _deal_out(pool: _Pool, sides: Sides, light: Indexes, rng: np.random.Generator) -> None:
    """Many small groups at once: shuffled within stratum and size, then dealt out like cards, so that any run of
    neighbours holds the shares to within one group (Bresenham's even spacing)."""
    if not len(light):
        return
    main = _main_strata(pool)
    # `light` comes in random order and the sort is stable, so equals stay shuffled.
    light = light[np.lexsort((-pool.sizes[light], main[light]))]
    stratum = main[light]
    wanted = np.clip(pool.missing, 0, None) * (sides.shares > 0)[:, None]
    lost = wanted.sum(axis=0) <= 0
    wanted[:, lost] = sides.shares[:, None]
    left = np.arange(len(light))
    *earlier, last = np.flatnonzero(sides.shares > 0).tolist()
    for side in earlier:
        rest = wanted[side:].sum(axis=0)
        chance = np.divide(wanted[side], rest, out=np.zeros_like(rest), where=rest > 0)
        dealt = np.floor(np.cumsum(chance[stratum[left]]) + rng.random())
        taken = np.diff(dealt, prepend=0.0) > 0
        pool.placed[light[left[taken]]] = side
        left = left[~taken]
    pool.placed[light[left]] = last


def _main_strata(pool: _Pool) -> Indexes:
    """The stratum that most items of each group are in."""
    if len(pool.totals) == 1:
        return np.zeros_like(pool.sizes)
    owners = np.repeat(np.arange(len(pool.sizes)), np.diff(pool.starts))
    best = np.lexsort((-pool.counts, owners))
    return pool.strata[best[pool.starts[:-1]]]
