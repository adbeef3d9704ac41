"""Scores as a help to extrapolate: answers put in bins by what the scorer and the other candidates say of them.

Scores never enter a verdict unchecked. They only tell which unlabelled outputs are likely to be wrong, and only where
earlier labels show that they do: ρ², the share of the variation between right and wrong that the bins explain.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

FITNESS = 0.2  # ρ² from which scores save more labels than they cost (STATISTICS.md, section 2)
FEWEST_LABELS = 50
FEWEST_WRONG = 5


class ScoreBins(NamedTuple):
    """A bin number per class, ρ² on the labels known before the test (None: too few), and whether that is enough."""

    numbers: NDArray[np.int64]
    rho_squared: float | None
    is_fit: bool


def bin_by_scores(pool: pd.DataFrame, classes: pd.DataFrame) -> ScoreBins:
    """Bins for the classes of a test, from the outputs of all candidates on the same items.

    `pool` has item_id, answer_key, candidate_id, state, trusted_correct, judge_correct and label_verdict;
    `classes` has item_id and answer_key. Every number is 0 where scores are not fit to be used.
    """
    given = pool[pool["state"].eq("answered")]
    trusted, judged = as_numbers(given["trusted_correct"]), as_numbers(given["judge_correct"])
    said = np.where(np.isnan(trusted), judged, trusted)
    right = given["label_verdict"].map({"correct": 1.0, "incorrect": 0.0}).astype(float)
    by_class = (
        given.assign(said=said, right=right)
        .groupby(["item_id", "answer_key"], as_index=False)
        .agg(said=("said", "first"), votes=("candidate_id", "nunique"), right=("right", "first"))
    )
    by_class["voters"] = by_class.groupby("item_id")["votes"].transform("sum")
    found = classes[["item_id", "answer_key"]].merge(by_class, on=["item_id", "answer_key"], how="left")
    scored = found["said"].fillna(2).astype(int).to_numpy()
    votes, voters = found["votes"].fillna(1).to_numpy(), found["voters"].fillna(1).to_numpy()
    agreeing = np.where(voters < 2, 1, np.where(votes * 2 > voters, 2, np.where(votes > 1, 1, 0)))
    numbers = np.unique(scored * 3 + agreeing, return_inverse=True)[1].astype(np.int64)
    rho_squared = explained(numbers, found["right"].to_numpy(dtype=float))
    is_fit = rho_squared is not None and rho_squared >= FITNESS
    return ScoreBins(numbers if is_fit else np.zeros_like(numbers), rho_squared, is_fit)


def as_numbers(flags: pd.Series) -> NDArray[np.float64]:
    """True as 1.0, False as 0.0, missing as nan, whichever way the column holds them."""
    numbers = flags.astype("boolean").astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
    return np.asarray(numbers, dtype=np.float64)


def explained(bins: NDArray[np.int64], right: NDArray[np.float64]) -> float | None:
    """ρ²: the share of the variance of right (1.0) and wrong (0.0) between bins, corrected for the number of bins.

    Missing labels are nan. None where there are too few labels, or too few wrong ones, to tell.
    """
    labelled = ~np.isnan(right)
    y, groups = right[labelled], bins[labelled]
    if len(y) < FEWEST_LABELS or (y == 0).sum() < FEWEST_WRONG or (y == 1).sum() < FEWEST_WRONG:
        return None
    sizes = np.bincount(groups)
    means = np.bincount(groups, weights=y) / np.maximum(sizes, 1)
    within = float(((y - means[groups]) ** 2).sum()) / float(((y - y.mean()) ** 2).sum())
    count = int((sizes > 0).sum())
    return max(0.0, 1 - within * (len(y) - 1) / max(len(y) - count, 1))
