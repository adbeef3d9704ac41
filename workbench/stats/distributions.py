"""Distributions that estimates are drawn from: PERT, the Beta of a counted rate, resampled means, mixtures."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaln, gammaln

Draws = NDArray[np.float64]

_AT_ONCE = 2_000_000


class BetaShape(NamedTuple):
    """The two parameters of a Beta distribution, both above 0."""

    a: float
    b: float

    @property
    def mean(self) -> float:
        """a ÷ (a + b)."""
        return self.a / (self.a + self.b)


def pert_mean(low: float, likely: float, high: float) -> float:
    """(low + 4 × likely + high) ÷ 6."""
    return (low + 4 * likely + high) / 6


def pert_draws(low: float, likely: float, high: float, count: int, generator: np.random.Generator) -> Draws:
    """Draws of a PERT distribution: a Beta stretched over low to high with its mode at `likely`.

    Beta parameters 1 + 4 (likely − low) ÷ (high − low) and 1 + 4 (high − likely) ÷ (high − low). Source: D. G.
    Malcolm, J. H. Roseboom, C. E. Clark and W. Fazar, "Application of a technique for research and development program
    evaluation", Operations Research 7 (1959) 646–669; D. Vose, "Risk analysis" (2008).

    Raises ValueError where the three are not in order.
    """
    if not low <= likely <= high:
        raise ValueError(f"low {low}, likely {likely} and high {high} are not in order")
    if low == high:
        return np.full(count, float(likely))
    a = 1 + 4 * (likely - low) / (high - low)
    b = 1 + 4 * (high - likely) / (high - low)
    return low + (high - low) * generator.beta(a, b, count)


def counted_rate(part: float, whole: float) -> BetaShape:
    """What `part` of `whole` leaves open about a rate: the Beta posterior of Haldane's prior, Beta(part, whole − part).

    Its mean is the rate that was counted, the unbiased estimate; a cost linear in the rate is expected there. At the
    two ends, where it would leave nothing open, it is the posterior of Jeffreys' prior Beta(½, ½). Jeffreys' prior
    throughout would bring the middle 80 % a little nearer to 80 % (over true rates of .8 to .99 it holds the rate in 80
    of 100 cases with that one, in 78–80 with this one; at a single rate either is further off, because counts are
    whole), but would expect a rate of .95 counted on 40 at .939.

    Source: J. B. S. Haldane, "A note on inverse probability", Proc. Cambridge Phil. Soc. 28 (1932) 55–61; H. Jeffreys,
    "Theory of probability" (1961), section 3.1.

    Raises ValueError where there is nothing counted or more than all.

    >>> counted_rate(38, 40), counted_rate(38, 40).mean
    (BetaShape(a=38, b=2), 0.95)
    >>> counted_rate(40, 40)
    BetaShape(a=40.5, b=0.5)
    """
    if not 0 <= part <= whole or whole <= 0:
        raise ValueError(f"{part} of {whole} is not a rate")
    prior = 0 if 0 < part < whole else 0.5
    return BetaShape(part + prior, whole - part + prior)


def beta_draws(shape: BetaShape, count: int, generator: np.random.Generator) -> Draws:
    """Draws of a Beta distribution."""
    return generator.beta(shape.a, shape.b, count)


def resampled_means(values: ArrayLike, count: int, generator: np.random.Generator) -> Draws:
    """Means of samples drawn with replacement: the bootstrap distribution of the mean of `values`.

    Source: B. Efron, "Bootstrap methods: another look at the jackknife", Annals of Statistics 7 (1979) 1–26.

    Raises ValueError where there are no values.
    """
    known = np.asarray(values, dtype=float)
    if not known.size:
        raise ValueError("there are no values to draw from")
    means = np.empty(count)
    step = max(_AT_ONCE // known.size, 1)
    for start in range(0, count, step):
        rows = min(step, count - start)
        means[start : start + rows] = known[generator.integers(0, known.size, (rows, known.size))].mean(
            axis=1
        )
    return means


def mixture_means(values: ArrayLike, weights: ArrayLike, count: int, generator: np.random.Generator) -> Draws:
    """Means of `values` whose shares were counted as `weights`: the Bayesian bootstrap, a Dirichlet(weights).

    Source: D. B. Rubin, "The Bayesian bootstrap", Annals of Statistics 9 (1981) 130–134. Values with weight 0 have no
    share. Raises ValueError where all weights are 0.
    """
    held = np.asarray(weights, dtype=float)
    kept = held > 0
    if not kept.any():
        raise ValueError("all weights are 0")
    shares = generator.dirichlet(held[kept], count)
    return shares @ np.asarray(values, dtype=float)[kept]


def beta_binomial(shape: BetaShape, trials: int) -> Draws:
    """The chances of 0, 1, … `trials` successes where the rate is drawn from a Beta.

    Source: J. G. Skellam, "A probability distribution derived from the binomial distribution by regarding the
    probability of success as variable", JRSS B 10 (1948) 257–261.
    """
    k = np.arange(trials + 1)
    ways = gammaln(trials + 1) - gammaln(k + 1) - gammaln(trials - k + 1)
    return np.exp(ways + betaln(k + shape.a, trials - k + shape.b) - betaln(shape.a, shape.b))
