"""What kind of answer the experts expect, by the answers they gave: for a workflow that an import makes."""

import re
from collections import Counter
from dataclasses import replace

from workbench.datasets.roles import MOST_CATEGORIES
from workbench.domain import AnswerType, Workflow
from workbench.store.staging import Staging

_LOOKED_AT = 1000  # distinct answers, the most frequent ones
_LONG = 120  # characters: longer on average, an answer is prose
_CATEGORY_LENGTH = 60  # characters: longer on average, an answer is no name of a category
_MOST_GRADES = 20  # different numbers that may be grades or codes rather than amounts
_NUMBER = re.compile(
    r"""\(?[-+−]?\s*
    (?P<before>[$€£¥₹]|(?:US|CA|AU)\$|[A-Z]{3}(?=[\s\d]))?\s*
    [-+−]?(?!0\d)(?:\d{1,3}(?:[,'’.\s\u00a0\u202f]\d{3})+|\d+)?(?:[.,]\d+)?(?<=\d)\)?\s*
    (?:(?:thousand|million|billion|trillion|mn|mio|bn|tn|k|m)\b\.?\s*)?
    (?P<after>[%‰€£$]|[^\W\d_][^\W\d_./°²³-]{0,11}(?:\s[^\W\d_]{1,12})?)?\s*\)?""",
    re.VERBOSE | re.IGNORECASE,
)  # fmt: skip


def fit_workflow(workflow: Workflow, staging: Staging, place: int, is_new: bool) -> Workflow:
    """The workflow as the expected answers, in the column at `place`, want it.

    A new one takes the kind of answer and its unit from them; a category workflow without categories takes those.
    Nothing else of a workflow that a person has set up is changed.
    """
    if is_new:
        answer_type, unit = guess_answer_type(staging, place)
        workflow = replace(workflow, answer_type=answer_type, unit=unit)
    if workflow.answer_type is not AnswerType.CATEGORY or workflow.categories:
        return workflow
    found = [row["value"] for row in staging.list_values(place, MOST_CATEGORIES + 1)]
    if 2 <= len(found) <= MOST_CATEGORIES and len(found) * 2 <= staging.row_count:
        return replace(workflow, categories=tuple(sorted(found, key=str.casefold)))
    return workflow


def guess_answer_type(staging: Staging, place: int) -> tuple[AnswerType, str]:
    """The kind of answer in a column, and the unit of numbers where all have the same.

    Few short answers that repeat are categories, also where they are numbers such as grades; a column without any
    answer counts as one that categories are still to come for.
    """
    profile = staging.profile(place)
    filled, distinct = profile["filled"], profile["distinct_count"]
    if not filled:
        return AnswerType.CATEGORY, ""
    values = [row["value"] for row in staging.list_values(place, _LOOKED_AT)]
    numbers = [found for value in values if (found := _NUMBER.fullmatch(value.strip()))]
    is_number = len(numbers) >= 0.95 * len(values)
    most, repeats = (_MOST_GRADES, 5) if is_number else (MOST_CATEGORIES, 2)
    if 2 <= distinct <= most and distinct * repeats <= filled and profile["mean_length"] <= _CATEGORY_LENGTH:
        return AnswerType.CATEGORY, ""
    if is_number:
        return AnswerType.NUMBER, _shared_unit(numbers)
    return (AnswerType.LONG_TEXT if profile["mean_length"] > _LONG else AnswerType.SHORT_TEXT), ""


def _shared_unit(numbers: list[re.Match[str]]) -> str:
    """The one unit of all the numbers, as most of them spell it ("day" and "days" are one); else ""."""
    units = Counter((found["before"] or found["after"] or "").strip() for found in numbers)
    spellings = {unit.casefold().removesuffix("s") for unit in units}
    return units.most_common(1)[0][0] if len(spellings) == 1 else ""
