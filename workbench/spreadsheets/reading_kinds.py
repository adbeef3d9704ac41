"""What the cells of each column are: numbers, dates, booleans or text, and by which country's habits they are read."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any

import pandas as pd

from workbench.domain import Kind
from workbench.spreadsheets.column_readings import (
    DASHES,
    ERRORS,
    FALSE_WORDS,
    TRUE_WORDS,
    CellFormats,
    ColumnReading,
    How,
)
from workbench.spreadsheets.reading_dates import parse_date
from workbench.spreadsheets.reading_numbers import Amount, Decimal, is_telling, parse_amount

# A number as written without doubt: no leading zero (that is an id), no separators, at most 15 digits, which is
# what a double keeps exactly.
_NUMBER = r"[-+]?(?:0|[1-9]\d{0,14})(?:\.\d{1,20})?(?:[eE][-+]?\d{1,3})?"
_ISO_DATE = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:T\d{2}:\d{2}:\d{2})?"
_IS_ISO_DATE = re.compile(_ISO_DATE, re.ASCII).fullmatch
_PLAIN = {
    Kind.NUMBER: re.compile(_NUMBER, re.ASCII),
    Kind.DATE: re.compile(_ISO_DATE, re.ASCII),
    Kind.BOOLEAN: re.compile("(?i:true|false)"),
}
_SAMPLE = 1000
_PROOFS = 5000
_MANY = 20_000  # cells from which on pyarrow's matching is worth its start
_WORTH_A_LOOK = 0.6
_DIGITS = re.compile(r"\d+", re.ASCII).fullmatch


@dataclass
class Survey:
    """What was seen in one column before its habits are decided.

    `texts` counts the distinct text cells of a column that may hold numbers or dates; `typed` counts cells by
    type; `looks` is what the text cells look like.
    """

    looks: str = "text"
    typed: Counter[type] = field(default_factory=Counter)
    texts: Counter[str] = field(default_factory=Counter)
    decimals: set[Decimal] = field(default_factory=set)
    orders: Counter[str] = field(default_factory=Counter)
    example: str = ""
    errors: int = 0
    plain: Kind | None = None
    read: dict[Decimal, list[tuple[Amount, int]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Habits:
    """What holds for the whole file: the decimal sign and whether days come first where a cell proves neither."""

    decimal: Decimal = "."
    day_first: bool = False


def survey_column(cells: Sequence[Any], is_text: bool) -> Survey:
    """Look at one column; `is_text` says that the file knows nothing but text."""
    kinds = set(map(type, cells))
    found = Survey(typed=Counter(map(type, cells) if len(kinds) > 1 else dict.fromkeys(kinds, len(cells))))
    found.typed.pop(type(None), None)
    if not found.typed[str]:
        return found
    sample = list(islice((cell for cell in cells if isinstance(cell, str)), _SAMPLE))
    if kinds != {str} or min(cells) < "$":  # errors begin with a #, which sorts before most other signs
        found.errors = sum(map(ERRORS.__contains__, cells))
    found.plain = _plain_kind(cells, sample) if is_text else None
    if found.plain is not None:
        found.looks = "plain"
        return found
    sample = [cell for cell in sample if cell not in ERRORS]
    found.looks = "dates" if found.typed.keys() & {date, datetime} else _look_of(sample)
    if found.looks in ("numbers", "dates"):
        found.texts = Counter(cell for cell in cells if isinstance(cell, str) and cell not in ERRORS)
        if found.looks == "numbers":
            some = islice(found.texts, _PROOFS)  # what these prove, all of them are held to
            found.decimals = {sign for sign in map(is_telling, some) if sign}
        else:
            read = [(cell, parse_date(cell)) for cell in found.texts]
            found.orders = Counter(one.order for _, one in read if one and one.order)
            found.example = next((cell for cell, one in read if one and one.order == "either"), "")
    return found


def habits_of(surveys: Sequence[Survey], delimiter: str) -> Habits:
    """What most columns of a file prove."""
    signs = [survey.decimals for survey in surveys if len(survey.decimals) == 1]
    commas, points = signs.count({","}), signs.count({"."})
    orders: Counter[str] = Counter()
    for survey in surveys:
        orders.update(survey.orders)
    decimal: Decimal = "," if commas > points else "."
    if orders["day"] != orders["month"]:
        return Habits(decimal, orders["day"] > orders["month"])
    return Habits(decimal, decimal == "," or delimiter == ";")


def read_column(
    cells: Sequence[Any], survey: Survey, habits: Habits, formats: CellFormats, is_text: bool
) -> ColumnReading:
    """The decision for one column."""
    typed = survey.typed
    if any(one.dress == "padded" for one in islice(formats.values(), 50)):
        return ColumnReading(Kind.TEXT)
    if not typed[str]:
        return ColumnReading(_typed_kind(set(typed)))
    others = set(typed) - {str}
    if survey.looks == "plain":
        kind = survey.plain or Kind.TEXT
        how: How = "numbers" if kind is Kind.NUMBER else "booleans" if kind is Kind.BOOLEAN else "as typed"
        reading = ColumnReading(kind, how)
        return _reconsidered(cells, reading, habits)
    if survey.looks == "booleans" and others <= {bool}:
        return ColumnReading(Kind.BOOLEAN, "booleans")
    if survey.looks == "numbers" and others <= {int, float}:
        return _numbers(survey, habits, bool(others), is_text)
    if survey.looks == "dates" and others <= {date, datetime}:
        return _dates(survey, habits, bool(others))
    if survey.errors == typed[str] and others:
        return ColumnReading(_typed_kind(others))
    return ColumnReading(Kind.TEXT)


def unread(survey: Survey, reading: ColumnReading) -> tuple[int, int, str]:
    """How many text cells could be read as the column's numbers or dates, how many not, and one that could not."""
    if survey.looks != "dates":
        read = amounts(survey, reading.decimal)
        if len(read) == len(survey.texts):
            return sum(count for _, count in read), 0, ""
    good, bad, example = 0, 0, ""
    for text, count in survey.texts.items():
        if _reads(text, survey.looks, reading):
            good += count
        elif text.strip() not in DASHES:
            bad += count
            example = example or text
    return good, bad, example


def amounts(survey: Survey, decimal: Decimal) -> list[tuple[Amount, int]]:
    """The numbers among a column's text cells with how often each stands there."""
    if decimal not in survey.read:
        read = ((parse_amount(text, decimal), count) for text, count in survey.texts.items())
        survey.read[decimal] = [(one, count) for one, count in read if one]
    return survey.read[decimal]


def _numbers(survey: Survey, habits: Habits, has_typed: bool, is_text: bool) -> ColumnReading:
    own = next(iter(survey.decimals)) if len(survey.decimals) == 1 else habits.decimal
    reading = ColumnReading(Kind.NUMBER, "numbers", own)
    good, bad, _ = unread(survey, reading)
    if bad or not good:
        return ColumnReading(Kind.TEXT, decimal=own)
    is_dressed = any(one.dress != "plain" for one, _ in amounts(survey, own))
    if not is_text and not has_typed and not is_dressed:
        return ColumnReading(Kind.TEXT)  # digits that the workbook keeps as text on purpose
    return reading


def _dates(survey: Survey, habits: Habits, has_typed: bool) -> ColumnReading:
    order = survey.orders
    day_first = order["day"] > order["month"] if order["day"] != order["month"] else habits.day_first
    reading = ColumnReading(Kind.DATE, "dates", day_first=day_first)
    good, bad, _ = unread(survey, reading)
    if not bad:
        return reading
    if not good:
        return ColumnReading(Kind.TEXT)
    if has_typed:
        return ColumnReading(Kind.TEXT, "dates", day_first=day_first)
    return ColumnReading(Kind.TEXT, day_first=day_first)


def _reconsidered(cells: Sequence[Any], reading: ColumnReading, habits: Habits) -> ColumnReading:
    """1.291 among whole numbers is 1291 where the rest of the file has decimal commas."""
    if reading.kind is not Kind.NUMBER or habits.decimal == ".":
        return reading
    shifted = ColumnReading(Kind.NUMBER, "numbers", ",")
    filled = {cell for cell in cells if cell is not None}
    return shifted if all(parse_amount(cell, ",") for cell in filled) else reading


def _reads(text: str, looks: str, reading: ColumnReading) -> bool:
    if looks == "dates":
        return parse_date(text, reading.day_first) is not None
    return parse_amount(text, reading.decimal) is not None


def _look_of(sample: Sequence[str]) -> str:
    distinct = [cell for cell in dict.fromkeys(sample) if cell.strip() not in DASHES][:400]
    if not distinct or sum(map(len, distinct)) > 60 * len(distinct):
        return "text"
    if {cell.strip().casefold() for cell in distinct} <= TRUE_WORDS | FALSE_WORDS:
        return "booleans"
    numbers = sum(_looks_like_number(cell) for cell in distinct)
    if numbers >= _WORTH_A_LOOK * len(distinct):
        return "numbers"
    dates = sum(parse_date(cell) is not None for cell in distinct)
    return "dates" if dates >= _WORTH_A_LOOK * len(distinct) else "text"


def _looks_like_number(cell: str) -> bool:
    return (
        parse_amount(cell) is not None or parse_amount(cell, ",") is not None or bool(_DIGITS(cell.strip()))
    )


def _plain_kind(cells: Sequence[Any], sample: Sequence[str]) -> Kind | None:
    """The kind of text cells that are all written in the plainest way, or None."""
    for kind, pattern in _PLAIN.items():
        # most columns are text: a look at the beginning spares matching a million cells
        if all(map(pattern.fullmatch, sample)):
            if len(cells) <= _SAMPLE and len(sample) == len(cells):
                return kind
            if len(cells) < _MANY:
                return kind if all(pattern.fullmatch(cell) for cell in cells if cell is not None) else None
            filled = pd.Series(cells, dtype="str").dropna()
            return kind if filled.str.fullmatch(pattern.pattern).all() else None
    return None


def _typed_kind(kinds: set[type]) -> Kind:
    if kinds and kinds <= {int, float}:
        return Kind.NUMBER
    if kinds == {bool}:
        return Kind.BOOLEAN
    return Kind.DATE if kinds and kinds <= {date, datetime} else Kind.TEXT


def kind_of_values(cells: Sequence[Any]) -> Kind:
    """The kind of a column of records, whose cells keep their types; mixed columns are text."""
    kinds = set(map(type, cells)) - {type(None)}
    if kinds == {str} and all(_IS_ISO_DATE(cell) for cell in cells if cell is not None):
        return Kind.DATE
    return _typed_kind(kinds)
