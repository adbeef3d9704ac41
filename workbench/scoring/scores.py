"""What a score is, what a scorer is told of the workflow, and the settings a scorer can have."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from workbench.domain import AnswerType, Workflow
from workbench.errors import BadSetting


class Score(NamedTuple):
    """What a scorer says of one answer beside one expected answer.

    `value`: how far they agree, 0–1. `is_correct`: None where the scorer cannot tell. `explanation`: why it is not
    right, as a phrase a person can read; "" where it is.
    """

    value: float
    is_correct: bool | None
    explanation: str = ""


RIGHT = Score(1.0, True)


def wrong(explanation: str, value: float = 0.0) -> Score:
    """The score of an answer that is not right."""
    return Score(value, False, explanation)


def by_threshold(value: float, least: float, words: str) -> Score:
    """Right where the value reaches the least one asked for; `words` says what the value is."""
    if value >= least - 1e-9:
        return Score(value, True)
    return wrong(f"{words} {value:.0%}, under the {least:.0%} asked for", value)


Compare = Callable[[str, str], Score]
"""(answer, expected) → its score."""


@dataclass(frozen=True)
class Task:
    """What a scorer goes by: the kind of answer, the workflow's own names, and the scorer's settings."""

    answer_type: AnswerType = AnswerType.SHORT_TEXT
    categories: tuple[str, ...] = ()
    field_names: tuple[str, ...] = ()
    unit: str = ""
    settings: dict[str, Any] = field(default_factory=dict, hash=False)


def task_of(workflow: Workflow, scorer: str) -> Task:
    """What a workflow tells one of its scorers."""
    return Task(
        workflow.answer_type,
        workflow.categories,
        workflow.field_names,
        workflow.unit,
        dict(workflow.scorer_settings.get(scorer) or {}),
    )


@dataclass(frozen=True)
class Setting:
    """One thing a person can set of a scorer. `default` tells its kind: a switch, a number, or text.

    `is_rate`: a number 0–1, shown in per cent. `choices`: {value stored: words}, "" among them where it is the
    default. `lines`: the height of a text in lines.
    """

    name: str
    words: str
    default: bool | float | str
    explanation: str = ""
    is_rate: bool = False
    most: float | None = None
    choices: dict[str, str] = field(default_factory=dict, hash=False)
    lines: int = 1

    def of(self, task: Task) -> Any:
        """The value in force. Raises BadSetting where what is stored is not of its kind."""
        value = task.settings.get(self.name, self.default)
        if isinstance(self.default, bool):
            return bool(value)
        if isinstance(self.default, str):
            text = str(value or "")
            if self.choices and text not in self.choices:
                raise BadSetting(f"“{self.words}” cannot be “{text}”. Choose another on the Workflows page.")
            return text
        try:
            number = float(value)
        except (TypeError, ValueError) as error:
            raise BadSetting(f"“{self.words}” is “{value}”, which is no number. Enter one.") from error
        if not 0 <= number <= (1 if self.is_rate else self.most or float("inf")):
            raise BadSetting(f"“{self.words}” is out of range. Enter another number.")
        return number


def best_of(scores: Iterable[Score]) -> Score:
    """The highest of several scores, a right one before all; nothing to compare with is no verdict."""
    return max(scores, key=lambda one: (bool(one.is_correct), one.value), default=Score(0.0, None))
