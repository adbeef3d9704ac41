"""Several named fields in one answer: each compared by what it is, and all of them together."""

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from workbench.scoring import amounts, dates
from workbench.scoring.exact import normalise
from workbench.scoring.numbers import parse_quantity
from workbench.scoring.scores import RIGHT, Compare, Score, Setting, Task, wrong

LEAST = Setting(
    "least_rate", "Least part of the fields that must be right", 1.0, "100 % means all of them.", is_rate=True
)
SETTINGS = (LEAST, amounts.TOLERANCE_RATE, dates.ORDER)
_LINE = re.compile(r"^\s*[-*•]?\s*[*_]*(?P<name>[^:=\n]{1,80}?)[*_]*\s*[:=][*_]*\s*(?P<value>.*)$")
_NOTHING = {"", "no answer", "none", "n/a", "not stated", "not applicable", "null", "-", "–"}


def read_fields(text: str, names: Sequence[str] = ()) -> dict[str, str]:
    """{field: value} of lines "name: value" or of an object; with `names`, those fields alone, as spelt there.

    >>> read_fields("Amount: 12\\nParty: Acme", ["party", "Amount"])
    {'party': 'Acme', 'Amount': '12'}
    """
    by_form = {_name_form(name): value for name, value in _written(text)}
    if not names:
        return by_form
    return {name: by_form[_name_form(name)] for name in names if _name_form(name) in by_form}


def field_scores(task: Task) -> Callable[[str, str], dict[str, Score]]:
    """What scores (answer, expected) field by field: every expected field, as the workflow spells it.

    Numbers are compared by value, dates by day, all else by how it reads. Raises BadSetting.
    """
    amount = amounts.compare_by(Task(settings=_only(task, amounts.TOLERANCE_RATE)))
    day = dates.compare_by(Task(settings=_only(task, dates.ORDER)))
    day_first = dates.ORDER.of(task) == "day"

    def compare(answer: str, expected: str) -> dict[str, Score]:
        wanted = read_fields(expected, task.field_names)
        given = read_fields(answer, task.field_names or tuple(wanted))
        return {
            name: _one(given.get(name, ""), value, amount, day, day_first) for name, value in wanted.items()
        }

    return compare


def compare_by(task: Task) -> Compare:
    """Right when enough fields are right; the explanation names those that are not. Raises BadSetting."""
    least, by_field = LEAST.of(task), field_scores(task)

    def compare(answer: str, expected: str) -> Score:
        scores = by_field(answer, expected)
        return _together(scores, least) if scores else Score(0.0, None, "the expected answer has no fields")

    return compare


def _only(task: Task, setting: Setting) -> dict[str, Any]:
    return {setting.name: setting.of(task)}


def _together(scores: dict[str, Score], least: float) -> Score:
    right = sum(bool(score.is_correct) for score in scores.values())
    value = right / len(scores)
    if value >= least - 1e-9:
        return RIGHT._replace(value=value)
    missed = [f"{name} ({score.explanation})" for name, score in scores.items() if not score.is_correct]
    shown = "; ".join(missed[:3]) + (f" and {len(missed) - 3} more" if len(missed) > 3 else "")
    return wrong(f"{right} of {len(scores)} fields right, not {shown}", value)


def _one(given: str, wanted: str, amount: Compare, day: Compare, day_first: bool) -> Score:
    if normalise(given) == normalise(wanted):
        return RIGHT
    if normalise(wanted) in _NOTHING:
        return RIGHT if normalise(given) in _NOTHING else wrong("nothing is expected")
    if normalise(given) in _NOTHING:
        return wrong("no value")
    if parse_quantity(wanted) is not None:
        return amount(given, wanted)
    if dates.read_day(wanted, day_first) is not None:
        return day(given, wanted)
    return wrong("it reads differently")


def _written(text: str) -> list[tuple[str, str]]:
    bare = text.strip().removeprefix("```json").strip("`").strip()
    if bare.startswith("{"):
        try:
            found = json.loads(bare)
        except ValueError:
            found = None
        if isinstance(found, dict):
            return [(str(name), _as_text(value)) for name, value in found.items()]
    pairs: list[tuple[str, str]] = []
    for line in bare.splitlines():
        match = _LINE.match(line)
        if match:
            pairs.append((match["name"].strip(), match["value"].strip()))
        elif pairs and line.strip():
            pairs[-1] = (pairs[-1][0], f"{pairs[-1][1]} {line.strip()}".strip())
    return pairs


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(_as_text(part) for part in value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value).strip()


def _name_form(name: str) -> str:
    return re.sub(r"[\s_-]+", " ", normalise(name)).strip()
