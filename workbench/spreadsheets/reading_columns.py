"""The columns of a table understood: kind, habits, and the sentences that say what was done to their cells."""

import operator
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import repeat
from typing import Any

from workbench.domain import Kind
from workbench.spreadsheets.column_readings import ColumnReading
from workbench.spreadsheets.column_sentences import ColumnFacts, say_columns
from workbench.spreadsheets.reading_formats import CellFormat
from workbench.spreadsheets.reading_kinds import (
    Habits,
    Survey,
    amounts,
    habits_of,
    read_column,
    survey_column,
)
from workbench.spreadsheets.reading_numbers import parse_amount
from workbench.spreadsheets.tables import Choices, Finding, Grid

Formats = Mapping[str, dict[int, CellFormat]]
_NO_FORMATS: dict[int, CellFormat] = {}


@dataclass
class Understood:
    """What `understand_columns` gives; `cells` are as read, with dates in ISO."""

    cells: dict[str, list[Any]] = field(default_factory=dict)
    kinds: dict[str, Kind] = field(default_factory=dict)
    readings: dict[str, ColumnReading] = field(default_factory=dict)
    formats: dict[str, dict[int, CellFormat]] = field(default_factory=dict)
    error_count: dict[str, int] = field(default_factory=dict)
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def understand_columns(
    columns: Mapping[str, list[Any]], numbers: Sequence[int], formats: Formats, grid: Grid, choices: Choices
) -> Understood:
    """Decide for every column how its cells are read. `numbers` are the row numbers, `formats` those of workbooks."""
    surveys = {name: survey_column(cells, grid.is_text) for name, cells in columns.items()}
    habits = _chosen(habits_of(list(surveys.values()), grid.delimiter), choices)
    found = Understood()
    facts: list[ColumnFacts] = []
    for name, cells in columns.items():
        survey, own = surveys[name], formats.get(name, _NO_FORMATS)
        reading = read_column(cells, survey, habits, own, grid.is_text)
        reading = _with_choices(name, reading, survey, habits, choices)
        units = _units_column(name, reading, survey, columns)
        if units:
            multiplies = f"scale:{name}" in choices.switches
            reading = replace(reading, with_scale=multiplies)
        if survey.errors and "errors" in choices.switches:
            reading = replace(reading, keeps_errors=True)
        own = _of_rows(own, numbers, cells, survey)
        counts = _counts(survey, reading, own, len(cells))
        facts.append(ColumnFacts(name, survey, reading, counts, units, _first_error(cells, numbers, survey)))
        found.cells[name] = _dates_as_text(cells, survey)
        found.kinds[name], found.readings[name] = reading.kind, reading
        if own:
            found.formats[name] = own
        if survey.errors:
            found.error_count[name] = survey.errors
        if counts:
            found.counts[name] = counts
    found.findings = say_columns(facts, habits, choices)
    return found


def plain_cells(cells: list[Any]) -> list[Any]:
    """The cells of a column with empty ones as None and whole numbers as int; dates keep their type for now."""
    kinds = set(map(type, cells))
    if kinds == {str}:
        # whatever begins with a letter is no space, which two comparisons tell of all
        if min(cells) >= "!" and max(cells) < "\x7f":
            return cells
        return [None if not cell or cell.isspace() else cell for cell in cells]
    if kinds == {float}:
        if len(different := set(cells)) * 4 < len(cells) and all(cell == cell for cell in different):
            known = {cell: _plain(cell) for cell in different}
            return list(map(known.__getitem__, cells))
        return [int(cell) if cell.is_integer() and -1e15 < cell < 1e15 else cell for cell in cells]
    if kinds <= {date, datetime, bool, int}:
        return cells
    return [_plain(cell) for cell in cells]


def _plain(cell: Any) -> Any:
    if isinstance(cell, str):
        return None if not cell or cell.isspace() else cell
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and -1e15 < cell < 1e15 else cell if cell == cell else None
    if isinstance(cell, time):
        return cell.isoformat()
    return str(cell) if isinstance(cell, timedelta) else cell


def iso(moment: date | datetime) -> str:
    """A date as ISO text, with its time where it has one."""
    if isinstance(moment, datetime):
        if not (moment.hour or moment.minute or moment.second):
            return moment.date().isoformat()
        return moment.isoformat(timespec="seconds")
    return moment.isoformat()


def _dates_as_text(cells: list[Any], survey: Survey) -> list[Any]:
    if not survey.typed.keys() & {date, datetime}:
        return cells
    if set(map(type, cells)) == {date}:
        return list(map(date.isoformat, cells))
    return [iso(cell) if isinstance(cell, date) else cell for cell in cells]


def _chosen(habits: Habits, choices: Choices) -> Habits:
    day_first = habits.day_first != ("day_first" in choices.switches)
    if choices.day_first is not None:
        day_first = choices.day_first
    decimal = habits.decimal
    if "decimal" in choices.switches:
        decimal = "." if decimal == "," else ","
    return Habits(decimal, day_first)


def _with_choices(
    name: str, reading: ColumnReading, survey: Survey, habits: Habits, choices: Choices
) -> ColumnReading:
    if f"as_text:{name}" in choices.switches:
        return ColumnReading(Kind.TEXT)
    if reading.how == "dates" and (choices.day_first is not None or "day_first" in choices.switches):
        reading = replace(reading, day_first=habits.day_first)
    if (
        f"read:{name}" in choices.switches
        and reading.kind is Kind.TEXT
        and survey.looks in ("numbers", "dates")
    ):
        kind, how = (Kind.NUMBER, "numbers") if survey.looks == "numbers" else (Kind.DATE, "dates")
        return replace(reading, kind=kind, how=how, keeps_rest=False)  # type: ignore[arg-type]
    return reading


def _units_column(name: str, reading: ColumnReading, survey: Survey, columns: Mapping[str, list[Any]]) -> str:
    """The column that repeats the scale words of this one ("million" beside "$ 1,291.0 million"), or ""."""
    if reading.how != "numbers" or reading.kind is not Kind.NUMBER:
        return ""
    if not any(one.word for one, _ in amounts(survey, reading.decimal)):
        return ""
    words = {
        text: one.word for text in survey.texts if (one := parse_amount(text, reading.decimal)) and one.word
    }
    scaled = [(at, words[cell].casefold()) for at, cell in enumerate(columns[name]) if cell in words]
    for other, cells in columns.items():
        if other == name:
            continue
        same = sum(isinstance(cells[at], str) and _one(cells[at]) == _one(word) for at, word in scaled)
        if same >= 0.9 * len(scaled):
            return other
    return ""


def _one(word: str) -> str:
    """ "Millions" and "million" are one unit."""
    return word.strip().casefold().rstrip("s.")


def _of_rows(
    formats: dict[int, CellFormat], numbers: Sequence[int], cells: Sequence[Any], survey: Survey
) -> dict[int, CellFormat]:
    """The formats of the rows that are data and hold a number or date."""
    if not formats:
        return {}
    is_typed = survey.typed.total() == len(numbers) and not (survey.typed[str] or survey.typed[bool])
    if is_typed and len(formats) == len(numbers) and numbers[0] in formats and numbers[-1] in formats:
        return formats
    return {
        number: formats[number]
        for number, cell in zip(numbers, cells, strict=True)
        if number in formats and cell is not None and not isinstance(cell, str | bool)
    }


def _first_error(cells: Sequence[Any], numbers: Sequence[int], survey: Survey) -> tuple[int, str]:
    if not survey.errors:
        return 0, ""
    at = next(at for at, cell in enumerate(cells) if isinstance(cell, str) and cell.startswith("#"))
    return numbers[at], cells[at]


def _counts(
    survey: Survey, reading: ColumnReading, formats: Mapping[int, CellFormat], row_count: int
) -> dict[str, int]:
    """In how many ways the cells of a column are written, where there is more than one way or text to be read."""
    if not formats and not survey.texts:
        return {}
    typed, texts = survey.typed, typed_texts(survey)
    if survey.looks == "dates":
        good, bad = _readable_dates(survey, reading)
        serial, empty = typed[date] + typed[datetime], row_count - typed.total()
        found = {"dates_as_serial": serial, "dates_as_text": good, "not_a_date": bad + empty, "empty": empty}
        return found if reading.how == "dates" and good else {}
    dresses = _dresses(formats)
    numbers = typed[int] + typed[float]
    found = {
        "percent_as_number": dresses["percent"],
        "currency_as_number": dresses["currency"],
        "plain_number": numbers - dresses["percent"] - dresses["currency"] - dresses["padded"],
    }
    if reading.how == "numbers" and reading.kind is Kind.NUMBER:
        written: Counter[str] = Counter()
        for one, count in amounts(survey, reading.decimal):
            written[one.dress] += count
            written["brackets"] += count * one.has_brackets
        found |= {
            "percent_as_text": written["percent"],
            "currency_as_text": written["currency"] + written["scaled"],
            "number_as_text": written["separated"] + written["plain"],
            "in_brackets": written["brackets"],
        }
    elif numbers and texts:
        found["text"] = texts
    found = {name: count for name, count in found.items() if count}
    return found if len(found) > 1 or dresses["percent"] or dresses["currency"] else {}


def _dresses(formats: Mapping[int, CellFormat]) -> Counter[str]:
    """How many cells are dressed in which way; of the few formats of a column each stands in many cells."""
    first = next(iter(formats.values()), None)
    if first is not None and all(map(operator.is_, formats.values(), repeat(first))):
        return Counter({first.dress: len(formats)})
    kinds_of = dict(zip(map(id, formats.values()), formats.values(), strict=True))
    dresses: Counter[str] = Counter()
    for place, number in Counter(map(id, formats.values())).items():
        dresses[kinds_of[place].dress] += number
    return dresses


def typed_texts(survey: Survey) -> int:
    """How many cells are text and no error."""
    return survey.typed[str] - survey.errors


def _readable_dates(survey: Survey, reading: ColumnReading) -> tuple[int, int]:
    from_text = replace(reading, how="dates", keeps_rest=False)
    good = sum(count for text, count in survey.texts.items() if from_text.value(text) is not None)
    return good, typed_texts(survey) - good
