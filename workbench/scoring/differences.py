"""Where two ways of scoring disagree, and why: what to read before one is trusted in place of the other."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from workbench.scoring.scores import Score


class Difference(NamedTuple):
    """One answer that a scorer and a reference verdict judge differently; `why` as the scorer says it."""

    key: str
    answer: str
    expected: str
    is_correct: bool | None
    is_correct_by_reference: bool
    why: str


class Agreement(NamedTuple):
    """How often a scorer says the same as a reference: same of compared, and every case where it does not."""

    same: int
    compared: int
    differences: tuple[Difference, ...]

    @property
    def rate(self) -> float:
        """The part that is the same, 0–1; 0 where nothing was compared."""
        return self.same / self.compared if self.compared else 0.0

    def reasons(self) -> Counter[tuple[str, str]]:
        """How many differences there are by ("stricter" or "more lenient", why)."""
        return Counter(
            ("more lenient" if one.is_correct else "stricter", one.why) for one in self.differences
        )


def compare_with_reference(judged: Iterable[tuple[str, str, str, Score, bool, str]]) -> Agreement:
    """Agreement over (key, answer, expected, the scorer's score, the reference's verdict, why they may differ).

    A score without a verdict counts as not right, as it would in a precision nobody has looked into.
    """
    same, compared, found = 0, 0, []
    for key, answer, expected, score, by_reference, why in judged:
        compared += 1
        if bool(score.is_correct) == by_reference:
            same += 1
        else:
            found.append(Difference(key, answer, expected, score.is_correct, by_reference, why))
    return Agreement(same, compared, tuple(found))
