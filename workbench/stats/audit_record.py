"""The record of draws from a pool whose groups hint at who is wrong: what `pool_record` says, in fewer draws.

The groups are bins known before the first draw (what a judge said, who disagrees with whom). The order may be uniform
(the groups then act as a control variate) or weighted (each draw falls on a group with probabilities that the record
proposes beforehand). Either way the e-processes of `pool_audit` decide, so that groups worth nothing cost draws and
never validity. Members that are neither, and open ones, count as `pool_record` has it.
"""

import copy
import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.stats.finite_pool import exact_bar, fewest_right
from workbench.stats.pool_audit import PoolAudits
from workbench.stats.pool_record import Draw, RateLimits

Floats = NDArray[np.float64]

BELIEF_IN_WRONG = 0.5  # pseudo-draws that a guess is worth, counted in wrong ones, per group
_LIMIT_STEPS = 24
_AT_ONCE = 8  # weighted draws that are imagined with the same shares


def believed_counts(guesses: ArrayLike) -> tuple[Floats, Floats]:
    """Pseudo-counts (wrong, right) of a Beta belief per group whose mean is the guessed chance of being wrong.

    Each guess is worth half a wrong draw, and as many right ones as go with it: a group held for good takes many draws
    to doubt, a group held for bad takes few. Guesses are kept within 0.0005 and 0.5: a hint may be mistaken.
    """
    rates = np.clip(np.asarray(guesses, dtype=np.float64), 0.0005, 0.5)
    wrong = np.full(rates.shape, BELIEF_IN_WRONG)
    return wrong, wrong / rates - wrong


def guessed_wrong(bar: float, is_suspect: ArrayLike) -> Floats:
    """A first guess per group without any history: 0.3 of the wrong that the bar allows, and 0.3 in a suspect group."""
    return np.where(np.asarray(is_suspect, dtype=bool), 0.3, 0.3 * (1 - bar))


class AuditRecord:
    """A pool in groups of these `sizes` against a bar; grows draw by draw with `take`, in the order committed to.

    `wrong_guesses` is the chance of being wrong guessed per group before the first draw; the verdict is valid whatever
    it is. Raises ValueError for a bar outside 0–1 or an empty pool.
    """

    def __init__(
        self, sizes: ArrayLike, bar: float, wrong_guesses: ArrayLike, alpha: float = 0.05, limits: bool = True
    ) -> None:
        groups = np.asarray(sizes, dtype=np.float64)
        self.pool_size, self.bar, self.alpha = int(groups.sum()), bar, alpha
        if self.pool_size < 1:
            raise ValueError("the pool is empty")
        self.counts = dict.fromkeys(Draw, 0)
        self.meets_at: int | None = None
        self.below_at: int | None = None
        self._exact, self._need = exact_bar(bar), fewest_right(self.pool_size, bar)
        wrong, right = believed_counts(wrong_guesses)
        self._least_right = self._counts_near(self._need, limits)
        self._least_wrong = self.pool_size - self._least_right + 1
        size = self.pool_size
        self._meets = _audits(groups, size - self._least_right + 1.0, wrong, right)
        self._below = _audits(groups, size - self._least_wrong + 1.0, right, wrong)
        self._peaks = np.zeros((2, len(self._least_right)))

    @property
    def drawn(self) -> int:
        """How many have been drawn, open ones included."""
        return sum(self.counts.values())

    @property
    def left(self) -> int:
        """How many have not been drawn."""
        return self.pool_size - self.drawn

    @property
    def left_by_group(self) -> NDArray[np.int64]:
        """How many of each group have not been drawn."""
        return self._meets.left[0].astype(np.int64)

    @property
    def is_complete(self) -> bool:
        """Every member drawn and settled: the record is then a fact."""
        return self.left == 0 and not self.counts[Draw.OPEN]

    @property
    def meets(self) -> bool:
        """Shown that the pool meets the bar; taken back only if it is known not to."""
        return self.meets_at is not None and not self._below.is_certain[0]

    @property
    def below(self) -> bool:
        """Shown that the pool is below the bar; taken back only if it is known not to be."""
        return self.below_at is not None and not self._meets.is_certain[0]

    @property
    def log_meets(self) -> float:
        """ln E against "below the bar" as it stands."""
        return float("inf") if self._meets.is_certain[0] else float(self._meets.log_evidence[0])

    @property
    def log_below(self) -> float:
        """ln E against "meets the bar" as it stands."""
        return float("inf") if self._below.is_certain[0] else float(self._below.log_evidence[0])

    def chance(self) -> float:
        """P(the pool meets the bar | draws) under the beliefs: for giving up, never for certifying."""
        return float(self._meets.chances()[0])

    def shares(self) -> Floats:
        """The probabilities with which the next weighted draw falls on each group; to be stored with the draw."""
        return self._meets.plan_shares()[0]

    def likely_right(self) -> float:
        """How many of the pool are likely right: those drawn as they are, the rest as the beliefs have it."""
        left = self._meets.left[0]
        return self.counts[Draw.RIGHT] + float((left * (1 - self._meets.beliefs[0])).sum())

    def imagine(self, count: int) -> PoolAudits:
        """The audit against "below the bar" as it stands, `count` times over: to see how the rest may go."""
        audits = copy.deepcopy(self._meets)
        audits.keep(np.zeros(count, dtype=np.int64))
        return audits

    def take(self, group: int, draw: int, shares: Sequence[float] | Floats | None = None) -> None:
        """One draw from this group; `shares` are the probabilities it was drawn with, None in a uniform order.

        Raises ValueError where nothing is left of the group.
        """
        is_first_neither = draw == Draw.NEITHER and not self.counts[Draw.NEITHER]
        is_mixed = self.counts[Draw.NEITHER] > 0
        rates = self._rates()
        sides = (
            (self._meets, Draw.RIGHT, 1 - rates, self._mixed_allowance()),
            (self._below, Draw.WRONG, rates, self.pool_size * rates),
        )
        for audits, hit, neither, mixed in sides:
            rows = len(audits.left)
            given = None if shares is None else np.broadcast_to(np.asarray(shares, float), audits.left.shape)
            short = np.where(draw == hit, 0.0, neither if is_mixed and draw == Draw.NEITHER else 1.0)
            audits.take(np.full(rows, group), np.broadcast_to(short, (rows,)).copy(), audits.stakes(given))
            if is_first_neither:
                # It counted as a miss; from here on the null is about totals to which each neither adds its share.
                misses = self.counts[Draw.OPEN] + self.counts[Draw.WRONG if hit == Draw.RIGHT else Draw.RIGHT]
                audits.allowance = mixed - misses - neither
        self.counts[Draw(draw)] += 1
        self._note()

    def limits(self) -> RateLimits:
        """Always-valid limits of right ÷ (right + wrong), each one-sided at α, on a grid of counts around the bar."""
        settled = self.counts[Draw.RIGHT] + self.counts[Draw.WRONG]
        if self.is_complete:
            rate = self.counts[Draw.RIGHT] / settled if settled else None
            return RateLimits(0.0, 1.0) if rate is None else RateLimits(rate, rate)
        goal, rates = -math.log(self.alpha), self._rates()
        low = np.max(rates, where=self._peaks[0] >= goal, initial=self.counts[Draw.RIGHT] / self.pool_size)
        ends = 1 - (self._least_wrong - (0 if not self.counts[Draw.NEITHER] else 1)) / self.pool_size
        high = np.min(
            ends, where=self._peaks[1] >= goal, initial=1 - self.counts[Draw.WRONG] / self.pool_size
        )
        return RateLimits(float(low), float(max(low, high)))

    def needed_in_a_row(self, next_groups: Sequence[int], most: int = 500) -> int | None:
        """How many of the next draws, which fall on these groups in uniform order, must all be right to show that the
        pool meets the bar; None where that takes more than are given or than `most`."""
        return self._run_of_right((group, None) for group in next_groups[:most])

    def needed_by_weight(
        self, next_draws: Sequence[tuple[int, Floats]], rng: np.random.Generator, most: int = 500
    ) -> int | None:
        """About how many of the next weighted draws must all be right to show that the pool meets the bar: those that
        are made already, (group, shares), and then imagined ones."""
        return self._run_of_right((*next_draws, *[None] * (min(self.left, most) - len(next_draws))), rng)

    def _run_of_right(
        self, steps: Iterable[tuple[int, Floats | None] | None], rng: np.random.Generator | None = None
    ) -> int | None:
        """The number of steps, all right, that show it; a step that is None is drawn by the weights then."""
        if self.meets:
            return 0
        audits = self.imagine(1)
        shares = audits.plan_shares()
        for count, step in enumerate(steps, start=1):
            if step is None:
                if count % _AT_ONCE == 0:
                    shares = audits.plan_shares()
                edges = np.where(audits.left[0] > 0, shares[0], 0.0).cumsum()
                random = rng.random() if rng else 0.5
                step = int(np.searchsorted(edges, random * edges[-1], side="right")), shares[0]
            group, given = step
            group = group if audits.left[0, group] > 0 else int(audits.left[0].argmax())
            stakes = audits.stakes(None if given is None else given[None, :])
            audits.take(np.array([group]), np.zeros(1), stakes)
            if audits.is_certain[0] or audits.log_evidence[0] >= -math.log(self.alpha):
                return count
        return None

    def _note(self) -> None:
        for side, audits in enumerate((self._meets, self._below)):
            now = np.where(audits.is_certain, np.inf, audits.log_evidence)
            self._peaks[side] = np.maximum(self._peaks[side], now)
        goal = -math.log(self.alpha)
        if self.meets_at is None and self._peaks[0, 0] >= goal:
            self.meets_at = self.drawn
        if self.below_at is None and self._peaks[1, 0] >= goal:
            self.below_at = self.drawn

    def _rates(self) -> Floats:
        """The rate that each row tests; the first row is the bar itself."""
        rates = self._least_right / self.pool_size
        rates[0] = self.bar
        return np.asarray(rates)

    def _mixed_allowance(self) -> Floats:
        allowance = self.pool_size * (1 - self._least_right / self.pool_size)
        allowance[0] = float(self.pool_size * (1 - self._exact) + 1 / self._exact.denominator)
        return np.asarray(allowance)

    def _counts_near(self, need: int, is_wide: bool) -> Floats:
        """The counts of right members whose nulls are followed: the bar's first, then a grid around it."""
        if not is_wide:
            return np.array([need], dtype=np.float64)
        spread = (self.pool_size - need + 1) * np.geomspace(0.05, 12, _LIMIT_STEPS)
        grid = np.unique(np.clip(np.round(self.pool_size - spread), 1, self.pool_size))
        return np.concatenate([[need], grid[grid != need]]).astype(np.float64)


def _audits(groups: Floats, allowance: Floats, wrong: Floats, right: Floats) -> PoolAudits:
    return PoolAudits(np.tile(groups, (len(allowance), 1)), allowance, wrong, right)
