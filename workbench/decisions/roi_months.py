"""A candidate's saving month by month: when the money spent is back, and what all of it is worth today."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
    numbers = _ahead(values)
    lines = _lines(values, numbers)
    balances = np.cumsum(lines["month_saving_amount"]) - values["one_off_amount"]
    columns = (
        numbers, lines["volume_factor"], lines["month_saving_amount"], lines["present_amount"], balances,
    )  # fmt: skip
    return [Month(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]


def net_present_value(values: Mapping[str, float]) -> float:
    """− spent before the first month + Σ of the months' savings, each worth today."""
    return float(_lines(values, _ahead(values))["present_amount"].sum()) - values["one_off_amount"]


def payback_months(values: Mapping[str, float]) -> float | None:
    """Months until what was spent before the first month is earned back; within a month it comes in evenly.

    0 where nothing was spent. None where it never comes back.
    """
    spent = values["one_off_amount"]
    if spent <= 0:
        return 0.0 if values["saving_amount"] > 0 else None
    if values["growth_rate"] == 0:
        return spent / values["saving_amount"] if values["saving_amount"] > 0 else None
    numbers = np.arange(1, MOST_MONTHS + 1)
    earned = _lines(values, numbers)["month_saving_amount"]
    balances = np.cumsum(earned) - spent
    back = np.flatnonzero(balances >= 0)
    if not len(back):
        return None
    first = int(back[0])
    return float(first - (balances[first] - earned[first]) / earned[first])


def payback_month(months: float | None) -> int | None:
    """The number of the month in which the money is back: 1.2 months is within month 2."""
    return None if months is None else max(math.ceil(round(months, 9)), 1)


def _ahead(values: Mapping[str, float]) -> NDArray[np.int64]:
    """The numbers of the months looked ahead."""
    return np.arange(1, round(values["horizon_months"]) + 1)


def _lines(values: Mapping[str, float], numbers: NDArray[np.int64]) -> dict[str, NDArray[np.float64]]:
    """The lines of a month, each for all these months."""
    known: dict[str, Any] = {**values, "month": numbers}
    for line in MONTH_LINES:
        known[line.key] = np.broadcast_to(evaluate(line.formula, known), numbers.shape)
    return {line.key: known[line.key] for line in MONTH_LINES}
