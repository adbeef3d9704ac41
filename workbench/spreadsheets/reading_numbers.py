"""Numbers as people write them: separators of several countries, currencies, percent, brackets, "$1.2 bn"."""

import re
from typing import Literal, NamedTuple

from workbench.spreadsheets.reading_formats import CURRENCIES

Decimal = Literal[".", ","]

# Words for powers of ten in the languages of the spreadsheets seen; single letters need more care, see below.
_POWERS = {
    "k": 3, "thousand": 3, "thousands": 3, "tsd": 3, "tsd.": 3, "t€": 3, "mil": 3, "mille": 3, "tausend": 3,
    "m": 6, "mm": 6, "mn": 6, "mn.": 6, "mio": 6, "mio.": 6, "mln": 6, "mill.": 6, "mill": 6, "million": 6,
    "millions": 6, "millionen": 6, "millones": 6, "millón": 6, "milioni": 6, "milione": 6, "milhões": 6,
    "miljoen": 6, "b": 9, "bn": 9, "bn.": 9, "mrd": 9, "mrd.": 9, "mld": 9, "md": 9, "billion": 9, "billions": 9,
    "milliarde": 9, "milliarden": 9, "milliard": 9, "milliards": 9, "miliardi": 9, "miljard": 9, "tn": 12, "trn": 12,
    "trillion": 12, "trillions": 12, "lakh": 5, "lakhs": 5, "crore": 7, "crores": 7,
}  # fmt: skip
_PERCENTS = {"%": -2, "percent": -2, "per cent": -2, "pct": -2, "prozent": -2, "‰": -3}

_TIDY = str.maketrans({
    "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ", "\u2212": "-", "\u2013": "-", "\u2019": "'",
    "\u2018": "'", "\u00b4": "'", "\uff05": "%",
})  # fmt: skip
_SIGNS = "|".join(re.escape(sign) for sign in sorted(CURRENCIES, key=len, reverse=True))
_WORDS = "|".join(re.escape(word) for word in sorted(_POWERS, key=len, reverse=True))
_SHARES = "|".join(re.escape(word) for word in sorted(_PERCENTS, key=len, reverse=True))
_WHOLE = re.compile(
    rf"(?P<open>\()?\s*(?P<sign>[-+])?\s*(?P<money>{_SIGNS})?\s*(?P<sign2>[-+])?\s*(?P<open2>\()?"
    rf"(?P<body>[0-9.,' ]*[0-9])(?P<power>[eE][-+]?[0-9]{{1,3}})?(?P<close2>\))?"
    rf"\s*(?P<word>{_WORDS})?\s*(?P<money2>{_SIGNS})?\s*(?P<share>{_SHARES})?\s*(?P<close>\))?(?P<after>-)?",
    re.IGNORECASE,
)
# "1,234,567.89", "1 234.5", "1'234.5", Indian "12,34,567.8"; and the same with point and comma exchanged
_BODIES: dict[Decimal, re.Pattern[str]] = {
    ".": re.compile(
        r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?:[ '][0-9]{3})+|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}|[0-9]+)?"
        r"(?:\.[0-9]{1,20})?"
    ),
    ",": re.compile(r"(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,3}(?:[ '][0-9]{3})+|[0-9]+)?(?:,[0-9]{1,20})?"),
}
# Most numbers of most files, told apart from the rest in a tenth of the time.
_SIMPLE: dict[Decimal, re.Pattern[str]] = {
    ".": re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?"),
    ",": re.compile(r"-?(?:0|[1-9][0-9]{0,2}(?:\.[0-9]{3})+|[1-9][0-9]*)(?:,[0-9]+)?"),
}
_SHORT = 15
_LONGEST = 60


class Amount(NamedTuple):
    """A number read from text. `word` is the scale as written ("million"), `dress` names what stood around it."""

    value: int | float
    dress: Literal["plain", "separated", "percent", "currency", "scaled"]
    has_brackets: bool = False
    word: str = ""


def parse_amount(text: str, decimal: Decimal = ".", with_scale: bool = True) -> Amount | None:
    """The number a text writes, or None. Leading zeros make an id, not a number, and so does a 16th digit.

    Percentages are fractions (17.7% → 0.177); "million" and the like multiply unless `with_scale` is False.

    >>> parse_amount("($1,291.50)").value, parse_amount("1.291,5", ",").value, parse_amount("$1.2 bn").value
    (-1291.5, 1291.5, 1200000000)
    """
    if len(text) > _LONGEST:
        return None
    if len(text) <= _SHORT and _SIMPLE[decimal].fullmatch(text):
        plain = text if decimal == "." else text.replace(".", "").replace(",", ".")
        return Amount(float(plain) if "." in plain else int(plain), "plain" if plain == text else "separated")
    found = _WHOLE.fullmatch(text.translate(_TIDY).strip())
    if found is None:
        return None
    body = found["body"].strip()
    if not _BODIES[decimal].fullmatch(body) or not _is_balanced(found):
        return None
    plain = re.sub(r"[ ',]", "", body) if decimal == "." else re.sub(r"[ '.]", "", body).replace(",", ".")
    whole, _, fraction = plain.partition(".")
    significant = len((whole + fraction).lstrip("0"))
    if (len(whole) > 1 and whole[0] == "0") or significant > 17 or (not fraction and significant > 15):
        return None
    money, word, share = found["money"] or found["money2"], found["word"] or "", found["share"]
    if len(word) == 1 and not money and (word in ("m", "b") or not fraction):
        return None  # metres, bytes, a company called 3M
    if " " in body and (found["sign"] == "+" or (found["sign2"] == "+")):
        return None  # a telephone number
    power = (_POWERS[word.casefold()] if word and with_scale else 0) + (
        _PERCENTS[share.casefold()] if share else 0
    )
    is_negative = "-" in (found["sign"], found["sign2"], found["after"]) or bool(
        found["open"] or found["open2"]
    )
    value = _value(plain, found["power"], power)
    is_separated = plain != body or bool(found["open"] or found["open2"] or found["after"])
    dress: Literal["plain", "separated", "percent", "currency", "scaled"] = (
        "percent" if share else "scaled" if word else "currency" if money else "separated" if is_separated else "plain"
    )  # fmt: skip
    return Amount(-value if is_negative else value, dress, bool(found["open"] or found["open2"]), word)


def is_telling(text: str) -> Decimal | None:
    """The decimal sign that a text allows alone: "." for "1,234.5", "," for "1.234,5", None where both read."""
    bodies = _WHOLE.fullmatch(text.translate(_TIDY).strip()) if len(text) <= _LONGEST else None
    if bodies is None:
        return None
    body = bodies["body"].strip()
    dot, comma = (bool(_BODIES[sign].fullmatch(body)) for sign in (".", ","))
    if dot == comma:
        return None
    return "." if dot else ","


def _is_balanced(found: re.Match[str]) -> bool:
    opened, closed = (found["open"], found["open2"]), (found["close"], found["close2"])
    if sum(map(bool, opened)) > 1 or sum(map(bool, opened)) != sum(map(bool, closed)):
        return False
    marks = [found["sign"], found["sign2"], found["after"], found["open"] or found["open2"]]
    return sum(bool(mark) for mark in marks) <= 1 and not (found["money"] and found["money2"])


def _value(plain: str, written_power: str | None, power: int) -> int | float:
    whole, _, fraction = plain.partition(".")
    if not written_power and not power and "." not in plain:
        return int(whole)
    exponent = power + (int(written_power[1:]) if written_power else 0)
    value = float(f"{whole or 0}.{fraction or 0}e{exponent}")
    return int(value) if power > 0 and value.is_integer() and abs(value) < 1e15 else value
