"""Two rates measured on the same members: fixed-look tests and intervals, and evidence that holds at every look."""

import math
from typing import NamedTuple

import numpy as np
from scipy.special import betainc, betaln, gammaln

from workbench.stats.finite_pool import log_evidence
from workbench.stats.intervals import Interval, wilson

_FRACTIONS = (0.03, 0.06, 0.12, 0.25, 0.5, 0.8)


class McNemar(NamedTuple):
    """Two-sided p-values of "both are right equally often", for one look at a number of pairs fixed beforehand."""

    mid_p: float
    exact: float


def mcnemar(first_only: int, second_only: int) -> McNemar:
    """McNemar's test from the discordant pairs: those that only the first, or only the second, got right.

    Given n = first_only + second_only, the smaller count is Binomial(n, ½) under the null. Exact: twice its lower
    tail, at most 1. Mid-p: the exact value less the probability of the observed count, closer to the nominal level.

    Source: M. W. Fagerland, S. Lydersen and P. Laake, "The McNemar test for binary matched-pairs data: mid-p and
    asymptotic are better than exact conditional", BMC Medical Research Methodology 13 (2013) 91.

    >>> [round(p, 4) for p in mcnemar(19, 15)], mcnemar(0, 0)
    ([0.4996, 0.6076], McNemar(mid_p=1.0, exact=1.0))
    """
    n, least = first_only + second_only, min(first_only, second_only)
    if least < 0:
        raise ValueError("there are fewer than no pairs")
    if n == 0:
        return McNemar(1.0, 1.0)
    # P(Binomial(n, ½) ≤ k) is the incomplete beta function at ½.
    tail = float(betainc(n - least, least + 1, 0.5))
    point = math.exp(gammaln(n + 1) - gammaln(least + 1) - gammaln(n - least + 1) - n * math.log(2))
    if first_only == second_only:
        return McNemar(min(1.0, 1 - point / 2), 1.0)
    return McNemar(min(1.0, 2 * tail - point), min(1.0, 2 * tail))


def difference_interval(
    both: int, first_only: int, second_only: int, neither: int, confidence: float = 0.95
) -> Interval:
    """The two-sided interval of the first's rate less the second's, from pairs; −1 to 1 where there are none.

    Newcombe's method 10: Wilson intervals of both rates, combined with the correlation of the pairs (its continuity
    correction included). For one look at a number of pairs fixed beforehand.

    Source: R. G. Newcombe, "Improved confidence intervals for the difference between binomial proportions based on
    paired data", Statistics in Medicine 17 (1998) 2635–2650.

    >>> [round(end, 4) for end in difference_interval(36, 12, 2, 0)]
    [0.0569, 0.3404]
    """
    n = both + first_only + second_only + neither
    if n == 0:
        return Interval(-1.0, 1.0)
    one, other = (both + first_only) / n, (both + second_only) / n
    (low1, high1), (low2, high2) = (
        wilson(both + first_only, n, confidence),
        wilson(both + second_only, n, confidence),
    )
    margins = (both + first_only) * (second_only + neither) * (both + second_only) * (first_only + neither)
    correlation = 0.0
    if margins:
        cross = both * neither - first_only * second_only
        correlation = (max(cross - n / 2, 0) if cross > 0 else cross) / math.sqrt(margins)

    def reach(a: float, b: float) -> float:
        return math.sqrt(max(0.0, a * a - 2 * correlation * a * b + b * b))

    below = reach(one - low1, high2 - other)
    above = reach(high1 - one, other - low2)
    return Interval(max(-1.0, one - other - below), min(1.0, one - other + above))


def log_win_evidence(wins: int, losses: int) -> float:
    """ln of the e-process against "wins are no more than half of what is not a tie"; holds at every look.

    The mixture of likelihood ratios over win shares above ½, uniform: E = 2 B(w+1, l+1) P(Beta(w+1, l+1) > ½) ÷ 2^−n.
    Reaching 1/α has probability at most α under the null, however often one looks. Swap the two for the other
    direction; for a difference either way use 2/α.

    Source: J. Ville (1939); H. Robbins, "Statistical methods related to the law of the iterated logarithm", Annals of
    Mathematical Statistics 41 (1970) 1397–1409.

    >>> round(math.exp(log_win_evidence(8, 0)), 2), log_win_evidence(0, 0)
    (56.78, 0.0)
    """
    if min(wins, losses) < 0:
        raise ValueError("there are fewer than no wins or losses")
    above = float(betainc(losses + 1, wins + 1, 0.5))
    if above <= 0:
        return -math.inf
    return float(math.log(2) + betaln(wins + 1, losses + 1) + math.log(above) + (wins + losses) * math.log(2))


def log_no_worse_evidence(wins: int, ties: int, losses: int, margin: float) -> float:
    """ln of the e-process against "the first's rate is lower than the second's by the margin or more".

    Bets on d = 1, 0, −1 (win, tie, loss) whose mean is at most −margin under the null: E averages
    Π (1 + λ (d + margin)) over fractions of the largest λ that keeps it positive. Holds at every look for draws in
    random order.

    Source: I. Waudby-Smith and A. Ramdas, "Estimating means of bounded random variables by betting", JRSS B 86 (2024).
    """
    if not 0 < margin < 1:
        raise ValueError(f"the margin is {margin}, not a difference between 0 and 1")
    stakes = np.array(_FRACTIONS) / (1 - margin)
    logs = (
        wins * np.log1p(stakes * (1 + margin))
        + ties * np.log1p(stakes * margin)
        + losses * np.log1p(-stakes * (1 - margin))
    )
    return float(np.logaddexp.reduce(logs) - math.log(len(stakes)))


def log_pool_win_evidence(wins: int, losses: int, left: int) -> float:
    """Like `log_win_evidence` for a pool of discordant pairs of which `left` are still to come, drawn without
    replacement: the null is "no more than half of the whole pool are wins"."""
    size = wins + losses + left
    return float(log_evidence(wins, losses, size, size // 2)) if size else 0.0
