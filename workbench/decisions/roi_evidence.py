"""What ROI needs measured of one candidate: how each item came out, what a call costs, how much it answers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.comparison import Standing
from workbench.domain import Candidate, CandidateKind, OutputState
from workbench.domain.formats import count, plural


@dataclass(frozen=True)
class CallCost:
    """What a call costs per item in US dollars, and where that figure comes from."""

    usd: float
    source: str
    is_known: bool = True


@dataclass(frozen=True)
class Outcomes:
    """One candidate's current outputs, item by item, as arrays of one length."""

    item_ids: NDArray[np.int64]
    verdicts: NDArray[np.str_]
    states: NDArray[np.str_]
    confidences: NDArray[np.float64]  # NaN where there is none
    input_tokens: float | None = None
    output_tokens: float | None = None

    @property
    def has_confidence(self) -> bool:
        """True where at least one answer came with a confidence."""
        return bool(np.isfinite(self.confidences).any())


def call_cost(standing: Standing, candidate: Candidate | None, outcomes: Outcomes | None = None) -> CallCost:
    """The mean cost of the stored outputs, else the price entered with the candidate, else nothing."""
    if standing.mean_cost_usd is not None:
        return CallCost(standing.mean_cost_usd, f"mean of the stored outputs{_tokens(outcomes)}")
    price = candidate.settings.get("usd_per_item") if candidate else None
    if isinstance(price, int | float) and price > 0:
        return CallCost(float(price), "price entered with the candidate")
    if standing.kind in (CandidateKind.RULES, CandidateKind.TRAINED, CandidateKind.SMALL_MODEL):
        return CallCost(0.0, "runs on this machine, no price entered")
    return CallCost(0.0, "no price known, counted as free", is_known=False)


def estimated_answers(standing: Standing) -> float:
    """How many of the outputs are answers, where those not judged yet are taken to be like those that are.

    A refusal counts as soon as it is stored, an answer only once it is judged; the coverage of the judged ones
    alone would therefore be far too low while labelling is under way. With nothing left to judge this is
    `standing.answered`.
    """
    by_people = standing.labelled + standing.scored
    refused = standing.output_count - standing.failed - by_people - standing.unlabelled
    judged_empty = max(standing.no_answer - refused, 0)
    left = standing.unlabelled + standing.unsure
    judged = standing.answered + judged_empty
    return standing.answered + (left * standing.answered / judged if judged else 0.0)


def _tokens(outcomes: Outcomes | None) -> str:
    if outcomes is None or outcomes.input_tokens is None or outcomes.output_tokens is None:
        return ""
    return f": {count(outcomes.input_tokens)} tokens in, {plural(round(outcomes.output_tokens), 'token')} out a call"


def is_answered(outcomes: Outcomes) -> NDArray[np.bool_]:
    """Where there is an answer that nobody has found to be none."""
    return (outcomes.states == OutputState.ANSWERED.value) & (outcomes.verdicts != "no_answer")
