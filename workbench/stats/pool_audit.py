"""Evidence that enough of a finite pool is right, with help from groups that hint at who is wrong; valid at every look.

The pool's N members stand in groups known beforehand (what a judge said, who disagrees). Each member has a shortfall
x = 1 − y, 0 for right, 1 for wrong, in between where a member is neither. The null is "the shortfalls of the whole pool
add up to at least `allowance`". A draw takes a member of group g with probability Q_g, uniformly within the group and
without replacement; Q is R_g ÷ R in a uniformly random order, and anything known before the draw otherwise. With

    e(g, x) = u_g − c_g x,   c_g = κ R_g ÷ (R Q_g),   Σ_g Q_g u_g = 1 + κ K ÷ R,   u_g ≥ c_g,

K = `allowance` less the shortfalls seen, R_g members left in group g and R in all, the mean of e under the null given
the past is 1 + κ (K − Σ shortfalls left) ÷ R ≤ 1, whatever the groups are worth. The product of e over the draws is
therefore an e-process: it ever reaches 1/α with probability at most α (Ville). Groups that say nothing cost draws,
never validity. In a uniform order this is a control variate (UCV), else a weighted audit (WAUD).

The stake: with the belief that a member of group g is wrong with probability ε_g (the mean of a Beta posterior before
the draw), the greatest expected ln e is reached by the likelihood ratio against the null nearest to the belief in
Kullback–Leibler divergence: e = (1 − ε_g) ÷ (1 − ε̃_g) for right, ε_g ÷ ε̃_g for wrong, where ε̃ solves
ε̃ − ε = c_g ε̃ (1 − ε̃) and κ is such that Σ R_g ε̃_g = K.

Sources: S. Shekhar, Z. Xu, Z. C. Lipton, P. J. Liang and A. Ramdas, "Risk-limiting financial audits via weighted
sampling without replacement", UAI 2023 (arXiv 2305.06884), for the weighted draw and control variates; P. Grünwald,
R. de Heide and W. Koolen, "Safe testing", JRSS B 86 (2024), theorem 1, for the nearest null; J. V. Spertus, "COBRA:
comparison-optimal betting for risk-limiting audits" (arXiv 2304.01010).
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_SLACK = 1e-9
_FIRST_STEPS, _STEPS = 40, 8  # of Newton's method: from scratch, and from the draw before


class Stakes(NamedTuple):
    """What a draw multiplies the evidence by: `clean` (u) for shortfall 0, less `slope` (c) × shortfall; a row per
    audit, a column per group."""

    clean: Floats
    slope: Floats


class PoolAudits:
    """Many audits of pools side by side, one per row: the same arithmetic for one candidate and for thousands of runs.

    `sizes` holds the members of each group (columns), `allowance` the shortfall that the null reaches or exceeds:
    N − ⌈bar·N⌉ + 1 for right and wrong members. `wrong_belief` and `right_belief` are the pseudo-counts of the Beta
    beliefs before the first draw. Grows by `take`; `log_evidence` is ln of the e-process per row.
    """

    def __init__(
        self, sizes: ArrayLike, allowance: ArrayLike, wrong_belief: ArrayLike, right_belief: ArrayLike
    ) -> None:
        self.left: Floats = np.array(sizes, dtype=np.float64, ndmin=2)
        rows, groups = self.left.shape
        self.allowance: Floats = np.broadcast_to(np.asarray(allowance, dtype=np.float64), (rows,)).copy()
        self.wrong: Floats = np.broadcast_to(
            np.asarray(wrong_belief, dtype=np.float64), (rows, groups)
        ).copy()
        self.right: Floats = np.broadcast_to(
            np.asarray(right_belief, dtype=np.float64), (rows, groups)
        ).copy()
        if np.any(self.left < 0) or np.any(self.wrong <= 0) or np.any(self.right <= 0):
            raise ValueError("groups need sizes of at least 0 and beliefs above 0")
        self.log_evidence: Floats = np.zeros(rows)
        self._strength = np.ones(rows)  # κ of the draw before
        self._null: Floats | None = None  # ε̃ of the plan before
        self._is_new = True

    @property
    def beliefs(self) -> Floats:
        """ε: the believed chance of being wrong of the members left, by row and group."""
        return self.wrong / (self.wrong + self.right)

    @property
    def is_certain(self) -> NDArray[np.bool_]:
        """Rows whose null has become impossible: even with all the rest wrong the allowance is not reached."""
        return np.asarray(self.allowance > self.left.sum(axis=1) + _SLACK)

    @property
    def is_lost(self) -> NDArray[np.bool_]:
        """Rows whose allowance is used up: the null has been seen to hold."""
        return np.asarray(self.allowance <= _SLACK)

    def chances(self) -> Floats:
        """P(the null is false | draws) under the beliefs, by row: for giving up, which needs no guarantee.

        The shortfall left is a sum of beta-binomial counts; its normal approximation with a continuity correction.
        """
        drawn = self.wrong + self.right
        beliefs = self.beliefs
        spread = self.left * beliefs * (1 - beliefs) * (drawn + self.left) / (drawn + 1)
        gap = self.allowance - 0.5 - (self.left * beliefs).sum(axis=1)
        return np.asarray(ndtr(gap / np.sqrt(np.maximum(spread.sum(axis=1), 1e-12))))

    def keep(self, rows: Any) -> None:
        """Goes on with these rows only: a mask or indexes."""
        for name in ("left", "allowance", "wrong", "right", "log_evidence", "_strength"):
            setattr(self, name, getattr(self, name)[rows])
        if self._null is not None:
            self._null = self._null[rows]

    def uniform_shares(self) -> Floats:
        """Q of a uniformly random order: each group by what is left of it."""
        return self.left / np.maximum(self.left.sum(axis=1, keepdims=True), 1)

    def stakes(self, shares: Floats | None = None) -> Stakes:
        """The stakes on the next draw, which falls on each group with these probabilities (uniform order if None).

        Rows that would be below 0 somewhere, or whose belief lies in the null, stake nothing.
        """
        total = self.left.sum(axis=1)
        shares = self.uniform_shares() if shares is None else shares
        has = self.left > 0
        weight = np.where(has, self.left / np.maximum(shares * total[:, None], 1e-300), 0.0)
        beliefs = self.beliefs
        expected = (self.left * beliefs).sum(axis=1)
        is_open = (expected < 0.999 * self.allowance) & (self.allowance < total - _SLACK)
        goal = np.where(is_open, self.allowance, expected * 1.01)
        strength, null = _nearest_null(
            beliefs, self.left, weight, goal, self._strength, _FIRST_STEPS if self._is_new else _STEPS
        )
        self._is_new = False
        self._strength = np.where(is_open, strength, self._strength)
        slope = strength[:, None] * weight
        clean = beliefs / null + slope
        # What rounding and unfinished steps leave is taken off every group alike, so that the mean is exactly 1.
        mean = (shares * np.where(has, clean, 0.0)).sum(axis=1)
        clean = clean + (1 + strength * self.allowance / np.maximum(total, 1) - mean)[:, None]
        is_fair = is_open & np.all(~has | ((clean >= slope) & np.isfinite(clean)), axis=1)
        return Stakes(
            np.where(is_fair[:, None] & has, clean, 1.0), np.where(is_fair[:, None] & has, slope, 0.0)
        )

    def take(self, groups: Integers, shortfalls: ArrayLike, stakes: Stakes) -> None:
        """One draw per row: its group, its shortfall (0 right, 1 wrong), at the stakes set before it was known."""
        rows = np.arange(len(groups))
        short = np.asarray(shortfalls, dtype=np.float64)
        if np.any(self.left[rows, groups] < 1):
            raise ValueError("a group is drawn of which nothing is left")
        payoff = stakes.clean[rows, groups] - stakes.slope[rows, groups] * short
        with np.errstate(divide="ignore"):
            self.log_evidence += np.log(np.maximum(payoff, 0.0))
        self.left[rows, groups] -= 1
        self.wrong[rows, groups] += short
        self.right[rows, groups] += 1 - short
        self.allowance -= short

    def plan_shares(self, uniform: float = 0.08) -> Floats:
        """Q of the weighted draw that serves the evidence best under the belief; `uniform` of it is the plain order.

        At the best Q, every group drawn from at all stands equally far from the nearest null: KL(ε_g, ε̃_g) = V for
        all g, with V such that Σ R_g ε̃_g = K, and Q_g is in proportion to R_g (1 − ε̃_g) ε̃_g ÷ (ε̃_g − ε_g).
        """
        plain = self.uniform_shares()
        beliefs = self.beliefs
        is_new = self._null is None
        null = np.clip(3 * beliefs, 0.01, 0.99) if self._null is None else self._null
        with np.errstate(all="ignore"):
            best, self._null = _equal_distances(beliefs, self.left, self.allowance, null, 30 if is_new else 4)
        usable = np.isfinite(best).all(axis=1) & ~self.is_lost
        usable &= (self.left * beliefs).sum(axis=1) < 0.999 * self.allowance
        mixed = (1 - uniform) * np.where(usable[:, None], best, plain) + uniform * plain
        return np.asarray(mixed / np.maximum(mixed.sum(axis=1, keepdims=True), 1e-300))


def _nearest_null(
    beliefs: Floats, left: Floats, weight: Floats, goal: Floats, start: Floats, steps: int
) -> tuple[Floats, Floats]:
    """κ and ε̃ with ε̃ − ε = κ w ε̃ (1 − ε̃) in every group and Σ R ε̃ = goal, by Newton's method kept within bounds."""
    low, high = np.full(goal.shape, 1e-6), np.full(goal.shape, 1e6)
    strength = np.clip(start, 1e-5, 1e5)
    for _ in range(steps):
        null, root = _null_at(beliefs, strength[:, None] * weight)
        total = (left * null).sum(axis=1)
        if np.all(np.abs(total - goal) <= 1e-9 * goal):
            return strength, null
        grows = (left * null * (1 - null) / root * weight).sum(axis=1)
        low = np.where(total < goal, np.maximum(low, strength), low)
        high = np.where(total >= goal, np.minimum(high, strength), high)
        guess = strength + (goal - total) / np.maximum(grows, 1e-12)
        outside = (guess <= low) | (guess >= high)
        strength = np.where(outside, np.sqrt(low * np.minimum(high, 8 * strength)), guess)
    return strength, _null_at(beliefs, strength[:, None] * weight)[0]


def _null_at(beliefs: Floats, slope: Floats) -> tuple[Floats, Floats]:
    """The root ε̃ of slope ε̃² + (1 − slope) ε̃ − ε = 0 within 0–1, and the square root in it."""
    root = np.sqrt((1 - slope) ** 2 + 4 * slope * beliefs)
    # Two forms of one root; each is exact where the other cancels.
    upper = (slope - 1 + root) / (2 * np.maximum(slope, 1e-300))
    return np.where(slope > 1, upper, 2 * beliefs / (1 - slope + root + (slope > 1))), root


def _equal_distances(
    beliefs: Floats, left: Floats, goal: Floats, null: Floats, steps: int
) -> tuple[Floats, Floats]:
    """Q and ε̃ where all groups stand equally far from the null: Newton's method on all ε̃ and their distance at once."""
    low, high = beliefs * 1.0001 + 1e-7, 1 - 1e-6
    for _ in range(steps):
        null = np.clip(null, low, high)
        distance = (1 - beliefs) * np.log((1 - beliefs) / (1 - null)) + beliefs * np.log(beliefs / null)
        grows = (null - beliefs) / (null * (1 - null))
        inverse = left / grows
        common = (goal - (left * null - inverse * distance).sum(axis=1)) / inverse.sum(axis=1)
        moved = null + (common[:, None] - distance) / grows
        null = np.where(moved <= beliefs, (null + beliefs) / 2, np.where(moved >= 1, (null + 1) / 2, moved))
    null = np.clip(np.where(np.isfinite(null), null, high), low, high)
    shares = left * null * (1 - null) / (null - beliefs)
    return shares / shares.sum(axis=1, keepdims=True), null
