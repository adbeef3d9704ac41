"""How often each field of an answer with several fields is right, counted by itself: what a whole answer hides."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from workbench.domain import Workflow
from workbench.scoring.fields import field_scores
from workbench.scoring.scores import task_of
from workbench.stats.intervals import clopper_pearson

SCORER = "fields"


class FieldCount(NamedTuple):
    """One field: right in `right` of `of` answers whose item expects it, with the exact 95 % interval of that rate.

    `why`: the most frequent reason why it is not right, "" where it always is.
    """

    name: str
    right: int
    of: int
    low: float
    high: float
    why: str


def field_counts(workflow: Workflow, pairs: Iterable[tuple[str, str]]) -> list[FieldCount]:
    """The fields of (answer, expected) pairs as the workflow's fields scorer compares them, the weakest first.

    Raises BadSetting where the scorer's settings cannot work.
    """
    compare = field_scores(task_of(workflow, SCORER))
    right: Counter[str] = Counter()
    of: Counter[str] = Counter()
    reasons: dict[str, Counter[str]] = {}
    for answer, expected in pairs:
        for name, score in compare(answer, expected).items():
            of[name] += 1
            right[name] += bool(score.is_correct)
            if not score.is_correct:
                reasons.setdefault(name, Counter())[score.explanation] += 1
    found = []
    for name, number in of.items():
        low, high = clopper_pearson(right[name], number)
        why = reasons[name].most_common(1)[0][0] if name in reasons else ""
        found.append(FieldCount(name, right[name], number, low, high, why))
    return sorted(found, key=lambda one: one.right / one.of)
