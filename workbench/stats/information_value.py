"""What more draws are worth to a decision, before they are made: the expected value of sample information."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, gammaln

Floats = NDArray[np.float64]


class SampleWorth(NamedTuple):
    """The number of draws with the greatest net worth (0 where none pays), and that worth, in the unit of the gain."""

    draws: int
    net: float


def sample_information(
    right: int, wrong: int, draws: int, gain: float, loss: float, prior: tuple[float, float] = (0.5, 0.5)
) -> float:
    """The expected gain of deciding after `draws` more draws rather than now.

    Going ahead is worth gain − loss · (1 − p) at a rate p, staying put 0. EVSI = Σ_k BetaBin(k) max(0, worth at the
    posterior mean after k right ones) − max(0, worth at the mean now).

    Source: H. Raiffa and R. Schlaifer, "Applied statistical decision theory" (Harvard, 1961), chapters 4–5.

    >>> round(sample_information(96, 4, 0, 1, 20), 4)
    0.0
    """
    a, b = right + prior[0], wrong + prior[1]
    k = np.arange(draws + 1)
    log_p = (
        gammaln(draws + 1)
        - gammaln(k + 1)
        - gammaln(draws - k + 1)
        + betaln(a + k, b + draws - k)
        - betaln(a, b)
    )
    after = gain - loss * (1 - (a + k) / (a + b + draws))
    now = gain - loss * b / (a + b)
    return float(max(0.0, np.exp(log_p) @ np.maximum(after, 0.0) - max(now, 0.0)))


def best_sample(
    right: int, wrong: int, gain: float, loss: float, cost: float, most: int = 2000
) -> SampleWorth:
    """How many more draws pay best at this cost each; net worth 0 and no draws where none pays.

    >>> best_sample(96, 4, 0.8 * 20000, 20 * 20000, 4).draws > 0, best_sample(5000, 20, 0.8 * 20000, 20 * 20000, 4)
    (True, SampleWorth(draws=0, net=0.0))
    """
    tried = np.unique(np.concatenate([np.arange(1, 41), np.geomspace(41, max(most, 42), 40)]).astype(int))
    best = SampleWorth(0, 0.0)
    for draws in tried[tried <= most]:
        net = sample_information(right, wrong, int(draws), gain, loss) - cost * int(draws)
        if net > best.net + 1e-9:
            best = SampleWorth(int(draws), float(net))
    return best
