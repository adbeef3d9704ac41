"""The sentences about columns: how dates and numbers were read, what stayed text, which cells hold errors."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from workbench.domain import Kind
from workbench.domain.formats import plural
from workbench.spreadsheets.column_readings import ColumnReading
from workbench.spreadsheets.reading_dates import parse_date
from workbench.spreadsheets.reading_kinds import Habits, Survey, amounts, unread
from workbench.spreadsheets.reading_numbers import parse_amount
from workbench.spreadsheets.reading_sentences import cells_are, listed, quoted
from workbench.spreadsheets.tables import Choices, Finding

_EXAMPLES = 500
_WAYS = {
    "percent_as_number": "percentages",
    "percent_as_text": "percentages as text",
    "currency_as_number": "amounts of money",
    "currency_as_text": "amounts of money as text",
    "plain_number": "plain numbers",
    "number_as_text": "numbers as text",
}
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@dataclass(frozen=True)
class ColumnFacts:
    """One column as it was understood. `units` is the column that repeats its scale words, `error` row and text."""

    name: str
    survey: Survey
    reading: ColumnReading
    counts: dict[str, int]
    units: str
    error: tuple[int, str]


def say_columns(columns: Sequence[ColumnFacts], habits: Habits, choices: Choices) -> list[Finding]:
    """The findings about all columns of a table."""
    said = [
        *_errors(columns, choices),
        *_orders(columns, choices),
        *_commas(columns, choices),
        *(finding for column in columns for finding in _about(column, choices)),
    ]
    zeros = [column.name for column in columns if _has_leading_zeros(column)]
    if zeros:
        said.append(
            Finding(f"{quoted(zeros)} {'keeps its' if len(zeros) == 1 else 'keep their'} leading zeros.")
        )
    return said


def _errors(columns: Sequence[ColumnFacts], choices: Choices) -> Iterable[Finding]:
    number = sum(column.survey.errors for column in columns)
    if not number:
        return
    first = next(column for column in columns if column.survey.errors)
    row, text = first.error
    hold = "holds" if number == 1 else "hold"
    what = f"{plural(number, 'cell')} {hold} an error ({text} in row {row}, “{first.name}”)"
    kept = "errors" in choices.switches
    yield Finding(
        f"{what}: {'kept as text' if kept else 'read as empty'}.",
        "errors",
        "Keep it as text" if number == 1 else "Keep them as text",
        kept,
    )


def _orders(columns: Sequence[ColumnFacts], choices: Choices) -> Iterable[Finding]:
    """Day first or month first, said where a cell could be read either way."""
    either = [column for column in columns if column.reading.how == "dates" and column.survey.example]
    if not either:
        return
    first = either[0]
    found = parse_date(first.survey.example, first.reading.day_first)
    if found is None:
        return
    order, other = ("day", "month") if first.reading.day_first else ("month", "day")
    orders = first.survey.orders
    if orders[order] and orders[other]:
        why = f"; other cells have the {order} first {orders[order]:,} times and the {other} {orders[other]:,} times"
    elif orders[order]:
        why = ", as other cells of the column have it"
    else:
        why = "; nothing in the column says whether that is right"
    yield Finding(
        f"Dates in {quoted([column.name for column in either])} were read with the {order} first: "
        f"{first.survey.example} is {_in_words(found.iso)}{why}.",
        "day_first",
        f"Read the {other} first",
        "day_first" in choices.switches or choices.day_first is not None,
    )


def _commas(columns: Sequence[ColumnFacts], choices: Choices) -> Iterable[Finding]:
    comma = [
        column for column in columns if column.reading.how == "numbers" and column.reading.decimal == ","
    ]
    if not comma:
        return
    examples = [
        (text.strip(), _figure(one.value))
        for column in comma
        for text in islice(column.survey.texts, _EXAMPLES)
        if "," in text and (one := parse_amount(text, ",")) is not None
    ]
    example = next((one for one in examples if "." in one[0]), examples[0] if examples else None)
    shown = f": {example[0]} is {example[1]}" if example else ""
    yield Finding(
        f"The numbers in {quoted([column.name for column in comma])} were read with a decimal comma{shown}.",
        "decimal",
        "Read the point as decimal sign",
        "decimal" in choices.switches,
    )


def _about(column: ColumnFacts, choices: Choices) -> Iterable[Finding]:
    reading, survey, name = column.reading, column.survey, column.name
    as_text = f"as_text:{name}"
    if as_text in choices.switches:
        yield Finding(f"“{name}” was kept as the text it is.", as_text, "Keep the text", True)
    elif reading.how == "dates" and reading.kind is Kind.TEXT:
        yield _mixed_dates(column, as_text)
    elif reading.how in ("dates", "numbers") and survey.texts:
        if not reading.keeps_rest:
            good, bad, example = unread(survey, reading)
            yield _forced(name, reading, good, bad, example)
        elif reading.how == "dates":
            yield Finding(
                f"“{name}” holds dates written as text; they were read as dates.", as_text, "Keep the text"
            )
        else:
            yield from _dressed(column, as_text)
    elif reading.kind is Kind.TEXT and survey.texts:
        good, bad, example = unread(survey, reading)
        if bad and good >= 0.8 * (good + bad) and not _has_leading_zeros(column):
            what = "dates" if survey.looks == "dates" else "numbers"
            yield Finding(
                f"“{name}” holds {good:,} {what} and {bad:,} other {'cell' if bad == 1 else 'cells'} "
                f"(such as “{example[:40]}”), so all of it stays text.",
                f"read:{name}",
                f"Read the {what}, leave the rest empty",
            )
    if column.units:
        word = next(one.word for one, _ in amounts(survey, reading.decimal) if one.word)
        said = "multiplied out" if reading.with_scale else "not multiplied out"
        yield Finding(
            f"“{column.units}” repeats words such as “{word}” in “{name}”, so they were {said}."
            if not reading.with_scale
            else f"Words such as “{word}” in “{name}” were {said}, although “{column.units}” repeats them.",
            f"scale:{name}",
            "Multiply them out",
            reading.with_scale,
        )


def _mixed_dates(column: ColumnFacts, switch: str) -> Finding:
    typed = column.survey.typed[date] + column.survey.typed[datetime]
    written, bad = (
        column.counts.get("dates_as_text", 0),
        column.counts.get("not_a_date", 0) - column.counts.get("empty", 0),
    )
    stay = "1 is no date and stays text" if bad == 1 else f"{bad:,} are no dates and stay text"
    _, _, example = unread(column.survey, column.reading)
    return Finding(
        f"In “{column.name}” {cells_are(typed)} dates, {written:,} more are dates written as text, and {stay} "
        f"(such as “{example[:40]}”).",
        switch,
        "Keep the text as typed",
    )


def _forced(name: str, reading: ColumnReading, good: int, bad: int, example: str) -> Finding:
    what = "dates" if reading.how == "dates" else "numbers"
    return Finding(
        f"{good:,} {what} in “{name}” were read; {plural(bad, 'cell')} (such as “{example[:40]}”) became empty.",
        f"read:{name}",
        f"Read the {what}, leave the rest empty",
        True,
    )


def _dressed(column: ColumnFacts, switch: str) -> Iterable[Finding]:
    ways = [f"{column.counts[way]:,} {words}" for way, words in _WAYS.items() if column.counts.get(way)]
    read = amounts(column.survey, column.reading.decimal)
    easy = {"plain", "separated"} if column.reading.decimal == "," else {"plain"}
    if {one.dress for one, _ in read} <= easy and len(ways) < 2 and not column.counts.get("in_brackets"):
        return
    brackets = column.counts.get("in_brackets", 0)
    negative = "; brackets mean less than zero" if brackets else ""
    if len(ways) > 1:
        sentence = f"“{column.name}” holds {listed(ways)}: all were read as numbers{negative}."
    else:
        text = next(
            text
            for text in column.survey.texts
            if (one := parse_amount(text, column.reading.decimal)) and one.dress != "plain"
        )
        one = parse_amount(text, column.reading.decimal, column.reading.with_scale)
        value = _figure(one.value) if one else text
        sentence = f"“{column.name}” was read as numbers: {text.strip()} is {value}{negative}."
    yield Finding(sentence, switch, "Keep the text")


def _has_leading_zeros(column: ColumnFacts) -> bool:
    texts = column.survey.texts
    zeros = sum(len(text) > 1 and text[0] == "0" and text.isdigit() for text in texts)
    return column.reading.kind is Kind.TEXT and zeros > 0 and all(text.strip().isdigit() for text in texts)


def _figure(value: float) -> str:
    return f"{int(value):,}" if float(value).is_integer() else f"{value:,}"


def _in_words(iso: str) -> str:
    day = date.fromisoformat(iso[:10])
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
