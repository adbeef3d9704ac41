"""How often a rater errs, as far as double ratings tell."""

import numpy as np
from scipy.special import betaincinv

from workbench.stats.intervals import Interval


def rater_error_rate(disagreement_rate: float) -> float:
    """The error rate ε of each of two raters who disagree on this share of units, 0–0.5.

    Two raters of the same error rate, erring independently of each other and as often on either of two categories,
    disagree with probability d = 2ε(1 - ε), so ε = (1 - √(1 - 2d)) ÷ 2. From half of all units on nothing is left but
    guessing: ε = 0.5. Raises ValueError for what is no rate.

    >>> round(rater_error_rate(0.0425), 4)
    0.0217
    """
    if not 0 <= disagreement_rate <= 1:
        raise ValueError(f"the disagreement is {disagreement_rate}, not a rate between 0 and 1")
    return float((1 - np.sqrt(max(1 - 2 * disagreement_rate, 0))) / 2)


def share_interval(total: float, count: int, confidence: float = 0.95) -> Interval:
    """Clopper–Pearson bounds of a mean of `count` shares between 0 and 1 that add up to `total`.

    A share in between varies less than a yes or no of the same mean, so bounds that hold for yes and no, at a
    fractional number of successes, are on the wide side here. Without any unit nothing is known: 0 to 1.
    """
    if not 0 <= total <= count + 1e-9:
        raise ValueError("the shares add up to more than there are, or to less than nothing")
    total = min(total, count)
    tail = (1 - confidence) / 2
    low = float(betaincinv(total, count - total + 1, tail)) if total > 0 else 0.0
    high = float(betaincinv(total + 1, count - total, 1 - tail)) if total < count else 1.0
    return Interval(low, high)
