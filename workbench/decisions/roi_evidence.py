"""What ROI needs measured of each candidate: counts, confidences, calls, times; read once, counted from often."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.comparison import Standing, category_standings
from workbench.domain import Candidate, CandidateKind, DatasetVersion, OutputState, Workflow
from workbench.domain.formats import count, plural
from workbench.store import candidate as candidates
from workbench.store import roi as roi_store
from workbench.store.database import Database

# Fewer timed labels than these leave a mean time too vague to stand in for an entered one.
ENOUGH_REVIEWS, ENOUGH_CORRECTIONS = 30, 20
# A label that took more than so many times the median was a pause, not work.
_PAUSE = 10


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
    verdicts: NDArray[np.object_]
    states: NDArray[np.object_]
    confidences: NDArray[np.float64]  # NaN where there is none
    costs_usd: NDArray[np.float64]  # NaN where not known
    input_tokens: float | None = None
    output_tokens: float | None = None

    @property
    def has_confidence(self) -> bool:
        """True where at least one answer came with a confidence."""
        return bool(np.isfinite(self.confidences).any())


@dataclass(frozen=True)
class Evidence:
    """All that is measured for one workflow on one part of its items.

    `outcomes` by candidate_id; `review_times` and `correct_times`: seconds at the desk, pauses left out;
    `wrong_by_category`: judged wrong answers by candidate_id and category answered.
    """

    workflow: Workflow
    standings: tuple[Standing, ...]
    candidates: Mapping[int, Candidate]
    outcomes: Mapping[int, Outcomes] = field(default_factory=dict)
    review_times: tuple[float, ...] = ()
    correct_times: tuple[float, ...] = ()
    evaluation_minutes: float = 0.0
    timed_labels: int = 0
    untimed_labels: int = 0
    wrong_by_category: Mapping[int, Mapping[str, int]] = field(default_factory=dict)


def read_evidence(
    database: Database,
    workflow: Workflow,
    standings: Sequence[Standing],
    version: DatasetVersion | None = None,
    split: str | None = None,
) -> Evidence:
    """Everything measured; outputs item by item and categories only where a version is named."""
    reviews, corrections = roi_store.desk_times(database, workflow.workflow_id)
    seconds, timed, untimed = roi_store.evaluation_time(database, workflow.workflow_id)
    known = candidates.list_candidates(database, workflow.workflow_id)
    found = Evidence(
        workflow=workflow,
        standings=tuple(one for one in standings if one.output_count),
        candidates={one.candidate_id: one for one in known},
        review_times=_without_pauses(reviews),
        correct_times=_without_pauses(corrections),
        evaluation_minutes=seconds / 60,
        timed_labels=timed,
        untimed_labels=untimed,
    )
    if version is None:
        return found
    table = roi_store.outcome_table(database, workflow.workflow_id, version.dataset_version_id, split)
    return replace(
        found, outcomes=_outcomes(table), wrong_by_category=_wrong(database, workflow, version, split)
    )


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


def _outcomes(table: pd.DataFrame) -> dict[int, Outcomes]:
    found = {}
    for candidate_id, rows in table.groupby("candidate_id", sort=False):
        tokens_in, tokens_out = rows["input_tokens"].mean(), rows["output_tokens"].mean()
        found[int(str(candidate_id))] = Outcomes(
            item_ids=rows["item_id"].to_numpy(dtype=np.int64),
            verdicts=rows["verdict"].to_numpy(dtype=object),
            states=rows["state"].to_numpy(dtype=object),
            confidences=rows["confidence"].to_numpy(dtype=float, na_value=np.nan),
            costs_usd=rows["cost_usd"].to_numpy(dtype=float, na_value=np.nan),
            input_tokens=None if pd.isna(tokens_in) else float(tokens_in),
            output_tokens=None if pd.isna(tokens_out) else float(tokens_out),
        )
    return found


def _wrong(
    database: Database, workflow: Workflow, version: DatasetVersion, split: str | None
) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    for one in category_standings(database, workflow, version, split) if workflow.categories else []:
        if one.incorrect:
            found.setdefault(one.candidate_id, {})[one.value or ""] = one.incorrect
    return found


def _without_pauses(seconds: list[float]) -> tuple[float, ...]:
    if not seconds:
        return ()
    most = _PAUSE * float(np.median(seconds))
    return tuple(one for one in seconds if one <= most)


def is_answered(outcomes: Outcomes) -> NDArray[np.bool_]:
    """Where there is an answer that nobody has found to be none."""
    return (outcomes.states == OutputState.ANSWERED.value) & (outcomes.verdicts != "no_answer")
