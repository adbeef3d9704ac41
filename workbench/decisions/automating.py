"""Automate part of the work: the surest answers that meet the bar together, and what goes to people."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.comparison import Standing
from workbench.decisions.pool_evidence import PENDING, RIGHT, SILENT, PoolEvidence
from workbench.decisions.roi import UNSURE_BELOW
from workbench.decisions.standing_tests import read_tests
from workbench.domain import DatasetVersion, Workflow
from workbench.domain.scenarios import Estimate
from workbench.errors import BadSetting
from workbench.stats import Interval, clopper_pearson
from workbench.stats.sequential_thresholds import certify_share, fixed_look_sets, set_sizes
from workbench.store import evidence, workspace
from workbench.store import roi as roi_store
from workbench.store.database import Database, now
from workbench.store.labelling_rules import get_rules

RISK = 0.10  # of promising a share that is below the bar after all
SHARES = tuple(round(0.05 * step, 2) for step in range(2, 21))
FEWEST_WITH_CONFIDENCE = 0.5  # of the answers, before a confidence is worth sorting by

Floats = NDArray[np.float64]
Integers = NDArray[np.integer[Any]]


class Ground(StrEnum):
    """What a certified share rests on."""

    DRAWN = "drawn"  # labels in an order settled beforehand; holds at every look
    FACT = "fact"  # every answer is labelled
    FIXED = "fixed"  # labels that came as they came; one look, if they were a random part
    NONE = "none"


@dataclass(frozen=True)
class Step:
    """The surest `share` of the answers: `size` of them, from this confidence up; `right` of `judged` labelled ones."""

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

    `answers` is how many it gave, `sorted_count` how many of them carry a confidence; `items` all outputs that did not
    fail. `steps` from the surest on; `chosen` is the largest that is shown to meet the bar, None where none is.
    `confirms`: the workflow has what is called incorrect confirmed, which no share here makes up for.
    """

    standing: Standing
    bar_rate: float
    ground: Ground
    answers: int
    sorted_count: int
    items: int
    steps: tuple[Step, ...]
    chosen: Step | None
    confirms: bool = False

    @property
    def automated_rate(self) -> float:
        """The share of all items that need nobody."""
        return self.chosen.size / self.items if self.chosen and self.items else 0.0


@dataclass(frozen=True)
class AutomationPolicy:
    """A threshold that was chosen: answers of this candidate from this confidence up are used by themselves."""

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


def automate(
    database: Database,
    workflow: Workflow,
    version: DatasetVersion,
    standing: Standing,
    split: str | None = None,
) -> Part:
    """How much of one candidate's work can go unseen at the workflow's bar, by the confidence it states."""
    table = evidence.evidence_table(
        database, workflow.workflow_id, version.dataset_version_id, split, standing.candidate_id
    )
    answered = table[(table["state"] == "answered") & (table["verdict"] != "no_answer")]
    answered = answered.sort_values("position", kind="stable").reset_index(drop=True)
    items = int((table["state"] != "failed").sum())
    confidence = pd.to_numeric(answered["confidence"], errors="coerce").to_numpy(dtype=float)
    sorted_count = int(np.isfinite(confidence).sum())
    empty = Part(standing, workflow.bar_rate, Ground.NONE, len(answered), sorted_count, items, (), None)
    if sorted_count < max(FEWEST_WITH_CONFIDENCE * len(answered), 1):
        return empty
    held = np.where(np.isfinite(confidence), confidence, -math.inf)
    ranks = np.empty(len(held), dtype=np.int64)
    ranks[np.argsort(-held, kind="stable")] = np.arange(len(held))
    outcomes = (
        answered["verdict"]
        .map({"correct": 1, "incorrect": 0, "unsure": 0})
        .fillna(-1)
        .to_numpy(dtype=np.int64)
    )
    ground, shown = _shown(database, workflow, version, split, standing, answered, ranks, outcomes)
    steps = tuple(_step(share, held, ranks, outcomes, share in shown) for share in SHARES)
    chosen = next((one for one in reversed(steps) if one.is_shown and one.threshold > -math.inf), None)
    confirms = get_rules(database, workflow.workflow_id).confirms_wrong
    return replace(empty, ground=ground, steps=steps, chosen=chosen, confirms=confirms)


def _step(share: float, held: Floats, ranks: Integers, outcomes: Integers, is_shown: bool) -> Step:
    size = int(set_sizes(len(held), [share])[0])
    inside = ranks < size
    judged = outcomes[inside] >= 0
    threshold = float(held[inside].min())
    return Step(share, size, threshold, int(judged.sum()), int((outcomes[inside] == 1).sum()), is_shown)


def _shown(
    database: Database,
    workflow: Workflow,
    version: DatasetVersion,
    split: str | None,
    standing: Standing,
    answered: pd.DataFrame,
    ranks: Integers,
    outcomes: Integers,
) -> tuple[Ground, set[float]]:
    """Which shares meet the bar for certain, or with the promised risk, and by what right."""
    bar = workflow.bar_rate
    if (outcomes >= 0).all() and not (answered["verdict"] == "unsure").any():
        return Ground.FACT, {share for share in SHARES if _meets(share, ranks, outcomes, bar)}
    tests = read_tests(database, workflow, version, split)
    found = tests.evidence.get(tests.live.get(standing.candidate_id, -1))
    if found is not None:
        placed = _in_order(found, standing.candidate_id, answered, ranks, outcomes)
        if placed is not None:
            order, codes, facts = placed
            first = _first_share(len(ranks), bar)
            shares = [share for share in SHARES if share >= first]
            certified = certify_share(order, codes, bar, RISK, shares, facts)
            return Ground.DRAWN, set(shares[: certified.standing])
    return Ground.FIXED, _fixed_look(ranks, outcomes, bar)


def _meets(share: float, ranks: Integers, outcomes: Integers, bar: float) -> bool:
    size = int(set_sizes(len(ranks), [share])[0])
    return bool((outcomes[ranks < size] == 1).sum() >= bar * size - 1e-9)


def _first_share(members: int, bar: float) -> float:
    """The strictest share worth testing: a smaller one could not be shown even if all of it were right."""
    needed = math.log(RISK) / math.log(bar) if bar < 1 else members
    return next((share for share in SHARES if share * members >= needed), SHARES[-1])


def _in_order(
    found: PoolEvidence,
    candidate_id: int,
    answered: pd.DataFrame,
    ranks: Integers,
    outcomes: Integers,
) -> tuple[Integers, Integers, NDArray[np.bool_]] | None:
    """Ranks, outcomes and facts in the order committed to; None where the pool is not these answers."""
    known, sequence = found.known[candidate_id], found.sequence[candidate_id]
    # The order of items, whatever was drawn by weights since: each share is a sample of that order alone.
    sequence = sequence[np.argsort(found.position[sequence], kind="stable")]
    numbers = np.concatenate([known, sequence])
    codes = found.codes[numbers]
    numbers, codes = numbers[codes != SILENT], codes[codes != SILENT]
    place_of = {int(item_id): place for place, item_id in enumerate(answered["item_id"])}
    places = [place_of.get(int(found.item_ids[number])) for number in numbers]
    if None in places or len(places) != len(ranks):
        return None
    own = np.array(places, dtype=np.int64)
    drawn = np.where(codes == PENDING, -1, np.where(codes == RIGHT, 1, 0)).astype(np.int64)
    return ranks[own], drawn, np.isin(numbers, known)


def _fixed_look(ranks: Integers, outcomes: Integers, bar: float) -> set[float]:
    """Shares shown by one look at the labels there are, were they a random part of the answers."""
    sets = [outcomes[(ranks < int(set_sizes(len(ranks), [share])[0])) & (outcomes >= 0)] for share in SHARES]
    shown = fixed_look_sets([(int(one.sum()), len(one)) for one in sets], bar, RISK)
    return {SHARES[place] for place in shown}


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
        "by": by.strip(),
        "at": now().isoformat(),
    }
    workspace.set_setting(database, _name(workflow), json.dumps(kept))
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
