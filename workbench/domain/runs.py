"""Runs and outputs: one candidate over one dataset version, and what it answered to each item."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class RunState(StrEnum):
    """Where a run stands. `interrupted`: the process ended before the run did; it can be resumed."""

    PLANNED = "planned"
    RUNNING = "running"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    FINISHED = "finished"
    FAILED = "failed"


class OutputState(StrEnum):
    """`answered`: there is text; `no_answer`: the candidate abstained; `failed`: the call was lost."""

    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    FAILED = "failed"


@dataclass(frozen=True)
class Run:
    """One candidate version over one dataset version (or one split of it).

    `sentence` says why a run failed or stopped; counts are of planned items with a stored output.
    `unpriced_count`: stored answers whose cost is not known, so that `cost_usd` is only a part. `reused_count`: items
    whose answer was taken over from an earlier run, which `reuses` allows; `cost_usd` leaves these out.
    `keeps_replies`: the bodies of the replies are stored beside the outputs. `newest_output_id`: the newest of the
    outputs that are in these counts (0 where there is none), so that they can be read as they were counted.
    """

    run_id: int
    workflow_id: int
    candidate_id: int
    candidate_version_id: int
    candidate_name: str
    dataset_version_id: int
    dataset_name: str
    version_number: int
    split: str | None
    state: RunState
    planned_count: int
    done_count: int
    failed_count: int
    cost_usd: float
    sentence: str = ""
    created_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    is_archived: bool = False
    unpriced_count: int = 0
    reused_count: int = 0
    reuses: bool = True
    keeps_replies: bool = True
    candidate_version_number: int = 1
    newest_output_id: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Answer:
    """What a candidate said to one item, before it is stored; exactly one of text, abstention, failure.

    `latency_s` in seconds, `cost_usd` in US dollars, `confidence` 0–1 where the candidate has one. `cached_tokens`
    and `cache_write_tokens` are parts of `input_tokens` that providers charge at other prices. `request_key`: what was
    asked, as a number; None where asking costs nothing. `body`: what came over the wire, cut to a bounded length and
    without keys; "" where nothing did. `lost_calls`: how many calls went out before without an answer coming back, for
    which the provider may charge all the same.
    """

    text: str | None = None
    failure_reason: str = ""
    raw: str = ""
    confidence: float | None = None
    latency_s: float | None = None
    cost_usd: float | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    cached_tokens: int | None = None
    cache_write_tokens: int | None = None
    request_key: int | None = None
    body: str = ""
    lost_calls: int = 0

    @property
    def state(self) -> OutputState:
        """failed if there is a reason, no_answer if there is no text, else answered."""
        if self.failure_reason:
            return OutputState.FAILED
        return OutputState.ANSWERED if self.text and self.text.strip() else OutputState.NO_ANSWER
