"""The ROI of every candidate of a workflow: entered figures joined with measured rates and call costs."""

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.comparison import Standing
from workbench.decisions.bar import BarVerdict, judge_against_bar
from workbench.decisions.roi import (
    MonthlyCost,
    Policy,
    UnitCosts,
    automated_share,
    break_even_precision,
    cost_by_hand,
    cost_with_candidate,
    missing_figures,
    monthly_saving,
    payback_months,
    unit_costs,
)
from workbench.domain import Candidate, CandidateKind, Workflow
from workbench.store import candidate as candidates
from workbench.store import workspace
from workbench.store.database import Database

# Followed by the currency: a rate for euros must not count for yen.
RATE_SETTING = "usd_rate_"


@dataclass(frozen=True)
class CallCost:
    """What a call costs per item in US dollars, and where that figure comes from."""

    usd: float
    source: str
    is_known: bool = True


@dataclass(frozen=True)
class CandidateCase:
    """One candidate's month: costs by kind, saving with its range over the precision interval, break-even.

    Amounts are in the workspace's currency; `break_even_rate` may lie outside 0–1, see
    `break_even_precision`. `answered_count` is how many of the outputs are taken to be answers, see
    `estimated_answers`; `automated_rate` is the share of all items that they make up.
    """

    standing: Standing
    bar_verdict: BarVerdict
    costs: UnitCosts
    answered_count: float
    automated_rate: float
    call_cost: CallCost
    cost: MonthlyCost
    saving_amount: float
    saving_low_amount: float
    saving_high_amount: float
    break_even_rate: float | None
    payback_months: float | None

    @property
    def name(self) -> str:
        """The candidate's name."""
        return self.standing.candidate_name

    @property
    def open_count(self) -> int:
        """Answers that nobody has judged yet, or that were judged unsure."""
        return self.standing.unlabelled + self.standing.unsure


@dataclass(frozen=True)
class BusinessCase:
    """The ROI of a workflow under one policy; no case has a saving while `missing` says something.

    `cases` are sorted by saving, greatest first; `without_rates` names candidates that have no judged answer;
    `rate_is_assumed`: prices are in dollars, the workspace is not, and nobody has entered a rate, so one
    dollar counts as one unit of the currency.
    """

    policy: Policy
    currency: str
    usd_rate: float
    rate_is_assumed: bool
    by_hand_amount: float | None
    missing: tuple[str, ...]
    cases: tuple[CandidateCase, ...]
    without_rates: tuple[str, ...]


def build_business_case(
    database: Database, workflow: Workflow, standings: Sequence[Standing], policy: Policy
) -> BusinessCase:
    """The month of every candidate that ran, from the workflow's figures and these standings."""
    currency = workspace.get_currency(database)
    usd_rate, is_assumed = get_usd_rate(database)
    missing = tuple(missing_figures(workflow.figures, policy))
    known = {one.candidate_id: one for one in candidates.list_candidates(database, workflow.workflow_id)}
    ran = [standing for standing in standings if standing.output_count]
    cases = [
        _case(standing, call_cost(standing, known.get(standing.candidate_id)), workflow, policy, usd_rate)
        for standing in ran
        if standing.answered and not missing
    ]
    return BusinessCase(
        policy=policy,
        currency=currency,
        usd_rate=usd_rate,
        rate_is_assumed=is_assumed,
        by_hand_amount=None if missing else cost_by_hand(unit_costs(workflow.figures, 0.0)),
        missing=missing,
        cases=tuple(sorted(cases, key=lambda case: -case.saving_amount)),
        without_rates=tuple(standing.candidate_name for standing in ran if not standing.answered),
    )


def call_cost(standing: Standing, candidate: Candidate | None) -> CallCost:
    """The mean cost of the stored outputs, else the price entered with the candidate, else nothing."""
    if standing.mean_cost_usd is not None:
        return CallCost(standing.mean_cost_usd, "mean of the stored outputs")
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


def get_usd_rate(database: Database) -> tuple[float, bool]:
    """Units of the workspace's currency per US dollar, and whether that is only assumed to be one for one."""
    currency = workspace.get_currency(database)
    if currency == "USD":
        return 1.0, False
    try:
        rate = float(workspace.get_setting(database, RATE_SETTING + currency))
    except ValueError:
        return 1.0, True
    return (rate, False) if 0 < rate < float("inf") else (1.0, True)


def set_usd_rate(database: Database, rate: float) -> None:
    """Store how many units of the workspace's currency a US dollar costs."""
    workspace.set_setting(database, RATE_SETTING + workspace.get_currency(database), repr(float(rate)))


def _case(
    standing: Standing, price: CallCost, workflow: Workflow, policy: Policy, usd_rate: float
) -> CandidateCase:
    costs: UnitCosts = unit_costs(workflow.figures, price.usd * usd_rate)
    answered = estimated_answers(standing)
    share = automated_share(answered / (standing.output_count - standing.failed), standing.failure_rate)
    precision = standing.precision_rate or 0.0
    low, high = standing.precision_interval or (0.0, 1.0)
    saving = monthly_saving(costs, policy, precision, share)
    return CandidateCase(
        standing=standing,
        bar_verdict=judge_against_bar(standing, workflow.bar_rate),
        costs=costs,
        answered_count=answered,
        automated_rate=share,
        call_cost=price,
        cost=cost_with_candidate(costs, policy, precision, share),
        saving_amount=saving,
        saving_low_amount=monthly_saving(costs, policy, low, share),
        saving_high_amount=monthly_saving(costs, policy, high, share),
        break_even_rate=break_even_precision(costs, policy, share),
        payback_months=payback_months(workflow.figures.setup_cost_amount, saving),
    )
