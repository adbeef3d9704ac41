"""Which labelers are reliable, as Dawid and Skene estimate it from labels alone, and what to adjudicate first.

An estimate for ranking, never the verdict: where nearly all answers are correct, it misses about as many wrong ones as
a plain vote does.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.domain import Verdict
from workbench.domain.formats import percent, rate_with_counts
from workbench.labeling.agreement import VERDICTS, Overlap
from workbench.stats import clopper_pearson
from workbench.stats.agreement import MISSING
from workbench.stats.dawid_skene import dawid_skene

FEWEST_LABELERS = 3
FEWEST_ANSWERS = 20
_PRIOR = 0.5  # half a label in every cell of a labeler's error table


@dataclass(frozen=True)
class Reliability:
    """One labeler over the answers that others labelled too (`label_count`).

    `right_rate`, `wrong_found_rate`: the estimated share of right labels, and of the wrong answers that this labeler
    calls incorrect (0–1; None where nothing can be estimated). `decided_count`: their labels on answers that an
    adjudicator decided, of which `decided_right_count` said the same; `low` and `high` bound that share (95 %).
    """

    labeler: str
    label_count: int
    right_rate: float | None
    wrong_found_rate: float | None
    decided_count: int
    decided_right_count: int
    low: float
    high: float


def can_estimate(overlap: Overlap) -> bool:
    """True where labels alone tell who errs: of two who disagree nobody knows which is right."""
    return len(overlap.labelers) >= FEWEST_LABELERS and overlap.count >= FEWEST_ANSWERS


def list_reliabilities(overlap: Overlap) -> list[Reliability]:
    """Every labeler, the most reliable first; estimates only where `can_estimate`."""
    right, found = _estimates(overlap) if can_estimate(overlap) else ({}, {})
    rows = []
    for column, labeler in enumerate(overlap.labelers):
        said = overlap.ratings[:, column]
        # Only disputed answers: where nobody disagreed, an adjudicator was not asked who is right.
        decided = (said != MISSING) & (overlap.decided != MISSING) & overlap.is_disputed
        same = int((decided & (said == overlap.decided)).sum())
        low, high = clopper_pearson(same, int(decided.sum()))
        rows.append(
            Reliability(
                labeler, int((said != MISSING).sum()), right.get(labeler), found.get(labeler),
                int(decided.sum()), same, low, high,
            )
        )  # fmt: skip
    return sorted(rows, key=lambda row: (-(row.right_rate or 0), -row.label_count, row.labeler))


def reliability_sentence(rows: Sequence[Reliability]) -> str:
    """Whose labels to look at first, as far as an adjudicator's decisions or an estimate tell."""
    guessed = [row for row in rows if row.right_rate is not None]
    if guessed:
        best, last = guessed[0], guessed[-1]
        return (
            f"By estimate {best.labeler} is the most reliable, right in about {percent(best.right_rate or 0)} of "
            f"labels; look at those of {last.labeler} first, right in about {percent(last.right_rate or 0)}."
        )
    told = [row for row in rows if row.decided_count]
    if told:
        last = min(told, key=lambda row: (row.decided_right_count / row.decided_count, row.labeler))
        said = rate_with_counts(last.decided_right_count, last.decided_count, last.low, last.high)
        return (
            f"Where an adjudicator decided, {last.labeler} was overruled most: {said} of their labels held."
        )
    return (
        "Between two who disagree, only an adjudicator can tell who is right; nothing has been decided yet."
    )


def least_certain_first(overlap: Overlap) -> NDArray[np.int64]:
    """The rows of an overlap, those whose verdict the labels leave most open first; ties in the dataset's order."""
    if not overlap.count:
        return np.empty(0, dtype=np.int64)
    counts, _ = _counts(overlap)
    truth = dawid_skene(counts, prior=_PRIOR).truth
    return np.argsort(truth.max(axis=1).round(9), kind="stable")


def _estimates(overlap: Overlap) -> tuple[dict[str, float], dict[str, float]]:
    counts, used = _counts(overlap)
    fitted = dawid_skene(counts, prior=_PRIOR)
    right = (fitted.errors.diagonal(axis1=1, axis2=2) * fitted.shares).sum(axis=1)
    rates = dict(zip(overlap.labelers, map(float, right), strict=True))
    wrong = VERDICTS.index(Verdict.INCORRECT)
    if wrong not in used:
        return rates, {}
    place = int(np.flatnonzero(used == wrong)[0])
    found = map(float, fitted.errors[:, place, place])
    return rates, dict(zip(overlap.labelers, found, strict=True))


def _counts(overlap: Overlap) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Ratings by answer, labeler and verdict, of the verdicts that occur; and which those are."""
    used = np.unique(overlap.ratings[overlap.ratings != MISSING])
    return overlap.ratings[:, :, None] == used, used
