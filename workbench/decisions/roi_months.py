"""A candidate's saving month by month: when the money spent is back, and what all of it is worth today."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from workbench.decisions.roi_expressions import evaluate
from workbench.decisions.roi_model import MONTH_LINES

# A payback further away than this is none.
MOST_MONTHS = 1200


@dataclass(frozen=True)
class Month:
    """One month: its saving, what that is worth today, and the balance after it with what was spent before."""

    number: int
    volume_factor: float
    saving_amount: float
    present_amount: float
    balance_amount: float


def list_months(values: Mapping[str, float]) -> list[Month]:
    """The months looked ahead, from expected inputs and lines."""
    months = []
    balance = -values["one_off_amount"]
    for number in range(1, round(values["horizon_months"]) + 1):
        lines = _month(values, number)
        balance += lines["month_saving_amount"]
        months.append(
            Month(
                number,
                lines["volume_factor"],
                lines["month_saving_amount"],
                lines["present_amount"],
                balance,
            )
        )
    return months


def net_present_value(values: Mapping[str, float]) -> float:
    """− spent before the first month + Σ of the months' savings, each worth today."""
    return sum((one.present_amount for one in list_months(values)), -values["one_off_amount"])


def payback_months(values: Mapping[str, float]) -> float | None:
    """Months until what was spent before the first month is earned back; within a month it comes in evenly.

    0 where nothing was spent. None where it never comes back.
    """
    spent = values["one_off_amount"]
    if spent <= 0:
        return 0.0 if values["saving_amount"] > 0 else None
    if values["growth_rate"] == 0:
        return spent / values["saving_amount"] if values["saving_amount"] > 0 else None
    balance = -spent
    for number in range(1, MOST_MONTHS + 1):
        earned = _month(values, number)["month_saving_amount"]
        if balance + earned >= 0:
            return number - 1 - balance / earned
        balance += earned
    return None


def payback_month(months: float | None) -> int | None:
    """The number of the month in which the money is back: 1.2 months is within month 2."""
    return None if months is None else max(math.ceil(round(months, 9)), 1)


def _month(values: Mapping[str, float], number: int) -> dict[str, float]:
    known = {**values, "month": number}
    for line in MONTH_LINES:
        known[line.key] = evaluate(line.formula, known)
    return known
