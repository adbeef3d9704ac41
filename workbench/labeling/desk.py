"""The desk: one labeler's sitting over one scope of outputs: what is next, what was said, what can be undone.

The queue is read once per sitting; each label then costs one write and the reading of the next output.
"""

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from workbench.domain import DatasetVersion, Label, Verdict, Workflow
from workbench.errors import NotFound
from workbench.labeling.queue import ORDER_STRATEGY, Queue
from workbench.store import label as labels
from workbench.store.database import Database

LONGEST_S = 60.0  # a longer look at one output is taken for a pause
_PACE_OF_LAST = 20


@dataclass(frozen=True)
class Task:
    """One output to judge. It does not carry the candidate's name, so no screen can show it by mistake.

    `correction` and `comment` are what this labeler had written before (after an undo, or on an unsure one).
    """

    output_id: int
    item_key: str
    content: dict[str, Any]
    expected: str | None
    answer: str
    correction: str = ""
    comment: str = ""


@dataclass(frozen=True)
class Step:
    """One thing done at the desk, with what stood before: what undo needs. Verdict None: put aside."""

    output_id: int
    verdict: Verdict | None
    before: Label | None = None
    written: tuple[str, str] = ("", "")


@dataclass
class Desk:
    """A sitting. Make one with `open_desk`; keep it for as long as labeler and scope stay the same."""

    workflow_id: int
    labeler: str
    queue: Queue
    done_today: int = 0
    revisits: Verdict | None = None
    clock: Callable[[], float] = time.monotonic
    sentence: str = ""
    saved: Verdict | None = None
    done: int = 0
    _steps: list[Step] = field(default_factory=list)
    _stored: set[int] = field(default_factory=set)  # the events that this sitting has stored
    _returned: dict[int, tuple[str, str]] = field(default_factory=dict)
    _durations: list[float] = field(default_factory=list)
    _task: Task | None = None
    _shown_at: float = 0.0

    def next_task(self, database: Database) -> Task | None:
        """The output to judge now, or None when none is left; asking again gives the same one.

        Outputs that others have labelled meanwhile are passed over; deleted ones too, and `sentence` says so.
        """
        while self._task is None and self.queue.current is not None:
            output_id = self.queue.current
            try:
                found = labels.get_task(database, output_id)
            except NotFound as error:
                self.sentence = str(error)
                self.queue.advance()
                continue
            standing = labels.list_standing(database, output_id)
            if output_id not in self._returned and _verdict(standing) is not self.revisits:
                self.queue.advance()
                continue
            self._task = self._make_task(found, self._own(standing))
            self._shown_at = self.clock()
        return self._task

    def save(self, database: Database, verdict: Verdict, correction: str = "", comment: str = "") -> None:
        """Store this labeler's verdict on the current output and go on; nothing happens when none is left."""
        task = self._task
        if task is None:
            return
        seconds = min(max(self.clock() - self._shown_at, 0.0), LONGEST_S)
        before = self._own(labels.list_standing(database, task.output_id))
        written = (correction.strip(), comment.strip())
        if self._store(database, task.output_id, verdict, written, seconds):
            self._steps.append(Step(task.output_id, verdict, before, written))
            self._durations.append(seconds)
            self.done += 1
            self.done_today += before is None
            self.saved, self.sentence = verdict, ""
        self._leave(self.queue.advance)

    def skip(self) -> None:
        """Put the current output aside; it comes back when the labeler asks for it at the end."""
        if self._task is None:
            return
        self._steps.append(Step(self._task.output_id, None))
        self.saved, self.sentence = None, "Put aside for later."
        self._leave(self.queue.skip)

    def pass_over_key(self) -> None:
        """Say that a key came before the output it would have judged was on the screen; nothing is stored."""
        self.saved, self.sentence = None, "The last key came before this output was shown and judged nothing."

    def undo(self, database: Database) -> None:
        """Take the last step of this sitting back and return to its output; again for the one before."""
        if not self._steps:
            self.saved, self.sentence = None, "There is nothing to take back in this sitting."
            return
        step = self._steps.pop()
        self.saved, self.sentence = None, "Taken back."
        if step.verdict is not None:
            own = self._own(labels.list_standing(database, step.output_id))
            if own and own.label_id not in self._stored:
                self.sentence = (
                    "Under your name this output has been labelled anew elsewhere. That label stands."
                )
                return
            before = step.before
            stood = (before.correction or "", before.comment or "") if before else ("", "")
            if not self._store(database, step.output_id, before.verdict if before else None, stood, None):
                return
            self.done -= 1
            self.done_today -= before is None
            self._durations.pop()
        self._task = None
        self._returned[step.output_id] = step.written
        self.queue.put_back(step.output_id)

    def take_up_skipped(self) -> None:
        """Bring the outputs put aside back to the desk."""
        self.queue.take_up_skipped()

    def shows(self, output_id: int) -> bool:
        """True when this output is the current one: a press that comes late must not judge the next."""
        return self._task is not None and self._task.output_id == output_id

    def take_in(self, output_ids: Iterable[int]) -> None:
        """Put outputs that came in meanwhile behind those that are there."""
        self.queue.add(output_ids)

    @property
    def can_undo(self) -> bool:
        """True when a step of this sitting can be taken back."""
        return bool(self._steps)

    @property
    def left(self) -> int:
        """Outputs still to judge in this sitting, those put aside included."""
        return self.queue.left + self.queue.skipped

    @property
    def pace_s(self) -> float | None:
        """Seconds per label: the median of the last twenty of this sitting, or None before the first."""
        return statistics.median(self._durations[-_PACE_OF_LAST:]) if self._durations else None

    def _leave(self, move: Callable[[], None]) -> None:
        if self._task:
            self._returned.pop(self._task.output_id, None)
        self._task = None
        move()

    def _own(self, standing: list[Label]) -> Label | None:
        return next((label for label in standing if label.labeler == self.labeler), None)

    def _make_task(self, found: dict[str, Any], own: Label | None) -> Task:
        stood = (own.correction or "", own.comment or "") if own else ("", "")
        correction, comment = self._returned.get(found["output_id"], stood)
        return Task(
            output_id=found["output_id"],
            item_key=found["item_key"],
            content=found["content"],
            expected=found["expected"],
            answer=found["answer"] or "",
            correction=correction,
            comment=comment,
        )

    def _store(
        self,
        database: Database,
        output_id: int,
        verdict: Verdict | None,
        written: tuple[str, str],
        seconds: float | None,
    ) -> bool:
        """Store one event; False (and a sentence) when the output is gone."""
        event = Label(
            output_id=output_id,
            labeler=self.labeler,
            verdict=verdict,
            correction=written[0] or None,
            comment=written[1] or None,
            duration_s=seconds,
            order_strategy=ORDER_STRATEGY,
        )
        try:
            self._stored.add(labels.add_label(database, event))
        except NotFound as error:
            self.saved, self.sentence = None, str(error)
            return False
        return True


def open_desk(
    database: Database,
    workflow: Workflow,
    version: DatasetVersion,
    candidate_id: int | None = None,
    split: str | None = None,
    labeler: str = "",
    revisits: Verdict | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Desk:
    """Start a sitting over the answered outputs of a version that no one has labelled yet.

    With `revisits`, over those on which this verdict stands (the unsure ones again). `clock` gives seconds.
    """
    _, today = labels.count_labels(database, workflow.workflow_id, labeler, _midnight())
    waiting = list_waiting(database, workflow, version, candidate_id, split, revisits)
    return Desk(workflow.workflow_id, labeler, Queue(waiting), today, revisits, clock)


def list_waiting(
    database: Database,
    workflow: Workflow,
    version: DatasetVersion,
    candidate_id: int | None = None,
    split: str | None = None,
    revisits: Verdict | None = None,
) -> list[int]:
    """The outputs that `open_desk` would put on a desk now, in their order."""
    rows = labels.list_queue(
        database, workflow.workflow_id, version.dataset_version_id, candidate_id, split, revisits
    )
    return [row["output_id"] for row in rows]


def _verdict(standing: list[Label]) -> Verdict | None:
    return standing[0].verdict if standing else None


def _midnight() -> datetime:
    """The start of the local day, in UTC without zone as the database stores moments."""
    start = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    return start.astimezone(UTC).replace(tzinfo=None)
