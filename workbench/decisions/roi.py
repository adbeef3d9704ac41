"""What ROI is counted from besides measurements: the policy, the figures entered, and what is still missing."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from workbench.decisions.roi_model import INPUT, INPUTS, Input, Origin, Unit, name_of
from workbench.decisions.roi_spreads import Known, Ranged, SameAs, Spread
from workbench.domain import BusinessFigures, Workflow
from workbench.domain.formats import percent
from workbench.domain.locales import localised
from workbench.domain.scenarios import DEFAULT_SEED, Estimate, Scenario

# The workflow's own figures, which stand in its form as well.
FIGURE_NAMES = {key: name_of(key) for key in BusinessFigures.__dataclass_fields__}

# What settles how a policy works in particular; held with the figures of a scenario.
SPOT_CHECK, UNSURE_BELOW, DESK_TIMES = "spot_check_rate", "unsure_below_rate", "desk_times"
SETTINGS: dict[str, Input] = {
    one.key: one
    for one in (
        Input(
            SPOT_CHECK, "Share of the answers that is spot-checked", "x", Unit.RATE, Origin.ENTERED,
            "Drawn at random from all answers.", default=0.1, most=1.0, is_range=False,
        ),
        Input(
            UNSURE_BELOW, "Unsure below a confidence of", "t", Unit.RATE, Origin.ENTERED,
            "Answers with less confidence than this go to a reviewer.", default=0.8, most=1.0, is_range=False,
        ),
        Input(
            DESK_TIMES, "Minutes timed at the desk go first", "", Unit.FACTOR, Origin.ENTERED,
            "1 where times measured while labelling stand in for the entered ones.", default=1.0, is_range=False,
        ),
    )
}  # fmt: skip
ENTERED = {one.key: one for one in INPUTS if one.origin is Origin.ENTERED and one.key != "usd_rate"}


class Policy(StrEnum):
    """What happens to a candidate's answers. What it leaves unanswered always goes to people."""

    UNREVIEWED = "unreviewed"
    REVIEWED = "reviewed"
    UNSURE = "unsure"
    SPOT_CHECK = "spot_check"

    @property
    def words(self) -> str:
        """The policy as it stands on the screen."""
        return {
            "unreviewed": "Answers are used unreviewed",
            "reviewed": "A person reviews every answer",
            "unsure": "A person reviews the answers it is unsure of",
            "spot_check": "A person spot-checks a share of the answers",
        }[self.value]


class Fault(NamedTuple):
    """A figure that is missing or impossible, and a sentence about it."""

    key: str
    sentence: str


@dataclass(frozen=True)
class Assumptions:
    """Everything entered that one scenario is counted from.

    `changed`: figures that the scenario itself names, which go before what the desk has timed. `usd_rate`: units of
    the currency for one US dollar; `rate_day` the day it held; `rate_is_assumed`: nobody has entered one, so a dollar
    counts as one unit.
    """

    name: str
    policy: Policy
    figures: Mapping[str, Estimate]
    error_costs: Mapping[str, float] = field(default_factory=dict)
    seed: int = DEFAULT_SEED
    changed: frozenset[str] = frozenset()
    currency: str = "USD"
    usd_rate: float = 1.0
    rate_day: date | None = None
    rate_is_assumed: bool = False

    def likely(self, key: str) -> float | None:
        """The entered figure, else its default."""
        found = self.figures.get(key)
        if found is not None and found.likely is not None:
            return found.likely
        known = INPUT.get(key) or SETTINGS[key]
        return known.default

    def setting(self, key: str) -> float:
        """A figure that settles how a policy works."""
        return float(self.likely(key) or 0.0)

    def spread(self, key: str) -> Spread:
        """How an entered figure may lie; what the policy does not need counts as 0 where it is absent."""
        found = self.figures.get(key, Estimate())
        value = self.likely(key)
        if key == "correct_minutes" and value is None:
            return SameAs("minutes_by_hand", "not entered, so as long as by hand")
        if found.likely is None:
            return Known(value or 0.0, "not entered" if value is None else "not entered, taken so")
        if found.low is None and found.high is None:
            return Known(found.likely)
        low = found.likely if found.low is None else found.low
        return Ranged(low, found.likely, found.likely if found.high is None else found.high)


def assume(
    workflow: Workflow, base: Scenario, scenario: Scenario | None = None, policy: Policy | None = None
) -> Assumptions:
    """The workflow's figures, with what its base case adds and a scenario changes; `policy` goes before theirs."""
    figures = {key: Estimate(value) for key, value in asdict(workflow.figures).items() if value is not None}
    for key, one in base.figures.items():
        own = figures.get(key)
        # The workflow's own figure is what was entered last; the base case only holds its range.
        figures[key] = Estimate(own.likely, one.low, one.high) if own and key in FIGURE_NAMES else one
    costs = dict(base.error_costs)
    changed: frozenset[str] = frozenset()
    if scenario and not scenario.is_base:
        figures |= scenario.figures
        costs |= scenario.error_costs
        changed = frozenset(scenario.figures)
    chosen = policy or Policy((scenario and scenario.policy) or base.policy or Policy.UNREVIEWED)
    seeds = [one.seed for one in (scenario, base) if one and one.seed is not None]
    name = scenario.name if scenario else base.name
    return Assumptions(name, chosen, figures, costs, seeds[0] if seeds else DEFAULT_SEED, changed)


def needed_figures(policy: Policy, miss_rate: float = 0.0) -> list[str]:
    """The keys without which no saving can be said under a policy."""
    needed = ["items_per_month", "minutes_by_hand", "hourly_cost_amount"]
    if policy is not Policy.UNREVIEWED:
        needed.append("review_minutes")
    if policy is not Policy.REVIEWED or miss_rate:
        needed.append("error_cost_amount")
    return needed


def list_faults(assumptions: Assumptions, measured: frozenset[str] = frozenset()) -> list[Fault]:
    """What has to be entered or mended before a saving can be said; empty when all is there.

    Figures in `measured` need not be entered.
    """
    needed = needed_figures(assumptions.policy, assumptions.likely("miss_rate") or 0.0)
    found = []
    for key, known in {**ENTERED, **SETTINGS}.items():
        entered = assumptions.figures.get(key, Estimate())
        if key in measured:
            continue
        if entered.likely is None and (key in needed or entered.low is not None or entered.high is not None):
            found.append(Fault(key, f"{known.name} is not entered."))
        elif key in needed or key not in ("review_minutes", "error_cost_amount"):
            found += [Fault(key, said) for said in _impossible(known, entered) if said]
    for category, cost in assumptions.error_costs.items():
        if not math.isfinite(cost) or cost < 0:
            said = f"Cost of an undetected error in “{category}” is {_shown(cost, Unit.MONEY)}; it must be 0 or more."
            found.append(Fault("error_cost_amount", said))
    return found


def _impossible(known: Input, entered: Estimate) -> list[str]:
    ends = {"": entered.likely, ", at the lowest,": entered.low, ", at the highest,": entered.high}
    for end, value in ends.items():
        if value is None:
            continue
        if (
            not math.isfinite(value)
            or value < known.least
            or (value == known.least and not known.least_allowed)
        ):
            least = _shown(known.least, known.unit)
            must = f"{least} or more" if known.least_allowed else f"more than {least}"
            return [f"{known.name}{end} is {_shown(value, known.unit)}; it must be {must}."]
        if known.most is not None and value > known.most:
            most = _shown(known.most, known.unit)
            return [f"{known.name}{end} is {_shown(value, known.unit)}; it must be {most} or less."]
    low = entered.likely if entered.low is None else entered.low
    high = entered.likely if entered.high is None else entered.high
    if entered.likely is not None and not (low or 0.0) <= entered.likely <= (high or 0.0):
        return [f"{known.name}: the lowest, the likely and the highest figure are not in that order."]
    return []


def _shown(value: float, unit: Unit) -> str:
    if not math.isfinite(value):
        return "not a number"
    return percent(value) if unit is Unit.RATE else localised(f"{value:,.12g}")
