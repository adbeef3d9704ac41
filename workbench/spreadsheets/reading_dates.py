"""Dates as people write them: day first or month first, with month names of several languages, with times."""

import re
import unicodedata
from datetime import date, datetime
from typing import NamedTuple

_MONTHS = {
    1: "january jan januar janv janvier enero ene gennaio gen januari janeiro jänner styczen",
    2: "february feb februar fev fevr fevrier febrero febbraio februari fevereiro",
    3: "march mar marz maerz mrz mars marzo maart mrt marco",
    4: "april apr avr avril abril abr aprile",
    5: "may mai mayo maggio mag mei maio",
    6: "june jun juni juin junio giugno giu junho",
    7: "july jul juli juil juillet julio luglio lug julho",
    8: "august aug aout agosto ago augustus",
    9: "september sep sept septembre septiembre settembre set setembro",
    10: "october oct okt oktober octobre octubre ottobre ott outubro out",
    11: "november nov novembre noviembre novembro",
    12: "december dec dez dezember decembre diciembre dic dicembre dezembro",
}
_BY_NAME = {name: number for number, names in _MONTHS.items() for name in names.split()}
_TIME = (
    r"(?:[T ,]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?)?"
)
_YEAR_FIRST = re.compile(
    rf"(?P<year>\d{{4}})(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}}){_TIME}"
)
_COMPACT = re.compile(r"(?P<year>(?:19|20)\d{2})(?P<month>[01]\d)(?P<day>[0-3]\d)(?P<hour>)")
_YEAR_LAST = re.compile(
    rf"(?P<first>\d{{1,2}})(?P<mark>[-/.])\s?(?P<second_part>\d{{1,2}})(?P=mark)\s?(?P<year>\d{{4}}|\d{{2}}){_TIME}"
)
_WEEKDAY = r"(?:[^\W\d_]{2,12}\.?,?\s+)?"
_DAY_NAME = re.compile(
    rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?[-\s/]*(?:(?:day\s+)?(?:of|de)\s+)?(?P<name>[^\W\d_]{{3,10}})\.?,?"
    rf"[-\s/]*(?:(?:de|del) )?(?P<year>\d{{4}}|\d{{2}}){_TIME}"
)
_NAME_DAY = re.compile(
    rf"{_WEEKDAY}(?P<name>[^\W\d_]{{3,10}})\.?[-\s/]*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?[-\s/]+(?P<year>\d{{4}}){_TIME}"
)
_LONGEST = 40


class WrittenDate(NamedTuple):
    """A date read from text. `order` says what the text proves: "day", "month" first, or "either" way."""

    iso: str
    order: str = ""


def parse_date(text: str, day_first: bool = False) -> WrittenDate | None:
    """The date a text writes, or None; partial and impossible dates are None.

    >>> parse_date("6/21/1999").iso, parse_date("3/4/2020", day_first=True).iso, parse_date("21. Juni 1999").iso
    ('1999-06-21', '2020-04-03', '1999-06-21')
    """
    text = text.strip()
    if len(text) > _LONGEST or not any(map(str.isdigit, text)):
        return None
    found = _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text)
    if found:
        return _made(found, int(found["year"]), int(found["month"]), int(found["day"]), "")
    found = _YEAR_LAST.fullmatch(text)
    if found:
        return _from_parts(found, day_first)
    found = _DAY_NAME.fullmatch(text) or _NAME_DAY.fullmatch(text)
    if found:
        month = _BY_NAME.get(_plain(found["name"]))
        return _made(found, _year(found["year"]), month, int(found["day"]), "") if month else None
    return None


def _from_parts(found: re.Match[str], day_first: bool) -> WrittenDate | None:
    first, second, year = int(found["first"]), int(found["second_part"]), _year(found["year"])
    if found["mark"] == ".":
        return _made(found, year, second, first, "")
    if first > 12:
        return _made(found, year, second, first, "day")
    if second > 12:
        return _made(found, year, first, second, "month")
    day, month = (first, second) if day_first else (second, first)
    return _made(found, year, month, day, "" if first == second else "either")


def _made(found: re.Match[str], year: int, month: int, day: int, order: str) -> WrittenDate | None:
    try:
        if not found["hour"]:
            return WrittenDate(date(year, month, day).isoformat(), order)
        hour = int(found["hour"])
        if found["half"]:
            hour = hour % 12 + (12 if found["half"][0] in "pP" else 0)
        moment = datetime(year, month, day, hour, int(found["minute"]), int(found["second"] or 0))
    except ValueError:
        return None
    return WrittenDate(moment.isoformat(timespec="seconds"), order)


def _year(text: str) -> int:
    """Two digits mean 1969 to 2068, as in most programs."""
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 69 else 1900)


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
