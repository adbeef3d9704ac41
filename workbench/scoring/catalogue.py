"""The scorers there are, with the words that screens use for them. A new scorer is one file and one line here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from workbench.domain import AnswerType
from workbench.errors import BadSetting
from workbench.scoring.exact import is_match


@dataclass(frozen=True)
class Scorer:
    """A way of telling a right answer without a person.

    `is_match(answer, accepted, answer_type)`; `suits`: the answer types it can judge.
    """

    name: str
    words: str
    explanation: str
    is_match: Callable[[str, Iterable[str], AnswerType], bool]
    suits: tuple[AnswerType, ...]


_SCORERS = (
    Scorer(
        name="exact",
        words="Exact match, ignoring case, spacing and punctuation",
        explanation="An answer is correct when it reads the same as an expected one; numbers are compared by value.",
        is_match=is_match,
        suits=(AnswerType.CATEGORY, AnswerType.NUMBER, AnswerType.SHORT_TEXT, AnswerType.FIELDS),
    ),
)


def list_scorers(answer_type: AnswerType | None = None) -> list[Scorer]:
    """The scorers, or those that suit an answer type."""
    return [scorer for scorer in _SCORERS if answer_type is None or answer_type in scorer.suits]


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
