"""The same number, whatever its unit is called, its scale and its way of writing; with a tolerance."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from workbench.scoring.exact import normalise
from workbench.scoring.numbers import Quantity, parse_quantity, scale_and_unit
from workbench.scoring.scores import RIGHT, Compare, Score, Setting, Task, wrong

TOLERANCE_RATE = Setting(
    "tolerance_rate",
    "May be off by, in % of the expected number",
    0.0,
    "0.5 lets 9.75 pass for 9.8.",
    is_rate=True,
)
TOLERANCE = Setting("tolerance", "May be off by, in units of the number", 0.0, "1 lets 100 pass for 101.")
AS_WRITTEN = Setting(
    "as_written",
    "Round to the expected number's decimals",
    False,
    "24.31 % then passes for 24.3 %, and 24.36 % does not.",
)
SHARES = Setting("shares", "A share stands for a percentage", True, "0.243 then passes for 24.3 %.")
IN_SENTENCE = Setting(
    "in_sentence",
    "Find the number in a sentence",
    False,
    "Counts where the answer holds exactly one number; what else it says is not read.",
)
SETTINGS = (TOLERANCE_RATE, TOLERANCE, AS_WRITTEN, SHARES, IN_SENTENCE)

_IN_TEXT = re.compile(
    r"(?<![\w.,])\(?[-+−–]?\s?(?:us\$|usd|eur|gbp|chf|[$€£¥₹])?\s?[-−–]?\d[\d.,]*\)?"
    r"(?:\s?(?:%|per\s?cent\b|percent\b|(?:thousand|million|billion|trillion|bn|mn|k|m|b)\b))?\)?"
    r"(?:\s?(?:usd|eur|gbp|chf|dollars|euros|[€£])(?!\w))?",
    re.IGNORECASE,
)
_PERCENT = "%"
# What a computer's arithmetic adds to a number: 12.600000000000001 is 12.6.
_NOISE = Decimal("1e-13")


class _Allowed(NamedTuple):
    """What makes no difference between two numbers."""

    rate: Decimal
    amount: Decimal
    as_written: bool
    shares: bool


def quantities_within(text: str) -> list[Quantity]:
    """The different quantities that stand in a sentence."""
    return list(dict.fromkeys(quantity for _, _, quantity in quantity_spans(text)))


def quantity_spans(text: str) -> Iterator[tuple[int, int, Quantity]]:
    """Where quantities stand in a text, in order: start, end and what each amounts to."""
    for match in _IN_TEXT.finditer(text):
        bare = match.group().strip(" .,")
        if (quantity := parse_quantity(bare)) is not None:
            start = match.start() + match.group().index(bare)
            yield start, start + len(bare), quantity


def compare_by(task: Task) -> Compare:
    """Right when both are the same quantity. Raises BadSetting.

    A bare number is in the workflow's unit ("million USD" makes 9.8 and 9,800 thousand the same), or in the other
    side's. A unit that one side leaves out is no difference; two different units are.
    """
    allowed = _Allowed(
        Decimal(str(TOLERANCE_RATE.of(task))),
        Decimal(str(TOLERANCE.of(task))),
        AS_WRITTEN.of(task),
        SHARES.of(task),
    )
    in_sentence = IN_SENTENCE.of(task)
    power, unit = scale_and_unit(task.unit)

    def compare(answer: str, expected: str) -> Score:
        if normalise(answer) == normalise(expected):
            return RIGHT
        wanted = parse_quantity(expected)
        if wanted is None:
            return Score(0.0, None, "the expected answer is not a number")
        given = parse_quantity(answer)
        if given is None and in_sentence:
            within = quantities_within(answer)
            if len(within) > 1:
                return wrong(f"it holds {len(within)} numbers")
            given = next(iter(within), None)
        if given is None:
            return wrong("it is not a number")
        return _compared(_dressed(given, power, unit or ""), _dressed(wanted, power, unit or ""), allowed)

    return compare


def _is_bare(one: Quantity) -> bool:
    return not one.unit and not one.power


def _dressed(one: Quantity, power: int, unit: str) -> Quantity:
    """A bare number in the workflow's unit; a percentage stays bare, since a bare one may be a share."""
    if not _is_bare(one) or unit == _PERCENT:
        return one
    return Quantity(one.value.scaleb(power), unit, power)


def _compared(given: Quantity, wanted: Quantity, allowed: _Allowed) -> Score:
    if given.unit and wanted.unit and given.unit != wanted.unit:
        return wrong(f"another unit: {given.unit.upper()}, not {wanted.unit.upper()}")
    if _is_near(given.value, wanted, allowed):
        return RIGHT
    # A share is not rounded: 99.5 % is not 1.
    exactly = allowed._replace(as_written=False)
    if allowed.shares and wanted.unit == _PERCENT and _is_bare(given):
        shared = given.value * 100
    elif allowed.shares and given.unit == _PERCENT and _is_bare(wanted):
        shared = given.value / 100
    else:
        return wrong(_difference(given, wanted))
    return RIGHT if _is_near(shared, wanted, exactly) else wrong(_difference(given, wanted))


def _is_near(value: Decimal, wanted: Quantity, allowed: _Allowed) -> bool:
    if abs(value - wanted.value) <= _NOISE * abs(wanted.value):
        return True
    if allowed.as_written:
        step = Decimal(1).scaleb(int(wanted.value.as_tuple().exponent))
        if abs(value - wanted.value) <= step / 2:
            return True
    # A tolerance in units is in those of the scale the expected number is written in: 1 of "9,800 thousand" is 1,000.
    amount = allowed.amount.scaleb(wanted.power)
    return abs(value - wanted.value) <= max(amount, allowed.rate * abs(wanted.value))


def _difference(given: Quantity, wanted: Quantity) -> str:
    if given.value == -wanted.value:
        return "the sign is the other way round"
    if not wanted.value:
        return f"{given.value:f} where 0 is expected" if abs(given.value) < 10**15 else "far from 0"
    for power, words in ((3, "1,000"), (6, "1,000,000"), (9, "1,000,000,000"), (2, "100")):
        if given.value.scaleb(power) == wanted.value or given.value == wanted.value.scaleb(power):
            return f"off by a factor of {words}"
    off = abs(given.value - wanted.value) / abs(wanted.value)
    if off >= 10:
        return "more than ten times off"
    return f"{float(off):.2g} of it off" if off < Decimal("0.0001") else f"{float(off * 100):.3g} % off"
