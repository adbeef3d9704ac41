"""Cascades: a cheap candidate answers where it is sure, a dearer one otherwise, people do the rest.

Measured on the items that both have answered, from their stored outputs; nothing is assumed about how they go together.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.comparison import Standing
from workbench.decisions.roi_evidence import CallCost, Outcomes, estimated_answers, is_answered

# So many thresholds are tried, between which the first candidate passes on ever more.
_STEPS = 10


@dataclass(frozen=True)
class Cascade:
    """Two candidates one after the other: what is below `threshold` confidence (None: only what the first leaves
    unanswered) goes on to the second; `passed_rate` is the share of items that does."""

    first: Standing
    second: Standing
    threshold: float | None
    passed_rate: float
    standing: Standing
    outcomes: Outcomes
    call_cost: CallCost


def try_cascades(
    first: Standing, second: Standing, both: tuple[Outcomes, Outcomes], prices: tuple[CallCost, CallCost]
) -> list[Cascade]:
    """Every cascade of the two that asks each of them something, one per threshold."""
    _, ours, theirs = np.intersect1d(both[0].item_ids, both[1].item_ids, return_indices=True)
    if not len(ours):
        return []
    one, two = _taken(both[0], ours), _taken(both[1], theirs)
    tried = []
    for threshold in _thresholds(one):
        passed = ~is_answered(one)
        if threshold is not None:
            passed = passed | (one.confidences < threshold)
        if 0 < passed.sum() < len(passed):
            tried.append(_joined(first, second, (one, two), passed, threshold, prices))
    return tried


def _thresholds(first: Outcomes) -> list[float | None]:
    known = first.confidences[is_answered(first) & np.isfinite(first.confidences)]
    if not len(known):
        return [None]
    steps = np.unique(np.quantile(known, np.linspace(0, 1, _STEPS + 1)[1:-1]))
    return [None, *(float(step) for step in steps)]


def _taken(outcomes: Outcomes, rows: NDArray[np.int64]) -> Outcomes:
    return Outcomes(
        outcomes.item_ids[rows],
        outcomes.verdicts[rows],
        outcomes.states[rows],
        outcomes.confidences[rows],
    )


def _joined(
    first: Standing,
    second: Standing,
    both: tuple[Outcomes, Outcomes],
    passed: NDArray[np.bool_],
    threshold: float | None,
    prices: tuple[CallCost, CallCost],
) -> Cascade:
    one, two = both
    verdicts = np.where(passed, two.verdicts, one.verdicts)
    outcomes = Outcomes(
        one.item_ids,
        verdicts,
        np.where(passed, two.states, one.states),
        np.where(passed, two.confidences, one.confidences),
    )
    share = float(passed.mean())
    usd = prices[0].usd + share * prices[1].usd
    kinds = ("correct", "incorrect", "no_answer", "unsure", "failed", "unlabelled")
    counts = {kind: int((verdicts == kind).sum()) for kind in kinds}
    standing = Standing(
        candidate_id=0,
        candidate_name=f"{first.candidate_name}, then {second.candidate_name}",
        kind=second.kind,
        output_count=len(verdicts),
        # Verdicts are taken as given: a refusal counts as stored, so only judged answers are by people or scorer.
        labelled=counts["correct"] + counts["incorrect"] + counts["unsure"],
        mean_cost_usd=usd,
        correct=counts["correct"],
        incorrect=counts["incorrect"],
        no_answer=counts["no_answer"],
        unsure=counts["unsure"],
        failed=counts["failed"],
        unlabelled=counts["unlabelled"],
    )
    known = prices[0].is_known and prices[1].is_known
    cost = CallCost(usd, "every item asks the first, what it passes on asks the second", known)
    return Cascade(first, second, threshold, share, standing, outcomes, cost)


def has_figures(cascade: Cascade) -> bool:
    """True where enough is judged to say what the cascade answers and how often it is right."""
    return cascade.standing.answered > 0 and estimated_answers(cascade.standing) > 0
