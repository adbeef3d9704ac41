"""Automate part of the work: the surest answers that meet the bar together, and what goes to people."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.comparison import Standing
from workbench.decisions.committing import ALPHA_RATE
from workbench.decisions.confirming import CODES, PENDING, RIGHT, SILENT, UNSURE, WRONG
from workbench.decisions.pool_evidence import PoolEvidence
from workbench.decisions.roi import UNSURE_BELOW
from workbench.decisions.standing_tests import read_tests
from workbench.decisions.sureness import Sorting, how_sure
from workbench.domain import DatasetVersion, Workflow
from workbench.domain.scenarios import Estimate
from workbench.errors import BadSetting
from workbench.stats import Interval, clopper_pearson
from workbench.stats.multiplicity import fixed_sequence
from workbench.stats.sequential_thresholds import fixed_look_sets, set_record, set_sizes
from workbench.store import evidence, workspace
from workbench.store import roi as roi_store
from workbench.store.database import Database, now
from workbench.store.labelling_rules import get_rules

# Of promising a share that is below the bar after all, by all ways of sorting together; less in later tests.
RISK = 0.10
SHARES = tuple(round(0.05 * step, 2) for step in range(2, 21))
_HIGHEST_BAR = 1 - 1e-9  # a bar of 100 %: not one of a set is wrong

Floats = NDArray[np.float64]
Integers = NDArray[np.integer[Any]]
Flags = NDArray[np.bool_]


class Ground(StrEnum):
    """What a certified share rests on."""

    DRAWN = "drawn"  # labels in an order settled beforehand; holds at every look
    FACT = "fact"  # every answer is labelled
    SCORED = "scored"  # the word of the scorer that the workflow trusts, of some answers at least
    FIXED = "fixed"  # labels that came as they came; one look, if they were a random part
    NONE = "none"


@dataclass(frozen=True)
class Step:
    """The surest `share` of the answers: the `size` of them that are this sure or surer; `right` of `judged` labelled
    ones (no answer left out)."""

    share: float
    size: int
    threshold: float
    judged: int
    right: int
    is_shown: bool

    @property
    def rate(self) -> float | None:
        """right ÷ judged."""
        return self.right / self.judged if self.judged else None

    @property
    def interval(self) -> Interval | None:
        """95 % Clopper–Pearson interval, for one look at a number settled beforehand."""
        return clopper_pearson(self.right, self.judged) if self.judged else None


@dataclass(frozen=True)
class Part:
    """How far one candidate's answers can be used by themselves.

    `answers` is how many it gave, `sorted_count` how many of them carry a confidence of its own; `items` all outputs
    that did not fail. `steps` from the surest on; `chosen` is the largest that is shown to meet the bar, None where
    none is. `sorting`: what the answers are sorted by, of the `sortings` that there are, which share the `risk`.
    `confirms`: the workflow has what is called incorrect confirmed.
    """

    standing: Standing
    bar_rate: float
    ground: Ground
    answers: int
    sorted_count: int
    items: int
    steps: tuple[Step, ...]
    chosen: Step | None
    sorting: Sorting = Sorting.CONFIDENCE
    sortings: tuple[Sorting, ...] = ()
    confirms: bool = False
    risk: float = RISK

    @property
    def automated_rate(self) -> float:
        """The share of all items that need nobody."""
        return self.chosen.size / self.items if self.chosen and self.items else 0.0


@dataclass(frozen=True)
class AutomationPolicy:
    """A threshold that was chosen: answers of this candidate that are this sure or surer are used by themselves."""

    candidate_id: int
    candidate_name: str
    threshold: float
    size: int
    items: int
    right: int
    judged: int
    ground: str
    bar_rate: float
    by: str
    at: datetime
    sorting: str = Sorting.CONFIDENCE.value


def automate(
    database: Database,
    workflow: Workflow,
    version: DatasetVersion,
    standing: Standing,
    split: str | None = None,
    sorting: Sorting | None = None,
) -> Part:
    """How much of one candidate's work can go unseen at the workflow's bar, sorted by how sure its answers are.

    `sorting`: by what, where it is one of those that there are; else by the first of them.
    """
    table = evidence.evidence_table(
        database, workflow.workflow_id, version.dataset_version_id, split, standing.candidate_id
    )
    answered = (
        table[table["state"] == "answered"].sort_values("position", kind="stable").reset_index(drop=True)
    )
    items = int((table["state"] != "failed").sum())
    sure = how_sure(database, workflow, version, split, standing.candidate_id, answered)
    confirms = get_rules(database, workflow.workflow_id).confirms_wrong
    stated = int(pd.to_numeric(answered["confidence"], errors="coerce").notna().sum())
    part = Part(
        standing, workflow.bar_rate, Ground.NONE, len(answered), stated, items, (), None,
        sortings=tuple(sure), confirms=confirms,
    )  # fmt: skip
    if not sure:
        return part
    chosen_sorting = next((one for one in sure if one == sorting), next(iter(sure)))
    held = np.where(np.isfinite(sure[chosen_sorting]), sure[chosen_sorting], -math.inf)
    codes = answered["verdict"].map(CODES).fillna(PENDING).to_numpy(dtype=np.int64)
    falling = -np.sort(-held)
    members = [held >= falling[size - 1] for size in _sizes(falling)]
    found = (
        None if (answered["basis"] == "scorer").any() else _test_of(database, workflow, version, split, part)
    )
    if found is not None:
        part = replace(part, risk=RISK * found.test.alpha_rate / ALPHA_RATE)
    ground, shown = _shown(part, found, answered, codes, members)
    steps = tuple(_step(one, held, codes, is_shown) for one, is_shown in zip(members, shown, strict=True))
    chosen = next((one for one in reversed(steps) if one.is_shown and one.threshold > -math.inf), None)
    return replace(part, ground=ground, steps=steps, chosen=chosen, sorting=chosen_sorting)


def _test_of(
    database: Database, workflow: Workflow, version: DatasetVersion, split: str | None, part: Part
) -> PoolEvidence | None:
    """The test against the bar in which the candidate is."""
    tests = read_tests(database, workflow, version, split)
    return tests.evidence.get(tests.live.get(part.standing.candidate_id, -1))


def _sizes(falling: Floats) -> list[int]:
    """How many answers each share takes in: to the last that is as sure as the least sure among them, since a threshold
    cannot part answers that are equally sure."""
    least = falling[set_sizes(len(falling), SHARES) - 1]
    return [int(size) for size in np.unique(np.searchsorted(-falling, -least, side="right"))]


def _step(inside: Flags, held: Floats, codes: Integers, is_shown: bool) -> Step:
    size = int(inside.sum())
    right, judged = _counts(codes[inside])
    return Step(size / len(held), size, float(held[inside].min()), judged, right, is_shown)


def _counts(codes: Integers) -> tuple[int, int]:
    """Right ones, and all that are judged."""
    return int((codes == RIGHT).sum()), int(((codes != PENDING) & (codes != SILENT)).sum())


def _shown(
    part: Part, found: PoolEvidence | None, answered: pd.DataFrame, codes: Integers, members: Sequence[Flags]
) -> tuple[Ground, list[bool]]:
    """Which of the sets meet the bar for certain, or with the promised risk, and by what right."""
    bar, risk = min(part.bar_rate, _HIGHEST_BAR), part.risk / len(part.sortings)
    is_scored = bool((answered["basis"] == "scorer").any())
    if _all_known(codes) and not is_scored and not part.confirms:
        return Ground.FACT, [_meets(codes[one], bar) for one in members]
    sizes = [int(one.sum()) for one in members]
    if found is not None:
        with found.lock:
            numbers = _in_order(found, part.standing.candidate_id, answered)
            if numbers is not None:
                places = pd.Index(answered["item_id"]).get_indexer(found.item_ids[numbers])
                shown = [_is_shown(found, numbers[one[places]], bar, risk) for one in members]
                first = _first_worth(sizes, bar, risk)
                return Ground.DRAWN, _in_sequence(shown, range(first, first + fixed_sequence(shown[first:])))
    counts = [_counts(codes[one]) for one in members]
    ground = Ground.SCORED if is_scored else Ground.FIXED
    return ground, _in_sequence(counts, fixed_look_sets(counts, bar, risk))


def _in_sequence(sets: Sequence[object], stand: range) -> list[bool]:
    return [place in stand for place in range(len(sets))]


def _all_known(codes: Integers) -> bool:
    return not np.isin(codes, (PENDING, UNSURE)).any()


def _meets(codes: Integers, bar: float) -> bool:
    right, wrong = int((codes == RIGHT).sum()), int((codes == WRONG).sum())
    return right > 0 and right >= bar * (right + wrong) - 1e-9


def _first_worth(sizes: Sequence[int], bar: float, risk: float) -> int:
    """The strictest set worth testing: a smaller one could not be shown even if all of it were right."""
    needed = math.log(risk) / math.log(bar)
    return next((place for place, size in enumerate(sizes) if size >= needed), len(sizes) - 1)


def _in_order(found: PoolEvidence, candidate_id: int, answered: pd.DataFrame) -> NDArray[np.int64] | None:
    """The classes of these answers: those known before, then the others in the order committed to; None where the
    pool is not these answers."""
    sequence, known = found.tested(candidate_id), found.known[candidate_id]
    if candidate_id in found.weighted:
        # The order of items, whatever was drawn by weights since: each share is a sample of that order alone.
        sequence = sequence[np.argsort(found.position[sequence], kind="stable")]
    own = set(answered["item_id"].tolist())
    # What was labelled without there being an answer is no part of what can be used by itself.
    known = np.array([number for number in known if int(found.item_ids[number]) in own], dtype=np.int64)
    numbers = np.concatenate([known, sequence])
    items = found.item_ids[numbers].tolist()
    return numbers if len(items) == len(own) and set(items) == own else None


def _is_shown(found: PoolEvidence, members: NDArray[np.int64], bar: float, risk: float) -> bool:
    """Whether these classes are shown to meet the bar at this risk."""
    codes, is_fact = found.counting(members).astype(np.int64), found.is_known[members]
    return _meets(codes, bar) if _all_known(codes) else set_record(codes, is_fact, bar, risk).meets


def set_policy(database: Database, workflow: Workflow, part: Part, step: Step, by: str) -> None:
    """Store a threshold as the workflow's policy, and let ROI review what is less sure.

    Raises BadSetting without a name or without a threshold.
    """
    if not by.strip():
        raise BadSetting("A policy is stored under a name. Enter yours and store it again.")
    if not math.isfinite(step.threshold):
        raise BadSetting(
            "Answers without a confidence are among these, so no threshold draws the line. Choose a smaller share."
        )
    kept = {
        "candidate_id": part.standing.candidate_id,
        "candidate_name": part.standing.candidate_name,
        "threshold": step.threshold,
        "size": step.size,
        "items": part.items,
        "right": step.right,
        "judged": step.judged,
        "ground": part.ground.value if step.is_shown else Ground.NONE.value,
        "bar_rate": part.bar_rate,
        "sorting": part.sorting.value,
        "by": by.strip(),
        "at": now().isoformat(),
    }
    workspace.set_setting(database, _name(workflow), json.dumps(kept))
    if part.sorting is not Sorting.CONFIDENCE:
        return  # ROI knows of no other threshold
    base = roi_store.get_base(database, workflow.workflow_id)
    figures: Mapping[str, Estimate] = {**base.figures, UNSURE_BELOW: Estimate(step.threshold)}
    roi_store.set_base(database, replace(base, figures=figures))


def get_policy(database: Database, workflow: Workflow) -> AutomationPolicy | None:
    """The threshold chosen for a workflow, or None."""
    written = workspace.get_setting(database, _name(workflow))
    if not written:
        return None
    kept: dict[str, Any] = json.loads(written)
    return AutomationPolicy(**kept | {"at": datetime.fromisoformat(kept["at"])})


def _name(workflow: Workflow) -> str:
    return f"automation policy of workflow {workflow.workflow_id}"
