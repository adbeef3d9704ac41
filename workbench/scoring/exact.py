"""Exact match of an answer with the accepted ones, ignoring what carries no meaning."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from workbench.domain import AnswerType
from workbench.scoring.numbers import parse_quantity, same_quantity
from workbench.scoring.scores import RIGHT, Compare, Score, Task, wrong

# Quotes, brackets, Markdown emphasis and sentence marks. Signs that change a meaning (−, %, $, #, &) are not
# among them, and a point before a digit stays, as in ".5".
_LEADING = re.compile(r"^(?:[\s\"'`´‘’“”«»„*_,;:!?¿¡…•\[{]|\.(?!\d))+")
_TRAILING = re.compile(r"[\s\"'`´‘’“”«»„*_.,;:!?…\]}]+$")


@lru_cache(maxsize=65_536)
def normalise(text: str) -> str:
    """A text in the form in which two answers are compared: NFKC, case folded, single spaces, outer marks gone.

    >>> normalise("  “Cap  On Liability”. ")
    'cap on liability'
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    spaced = " ".join(folded.split())
    bare = _TRAILING.sub("", _LEADING.sub("", spaced))
    if bare.startswith("(") and bare.endswith(")") and not any(mark in bare[1:-1] for mark in "()0123456789"):
        bare = bare[1:-1].strip()  # brackets around a number make it negative, so those stay
    return bare or spaced


def compare_by(task: Task) -> Compare:
    """Right when an answer reads the same as the expected one; numbers by value where numbers are asked for."""

    def compare(answer: str, expected: str) -> Score:
        return RIGHT if _is_same(answer, expected, task.answer_type) else wrong("it reads differently")

    return compare


def is_match(answer: str, accepted: Iterable[str], answer_type: AnswerType) -> bool:
    """True when the answer equals one of the accepted ones; numbers by value where numbers are asked for.

    >>> is_match("$1,577.00", ["1577"], AnswerType.NUMBER), is_match("15-77", ["1577"], AnswerType.NUMBER)
    (True, False)
    """
    return any(_is_same(answer, one, answer_type) for one in accepted)


def _is_same(answer: str, expected: str, answer_type: AnswerType) -> bool:
    if normalise(answer) == normalise(expected):
        return True
    if answer_type is not AnswerType.NUMBER:
        return False
    given, wanted = parse_quantity(answer), parse_quantity(expected)
    return given is not None and wanted is not None and same_quantity(given, wanted)
