"""The largest share of a pool, taken from the most confident down, that is shown to meet a bar; valid at every look.

Nested sets of the N members, the most confident first: the top 30 %, 35 % … The one random order of the whole pool,
restricted to a set, is a random order of that set, so that every draw serves all sets it lies in. Each set has its own
e-process for "this set meets the bar" (`finite_pool`), at the full α. They are tested in the order settled beforehand,
from the first on, and the last before the first that is not shown is the answer: the chance that it is below the bar is
at most α (fixed sequence), at any look, whatever the scores are worth. Only the set under test needs its members drawn:
those outside wait until a set that holds them is reached, and are then made up for in their order. Members that turn
out to be neither right nor wrong stay in their sets: to take them out would move others into a set by what was drawn.

Source: A. N. Angelopoulos, S. Bates, E. J. Candès, M. I. Jordan and L. Lei, "Learn then test: calibrating predictive
algorithms to achieve risk control", Annals of Applied Statistics 19 (2025), section 3 (fixed sequence); the e-process
in place of the fixed-n p-value makes it sequential.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import bdtrc

from workbench.stats.multiplicity import fixed_sequence
from workbench.stats.pool_record import Draw, PoolRecord

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

SHARES = tuple(round(0.05 * step, 2) for step in range(6, 21))  # 0.30, 0.35 … 1.00
NOT_DRAWN = -1


class NestedSet(NamedTuple):
    """One set of the sequence: its share of the pool, its members, and how far its part of the order is settled.

    `drawn` counts the members settled without a gap, `right` those right among them; `is_shown`: E reached 1/α on the
    way there.
    """

    share: float
    size: int
    drawn: int
    right: int
    is_shown: bool


class CertifiedShare(NamedTuple):
    """The sets in the order of the sequence, how many of them stand, and which place of the order to settle next.

    `next_place` is None once all sets stand or the one under test is settled to its end without being shown.
    """

    sets: tuple[NestedSet, ...]
    standing: int
    next_place: int | None

    @property
    def share(self) -> float:
        """The largest share shown to meet the bar, 0 if none."""
        return self.sets[self.standing - 1].share if self.standing else 0.0


def set_sizes(pool_size: int, shares: ArrayLike = SHARES) -> Integers:
    """Members of the sets of these shares of a pool: at least one each."""
    return np.maximum(1, np.floor(np.asarray(shares) * pool_size + 1e-9)).astype(np.int64)


def certify_share(
    ranks: ArrayLike,
    outcomes: ArrayLike,
    bar: float,
    alpha: float = 0.10,
    shares: ArrayLike = SHARES,
    is_fact: ArrayLike | None = None,
) -> CertifiedShare:
    """What is shown so far of the pool whose members stand in the random order committed to.

    `ranks` holds each member's place by confidence (0 the most confident, ties broken before the first draw);
    `outcomes` a `Draw`, or NOT_DRAWN. `is_fact` marks members that were known before the order was drawn: each set's
    test is then about the rest of the set. Raises ValueError where ranks are not 0 … N − 1.
    """
    places, known = np.asarray(ranks, dtype=np.int64), np.asarray(outcomes, dtype=np.int64)
    if places.shape != known.shape or not np.array_equal(np.sort(places), np.arange(len(places))):
        raise ValueError("ranks and outcomes do not name every member of the pool once")
    facts = np.zeros(len(places), dtype=bool) if is_fact is None else np.asarray(is_fact, dtype=bool)
    sets = []
    for share, size in zip(np.asarray(shares, dtype=float), set_sizes(len(places), shares), strict=True):
        inside = places < size
        record = set_record(known[inside], facts[inside], bar, alpha)
        sets.append(NestedSet(float(share), int(size), record.drawn, record.right, record.meets))
    standing = fixed_sequence([one.is_shown for one in sets])
    waiting = (
        np.flatnonzero((places < sets[standing].size) & (known < 0)) if standing < len(sets) else np.empty(0)
    )
    return CertifiedShare(tuple(sets), standing, int(waiting[0]) if len(waiting) else None)


def set_record(outcomes: Integers, is_fact: NDArray[np.bool_], bar: float, alpha: float) -> PoolRecord:
    """One set as a record of its own: its facts, and its members drawn in the order committed to up to the first gap.

    Facts that are neither weigh nothing; a fact not settled any more counts as open.
    """
    facts, rest = outcomes[is_fact], outcomes[~is_fact]
    gaps = np.flatnonzero(rest < 0)
    right, wrong, neither = (int((facts == kind).sum()) for kind in (Draw.RIGHT, Draw.WRONG, Draw.NEITHER))
    record = PoolRecord(
        len(rest), bar, alpha,
        known_right=right, known_wrong=wrong, known_open=len(facts) - right - wrong - neither,
    )  # fmt: skip
    return record.following(rest[: gaps[0]] if len(gaps) else rest)


def fixed_look_sets(counts: Sequence[tuple[int, int]], bar: float, alpha: float = 0.10) -> range:
    """Which of nested sets are shown to meet the bar by one look at labels that are a random part of each.

    `counts` holds (right, labelled) of every set, the strictest first. Exact binomial p-values are tested in that
    order at the full α, from the first set that could be shown at all (labelled ≥ ln α ÷ ln bar) to the first that is
    not.

    Source: A. N. Angelopoulos et al. (2025), as above; fixed sequence testing.

    >>> fixed_look_sets([(10, 10), (30, 30), (59, 60)], 0.9), fixed_look_sets([(1, 2)], 0.9)
    (range(1, 3), range(1, 1))
    """
    needed = math.log(alpha) / math.log(bar) if 0 < bar < 1 else math.inf
    start = next((place for place, (_, labelled) in enumerate(counts) if labelled >= needed), len(counts))
    shown = [float(bdtrc(right - 1, labelled, bar)) <= alpha for right, labelled in counts[start:]]
    return range(start, start + fixed_sequence(shown))
