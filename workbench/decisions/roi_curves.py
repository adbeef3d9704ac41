"""Where the saving turns: over which precision, volume and error cost it is drawn, and what that says in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.decisions.roi_model import name_of
from workbench.decisions.roi_outlook import Curve, break_even, saving_curve
from workbench.decisions.roi_spreads import Spread, expected_values
from workbench.decisions.roi_steps import input_words

TURNING = ("precision_rate", "items_per_month", "error_cost_amount")
_REACH = 2.5  # how many times its figure an input is drawn up to, unless it turns further out
_FURTHEST = 12
_WHERE = {
    "precision_rate": "precision",
    "items_per_month": "number of items",
    "error_cost_amount": "cost of an error",
}


@dataclass(frozen=True)
class NamedCurve(Curve):
    """A curve with what its input is called, and whether its break-even lies where it is drawn."""

    name: str
    is_in_sight: bool


def list_curves(spreads: Mapping[str, Spread], seed: int) -> list[NamedCurve]:
    """The saving over precision, volume and the cost of an undetected error."""
    expected = expected_values(spreads)
    curves = []
    for key in TURNING:
        now = expected[key]
        if now <= 0:
            continue
        turn = break_even(spreads, key)
        low, high = _reach(key, now, turn)
        curve = saving_curve(spreads, key, low, high, seed)
        seen = turn is not None and low < turn < high
        curves.append(NamedCurve(**vars(curve), name=name_of(key), is_in_sight=seen))
    return curves


def _reach(key: str, now: float, turn: float | None) -> tuple[float, float]:
    """From where to where an input is drawn: so that both where it stands and where it turns are in sight."""
    if key == "precision_rate":
        return (0.5 if turn is not None and turn > 0.55 and now > 0.55 else 0.0), 1.0
    high = now * _REACH
    if turn is not None and high < turn <= now * _FURTHEST:
        high = turn * 1.15
    return 0.0, high


def turning_words(curve: NamedCurve, currency: str) -> str:
    """From where on it pays: "pays from 83.4 % on", "pays up to $199.50", "pays at any", "pays at none"."""
    turn = curve.break_even
    most = 1.0 if curve.key == "precision_rate" else float("inf")
    rises = curve.expected_amounts[-1] > curve.expected_amounts[0]
    if turn is None or not 0 < turn <= most:
        # It never turns within what is possible: it pays everywhere or nowhere.
        return "pays at any" if curve.expected_amounts.mean() > 0 else "pays at none"
    words = input_words(curve.key, turn, currency)
    return f"pays from {words} on" if rises else f"pays up to {words}"


def turning_finding(curves: Sequence[NamedCurve], currency: str) -> str:
    """What must be true for it to pay: "It pays from a precision of 85 % on, at any volume, up to $264 an error"."""
    parts = []
    for curve in curves:
        said = turning_words(curve, currency).removeprefix("pays ")
        where = _WHERE[curve.key]
        if said == "at any":
            parts.append(f"at any {where}")
        elif said == "at none":
            parts.append(f"at no {where}")
        elif said.startswith("from "):
            parts.append(f"from a {where} of {said.removeprefix('from ')}")
        else:
            parts.append(f"up to a {where} of {said.removeprefix('up to ')}")
    return f"It pays {', '.join(parts)}" if parts else "Nothing turns it"
