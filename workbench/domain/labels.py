"""Labels: a human verdict on one output, by a named labeler."""

from dataclasses import dataclass
from datetime import datetime

from workbench.domain.verdicts import Verdict


@dataclass(frozen=True)
class Label:
    """One label event. `verdict` None means that the labeler took the earlier one back."""

    output_id: int
    labeler: str
    verdict: Verdict | None
    correction: str | None = None
    comment: str | None = None
    duration_s: float | None = None
    source: str = "desk"
    order_strategy: str = "random"
    is_sample: bool = False
    label_id: int | None = None
    created_at: datetime | None = None
