"""Dawid and Skene's estimate of what is true and how each rater errs, from ratings alone.

Written here and not taken from crowd-kit, which loads language models' libraries (transformers, nltk) for it.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]


class DawidSkene(NamedTuple):
    """truth[unit, class]: how probable each class is; errors[rater, class, said]: how often a rater says `said`
    of a unit of this class; shares[class]: how frequent the classes are. Rows add up to 1; a rater without any
    rating says every class equally often."""

    truth: Numbers
    errors: Numbers
    shares: Numbers


def dawid_skene(
    ratings: ArrayLike, most_rounds: int = 500, tolerance: float = 1e-7, prior: float = 0.0
) -> DawidSkene:
    """Expectation–maximisation from each unit's votes on, until the log-likelihood gains less than `tolerance` a unit.

    `ratings[unit, rater, class]` counts how often a rater gave a class to a unit (0 or 1, or more where a rater rated
    it several times). `prior` is added to every cell of a rater's error table, which keeps a rater with few ratings
    from being taken for infallible; 0 is the paper's estimate. Units without any rating get the class shares.

    Source: A. P. Dawid and A. M. Skene, "Maximum likelihood estimation of observer error-rates using the EM
    algorithm", Applied Statistics 28 (1979) 20–28, equations 2.3 to 2.5.

    Raises ValueError where `ratings` is not of three dimensions or there are none.
    """
    counts = np.asarray(ratings, dtype=float)
    if counts.ndim != 3 or not counts.sum():
        raise ValueError("ratings are counted by unit, rater and class, and there must be some")
    # Units that were rated alike have the same estimate: each kind is worked out once and weighs as many as it is.
    flat, kinds, weights = np.unique(
        counts.reshape(len(counts), -1), axis=0, return_inverse=True, return_counts=True
    )
    counts = flat.reshape(-1, *counts.shape[1:])
    votes = counts.sum(axis=1)
    given = votes.sum(axis=1, keepdims=True)
    overall = weights @ votes / (weights @ votes).sum()
    truth = np.where(given > 0, votes / np.maximum(given, 1), overall)
    before = -np.inf
    for _ in range(most_rounds):
        shares = weights @ truth / weights.sum()
        errors = np.einsum("uc,urs->rcs", truth * weights[:, None], counts) + prior
        whole = errors.sum(axis=2, keepdims=True)
        errors = np.where(whole > 0, errors / np.where(whole > 0, whole, 1), 1 / counts.shape[2])
        # What was never seen has probability 0 and must not turn into 0 × infinity where it was not said either.
        logs = np.log(np.maximum(errors, 1e-300))
        joint = np.einsum("urs,rcs->uc", counts, logs) + np.log(np.maximum(shares, 1e-300))
        highest = joint.max(axis=1, keepdims=True)
        scaled = np.exp(joint - highest)
        evidence = scaled.sum(axis=1, keepdims=True)
        truth = scaled / evidence
        likelihood = float(weights @ (np.log(evidence) + highest)[:, 0])
        if likelihood - before < tolerance * weights.sum():
            break
        before = likelihood
    truth = truth[kinds.reshape(-1)]
    return DawidSkene(truth, errors, shares)
