"""The same day, however it is written; a month or a year where that is all there is."""

import re
from datetime import date
from typing import NamedTuple

from workbench.scoring.scores import RIGHT, Compare, Score, Setting, Task, wrong
from workbench.spreadsheets.reading_dates import parse_date

ORDER = Setting(
    "order",
    "What 03/04/2026 means",
    "month",
    choices={"month": "4 March (month first)", "day": "3 April (day first)"},
)
TOLERANCE = Setting("tolerance_days", "Days it may be off", 0.0, most=366)
IN_SENTENCE = Setting(
    "in_sentence",
    "Find the date in a sentence",
    False,
    "Counts where the answer holds exactly one date; what else it says is not read.",
)
SETTINGS = (ORDER, TOLERANCE, IN_SENTENCE)

_LEAD = re.compile(r"^(?:(?:as\s+of|dated|effective|on|the|date|is|from|by|until)\b[:\s]*)+", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}")
_YEAR_MONTH = re.compile(r"(?P<year>\d{4})[-/](?P<month>\d{1,2})")
_MOST_WORDS = 5


class Day(NamedTuple):
    """A date as far as it is given: `month` and `day` are 0 where only the year, or year and month, stand there."""

    year: int
    month: int = 0
    day: int = 0

    def __str__(self) -> str:
        return "-".join(f"{part:02}" for part in self if part)


def read_day(text: str, day_first: bool = False) -> Day | None:
    """The date a text consists of, or None.

    >>> read_day("as of June 21, 1999"), read_day("June 1999"), read_day("3/4/2026", day_first=True)
    (Day(year=1999, month=6, day=21), Day(year=1999, month=6, day=0), Day(year=2026, month=4, day=3))
    """
    bare = _LEAD.sub("", text.strip().strip("\"'`*“”.,;()[]").strip())
    if _YEAR.fullmatch(bare):
        return Day(int(bare))
    if found := parse_date(bare, day_first):
        year, month, day = (int(part) for part in found.iso[:10].split("-"))
        return Day(year, month, day)
    if (parts := _YEAR_MONTH.fullmatch(bare)) and 1 <= int(parts["month"]) <= 12:
        return Day(int(parts["year"]), int(parts["month"]))
    if re.fullmatch(r"[^\W\d]+\.?,?\s+\d{4}", bare) and (found := parse_date(f"1 {bare.replace(',', '')}")):
        return Day(int(found.iso[:4]), int(found.iso[5:7]))
    return None


def days_within(text: str, day_first: bool = False) -> set[Day]:
    """The full dates that stand in a sentence."""
    words = text.split()
    found: set[Day] = set()
    at = 0
    while at < len(words):
        for length in range(min(_MOST_WORDS, len(words) - at), 0, -1):
            day = read_day(" ".join(words[at : at + length]), day_first)
            if day and day.day:
                found.add(day)
                at += length - 1
                break
        at += 1
    return found


def compare_by(task: Task) -> Compare:
    """Right when both are the same day, or few enough days apart. Raises BadSetting."""
    day_first = ORDER.of(task) == "day"
    tolerance = int(TOLERANCE.of(task))
    in_sentence = IN_SENTENCE.of(task)

    def compare(answer: str, expected: str) -> Score:
        wanted = read_day(expected, day_first)
        if wanted is None:
            return Score(0.0, None, "the expected answer is not a date")
        given = read_day(answer, day_first)
        if given is None and in_sentence:
            within = days_within(answer, day_first)
            if len(within) > 1:
                return wrong(f"it holds {len(within)} dates")
            given = next(iter(within), None)
        if given is None:
            return wrong("it is not a date")
        return _compared(given, wanted, tolerance)

    return compare


def _compared(given: Day, wanted: Day, tolerance: int) -> Score:
    if given == wanted:
        return RIGHT
    if bool(given.day) != bool(wanted.day) or bool(given.month) != bool(wanted.month):
        return wrong(
            f"{given} is not as exact as {wanted}" if wanted.day else f"{given} says more than {wanted}"
        )
    if not wanted.day:
        return wrong(f"{given}, not {wanted}")
    days = abs((date(*given) - date(*wanted)).days)
    return RIGHT if days <= tolerance else wrong(f"{days} {'day' if days == 1 else 'days'} off")
