"""The ROI of every candidate of a workflow: entered figures joined with measured rates, calls and times."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np

from workbench.comparison import Standing
from workbench.decisions.certificates import CertificateVerdict
from workbench.decisions.roi import Assumptions, Fault, Policy, assume, list_faults
from workbench.decisions.roi_cascade import Cascade
from workbench.decisions.roi_evidence import CallCost, call_cost, estimated_answers
from workbench.decisions.roi_inputs import candidate_inputs, entered_inputs, measured_times
from workbench.decisions.roi_labels import LabelValue, value_of_labels
from workbench.decisions.roi_model import count_lines, saving
from workbench.decisions.roi_months import Month, list_months, net_present_value, payback_months
from workbench.decisions.roi_outlook import Outlook, Swing, break_even, list_swings, look_ahead
from workbench.decisions.roi_reading import Evidence, read_evidence
from workbench.decisions.roi_spreads import Spread, expected_values
from workbench.domain import Workflow
from workbench.domain.scenarios import Scenario
from workbench.store import roi as roi_store
from workbench.store import workspace
from workbench.store.database import Database

# Followed by the currency: a rate for euros must not count for yen.
__all__ = [
    "BusinessCase",
    "CallCost",
    "CandidateCase",
    "build_business_case",
    "build_case",
    "call_cost",
    "estimated_answers",
    "get_usd_rate",
    "get_usd_rate_day",
    "labels_worth",
    "read_assumptions",
    "read_evidence",
    "set_usd_rate",
]

RATE_SETTING, RATE_DAY_SETTING = "usd_rate_", "usd_rate_day_"


@dataclass(frozen=True)
class MonthlyCost:
    """Where a month's money goes with a candidate, in the workspace's currency."""

    calls_amount: float
    review_amount: float
    errors_amount: float
    redone_amount: float
    alarms_amount: float
    people_amount: float
    running_amount: float
    total_amount: float


@dataclass(frozen=True)
class CandidateCase:
    """One candidate, or a cascade of two, and what a month with it comes to.

    `spreads`: every input of the model by key, with where it comes from; `values`: expected inputs and lines by key.
    Amounts are in the workspace's currency. `is_ready`: it meets the bar, on further items too where everything here is
    labelled, so that nothing but these few items speaks for it.
    """

    standing: Standing
    bar_verdict: CertificateVerdict
    is_ready: bool
    call_cost: CallCost
    spreads: dict[str, Spread]
    values: dict[str, float]
    seed: int
    has_setup: bool
    cascade: Cascade | None = None

    @property
    def name(self) -> str:
        """The candidate's name."""
        return self.standing.candidate_name

    @property
    def key(self) -> str:
        """What tells this case from the others of its workflow."""
        if self.cascade:
            return f"{self.cascade.first.candidate_id}-{self.cascade.second.candidate_id}"
        return str(self.standing.candidate_id)

    @property
    def open_count(self) -> int:
        """Answers that nobody has judged yet, or that were judged unsure."""
        return self.standing.unlabelled + self.standing.unsure

    @property
    def answered_count(self) -> float:
        """How many of the outputs are taken to be answers, see `estimated_answers`."""
        return estimated_answers(self.standing)

    @property
    def automated_rate(self) -> float:
        """The share of all items that they make up."""
        return self.values["automated_rate"]

    @property
    def saving_amount(self) -> float:
        """The expected saving of a month."""
        return self.values["saving_amount"]

    @cached_property
    def outlook(self) -> Outlook:
        """How sure the saving is; drawn when it is asked for, which of most cascades it never is."""
        return look_ahead(self.spreads, self.seed)

    @property
    def saving_low_amount(self) -> float:
        """The lower end of the saving's 80 % range."""
        return self.outlook.low_amount

    @property
    def saving_high_amount(self) -> float:
        """The upper end of the saving's 80 % range."""
        return self.outlook.high_amount

    @cached_property
    def cost(self) -> MonthlyCost:
        """Where a month's money goes."""
        names = [name for name in MonthlyCost.__dataclass_fields__ if name != "running_amount"]
        known = {name: self.values[name] for name in names}
        return MonthlyCost(**known, running_amount=self.values["running_cost_amount"])

    @cached_property
    def break_even_rate(self) -> float | None:
        """The precision at which nothing is saved and nothing lost; it may lie outside 0–1, see `break_even`."""
        return break_even(self.spreads, "precision_rate")

    @cached_property
    def payback_months(self) -> float | None:
        """Months until what was spent is back; None without a set-up cost entered, or where it never is."""
        return payback_months(self.values) if self.has_setup else None

    @cached_property
    def months(self) -> list[Month]:
        """The months looked ahead."""
        return list_months(self.values)

    @cached_property
    def net_present_amount(self) -> float:
        """What all of them are worth today, less what is spent before."""
        return net_present_value(self.values)

    @cached_property
    def swings(self) -> list[Swing]:
        """What moves the saving, the furthest first."""
        return list_swings(self.spreads, self.outlook.seed)


@dataclass(frozen=True)
class BusinessCase:
    """The ROI of a workflow in one scenario; no case has a saving while `missing` says something.

    `cases` are the candidates, `cascades` the best of each pair of them, both sorted by saving, greatest first.
    `without_rates` names candidates that have no judged answer. `nothing_amount`: what a month costs in which nobody
    does the work at all and every item counts as an undetected error; None where that cost is not entered.
    """

    assumptions: Assumptions
    evidence: Evidence
    by_hand_amount: float | None
    nothing_amount: float | None
    faults: tuple[Fault, ...]
    cases: tuple[CandidateCase, ...]
    cascades: tuple[CandidateCase, ...]
    without_rates: tuple[str, ...]

    @property
    def policy(self) -> Policy:
        """What happens to the answers."""
        return self.assumptions.policy

    @property
    def currency(self) -> str:
        """The workspace's currency."""
        return self.assumptions.currency

    @property
    def usd_rate(self) -> float:
        """Units of it for one US dollar."""
        return self.assumptions.usd_rate

    @property
    def rate_is_assumed(self) -> bool:
        """Prices are in dollars, the workspace is not, and nobody has entered a rate."""
        return self.assumptions.rate_is_assumed

    @property
    def missing(self) -> tuple[str, ...]:
        """What has to be entered or mended before a saving can be said, as sentences."""
        return tuple(fault.sentence for fault in self.faults)


def build_business_case(
    database: Database,
    workflow: Workflow,
    standings: Sequence[Standing],
    policy: Policy | None = None,
    scenario: Scenario | None = None,
    evidence: Evidence | None = None,
) -> BusinessCase:
    """The month of every candidate that ran, from the workflow's figures and these standings."""
    found = evidence or read_evidence(database, workflow, standings)
    return build_case(found, read_assumptions(database, workflow, scenario, policy))


def read_assumptions(
    database: Database,
    workflow: Workflow,
    scenario: Scenario | None = None,
    policy: Policy | None = None,
    base: Scenario | None = None,
) -> Assumptions:
    """What is entered for a workflow, or for one of its scenarios; `base`: its base case, where it is at hand."""
    base = base or roi_store.get_base(database, workflow.workflow_id)
    currency = workspace.get_currency(database)
    rate, is_assumed = _usd_rate(database, currency)
    return replace(
        assume(workflow, base, scenario, policy),
        currency=currency,
        usd_rate=rate,
        rate_day=_usd_rate_day(database, currency),
        rate_is_assumed=is_assumed,
    )


def build_case(evidence: Evidence, assumptions: Assumptions) -> BusinessCase:
    """The ROI from what was measured and what is entered, without a look at the database."""
    faults = tuple(list_faults(assumptions, frozenset(measured_times(evidence, assumptions))))
    cases, cascades = [], []
    if not faults:
        entered = entered_inputs(evidence, assumptions)
        cases = [_case(evidence, assumptions, entered, one) for one in evidence.standings if one.answered]
        cascades = _cascades(evidence, assumptions, entered)
    return BusinessCase(
        assumptions=assumptions,
        evidence=evidence,
        by_hand_amount=None if faults else _by_hand(assumptions),
        nothing_amount=None if faults else _nothing(assumptions),
        faults=faults,
        cases=_sorted(cases),
        cascades=_sorted(cascades),
        without_rates=tuple(one.candidate_name for one in evidence.standings if not one.answered),
    )


def labels_worth(case: BusinessCase, one: CandidateCase) -> list[LabelValue]:
    """What 50, 100 and 200 further labels are worth for a candidate, see `value_of_labels`."""
    minutes = measured_times(case.evidence, case.assumptions).get("review_minutes")
    entered = case.assumptions.likely("review_minutes") or case.assumptions.likely("minutes_by_hand") or 0.0
    return value_of_labels(one.spreads, minutes.expected if minutes else entered)


def get_usd_rate(database: Database) -> tuple[float, bool]:
    """Units of the workspace's currency per US dollar, and whether that is only assumed to be one for one."""
    return _usd_rate(database, workspace.get_currency(database))


def _usd_rate(database: Database, currency: str) -> tuple[float, bool]:
    if currency == "USD":
        return 1.0, False
    try:
        rate = float(workspace.get_setting(database, RATE_SETTING + currency))
    except ValueError:
        return 1.0, True
    return (rate, False) if 0 < rate < float("inf") else (1.0, True)


def get_usd_rate_day(database: Database) -> date | None:
    """The day on which the entered rate held."""
    return _usd_rate_day(database, workspace.get_currency(database))


def _usd_rate_day(database: Database, currency: str) -> date | None:
    written = "" if currency == "USD" else workspace.get_setting(database, RATE_DAY_SETTING + currency)
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def set_usd_rate(database: Database, rate: float, day: date | None = None) -> None:
    """Store how many units of the workspace's currency a US dollar costs, and on which day."""
    currency = workspace.get_currency(database)
    workspace.set_setting(database, RATE_SETTING + currency, repr(float(rate)))
    workspace.set_setting(database, RATE_DAY_SETTING + currency, day.isoformat() if day else "")


def _case(
    evidence: Evidence,
    assumptions: Assumptions,
    entered: Mapping[str, Spread],
    standing: Standing,
    cascade: Cascade | None = None,
) -> CandidateCase:
    outcomes = cascade.outcomes if cascade else evidence.outcomes.get(standing.candidate_id)
    price = cascade.call_cost if cascade else evidence.price_of(standing)
    spreads = candidate_inputs(evidence, assumptions, standing, price, outcomes, entered)
    setup = assumptions.figures.get("setup_cost_amount")
    verdict = evidence.verdict_on(standing, is_cascade=cascade is not None)
    is_ahead = (standing.precision_low or 0) >= evidence.workflow.bar_rate
    return CandidateCase(
        standing=standing,
        bar_verdict=verdict,
        is_ready=verdict.is_met and (is_ahead or verdict is not CertificateVerdict.ALL_MEETS),
        call_cost=price,
        spreads=spreads,
        values=count_lines(expected_values(spreads)),
        seed=assumptions.seed,
        has_setup=setup is not None and setup.likely is not None,
        cascade=cascade,
    )


def _cascades(
    evidence: Evidence, assumptions: Assumptions, entered: Mapping[str, Spread]
) -> list[CandidateCase]:
    """Of each two candidates the cascade whose threshold is expected to save most."""
    savings = _expected_savings(evidence, assumptions, entered)
    best: dict[tuple[int, int], tuple[float, Cascade]] = {}
    for one, amount in zip(evidence.cascades, savings, strict=True):
        pair = (one.first.candidate_id, one.second.candidate_id)
        if pair not in best or amount > best[pair][0]:
            best[pair] = (amount, one)
    return [_case(evidence, assumptions, entered, one.standing, one) for _, one in best.values()]


def _expected_savings(
    evidence: Evidence, assumptions: Assumptions, entered: Mapping[str, Spread]
) -> list[float]:
    """The expected saving of every cascade, counted in one go: what is entered once for all of them."""
    if not evidence.cascades:
        return []
    shared = expected_values(entered)
    own: dict[str, list[float]] = {}
    for number, one in enumerate(evidence.cascades):
        inputs = candidate_inputs(evidence, assumptions, one.standing, one.call_cost, one.outcomes, entered)
        for key, spread in inputs.items():
            if spread is not entered.get(key):
                own.setdefault(key, [shared.get(key, 0.0)] * len(evidence.cascades))[number] = spread.expected
    savings = saving(shared | {key: np.array(values) for key, values in own.items()})
    return [float(amount) for amount in savings]


def _sorted(cases: list[CandidateCase]) -> tuple[CandidateCase, ...]:
    return tuple(sorted(cases, key=lambda case: -case.saving_amount))


def _by_hand(assumptions: Assumptions) -> float:
    keys = ("items_per_month", "minutes_by_hand", "hourly_cost_amount")
    items, minutes, hourly = (assumptions.spread(key).expected for key in keys)
    return items * minutes / 60 * hourly


def _nothing(assumptions: Assumptions) -> float | None:
    if assumptions.likely("error_cost_amount") is None:
        return None
    return assumptions.spread("items_per_month").expected * assumptions.spread("error_cost_amount").expected
