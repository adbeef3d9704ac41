"""What a candidate saves a month: pure arithmetic on entered business figures and measured rates.

Money is in the workspace's currency. Per item: h = cost by hand, c = cost of a call, r = cost of a review,
e = cost of an undetected error. V = items a month, p = precision, a = automated share, the part of the items
that the candidate answers: coverage × (1 − failure rate). The rest, unanswered or failed, goes to people at
h.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from workbench.domain import BusinessFigures

# The entered figures as every screen, sentence and sheet calls them.
FIGURE_NAMES = {
    "items_per_month": "Items a month",
    "minutes_by_hand": "Minutes by hand",
    "hourly_cost_amount": "Hourly cost",
    "review_minutes": "Minutes to review an output",
    "error_cost_amount": "Cost of an undetected error",
    "setup_cost_amount": "Set-up cost",
}


class Policy(StrEnum):
    """What happens to a candidate's answers."""

    UNREVIEWED = "unreviewed"
    REVIEWED = "reviewed"

    @property
    def words(self) -> str:
        """The policy as it stands on the screen."""
        if self is Policy.UNREVIEWED:
            return "Answers are used unreviewed"
        return "A person reviews every answer"


@dataclass(frozen=True)
class UnitCosts:
    """The figures of one workflow, ready to calculate with: items a month, and money per item."""

    items_per_month: float
    by_hand_amount: float
    call_amount: float
    review_amount: float = 0.0
    error_amount: float = 0.0


@dataclass(frozen=True)
class MonthlyCost:
    """Where a month's money goes with a candidate.

    calls: V × c. review: V × a × r, if reviewed. errors: V × a × (1 − p) × e, if unreviewed. redone:
    V × a × (1 − p) × h, if reviewed: errors found are done again by hand. people: V × (1 − a) × h, what the
    candidate leaves unanswered or fails at.
    """

    calls_amount: float
    review_amount: float
    errors_amount: float
    redone_amount: float
    people_amount: float

    @property
    def total_amount(self) -> float:
        """All of it."""
        return (
            self.calls_amount
            + self.review_amount
            + self.errors_amount
            + self.redone_amount
            + self.people_amount
        )


def automated_share(coverage_rate: float, failure_rate: float) -> float:
    """a = coverage × (1 − failure rate): the part of all items that comes back answered."""
    return coverage_rate * (1 - failure_rate)


def cost_by_hand(costs: UnitCosts) -> float:
    """V × h."""
    return costs.items_per_month * costs.by_hand_amount


def cost_with_candidate(
    costs: UnitCosts, policy: Policy, precision_rate: float, automated_rate: float
) -> MonthlyCost:
    """A month's cost with the candidate at this precision and automated share (both 0–1)."""
    items = costs.items_per_month
    answered = items * automated_rate
    wrong = answered * (1 - precision_rate)
    reviewed = policy is Policy.REVIEWED
    return MonthlyCost(
        calls_amount=items * costs.call_amount,
        review_amount=answered * costs.review_amount if reviewed else 0.0,
        errors_amount=0.0 if reviewed else wrong * costs.error_amount,
        redone_amount=wrong * costs.by_hand_amount if reviewed else 0.0,
        people_amount=(items - answered) * costs.by_hand_amount,
    )


def monthly_saving(costs: UnitCosts, policy: Policy, precision_rate: float, automated_rate: float) -> float:
    """Cost by hand − cost with the candidate; negative where the candidate costs more.

    unreviewed: V × (a h − a (1 − p) e − c); reviewed: V × (a p h − a r − c).
    """
    return (
        cost_by_hand(costs) - cost_with_candidate(costs, policy, precision_rate, automated_rate).total_amount
    )


def break_even_precision(costs: UnitCosts, policy: Policy, automated_rate: float) -> float | None:
    """The precision at which the saving is zero; it may lie below 0 (always saves) or above 1 (never does).

    unreviewed: 1 − (a h − c) ÷ (a e); reviewed: (a r + c) ÷ (a h). None where precision makes no difference:
    nothing is automated, or an undetected error costs nothing.
    """
    a, h, c = automated_rate, costs.by_hand_amount, costs.call_amount
    if policy is Policy.REVIEWED:
        return (a * costs.review_amount + c) / (a * h) if a * h else None
    return 1 - (a * h - c) / (a * costs.error_amount) if a * costs.error_amount else None


def payback_months(setup_amount: float | None, saving_amount: float) -> float | None:
    """Set-up cost ÷ monthly saving; None where there is no set-up cost entered or nothing is saved."""
    if setup_amount is None or saving_amount <= 0:
        return None
    return setup_amount / saving_amount


def unit_costs(figures: BusinessFigures, call_amount: float) -> UnitCosts:
    """Money per item from minutes and hourly cost: minutes ÷ 60 × hourly cost.

    Figures that the policy does not need may be absent and count as 0; check with `missing_figures` first.
    """
    hourly = figures.hourly_cost_amount or 0.0
    return UnitCosts(
        items_per_month=figures.items_per_month or 0.0,
        by_hand_amount=(figures.minutes_by_hand or 0.0) / 60 * hourly,
        call_amount=call_amount,
        review_amount=(figures.review_minutes or 0.0) / 60 * hourly,
        error_amount=figures.error_cost_amount or 0.0,
    )


def missing_figures(figures: BusinessFigures, policy: Policy) -> list[str]:
    """What has to be entered or mended before a saving can be said, as sentences; empty when all is there."""
    needed = ["items_per_month", "minutes_by_hand", "hourly_cost_amount"]
    if policy is Policy.REVIEWED:
        needed.append("review_minutes")
    found = [_fault(figures, name, zero_allowed=False) for name in needed]
    if policy is Policy.UNREVIEWED:
        found.append(_fault(figures, "error_cost_amount", zero_allowed=True))
    if figures.setup_cost_amount is not None:
        found.append(_fault(figures, "setup_cost_amount", zero_allowed=True))
    return [fault for fault in found if fault]


def _fault(figures: BusinessFigures, figure: str, zero_allowed: bool) -> str:
    name, value = FIGURE_NAMES[figure], getattr(figures, figure)
    if value is None:
        return f"{name} is not entered."
    if not math.isfinite(value) or value < 0 or (value == 0 and not zero_allowed):
        least = "0 or more" if zero_allowed else "more than 0"
        written = f"{value:,.12g}" if math.isfinite(value) else "not a number"
        return f"{name} is {written}; it must be {least}."
    return ""
