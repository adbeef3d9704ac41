"""A record whose scores help to extrapolate: the same questions as `PoolRecord`, with facts and groups of answers.

The groups were settled when the test began. What was known then sets the guesses how often each group is wrong; a
guess that is off costs labels and never validity.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from workbench.stats.audit_record import AuditRecord
from workbench.stats.finite_pool import fewest_right
from workbench.stats.pool_record import Draw, RateLimits


class Groups(NamedTuple):
    """The groups of a candidate's own sequence in order, and per group how often its facts were wrong."""

    of_sequence: NDArray[np.int64]
    wrong_guesses: NDArray[np.float64]


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

    def following(self, codes: bytes) -> "JudgedRecord":
        """This record with more draws, in order; it is changed in place.

        An answer that gives none counts as incorrect here: the claim about the rest leans on the facts, and with
        fewer answers in the rest it could only be easier to meet.
        """
        for code in codes:
            group = int(self.groups.of_sequence[self.drawn])
            self._audit.take(group, Draw.WRONG if code == Draw.NEITHER else Draw(code))
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
        """How many of the next draws, all right, would show that the pool meets the bar."""
        return self._audit.needed_in_a_row(self.groups.of_sequence[self.drawn :].tolist())
