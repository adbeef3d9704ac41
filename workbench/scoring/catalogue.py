"""The scorers there are, with the words that screens use for them. A new scorer is one file and one line here."""

from collections.abc import Callable
from dataclasses import dataclass

from workbench.domain import AnswerType
from workbench.errors import BadSetting
from workbench.scoring import (
    amounts,
    category,
    contains,
    dates,
    edits,
    exact,
    expressions,
    fields,
    judge,
    lists,
    tat_qa,
    tokens,
)
from workbench.scoring.scores import Compare, Setting, Task

_CATEGORY, _NUMBER = AnswerType.CATEGORY, AnswerType.NUMBER
_SHORT, _LONG, _FIELDS = AnswerType.SHORT_TEXT, AnswerType.LONG_TEXT, AnswerType.FIELDS


@dataclass(frozen=True)
class Scorer:
    """A way of telling a right answer without a person.

    `words` names what it does, `noun` the scorer inside a sentence. `suits`: the answer types it can judge.
    `compare_by`: from what a workflow tells it to what scores one answer; None for the judge, which is asked.
    """

    name: str
    words: str
    noun: str
    explanation: str
    suits: tuple[AnswerType, ...]
    compare_by: Callable[[Task], Compare] | None
    settings: tuple[Setting, ...] = ()

    @property
    def is_asked(self) -> bool:
        """True for the judge: its scores come from calls to a model, which cost money."""
        return self.compare_by is None


_SCORERS = (
    Scorer(
        "exact",
        "Exact match, ignoring case, spacing and punctuation",
        "exact-match scorer",
        "An answer is correct when it reads the same as an expected one; numbers are compared by value.",
        (_CATEGORY, _NUMBER, _SHORT, _FIELDS),
        exact.compare_by,
    ),
    Scorer(
        "category",
        "Same category, with synonyms",
        "category scorer",
        "An answer is correct when it is or names the expected category, under any of its names.",
        (_CATEGORY,),
        category.compare_by,
        category.SETTINGS,
    ),
    Scorer(
        "number",
        "Same number, with unit, scale and tolerance",
        "number scorer",
        "9.8 million is 9,800 thousand, 24.3 % is 0.243 and (5) is -5; two different units are never the same.",
        (_NUMBER, _SHORT),
        amounts.compare_by,
        amounts.SETTINGS,
    ),
    Scorer(
        "date",
        "Same date",
        "date scorer",
        "An answer is correct when it is the expected day, in whatever form it is written.",
        (_SHORT,),
        dates.compare_by,
        dates.SETTINGS,
    ),
    Scorer(
        "list",
        "Same parts of a list",
        "list scorer",
        "For answers with several parts: correct when enough of the expected parts are named and few others.",
        (_CATEGORY, _SHORT, _LONG),
        lists.compare_by,
        lists.SETTINGS,
    ),
    Scorer(
        "fields",
        "Same fields, each by what it is",
        "fields scorer",
        "Each field is compared by itself, numbers by value and dates by day; correct when enough fields are right.",
        (_FIELDS,),
        fields.compare_by,
        fields.SETTINGS,
    ),
    Scorer(
        "contains",
        "Contains the expected words",
        "contains scorer",
        "An answer is correct when the expected words stand in it; what else it says is not read.",
        (_SHORT, _LONG),
        contains.compare_by,
        contains.SETTINGS,
    ),
    Scorer(
        "regex",
        "Matches a regular expression",
        "regular-expression scorer",
        "An answer is correct when the expression is found in it.",
        (_SHORT, _LONG),
        expressions.compare_by,
        expressions.SETTINGS,
    ),
    Scorer(
        "token_f1",
        "Shares most words (token F1)",
        "word-overlap scorer",
        "An answer is correct when it shares enough words with an expected one, in any order.",
        (_SHORT, _LONG),
        tokens.compare_by,
        tokens.SETTINGS,
    ),
    Scorer(
        "edit_similarity",
        "Nearly the same letters (edit similarity)",
        "edit-similarity scorer",
        "An answer is correct when few letters would have to be changed; forgives typing slips.",
        (_SHORT, _LONG),
        edits.compare_by,
        edits.SETTINGS,
    ),
    Scorer(
        "judge",
        "A model judges by a rubric",
        "judge",
        "A model reads item, expected answer and answer, and says correct or incorrect with its reason.",
        (_CATEGORY, _NUMBER, _SHORT, _LONG, _FIELDS),
        None,
        judge.SETTINGS,
    ),
    Scorer(
        "tat_qa",
        "As the TAT-QA benchmark counts",
        "TAT-QA scorer",
        "For comparing with published figures alone: numbers are rounded to two decimals before their scale.",
        (_NUMBER, _SHORT),
        tat_qa.compare_by,
    ),
)
_DEFAULTS = {_CATEGORY: "exact", _NUMBER: "number", _SHORT: "exact", _FIELDS: "fields"}


def list_scorers(answer_type: AnswerType | None = None) -> list[Scorer]:
    """The scorers, or those that suit an answer type, its usual one first."""
    found = [scorer for scorer in _SCORERS if answer_type is None or answer_type in scorer.suits]
    usual = _DEFAULTS.get(answer_type) if answer_type else None
    return sorted(found, key=lambda scorer: scorer.name != usual)


def usual_scorer(answer_type: AnswerType) -> Scorer | None:
    """The scorer that scores answers of this type without being asked; None where only people should."""
    name = _DEFAULTS.get(answer_type)
    return get_scorer(name) if name else None


def get_scorer(name: str) -> Scorer:
    """The scorer stored under this name. Raises BadSetting."""
    for scorer in _SCORERS:
        if scorer.name == name:
            return scorer
    known = ", ".join(f"“{scorer.name}”" for scorer in _SCORERS)
    raise BadSetting(f"There is no scorer called “{name}”. Choose one of {known} on the Workflows page.")


def scorer_words(name: str | None) -> str:
    """How a screen names the scorer a workflow trusts; "people only" where it trusts none."""
    return get_scorer(name).words if name else "people only"
