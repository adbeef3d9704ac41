"""Several questions put to the same evidence: how to keep the chance of any false yes at α."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray


def holm(p_values: ArrayLike) -> NDArray[np.float64]:
    """Holm's adjusted p-values in the order given: each may be compared with α itself.

    The i-th smallest of m is multiplied by m − i + 1; running maxima, at most 1. Holds whatever their dependence.

    Source: S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6
    (1979) 65–70.

    >>> holm([0.01, 0.04, 0.03, 0.005]).round(4).tolist()
    [0.03, 0.06, 0.06, 0.02]
    """
    p = np.asarray(p_values, dtype=np.float64)
    if p.size == 0:
        return p
    if np.any(~((p >= 0) & (p <= 1))):
        raise ValueError("a p-value lies outside 0–1")
    order = np.argsort(p, kind="stable")
    scaled = p[order] * (len(p) - np.arange(len(p)))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(scaled))
    return adjusted


def fixed_sequence(shown: Sequence[bool]) -> int:
    """How many of a sequence settled beforehand stand: those before the first that is not shown.

    Each is tested at the full α; one is only looked at once all before it are shown, so that the first true null of the
    sequence is the only one whose false yes matters: any false yes has probability at most α, whatever is true.

    Source: W. Maurer, L. A. Hothorn and W. Lehmacher, "Multiple comparisons in drug clinical trials and preclinical
    assays: a-priori ordered hypotheses", Biometrie in der chemisch-pharmazeutischen Industrie 6 (1995) 3–18.

    >>> fixed_sequence([True, True, False, True]), fixed_sequence([])
    (2, 0)
    """
    for count, one in enumerate(shown):
        if not one:
            return count
    return len(shown)


def shared_alpha(alpha: float, count: int) -> float:
    """Each one's α where no order can be trusted: α ÷ count (Bonferroni), for any dependence."""
    return alpha / max(count, 1)
