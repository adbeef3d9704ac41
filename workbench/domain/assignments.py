"""Assignments: a piece of labelling work and the people it was given to."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Assignment:
    """Outputs of a dataset version (one split, one value of a column, one candidate, a share drawn at random) that
    named people are to judge. `overlap_rate` (0–1) of them, drawn at random, are judged by `overlap_count` people each,
    all others by one; whoever sits down takes what is next.

    `task_count` outputs are to be judged, `done_count` have been by as many people as wanted, `overlap_task_count` are
    to be judged by several.
    """

    workflow_id: int
    dataset_version_id: int
    labelers: tuple[str, ...]
    split: str | None = None
    slice_column: str | None = None
    slice_value: str | None = None
    candidate_id: int | None = None
    share_rate: float = 1.0
    overlap_rate: float = 0.0
    overlap_count: int = 1
    order_strategy: str = "random"
    seed: int = 0
    assigned_by: str = ""
    note: str = ""
    assignment_id: int = 0
    dataset_name: str = ""
    version_number: int = 0
    candidate_name: str | None = None
    task_count: int = 0
    done_count: int = 0
    overlap_task_count: int = 0
    created_at: datetime | None = None
    closed_at: datetime | None = None
