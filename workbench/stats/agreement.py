"""How far raters agree on nominal categories: raw, Cohen's kappa, Gwet's AC1, Krippendorff's alpha, with intervals.

All four are sums over units, so units that were rated alike are counted once and a bootstrap draw is one row of a
matrix product: a thousand draws over thousands of units take milliseconds.
"""

from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]
MISSING = -1


class Estimate(NamedTuple):
    """A coefficient with its percentile bootstrap interval; all NaN where it is not defined."""

    value: float
    low: float
    high: float


class Agreement(NamedTuple):
    """Agreement over `unit_count` units with two or more ratings, on `unanimous_count` of which all say the same."""

    unit_count: int
    unanimous_count: int
    raw: Estimate
    kappa: Estimate
    ac1: Estimate
    alpha: Estimate


def measure_agreement(
    ratings: ArrayLike,
    category_count: int,
    rng: np.random.Generator,
    draw_count: int = 1000,
    confidence: float = 0.95,
) -> Agreement:
    """Agreement of raters (columns) over units (rows); a rating is a category 0 … `category_count` - 1 or MISSING.

    raw: the share of agreeing pairs within a unit, averaged over units with two or more ratings.
    kappa: (po - pe) ÷ (1 - pe), pe from each rater's own shares; with more than two raters the mean over the pairs
    that share units (Light). J. Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological
    Measurement 20 (1960) 37–46; R. J. Light, Psychological Bulletin 76 (1971) 365–377.
    ac1: (pa - pe) ÷ (1 - pe) with pa = raw, pe = Σ πk(1 - πk) ÷ (q - 1), πk the mean share of category k over all
    rated units, q = `category_count`. K. L. Gwet, "Computing inter-rater reliability and its variance in the presence
    of high agreement", British Journal of Mathematical and Statistical Psychology 61 (2008) 29–48.
    alpha: 1 - Do ÷ De with the nominal metric. K. Krippendorff, "Computing Krippendorff's alpha-reliability" (2011).

    Intervals are percentiles over `draw_count` resamplings of whole units, since ratings of one unit hang together.
    A draw in which nobody disagrees counts as a coefficient of 1. Where all ratings are of one category, kappa and
    alpha are not defined (NaN). Raises ValueError for impossible categories, or fewer than two of them.
    """
    codes = np.atleast_2d(np.asarray(ratings, dtype=np.int64))
    if category_count < 2:
        raise ValueError("agreement needs two categories or more")
    if codes.size and (codes.max() >= category_count or codes.min() < MISSING):
        raise ValueError(f"ratings must be 0 to {category_count - 1}, or {MISSING} where missing")
    patterns, counts = _patterns(codes)
    votes = np.stack([(patterns == category).sum(axis=1) for category in range(category_count)], axis=1)
    rated = votes.sum(axis=1)
    units = int(counts[rated >= 2].sum())
    if not units:
        nothing = Estimate(np.nan, np.nan, np.nan)
        return Agreement(0, 0, nothing, nothing, nothing, nothing)
    total = int(counts.sum())
    weights = np.vstack([counts, rng.multinomial(total, counts / total, size=draw_count)]).astype(float)
    raw = _raw(votes, rated, weights)
    unanimous = (rated >= 2) & (votes.max(axis=1) == rated)
    return Agreement(
        units,
        int(counts[unanimous].sum()),
        *(
            _estimate(values, confidence)
            for values in (
                raw,
                _kappa(patterns, weights, category_count),
                _ac1(raw, votes, rated, weights),
                _alpha(votes, rated, weights),
            )
        ),
    )


def _patterns(codes: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The distinct rows that hold any rating, and how often each occurs."""
    kept = codes[(codes != MISSING).any(axis=1)]
    if not len(kept):
        return np.empty((0, codes.shape[1]), dtype=np.int64), np.empty(0, dtype=np.int64)
    patterns, counts = np.unique(kept, axis=0, return_counts=True)
    return patterns, counts


def _raw(votes: NDArray[np.int64], rated: NDArray[np.int64], weights: Numbers) -> Numbers:
    paired = rated >= 2
    agreeing = (votes * (votes - 1)).sum(axis=1)[paired] / (rated * (rated - 1))[paired]
    return _over(weights[:, paired] @ agreeing, weights[:, paired].sum(axis=1))


def _ac1(raw: Numbers, votes: NDArray[np.int64], rated: NDArray[np.int64], weights: Numbers) -> Numbers:
    shares = weights @ (votes / rated[:, None]) / weights.sum(axis=1)[:, None]
    by_chance = (shares * (1 - shares)).sum(axis=1) / (votes.shape[1] - 1)
    return _over(raw - by_chance, 1 - by_chance)


def _alpha(votes: NDArray[np.int64], rated: NDArray[np.int64], weights: Numbers) -> Numbers:
    paired = rated >= 2
    votes, rated, weights = votes[paired], rated[paired], weights[:, paired]
    alike = weights @ ((votes * (votes - 1)).sum(axis=1) / (rated - 1))
    totals = weights @ votes
    values = totals.sum(axis=1)
    observed = 1 - _over(alike, values)
    expected = 1 - _over((totals * (totals - 1)).sum(axis=1), values * (values - 1))
    return 1 - _over(observed, expected)


def _kappa(patterns: NDArray[np.int64], weights: Numbers, categories: int) -> Numbers:
    """The mean of the pairs' kappas in every draw, over the pairs that have units in it."""
    by_pair = []
    for first, second in combinations(range(patterns.shape[1]), 2):
        both = (patterns[:, first] != MISSING) & (patterns[:, second] != MISSING)
        if not both.any():
            continue
        cells = patterns[both, first] * categories + patterns[both, second]
        joint = weights[:, both] @ np.eye(categories * categories)[cells]
        joint = _over(joint, joint.sum(axis=1)[:, None]).reshape(-1, categories, categories)
        observed = np.trace(joint, axis1=1, axis2=2)
        by_chance = (joint.sum(axis=2) * joint.sum(axis=1)).sum(axis=1)
        by_pair.append(_over(observed - by_chance, 1 - by_chance))
    every = np.stack(by_pair)
    known = ~np.isnan(every)
    return _over(np.where(known, every, 0).sum(axis=0), known.sum(axis=0))


def _over(part: Numbers, whole: Numbers | NDArray[np.int64]) -> Numbers:
    """part ÷ whole, NaN where the whole is nothing (to within rounding)."""
    part, whole = np.broadcast_arrays(part, np.asarray(whole, dtype=float))
    return np.divide(part, whole, out=np.full(part.shape, np.nan), where=np.abs(whole) > 1e-12)


def _estimate(values: Numbers, confidence: float) -> Estimate:
    """The first value is that of the data; the others are those of the draws."""
    if np.isnan(values[0]):
        return Estimate(np.nan, np.nan, np.nan)
    draws = np.nan_to_num(values[1:], nan=1.0)
    tail = 100 * (1 - confidence) / 2
    low, high = np.percentile(draws, [tail, 100 - tail])
    return Estimate(float(values[0]), float(low), float(high))
