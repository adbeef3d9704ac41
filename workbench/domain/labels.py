"""Labels: a human verdict on one output, by a named labeler."""

from dataclasses import dataclass
from datetime import datetime

from workbench.domain.verdicts import Verdict


@dataclass(frozen=True)
class LabellingRules:
    """How a workflow is labelled. `is_blind`: candidates' names, scores and other people's labels stay hidden until the
    label is saved; `reveals`: and are shown then. `error_categories`: why an answer is wrong, in the workflow's words.
    `instructions_version` is the number of the text that labelers are told, None before the first. `repeat_rate`
    (0–1) is the share of a labeler's outputs that come back unannounced; `order_seed` commits the random order.
    With `confirms_wrong` an answer counts as incorrect once a second look says so too, and `recheck_rate` (0–1) of the
    answers labelled correct get a second look all the same.
    """

    workflow_id: int
    is_blind: bool = True
    reveals: bool = False
    error_categories: tuple[str, ...] = ()
    instructions: str = ""
    instructions_version: int | None = None
    repeat_rate: float = 0.0
    order_strategy: str = "random"
    order_seed: int = 0
    confirms_wrong: bool = False
    recheck_rate: float = 1.0


@dataclass(frozen=True)
class Label:
    """One label event. `verdict` None means that the labeler took the earlier one back.

    A label is on an answer to an item and counts for every candidate that gave it; `output_id` is the one that was
    shown. `source` is where it was given: desk, table, file, workbook, adjudication or sample; an adjudicated one
    counts before all others. `order_strategy`, `order_seed`, `draw_position` and `draw_probability` say how the output
    came to be shown. A repeat (`is_repeat`) measures agreement with oneself and never changes what counts.
    """

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
    instructions_version: int | None = None
    order_seed: int | None = None
    draw_position: int | None = None
    draw_probability: float | None = None
    sitting_id: str | None = None
    assignment_id: int | None = None
    is_repeat: bool = False
    is_automatic: bool = False
    reasons: tuple[str, ...] = ()
