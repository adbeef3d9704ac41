"""A record whose scores help to extrapolate: the same questions as `PoolRecord`, with facts and groups of answers.

The groups were settled when the test began. What was known then sets the guesses how often each group is wrong; a
guess that is off costs labels and never validity. Draws come in the committed order or, where one candidate is left,
by weights that are stored with them.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from workbench.stats.audit_record import AuditRecord
from workbench.stats.draw_planning import imagined_lengths
from workbench.stats.finite_pool import fewest_right
from workbench.stats.pool_record import Draw, RateLimits
from workbench.stats.sequential_forecast import Forecast

_FUTURES, _MOST_STEPS = 60, 400  # imagined, so that what is expected takes a moment
_SEED = 20261126
_FEW_RIGHT = 8


class Groups(NamedTuple):
    """The groups of a candidate's own sequence in order, per group how often its facts were wrong, and the shares of
    the weighted draws: they stand in the sequence from place `start` on (0-based)."""

    of_sequence: NDArray[np.int64]
    wrong_guesses: NDArray[np.float64]
    start: int = 0
    shares: Sequence[NDArray[np.float64]] = ()

    def shares_at(self, place: int) -> NDArray[np.float64] | None:
        """With what probabilities the draw at a place fell on the groups; None in the committed order."""
        return (
            self.shares[place - self.start] if self.start <= place < self.start + len(self.shares) else None
        )


class JudgedRecord:
    """Draws from a pool in groups, on top of facts known before (right, wrong, open); grows with `following`."""

    def __init__(self, groups: Groups, bar: float, alpha: float, facts: tuple[int, int, int]):
        self.groups, self.bar, self.alpha = groups, bar, alpha
        self.known_right, self.known_wrong, self.known_open = facts
        self.pool_size = len(groups.of_sequence)
        self.draws = b""
        known = sum(facts)
        self._need = fewest_right(self.pool_size + known, bar) - self.known_right
        sizes = np.bincount(groups.of_sequence, minlength=len(groups.wrong_guesses))
        # So many of the rest have to be right: a bar of their own, half a member below that count.
        own_bar = (self._need - 0.5) / self.pool_size
        self._audit = AuditRecord(sizes, own_bar, groups.wrong_guesses, alpha)
        self._needed: tuple[int, int | None] = (0, None)
        self._expected: tuple[int, Forecast | None] | None = None

    @staticmethod
    def is_possible(pool_size: int, bar: float, facts: tuple[int, int, int]) -> bool:
        """True where the rest has a say: neither decided by the facts, nor empty, nor too small to have groups."""
        need = fewest_right(pool_size + sum(facts), bar) - facts[0]
        return pool_size >= 2 and 1 <= need <= pool_size and not facts[2]

    @property
    def drawn(self) -> int:
        """How many have been drawn."""
        return len(self.draws)

    @property
    def meets(self) -> bool:
        """Shown, at one draw or another, that the pool meets the bar."""
        return self._audit.meets

    @property
    def below(self) -> bool:
        """Shown, at one draw or another, that the pool is below the bar; what was found to give no answer, and counted
        as incorrect since, can no longer show it."""
        first = self.draws.find(Draw.NEITHER)
        return self._audit.below and (first < 0 or (self._audit.below_at or 0) <= first)

    @property
    def meets_at(self) -> int | None:
        """The draw at which it was first shown that the pool meets the bar."""
        return self._audit.meets_at

    @property
    def below_at(self) -> int | None:
        """The draw at which it was first shown that the pool is below the bar."""
        return self._audit.below_at

    def following(self, codes: bytes) -> "JudgedRecord":
        """This record with more draws, in order; it is changed in place.

        An answer that gives none counts as incorrect here: the claim about the rest leans on the facts, and with
        fewer answers in the rest it could only be easier to meet.
        """
        for code in codes:
            group = int(self.groups.of_sequence[self.drawn])
            shares = self.groups.shares_at(self.drawn)
            self._audit.take(group, Draw.WRONG if code == Draw.NEITHER else Draw(code), shares)
            self.draws += bytes([code])
        return self

    def limits(self) -> RateLimits:
        """Always-valid limits of the whole pool's rate, facts included; the bar itself where it has been shown."""
        size = self.pool_size + self.known_right + self.known_wrong + self.known_open
        rest = self._audit.limits()
        low = (self.known_right + math.floor(rest.low * self.pool_size + 1e-9)) / size
        high = (self.known_right + self.known_open + math.ceil(rest.high * self.pool_size - 1e-9)) / size
        low = max(low, self.bar) if self.meets else min(low, math.nextafter(self.bar, 0))
        if Draw.NEITHER in self.draws:
            high = self.bar if self.below else 1.0  # answers that give none were counted as incorrect
        return RateLimits(low, max(low, high))

    def needed_in_a_row(self) -> int | None:
        """How many of the next draws, all right, would show that the pool meets the bar; about so many, where they are
        drawn by weights that are not settled yet."""
        rest = self.groups.of_sequence[self.drawn :].tolist()
        if not self.groups.shares:
            return self._audit.needed_in_a_row(rest)
        since, needed = self._needed
        added = self.draws[since:]
        # About so many: with every right one it is one fewer, and to imagine them all again takes a while.
        if (
            needed
            and since <= self.drawn
            and len(added) <= _FEW_RIGHT < needed
            and set(added) <= {Draw.RIGHT}
        ):
            return 0 if self.meets else needed - len(added)
        made = [self.groups.shares_at(self.drawn + place) for place in range(len(rest))]
        next_draws = [(group, shares) for group, shares in zip(rest, made, strict=True) if shares is not None]
        needed = self._audit.needed_by_weight(next_draws, np.random.default_rng(_SEED))
        self._needed = (self.drawn, needed)
        return needed

    def next_shares(self) -> NDArray[np.float64]:
        """With what probabilities the next weighted draw is best made, by group."""
        return self._audit.shares()

    def chance(self) -> float:
        """P(the pool meets the bar | draws), to give up by: counts alone mislead where draws are weighted."""
        return self._audit.chance()

    def likely_rate(self) -> float:
        """How precise the pool likely is, facts included: those not drawn as their groups have been so far."""
        size = self.pool_size + self.known_right + self.known_wrong + self.known_open
        return (self.known_right + self._audit.likely_right()) / size

    def expect(self, drop_below: float) -> Forecast | None:
        """How many more weighted draws until a verdict; given up where the chance falls below `drop_below`. None where
        that is so far off that nobody would want to count it out."""
        if self._expected is None or self._expected[0] != self.drawn:
            audits, rng = self._audit.imagine(_FUTURES), np.random.default_rng(_SEED)
            ends, given_up = imagined_lengths(audits, rng, self.alpha, drop_below, _MOST_STEPS)
            left = self.pool_size - self.drawn
            open_ones = (ends > min(left, _MOST_STEPS)) & ~given_up
            ends = np.where(open_ones, left, ends)
            low, median, high = np.quantile(ends, [0.2, 0.5, 0.8], method="inverted_cdf").astype(int).tolist()
            dropped, exhausted = float(given_up.mean()), float(open_ones.mean())
            forecast = Forecast(low, median, high, 1 - dropped - exhausted, dropped, exhausted)
            self._expected = (self.drawn, None if high > _MOST_STEPS else forecast)
        return self._expected[1]
