"""Reading one quantity from an answer: "$1,577.00", "(1 577)", "1.2 million", "12,5 %", "9,800 (in thousands)"."""

import re
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

_CURRENCIES = {
    "$": "usd", "us$": "usd", "usd": "usd", "€": "eur", "eur": "eur", "£": "gbp", "gbp": "gbp",
    "¥": "jpy", "jpy": "jpy", "chf": "chf", "₹": "inr", "inr": "inr",
}  # fmt: skip
_SCALES = {
    "k": 3, "thousand": 3, "thousands": 3, "m": 6, "mn": 6, "mm": 6, "million": 6, "millions": 6,
    "b": 9, "bn": 9, "billion": 9, "billions": 9, "trillion": 12, "trillions": 12, "tn": 12, "hundred": 2,
    "bps": -2, "bp": -2,
}  # fmt: skip
_UNITS = {
    "percent": "%", "per cent": "%", "pct": "%", "percentage": "%", "dollars": "usd", "dollar": "usd",
    "us dollars": "usd", "us dollar": "usd", "us$": "usd", "euros": "eur", "euro": "eur", "pounds": "gbp",
}  # fmt: skip
_CURRENCY = r"us\$|usd|eur|gbp|jpy|chf|inr|[$€£¥₹]"
_QUANTITY = re.compile(
    rf"(?P<open>\()?\s*(?P<sign>[-+−–])?\s*(?P<currency>{_CURRENCY})?\s*(?P<second_sign>[-+−–])?\s*"
    r"(?P<digits>\d[\d.,'’\s]*|[.,]\d+)(?P<power>e[+-]?\d+)?\s*(?P<close>\))?\s*(?P<rest>[^\d]*)",
    re.IGNORECASE,
)
_CURRENCY_OUTSIDE = re.compile(rf"^({_CURRENCY})\s*\((?=\s*[\d.,])", re.IGNORECASE)
# A unit is a word or two ("kg", "per cent", "US dollars"); more words than this are a sentence.
_MOST_UNIT_WORDS = 3


class Quantity(NamedTuple):
    """A number with what was written beside it; `unit` is "" where nothing was.

    `power`: the power of ten a scale word stood for ("million": 6), which `value` already carries.
    """

    value: Decimal
    unit: str
    power: int = 0


def parse_quantity(text: str) -> Quantity | None:
    """The one quantity that a text consists of, or None where it is a sentence, several numbers or no number.

    >>> parse_quantity("$1,577.00"), parse_quantity("about 3 of 4")
    (Quantity(value=Decimal('1577.00'), unit='usd', power=0), None)
    >>> parse_quantity("(1.2) million")
    Quantity(value=Decimal('-1.2E+6'), unit='', power=6)
    """
    bare = _CURRENCY_OUTSIDE.sub(r"(\1", text.strip().strip("\"'`*").strip())  # "$(9,982)"
    match = _QUANTITY.fullmatch(bare)
    if match is None:
        return None
    rest, is_closed = match["rest"], bool(match["close"])
    if match["open"] and not is_closed and "(" not in rest and rest.rstrip(" .;").endswith(")"):
        rest, is_closed = rest.rstrip(" .;)"), True  # "(5.2 %)", "(1.2 million)"
    if bool(match["open"]) != is_closed:
        return None
    value = _decimal(match["digits"])
    if value is None:
        return None
    scale, unit = scale_and_unit(rest)
    if unit is None:
        return None
    power = scale
    if match["power"]:
        scale += int(match["power"][1:]) if len(match["power"]) < 6 else 0
    value = value.scaleb(scale) if scale else value
    signs = [
        bool(match["open"]),
        *(sign in ("-", "−", "–") for sign in (match["sign"], match["second_sign"])),
    ]
    if sum(signs) % 2:
        value = -value
    currency = _CURRENCIES.get((match["currency"] or "").casefold(), "")
    return Quantity(value, currency or unit, power)


def same_quantity(one: Quantity, other: Quantity) -> bool:
    """Equal in value, and not in two different units; a unit left out on one side is no difference."""
    return one.value == other.value and (not one.unit or not other.unit or one.unit == other.unit)


def scale_and_unit(rest: str) -> tuple[int, str | None]:
    """The power of ten and the unit in what stands beside a number; unit None where it is more than a unit.

    >>> scale_and_unit("million USD"), scale_and_unit("(in thousands)"), scale_and_unit("per cent")
    ((6, 'usd'), (3, ''), (0, '%'))
    """
    text = rest.casefold().replace("basis points", "bps").replace("basis point", "bp")
    words = text.replace("(", " ").replace(")", " ").strip(" \t\n.;:!?\"'`*").split()
    if words and words[0] == "in":
        words = words[1:]
    scale, is_basis_points = 0, False
    for at, word in enumerate(words):
        bare = word.strip("'’.,")
        # A letter is a scale only right behind its number: "5 m", but not "5 square m".
        if bare in _SCALES and (at == 0 or len(bare) > 3):
            scale, is_basis_points = _SCALES[bare], bare in ("bp", "bps")
            words.pop(at)
            break
    if words[:1] == ["of"] and scale:
        words = words[1:]
    if len(words) > _MOST_UNIT_WORDS:
        return 0, None
    unit = "%" if is_basis_points and not words else " ".join(words)
    unit = _UNITS.get(unit, unit)
    return scale, _CURRENCIES.get(unit, unit)


def _decimal(digits: str) -> Decimal | None:
    """A written number as a decimal, whichever of point and comma is the decimal sign; None if unclear."""
    text = re.sub(r"[\s'’]", "", digits).rstrip(".,")
    point, comma = text.rfind("."), text.rfind(",")
    if point >= 0 and comma >= 0:
        decimal_sign = "." if point > comma else ","
    elif comma >= 0:
        decimal_sign = "" if re.fullmatch(r"\d{1,3}(,\d{2,3})*,\d{3}", text) else ","
    else:
        decimal_sign = "" if text.count(".") > 1 else "."
    if decimal_sign and text.count(decimal_sign) > 1:
        return None
    for separator in ".,":
        text = text.replace(separator, "." if separator == decimal_sign else "")
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
