"""The record of draws from a finite pool against a bar: what has been shown so far, at any look and for any stopping.

A member of the pool is right (z = 1 − bar), wrong (z = −bar) or neither (z = 0). The pool meets the bar where Σ z ≥ 0
over all its members, that is where right ÷ (right + wrong) ≥ bar. An open member counts as wrong towards "meets" and
as right towards "below" until it is settled. Two one-sided tests run side by side, each at its own α:

* "meets" is shown once its e-process has reached 1/α, against the null "the pool is below the bar";
* "below" likewise, against the null "the pool meets the bar".

While every draw is right or wrong, the evidence is the closed form of `finite_pool` for the stricter null "at most
⌈bar·N⌉ − 1 of all N are right", which covers hidden members that are neither: they can only lower that count. The first
one drawn counts as not right; from then on the same wealth is staked on y ∈ {1, bar, 0}, whose total over the pool is
below bar·N under the null, at the stake E multiplies by 1 + λ (y − m), m the mean that the null leaves to the rest.
Each factor has mean ≤ 1 under the null given the past, so the product stays an e-process.

Source: as `finite_pool`; for bounded draws I. Waudby-Smith and A. Ramdas, "Estimating means of bounded random variables
by betting", JRSS B 86 (2024) 1–27, section 5 (without replacement).
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincc

from workbench.stats.finite_pool import exact_bar, first_where, log_evidence, lowest_count

Floats = NDArray[np.float64]
Draws = NDArray[np.int64]


class Draw(IntEnum):
    """What one draw turned out to be."""

    WRONG = 0
    RIGHT = 1
    NEITHER = 2
    OPEN = 3


class RateLimits(NamedTuple):
    """Always-valid limits of right ÷ (right + wrong) in the pool, each one-sided at the record's α."""

    low: float
    high: float


class _Facts(NamedTuple):
    """What was known before the first draw; open ones count against either test."""

    right: int
    wrong: int
    open: int

    @property
    def size(self) -> int:
        return self.right + self.wrong + self.open


class _Side(NamedTuple):
    """One test in its own colours: `hit` counts for it, total of y over the pool is at most the null's."""

    hit: Draw
    miss: Draw
    value: float  # y of a member that is neither
    short: int  # the most hits under the null while no member is neither
    total: float  # the supremum of Σ y under the null


def _meets_side(pool_size: int, bar: Fraction, facts: "_Facts", grid: bool = True) -> _Side:
    target = bar * (pool_size + facts.size) - facts.right
    total = target - (Fraction(1, bar.denominator) if grid else 0)
    return _Side(Draw.RIGHT, Draw.WRONG, float(bar), math.ceil(target) - 1, float(total))


def _below_side(pool_size: int, bar: Fraction, facts: "_Facts") -> _Side:
    rest = 1 - bar
    total = rest * (pool_size + facts.size) - facts.wrong
    return _Side(Draw.WRONG, Draw.RIGHT, float(rest), math.floor(total), float(total))


@dataclass(frozen=True)
class PoolRecord:
    """A pool of `pool_size`, the bar, and the draws so far in the order committed to; never changed, only followed on.

    `log_meets` and `log_below` are ln E as it stands; `meets_at` and `below_at` the number of draws at which each first
    reached 1/α, which stands for good. `known_right`, `known_wrong` and `known_open` are members whose worth was known
    before the order was drawn, however they were picked: they come on top of `pool_size`, which is what is left to
    draw from, and belong to what the claim and the limits speak of. Given them the draws are as random as ever, so
    the guarantee holds as it stands. Raises ValueError for a bar outside 0–1 and more draws than members.
    """

    pool_size: int
    bar: float
    alpha: float = 0.05
    draws: bytes = b""
    right: int = 0
    wrong: int = 0
    neither: int = 0
    open: int = 0
    log_meets: float = 0.0
    log_below: float = 0.0
    meets_at: int | None = None
    below_at: int | None = None
    known_right: int = 0
    known_wrong: int = 0
    known_open: int = 0

    def __post_init__(self) -> None:
        exact_bar(self.bar)
        if self.pool_size < 0 or self.drawn > self.pool_size:
            raise ValueError(f"{self.drawn} draws do not fit a pool of {self.pool_size}")

    @property
    def drawn(self) -> int:
        """How many of the pool have been drawn, open ones included."""
        return len(self.draws)

    @property
    def left(self) -> int:
        """How many have not been drawn."""
        return self.pool_size - self.drawn

    @property
    def is_complete(self) -> bool:
        """Every member drawn and settled: what the record says is then a fact, not an estimate."""
        return self.left == 0 and self.open == 0 and self.known_open == 0

    @property
    def meets(self) -> bool:
        """Shown, at one draw or another, that the pool meets the bar; taken back only if it is known not to."""
        is_shown = self.meets_at is not None or self._meets_side.short < 0
        return is_shown and self.log_below < math.inf

    @property
    def below(self) -> bool:
        """Shown, at one draw or another, that the pool is below the bar; taken back only if it is known not to be."""
        is_shown = self.below_at is not None or self._below_side.short < 0
        return is_shown and self.log_meets < math.inf

    @property
    def rate(self) -> float | None:
        """right ÷ (right + wrong) among the settled members, known and drawn; None where there is none."""
        right, wrong = self.known_right + self.right, self.known_wrong + self.wrong
        return right / (right + wrong) if right + wrong else None

    @property
    def _facts(self) -> _Facts:
        return _Facts(self.known_right, self.known_wrong, self.known_open)

    @property
    def _meets_side(self) -> _Side:
        return _meets_side(self.pool_size, exact_bar(self.bar), self._facts)

    @property
    def _below_side(self) -> _Side:
        return _below_side(self.pool_size, exact_bar(self.bar), self._facts)

    def after(self, *draws: int) -> "PoolRecord":
        """The record with these draws behind it; same as from the start with all of them."""
        return self.following(draws)

    def following(self, draws: Iterable[int]) -> "PoolRecord":
        """The record after more draws, in order; codes as `Draw` has them.

        Raises ValueError where a code is unknown or the pool does not hold so many.
        """
        added = np.fromiter(draws, dtype=np.uint8)
        if np.any(added > Draw.OPEN):
            raise ValueError(f"{added.max()} is no kind of draw")
        if not len(added):
            return self
        whole = np.frombuffer(self.draws + added.tobytes(), dtype=np.uint8).astype(np.int64)
        if len(whole) > self.pool_size:
            raise ValueError(f"{len(whole)} draws do not fit a pool of {self.pool_size}")
        start, goal = self.drawn, -math.log(self.alpha)
        meets = _path(whole, self._meets_side, self.pool_size, start, self.log_meets)
        below = _path(whole, self._below_side, self.pool_size, start, self.log_below)
        counts = np.bincount(whole, minlength=4)
        return replace(
            self,
            draws=self.draws + added.tobytes(),
            wrong=int(counts[Draw.WRONG]),
            right=int(counts[Draw.RIGHT]),
            neither=int(counts[Draw.NEITHER]),
            open=int(counts[Draw.OPEN]),
            log_meets=float(meets[-1]),
            log_below=float(below[-1]),
            meets_at=self.meets_at if self.meets_at is not None else _first_at(meets >= goal, start),
            below_at=self.below_at if self.below_at is not None else _first_at(below >= goal, start),
        )

    def limits(self) -> RateLimits:
        """The limits of the pool's rate; what has been certified bounds them for good.

        Without draws, or where nothing can be right or wrong, 0 to 1. A complete record gives its rate twice.
        """
        if self.is_complete:
            return RateLimits(0.0, 1.0) if self.rate is None else RateLimits(self.rate, self.rate)
        if self.neither:
            return self._mixed_limits()
        sure = self._meets_side.short + 1 if self.meets else 0
        low = lowest_count(self.right, self.wrong + self.open, self.pool_size, self.alpha, sure)
        sure = self._below_side.short + 1 if self.below else 0
        misses = lowest_count(self.wrong, self.right + self.open, self.pool_size, self.alpha, sure)
        # With hidden members that are neither, the counts bound the rates all the same: T ≥ low of at most N answered.
        size = self.pool_size + self._facts.size
        return RateLimits((self.known_right + low) / size, 1 - (self.known_wrong + misses) / size)

    def needed_in_a_row(self) -> int | None:
        """How many of the next draws, all right, would show that the pool meets the bar; 0 where it is shown, None
        where no run can show it any more."""
        if self.meets:
            return 0
        goal, side = -math.log(self.alpha), self._meets_side
        if side.short >= self.pool_size:
            return None
        if not self.neither:
            misses = self.wrong + self.open

            def reaches(k: Draws) -> NDArray[np.bool_]:
                return np.asarray(log_evidence(self.right + k, misses, self.pool_size, side.short) >= goal)

            first = first_where(reaches, 0, self.left)
            return first if first <= self.left else None
        whole = np.frombuffer(self.draws + bytes([Draw.RIGHT]) * self.left, dtype=np.uint8).astype(np.int64)
        first_at = _first_at(
            _path(whole, side, self.pool_size, self.drawn, self.log_meets) >= goal, self.drawn
        )
        return None if first_at is None else first_at - self.drawn

    def _mixed_limits(self) -> RateLimits:
        """The limits once members that are neither have turned up, on a grid of a thousandth of the rate."""
        draws = np.frombuffer(self.draws, dtype=np.uint8).astype(np.int64)
        goal, grid = -math.log(self.alpha), 1000
        most = self.pool_size + self._facts.size - self.neither
        bar_step = int(exact_bar(self.bar) * grid)

        def low_holds(steps: Draws) -> NDArray[np.bool_]:
            sides = [
                _meets_side(self.pool_size, Fraction(int(step), grid), self._facts, grid=False)
                for step in steps
            ]
            return np.array([_path(draws, side, self.pool_size, 0, 0.0)[-1] < goal for side in sides])

        def high_fails(steps: Draws) -> NDArray[np.bool_]:
            sides = [_below_side(self.pool_size, Fraction(int(step), grid), self._facts) for step in steps]
            return np.array([_path(draws, side, self.pool_size, 0, 0.0)[-1] >= goal for side in sides])

        low = (first_where(low_holds, bar_step + 1 if self.meets else 1, grid - 1, 1) - 1) / grid
        high = first_where(high_fails, 1, min(bar_step, grid - 1) if self.below else grid - 1, 1) / grid
        right, wrong = self.known_right + self.right, self.known_wrong + self.wrong
        low = max(low, right / most if most else 0.0, self.bar if self.meets else 0.0)
        high = min(high, 1 - wrong / most if most else 1.0, self.bar if self.below else 1.0)
        return RateLimits(low, max(high, low))


def _first_at(reached: NDArray[np.bool_], start: int) -> int | None:
    hits = np.flatnonzero(reached)
    return start + 1 + int(hits[0]) if len(hits) else None


def _path(draws: Draws, side: _Side, pool_size: int, start: int, log_wealth: float) -> Floats:
    """ln E after each of the draws from the `start`-th on, given ln E after `start` of them."""
    hits = np.cumsum(draws == side.hit)
    neithers = np.cumsum(draws == Draw.NEITHER)
    count = np.arange(1, len(draws) + 1)
    plain = int((neithers == 0).sum()) + (1 if neithers[-1] else 0)  # draws up to the first neither, included
    first = min(plain, len(draws))
    short = side.short
    closed = np.arange(start, max(first, start))
    if not 0 <= short < pool_size:
        # A null no pool can leave, or none can fall under: nothing to show either way, but by exhaustion.
        before = np.full(len(closed), -np.inf if short >= pool_size else np.inf)
    else:
        before = log_evidence(hits[closed], count[closed] - hits[closed], pool_size, short)
    if len(draws) <= first:
        return before
    at = max(start, first)
    wealth = float(before[-1]) if len(before) else log_wealth
    steps = np.arange(at, len(draws))
    earlier_hits = hits[steps] - (draws[steps] == side.hit)
    earlier_neither = neithers[steps] - (draws[steps] == Draw.NEITHER)
    y = np.where(draws[steps] == side.hit, 1.0, np.where(draws[steps] == Draw.NEITHER, side.value, 0.0))
    done = earlier_hits + side.value * earlier_neither
    factors = _log_factors(
        y, earlier_hits, steps - earlier_hits - earlier_neither, done, pool_size - steps, side
    )
    # From the first infinite factor on the null is impossible, whatever was staked before.
    over = np.maximum.accumulate(factors) == np.inf
    path = np.where(over, np.inf, wealth + np.cumsum(np.where(over, 0.0, factors)))
    return np.concatenate([before, path])


def _log_factors(y: Floats, hits: Draws, misses: Draws, done: Floats, left: Draws, side: _Side) -> Floats:
    """ln of 1 + λ (y − m) at each step: λ from the mean hit rate above the bar under a uniform prior, m the mean that
    the null leaves to the members not drawn yet."""
    mean = (side.total - done) / left
    above = betaincc(hits + 1, misses + 1, side.value)
    raised = betaincc(hits + 2, misses + 1, side.value)
    with np.errstate(divide="ignore", invalid="ignore"):
        guess = np.where(above > 0, (hits + 1) / (hits + misses + 2) * raised / above, side.value)
        guess = np.clip(guess, 0.0, 1.0)
        stake = np.where((mean > 0) & (mean < 1), (guess - mean) / (mean * (1 - mean)), 0.0)
        stake = np.clip(stake, 0.0, np.where(mean > 0, 0.999 / mean, 0.0))
        factors = np.log1p(stake * (y - mean))
    # Where the null leaves nothing to the rest (m = 0), a draw of 0 says nothing; where what is drawn exceeds its
    # total, with this draw or before it, the null is impossible.
    tiny = 1e-9 * (1 + abs(side.total))
    factors = np.where(mean * left <= tiny, 0.0, factors)
    return np.asarray(np.where(mean * left - y < -tiny, np.inf, factors))
