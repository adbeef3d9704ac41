"""What is measured for a workflow's ROI: read once, counted from as often as a slider moves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from workbench.comparison import Standing, category_standings
from workbench.decisions.certificates import CertificateVerdict
from workbench.decisions.certification import certify, without_test
from workbench.decisions.roi_cascade import Cascade, has_figures, try_cascades
from workbench.decisions.roi_evidence import CallCost, Outcomes, call_cost
from workbench.domain import Candidate, DatasetVersion, Workflow
from workbench.store import candidate as candidates
from workbench.store import roi as roi_store
from workbench.store.database import Database

# Fewer timed labels than these leave a mean time too vague to stand in for an entered one.
ENOUGH_REVIEWS, ENOUGH_CORRECTIONS = 30, 20
# A label that took more than so many times the median was a pause, not work.
_PAUSE = 10


@dataclass(frozen=True)
class Evidence:
    """All that is measured for one workflow on one part of its items.

    `version` and `split` (None: all items) where they are named; `outcomes` by candidate_id; `review_times` and
    `correct_times`: seconds at the desk, pauses left out; `wrong_by_category`: judged wrong answers by candidate_id and
    category answered; `cascades`: of each two candidates, at every threshold tried; `verdicts` by candidate_id: where
    each stands against the bar at every look.
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
    cascades: tuple[Cascade, ...] = ()
    version: DatasetVersion | None = None
    split: str | None = None
    verdicts: Mapping[int, CertificateVerdict] = field(default_factory=dict)

    def verdict_on(self, standing: Standing, is_cascade: bool = False) -> CertificateVerdict:
        """Where a candidate stands against the bar, as the Precision page has it; a cascade by what is labelled of
        both, since no test is about the two together."""
        known = None if is_cascade else self.verdicts.get(standing.candidate_id)
        return known or without_test(standing, self.workflow.bar_rate).verdict

    def price_of(self, standing: Standing) -> CallCost:
        """What a call of a candidate costs."""
        known = self.candidates.get(standing.candidate_id)
        return call_cost(standing, known, self.outcomes.get(standing.candidate_id))


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
    found = replace(
        found,
        outcomes=_outcomes(table),
        wrong_by_category=_wrong(database, workflow, version, split),
        version=version,
        split=split,
        verdicts={
            one.candidate_id: one.verdict
            for one in certify(database, workflow, version, split, found.standings)
        },
    )
    return replace(found, cascades=tuple(_cascades(found)))


def _cascades(evidence: Evidence) -> Iterator[Cascade]:
    """For each two candidates: the cheaper is asked first; of two that cost the same, the better one is last."""
    able = [one for one in evidence.standings if one.answered and one.candidate_id in evidence.outcomes]
    for first in able:
        for second in able:
            prices = (evidence.price_of(first), evidence.price_of(second))
            worse = (first.precision_rate or 0) <= (second.precision_rate or 0)
            if (
                first is second
                or prices[0].usd > prices[1].usd
                or (prices[0].usd == prices[1].usd and not worse)
            ):
                continue
            both = (evidence.outcomes[first.candidate_id], evidence.outcomes[second.candidate_id])
            yield from (one for one in try_cascades(first, second, both, prices) if has_figures(one))


def _outcomes(table: pd.DataFrame) -> dict[int, Outcomes]:
    found = {}
    for candidate_id, rows in table.groupby("candidate_id", sort=False):
        tokens_in, tokens_out = rows["input_tokens"].mean(), rows["output_tokens"].mean()
        found[int(str(candidate_id))] = Outcomes(
            item_ids=rows["item_id"].to_numpy(dtype=np.int64),
            verdicts=rows["verdict"].to_numpy(dtype=str),
            states=rows["state"].to_numpy(dtype=str),
            confidences=rows["confidence"].to_numpy(dtype=float, na_value=np.nan),
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
