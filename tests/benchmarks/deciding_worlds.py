"""The made-up worlds of `labels_to_decide`: pools of outputs whose truth is known, judges that err, candidates that err
alike, confidence scores. Everything comes from a seed; the precision of every pool is exact, not an expectation.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

Integers = NDArray[np.int64]

POOL = 1000
COPULA_CORRELATION = 0.5  # between the latent difficulties that two candidates see in one item
COMMON_ERROR = (
    0.5  # the chance that a wrong output is the item's common wrong answer, which others may give too
)


@dataclass(frozen=True)
class Judge:
    """Flags the share `found` of the wrong outputs and `alarmed` of the right ones."""

    found: float
    alarmed: float


GOOD_JUDGE = Judge(0.90, 0.02)
USELESS_JUDGE = Judge(0.10, 0.10)


def one_candidate(right: int, judge: Judge, size: int = POOL) -> tuple[Integers, Integers]:
    """Members right and wrong by group (flagged, not flagged) of one pool, by the judge's expected counts."""
    wrong = size - right
    flagged = round(judge.alarmed * right), round(judge.found * wrong)
    return np.array([flagged[0], right - flagged[0]]), np.array([flagged[1], wrong - flagged[1]])


@dataclass(frozen=True)
class Shared:
    """Runs of one world of K candidates on the same N items, already in the random order (runs × N × K).

    `classes` numbers the distinct outputs of an item; equal outputs are one class and one label. `flags` is what the
    judge says of the class, `odd` whether the output differs from what most candidates give (ties: the strongest's).
    """

    wrong: NDArray[np.bool_]
    classes: NDArray[np.int8]
    flags: NDArray[np.bool_]
    odd: NDArray[np.bool_]


def shared_candidates(
    precisions: tuple[float, ...], judge: Judge, runs: int, rng: np.random.Generator, size: int = POOL
) -> Shared:
    """Candidates whose errors hang together by a Gaussian copula: the hardest items, as each sees them, are wrong.

    Right outputs are all one class (the answer); a wrong one is the item's common wrong answer or its own.
    """
    count = len(precisions)
    common = rng.standard_normal((runs, size, 1), dtype=np.float32)
    own = rng.standard_normal((runs, size, count), dtype=np.float32)
    latent = np.sqrt(COPULA_CORRELATION) * common + np.sqrt(1 - COPULA_CORRELATION) * own
    wrong = np.zeros((runs, size, count), dtype=bool)
    for k, precision in enumerate(precisions):
        hardest = np.argpartition(-latent[:, :, k], round((1 - precision) * size) - 1, axis=1)
        np.put_along_axis(wrong[:, :, k], hardest[:, : round((1 - precision) * size)], True, axis=1)
    is_common = rng.random((runs, size, count), dtype=np.float32) < COMMON_ERROR
    classes = np.where(wrong, np.where(is_common, 1, 2 + np.arange(count)), 0).astype(np.int8)
    said = rng.random((runs, size, count + 2), dtype=np.float32)  # one remark per class of an item
    is_flagged = said < np.where(np.arange(count + 2) == 0, judge.alarmed, judge.found)
    flags = np.take_along_axis(is_flagged, classes.astype(np.int64), axis=2)
    votes = (classes[:, :, :, None] == classes[:, :, None, :]).sum(axis=3)
    leader = np.where(votes == votes.max(axis=2, keepdims=True), np.arange(count), -1).max(axis=2)
    most = np.take_along_axis(classes, leader[:, :, None], axis=2)
    return Shared(wrong, classes, flags, classes != most)


def scored_outputs(
    accuracy: float, auroc: float, size: int, runs: int, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Whether each output is right (runs × N), the most confident first.

    The scores of right and wrong outputs are normal with the distance that gives this area under the curve.
    """
    right = np.zeros((runs, size), dtype=bool)
    right[:, : round(accuracy * size)] = True
    scores = rng.standard_normal((runs, size)) + right * np.sqrt(2) * ndtri(auroc)
    return np.take_along_axis(right, np.argsort(-scores, axis=1), axis=1)
