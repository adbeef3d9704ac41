"""The ROI model: every input and every line of a month, with its formula, once, for page, workbook and documentation.

Money is in the workspace's currency. The model is linear in each input that may be uncertain, and no line multiplies
an uncertain input by itself: with independent inputs the lines at the expected inputs are the expected lines.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from workbench.decisions.roi_expressions import evaluate, names_in


class Unit(StrEnum):
    """What a figure counts, and so how it is shown."""

    ITEMS = "items"
    MINUTES = "minutes"
    MONEY = "money"  # in the workspace's currency
    DOLLARS = "US dollars"
    RATE = "rate"  # 0–1, shown in %
    FACTOR = "factor"
    MONTHS = "months"


class Origin(StrEnum):
    """Where an input comes from."""

    ENTERED = "entered"
    MEASURED = "measured"
    POLICY = "policy"  # settled by what happens to the answers


@dataclass(frozen=True)
class Input:
    """A figure that the model starts from.

    `default` stands where nothing is entered (None: nothing does); `least` and `most` bound what is possible, `least`
    itself only where `least_allowed`. `is_range`: it may be entered as low, likely and high.
    """

    key: str
    name: str
    symbol: str
    unit: Unit
    origin: Origin
    explanation: str
    default: float | None = None
    least: float = 0.0
    least_allowed: bool = True
    most: float | None = None
    is_range: bool = True


@dataclass(frozen=True)
class Line:
    """A figure that follows from others: `formula` holds keys of inputs and of lines above it."""

    key: str
    name: str
    symbol: str
    formula: str
    unit: Unit

    @property
    def parts(self) -> tuple[str, ...]:
        """The keys in its formula."""
        return names_in(self.formula)


def _entered(key: str, name: str, symbol: str, unit: Unit, explanation: str, **more: Any) -> Input:
    return Input(key, name, symbol, unit, Origin.ENTERED, explanation, **more)


def _rate(key: str, name: str, symbol: str, origin: Origin, explanation: str, **more: Any) -> Input:
    return Input(key, name, symbol, Unit.RATE, origin, explanation, most=1.0, **more)


INPUTS: tuple[Input, ...] = (
    _entered("items_per_month", "Items a month", "V", Unit.ITEMS, "How many come in.", least_allowed=False),
    _entered(
        "growth_rate", "Growth of the items a year", "g", Unit.RATE,
        "How much more come in after a year; less than 0 where they dwindle.",
        default=0.0, least=-1.0, least_allowed=False, is_range=False,
    ),
    _entered(
        "minutes_by_hand", "Minutes by hand", "mh", Unit.MINUTES,
        "What one item takes a person today.", least_allowed=False,
    ),
    _entered(
        "hourly_cost_amount", "Hourly cost", "w", Unit.MONEY,
        "Of the person who does it, all included.", least_allowed=False,
    ),
    _entered(
        "review_minutes", "Minutes to review an output", "mr", Unit.MINUTES,
        "What checking one of the candidate's answers takes. Needed where answers are reviewed.", least_allowed=False,
    ),
    _entered(
        "correct_minutes", "Minutes to correct an error", "mk", Unit.MINUTES,
        "What putting a wrong answer right takes once it is found. Left empty, it takes as long as by hand.",
    ),
    _entered(
        "error_cost_amount", "Cost of an undetected error", "e", Unit.MONEY,
        "What one wrong answer costs that nobody catches. Needed where answers can go out unreviewed.",
    ),
    _entered(
        "false_alarm_cost_amount", "Cost of a false alarm", "f", Unit.MONEY,
        "What it costs, beside the work done again, when a reviewer stops a right answer.", default=0.0,
    ),
    _rate(
        "miss_rate", "Wrong answers that reviewers miss", "q", Origin.ENTERED,
        "Of 100 wrong answers under review, how many pass all the same.", default=0.0,
    ),
    _rate(
        "false_alarm_rate", "Right answers that reviewers stop", "z", Origin.ENTERED,
        "Of 100 right answers under review, how many are taken for wrong.", default=0.0,
    ),
    _entered(
        "running_cost_amount", "Running cost a month", "R", Unit.MONEY,
        "Licences, hosting, upkeep: what it costs however many items come in.", default=0.0,
    ),
    _entered(
        "setup_cost_amount", "Set-up cost", "S", Unit.MONEY,
        "Once, before the first month. Left empty, no payback is counted.",
    ),
    Input(
        "evaluation_minutes", "Expert minutes of the evaluation", "me", Unit.MINUTES, Origin.MEASURED,
        "What labelling has taken so far, as the desk timed it.", default=0.0,
    ),
    _entered(
        "discount_rate", "Discount rate a year", "i", Unit.RATE,
        "What money costs your company; the net present value is counted with it.", default=0.08, most=1.0,
        is_range=False,
    ),
    _entered(
        "horizon_months", "Months looked ahead", "N", Unit.MONTHS,
        "How long the candidate is expected to be in use.", default=36.0, least=1.0, most=120.0, is_range=False,
    ),
    _rate(
        "precision_rate", "Precision", "p", Origin.MEASURED,
        "Correct of answered, as judged by people or by the trusted scorer.",
    ),
    _rate(
        "automated_rate", "Share answered", "a", Origin.MEASURED,
        "The part of all items that comes back answered: coverage, less what failed.",
    ),
    _rate(
        "wrong_reviewed_rate", "Wrong answers reviewed", "κ", Origin.POLICY,
        "How many of the wrong answers the policy brings before a reviewer.",
    ),
    _rate(
        "right_reviewed_rate", "Right answers reviewed", "λ", Origin.POLICY,
        "How many of the right answers the policy brings before a reviewer.",
    ),
    Input(
        "call_usd", "Cost of a call", "c$", Unit.DOLLARS, Origin.MEASURED,
        "Mean of the stored outputs, tokens and prices of real runs.", default=0.0,
    ),
    Input(
        "usd_rate", "Price of a US dollar", "x", Unit.FACTOR, Origin.ENTERED,
        "Units of the workspace's currency for one US dollar, on the day entered with it.", default=1.0,
        least_allowed=False, is_range=False,
    ),
)  # fmt: skip

LINES: tuple[Line, ...] = (
    Line("by_hand_item_amount", "An item by hand", "h", "minutes_by_hand / 60 * hourly_cost_amount", Unit.MONEY),
    Line("review_item_amount", "A review", "r", "review_minutes / 60 * hourly_cost_amount", Unit.MONEY),
    Line("correct_item_amount", "A correction", "k", "correct_minutes / 60 * hourly_cost_amount", Unit.MONEY),
    Line("call_item_amount", "A call", "c", "call_usd * usd_rate", Unit.MONEY),
    Line("answers", "Answers", "A", "items_per_month * automated_rate", Unit.ITEMS),
    Line("left_items", "Left to people", "L", "items_per_month - answers", Unit.ITEMS),
    Line("wrong", "Wrong answers", "F", "answers * (1 - precision_rate)", Unit.ITEMS),
    Line("right", "Right answers", "T", "answers - wrong", Unit.ITEMS),
    Line("wrong_reviewed", "Wrong answers under review", "Fr", "wrong * wrong_reviewed_rate", Unit.ITEMS),
    Line("right_reviewed", "Right answers under review", "Tr", "right * right_reviewed_rate", Unit.ITEMS),
    Line("reviewed", "Answers under review", "Ar", "wrong_reviewed + right_reviewed", Unit.ITEMS),
    Line("missed", "Errors that reviewers miss", "Fm", "wrong_reviewed * miss_rate", Unit.ITEMS),
    Line("found", "Errors found", "Ff", "wrong_reviewed - missed", Unit.ITEMS),
    Line("false_alarms", "False alarms", "Z", "right_reviewed * false_alarm_rate", Unit.ITEMS),
    Line("undetected", "Undetected errors", "U", "wrong - found", Unit.ITEMS),
    Line("by_hand_amount", "By hand", "H", "items_per_month * by_hand_item_amount", Unit.MONEY),
    Line("calls_amount", "Calls", "Kc", "items_per_month * call_item_amount", Unit.MONEY),
    Line("review_amount", "Reviews", "Kr", "reviewed * review_item_amount", Unit.MONEY),
    Line("redone_amount", "Errors corrected", "Kk", "found * correct_item_amount", Unit.MONEY),
    Line(
        "alarms_amount", "Cost of false alarms", "Kz",
        "false_alarms * (correct_item_amount + false_alarm_cost_amount)", Unit.MONEY,
    ),
    Line("errors_amount", "Cost of undetected errors", "Ke", "undetected * error_cost_amount", Unit.MONEY),
    Line("people_amount", "Done by people", "Kh", "left_items * by_hand_item_amount", Unit.MONEY),
    Line(
        "total_amount", "With the candidate", "K",
        "calls_amount + review_amount + redone_amount + alarms_amount + errors_amount + people_amount"
        " + running_cost_amount", Unit.MONEY,
    ),
    Line("saving_amount", "Saving a month", "s", "by_hand_amount - total_amount", Unit.MONEY),
    Line(
        "one_off_amount", "Spent before the first month", "O",
        "setup_cost_amount + evaluation_minutes / 60 * hourly_cost_amount", Unit.MONEY,
    ),
)  # fmt: skip

# One row per month t = 1, 2, … up to the months looked ahead: the volume grows, the running cost does not.
MONTH_LINES: tuple[Line, ...] = (
    Line(
        "volume_factor", "Volume against the first month", "vt", "(1 + growth_rate) ** ((month - 1) / 12)", Unit.FACTOR,
    ),
    Line(
        "month_saving_amount", "Saving of the month", "st",
        "(saving_amount + running_cost_amount) * volume_factor - running_cost_amount", Unit.MONEY,
    ),
    Line("discount_factor", "Worth today of money then", "dt", "1 / (1 + discount_rate) ** (month / 12)", Unit.FACTOR),
    Line("present_amount", "Worth today", "nt", "month_saving_amount * discount_factor", Unit.MONEY),
)  # fmt: skip

INPUT = {one.key: one for one in INPUTS}
LINE = {one.key: one for one in LINES}

# What the cost with a candidate is made of, in the order in which a waterfall shows it.
COST_KEYS = (
    "people_amount", "review_amount", "redone_amount", "alarms_amount", "errors_amount", "calls_amount",
    "running_cost_amount",
)  # fmt: skip


def name_of(key: str) -> str:
    """How every screen, sentence and sheet calls an input or a line."""
    found = INPUT.get(key) or LINE.get(key) or next((one for one in MONTH_LINES if one.key == key), None)
    return found.name if found else key


def unit_of(key: str) -> Unit:
    """What an input or a line counts."""
    found = INPUT.get(key) or LINE.get(key) or next((one for one in MONTH_LINES if one.key == key), None)
    return found.unit if found else Unit.FACTOR


def count_lines(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Inputs and lines by key, from numbers or from arrays of draws."""
    values = dict(inputs)
    for line in LINES:
        values[line.key] = evaluate(line.formula, values)
    return values


def saving(inputs: Mapping[str, Any]) -> Any:
    """The saving of a month alone: cost by hand − cost with the candidate."""
    return count_lines(inputs)["saving_amount"]
