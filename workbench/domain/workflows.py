"""The workflow: one business task, its instructions, its bar and its business figures."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class AnswerType(StrEnum):
    """What kind of answer the task asks for; decides the scorer and how answers are shown."""

    CATEGORY = "category"
    NUMBER = "number"
    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    FIELDS = "fields"

    @property
    def words(self) -> str:
        """The answer type as it stands on the screen."""
        return {
            "category": "Category",
            "number": "Number with unit",
            "short_text": "Short text",
            "long_text": "Long text",
            "fields": "Several fields",
        }[self.value]


@dataclass(frozen=True)
class BusinessFigures:
    """What ROI needs. Money in the workspace's currency, times in minutes; None where not entered yet."""

    items_per_month: float | None = None
    minutes_by_hand: float | None = None
    hourly_cost_amount: float | None = None
    review_minutes: float | None = None
    error_cost_amount: float | None = None
    setup_cost_amount: float | None = None


@dataclass(frozen=True)
class Workflow:
    """A business task with the precision its answers must reach (`bar_rate`, 0–1).

    `prompt_template` is the instruction the candidate gets, with `{column}` placeholders.
    `trusted_scorer` names the automatic scorer whose verdicts count where there is no label; None means
    that only people decide. `scorer_settings` holds by scorer what it goes by; a setting left out is at its
    default.
    """

    workflow_id: int
    name: str
    description: str = ""
    prompt_template: str = ""
    answer_type: AnswerType = AnswerType.CATEGORY
    categories: tuple[str, ...] = ()
    field_names: tuple[str, ...] = ()
    unit: str = ""
    bar_rate: float = 0.95
    figures: BusinessFigures = field(default_factory=BusinessFigures)
    trusted_scorer: str | None = None
    scorer_settings: dict[str, dict[str, Any]] = field(default_factory=dict, hash=False)
    is_sample: bool = False
    created_at: datetime | None = None
    archived_at: datetime | None = None
