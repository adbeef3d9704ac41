"""Micro- and macro-averaged F1 of several classes: one matrix of what is true, one of what was predicted."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray


class FScores(NamedTuple):
    """F1 over all decisions (`micro`), its mean over classes (`macro`), and by class; each 0–1."""

    micro: float
    macro: float
    by_class: NDArray[np.float64]


def f_scores(true: ArrayLike, predicted: ArrayLike) -> FScores:
    """F1 = 2·tp ÷ (2·tp + fp + fn), from two boolean matrices with a row per item and a column per class.

    Micro pools the counts of all classes, so that frequent classes weigh most; macro is the plain mean over classes.
    A class that is neither true nor predicted anywhere has an F1 of 0, as scikit-learn's `zero_division=0` has it.

    Source: C. D. Manning, P. Raghavan and H. Schütze, "Introduction to information retrieval" (Cambridge University
    Press, 2008), section 13.6; C. J. van Rijsbergen, "Information retrieval" (1979), chapter 7, for F.

    Raises ValueError where the matrices are not of one shape.

    >>> scores = f_scores([[1, 0], [0, 1]], [[1, 0], [1, 1]])
    >>> round(scores.micro, 4), round(scores.macro, 4)
    (0.8, 0.8333)
    """
    is_true, is_predicted = np.asarray(true, dtype=bool), np.asarray(predicted, dtype=bool)
    if is_true.ndim != 2 or is_true.shape != is_predicted.shape:
        raise ValueError(f"the matrices are of shapes {is_true.shape} and {is_predicted.shape}")
    hits = (is_true & is_predicted).sum(axis=0)
    misses = (is_true ^ is_predicted).sum(axis=0)
    by_class = _f1(hits, misses)
    return FScores(
        float(_f1(hits.sum(), misses.sum())), float(by_class.mean()) if by_class.size else 0.0, by_class
    )


def _f1(hits: NDArray[np.int64], misses: NDArray[np.int64]) -> NDArray[np.float64]:
    """2·tp ÷ (2·tp + fp + fn); 0 where there is nothing to count."""
    whole = 2 * hits + misses
    return np.where(whole > 0, 2 * hits / np.maximum(whole, 1), 0.0)
