"""Confidence intervals of a proportion."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv, ndtri


class Interval(NamedTuple):
    """A closed interval of rates, 0 ≤ low ≤ high ≤ 1."""

    low: float
    high: float


class Intervals(NamedTuple):
    """Many intervals at once: `low` and `high`, float arrays of one shape."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]


def clopper_pearson_many(successes: ArrayLike, trials: ArrayLike, confidence: float = 0.95) -> Intervals:
    """Exact two-sided Clopper–Pearson intervals, element by element.

    low = B(α/2; k, n−k+1) and high = B(1−α/2; k+1, n−k), B the quantile of the Beta distribution; low is 0
    where k = 0, high is 1 where k = n. Without trials nothing is known: the interval is 0 to 1.
    Holds for one look at a number of trials fixed beforehand; its coverage is at least `confidence`.

    Source: C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case
    of the binomial", Biometrika 26 (1934) 404–413; Beta form: L. D. Brown, T. T. Cai and A. DasGupta,
    "Interval estimation for a binomial proportion", Statistical Science 16 (2001) 101–133, section 4.2.1.

    Raises ValueError where successes are not within 0 and trials, or `confidence` not within 0 and 1.
    """
    k, n = np.broadcast_arrays(np.asarray(successes, dtype=float), np.asarray(trials, dtype=float))
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence}, not a rate between 0 and 1")
    if np.any(k < 0) or np.any(k > n):
        raise ValueError("there are more successes than trials, or fewer than none")
    tail = (1 - confidence) / 2
    # betaincinv is scipy.stats' beta.ppf without the second that importing scipy.stats takes at every start.
    # The Beta quantile is undefined at a parameter of 0; those ends are 0 and 1 by definition.
    low = np.where(k > 0, betaincinv(np.maximum(k, 1), n - k + 1, tail), 0.0)
    high = np.where(k < n, betaincinv(k + 1, np.maximum(n - k, 1), 1 - tail), 1.0)
    return Intervals(low, high)


def clopper_pearson(successes: int, trials: int, confidence: float = 0.95) -> Interval:
    """The interval of one proportion; see `clopper_pearson_many`.

    >>> [round(bound, 4) for bound in clopper_pearson(29, 49)]
    [0.4421, 0.73]
    """
    low, high = clopper_pearson_many(successes, trials, confidence)
    return Interval(float(low), float(high))


def wilson(successes: int, trials: int, confidence: float = 0.95) -> Interval:
    """Wilson's two-sided score interval of one proportion: for display and as a part of others, never a gate.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the
    American Statistical Association 22 (1927) 209–212.

    >>> [round(bound, 4) for bound in wilson(81, 263)]
    [0.2553, 0.3662]
    """
    if not 0 <= successes <= trials or not 0 < confidence < 1:
        raise ValueError(f"{successes} successes of {trials} trials at a confidence of {confidence}")
    if trials == 0:
        return Interval(0.0, 1.0)
    z = float(ndtri((1 + confidence) / 2))
    rate, spread = successes / trials, z * z / trials
    half = z * float(np.sqrt(rate * (1 - rate) / trials + spread / (4 * trials)))
    middle = rate + spread / 2
    return Interval(
        max(0.0, (middle - half) / (1 + spread)) if successes else 0.0,
        min(1.0, (middle + half) / (1 + spread)) if successes < trials else 1.0,
    )
