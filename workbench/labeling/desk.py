"""The desk: one labeler's sitting over one scope of outputs: what is next, what was said, what can be undone.

The queue is read once per sitting; each label then costs one write and the reading of what moved up.
"""

import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from workbench.domain import Label, Verdict
from workbench.errors import NotFound
from workbench.labeling.differences import are_alike
from workbench.labeling.notices import gentle_notice
from workbench.labeling.queue import Queue
from workbench.labeling.repeats import said_again
from workbench.labeling.work import Work
from workbench.labeling.written import NOTHING_WRITTEN, Written, says, written_on
from workbench.store import desk as tasks
from workbench.store import label as labels
from workbench.store.database import Database

LONGEST_S = 60.0  # a longer look is taken for a pause where nothing says how much of it was work
_PACE_OF_LAST = 20
_READ_AHEAD = 15
_GONE = "This output has been deleted meanwhile, so it was passed over."
_JUDGED_TOO = "A colleague had judged this output meanwhile; both labels are kept"


@dataclass(frozen=True)
class Task:
    """One output to judge. It does not carry the candidate's name, so no screen can show it by mistake.

    `written` is what this labeler had written before (after an undo, or on an unsure one). `alike`: other outputs to
    the same item, (output_id, answer), that are the same but for how they are written.
    """

    output_id: int
    item_key: str
    content: dict[str, Any]
    expected: str | None
    answer: str
    written: Written = NOTHING_WRITTEN
    alike: tuple[tuple[int, str], ...] = ()

    @property
    def correction(self) -> str:
        """The right answer as this labeler wrote it before, or ""."""
        return self.written.correction

    @property
    def comment(self) -> str:
        """The note as this labeler wrote it before, or ""."""
        return self.written.comment


@dataclass(frozen=True)
class Step:
    """One thing done at the desk, with what stood before on each output: what undo needs. No verdict: put aside.

    `is_repeat`: the output had come back unannounced.
    """

    output_ids: tuple[int, ...]
    verdict: Verdict | None
    before: tuple[Label | None, ...] = ()
    written: Written = NOTHING_WRITTEN
    is_repeat: bool = False


@dataclass
class Desk:
    """A sitting. Make one with `open_desk`; keep it for as long as labeler and scope stay the same."""

    workflow_id: int
    labeler: str
    queue: Queue
    work: Work
    done_today: int = 0
    revisits: Verdict | None = None
    dataset_version_id: int = 0
    clock: Callable[[], float] = time.monotonic
    sentence: str = ""
    saved: Verdict | None = None
    done: int = 0
    last_id: int | None = None  # the output that was labelled last and whose label stands
    _steps: list[Step] = field(default_factory=list)
    _stored: set[int] = field(default_factory=set)  # the events that this sitting has stored
    _returned: dict[int, Written | None] = field(default_factory=dict)
    _durations: list[float] = field(default_factory=list)
    _ready: dict[int, Task] = field(default_factory=dict)
    _read_at: datetime = datetime.min
    _stands: dict[int, Label | None] = field(default_factory=dict)  # own labels on what is ready
    _shown: tuple[int | None, float] = (None, 0.0)

    def next_task(self, database: Database) -> Task | None:
        """The output to judge now, or None when none is left; asking again gives the same one."""
        return next(iter(self.next_tasks(database, 1)), None)

    def next_tasks(self, database: Database, count: int) -> list[Task]:
        """The outputs to judge now and next, `count` of them where so many are left.

        Outputs that others have labelled meanwhile are passed over; deleted ones too, and `sentence` says so.
        """
        self._follow_order(database)
        while True:
            self.work.hold(database, self.queue, count, self._returned)
            if self.queue.left < count and self._follow_order(database):
                continue  # colleagues hold what there was, and the order goes on
            if self._read_at != self.work.held_since:
                self._ready.clear()
                self._read_at = self.work.held_since
            ahead = self.queue.first(count)
            if all(one in self._ready for one in ahead):
                break
            # Whatever else is held is read along, so that not every label has to read.
            behind = [one for one in self.queue.first(count + _READ_AHEAD)[count:] if self.work.holds(one)]
            for output_id in self._make_ready(database, [*ahead, *behind]):
                self.queue.remove(output_id)
        front = ahead[0] if ahead else None
        if front != self._shown[0]:
            self._shown = (front, self.clock())
        return [self._ready[output_id] for output_id in ahead]

    def save(
        self,
        database: Database,
        verdict: Verdict,
        written: Written | None = None,
        output_id: int | None = None,
        also: Sequence[int] = (),
        seconds: float | None = None,
        once: bool = False,
    ) -> None:
        """Store this labeler's verdict on an output (the current one) and go on; nothing happens when none is left.

        `also`: outputs that are the same but for how they are written. `seconds` of work, where they were measured.
        With `once`, what stands already with the same content is taken for stored.
        """
        output_id = output_id if output_id is not None else self._shown[0]
        if output_id is None:
            return
        written = (written or Written()).trimmed
        if seconds is None:
            seconds = min(self.clock() - self._shown[1], LONGEST_S)
        is_repeat = self.work.is_repeat(output_id)
        together = (output_id, *(one for one in also if one != output_id and not is_repeat))
        stood, sentence = self._stood(database, together, once)
        before = tuple(None if is_repeat else one for one in stood)
        for place, one in enumerate(together):
            if not (once and self._is_stored(database, one, before[place], verdict, written)):
                worked = max(seconds, 0.0) if place == 0 else 0.0
                if not self._store(database, one, verdict, written, worked):
                    self._leave([one])
                    return
        self._steps.append(Step(together, verdict, before, written, is_repeat))
        self._durations.append(max(seconds, 0.0))
        self.done += len(together)
        self.done_today += before.count(None)
        self.saved, self.sentence, self.last_id = verdict, sentence, output_id
        self._leave(together)
        if self.work.repeats and not is_repeat:
            self.work.repeats.plan(database, self.queue)

    def skip(self, output_id: int | None = None, also: Sequence[int] = ()) -> None:
        """Put an output (the current one) aside, with those that are the same but for how they are written; they come
        back when the labeler asks for them at the end."""
        output_id = output_id if output_id is not None else self._shown[0]
        if output_id is None:
            return
        together = (output_id, *(one for one in also if one != output_id))
        self._steps.append(Step(together, None))
        self.saved, self.sentence = None, "Put aside for later."
        self._forget(together)
        for one in together:
            self.queue.skip(one)

    def undo(self, database: Database) -> None:
        """Take the last step back and return to its output; again for the one before.

        Steps of this sitting first, then this labeler's labels of today, should the sitting have been cut off.
        """
        self.saved, self.sentence, self.last_id = None, "Taken back.", None
        if not self._steps and not self._reach_back(database):
            self.sentence = "There is nothing to take back today."
            return
        step = self._steps.pop()
        if step.verdict is not None:
            for output_id, before in zip(step.output_ids, step.before, strict=True):
                if not self._take_back(database, output_id, before, step.is_repeat):
                    return
            self.done -= len(step.output_ids)
            self.done_today -= step.before.count(None)
            if self._durations:
                self._durations.pop()
        self._ready.pop(step.output_ids[0], None)
        for output_id in reversed(step.output_ids):
            self._returned[output_id] = step.written
            self.queue.put_back(output_id)

    def go_to(self, database: Database, wanted: str) -> None:
        """Bring an output to the item of this name (or place) to the front, labelled or not; says where none is, and
        where the order is not to be left."""
        if not self.work.order.lets_pick:
            self.saved = None
            self.sentence = (
                "In this order nobody picks what comes next: that is what makes it prove something."
            )
            return
        output_id = tasks.find_output(database, self.dataset_version_id, wanted.strip())
        self.saved = None
        if output_id is None:
            self.sentence = f"No answered item is called “{wanted.strip()}”."
            return
        self.sentence = ""
        self._returned.setdefault(output_id, None)
        self.queue.put_back(output_id)

    def take_up_skipped(self) -> None:
        """Bring the outputs put aside back to the desk."""
        self.sentence = ""
        self.queue.take_up_skipped()

    def take_in(self, output_ids: Iterable[int]) -> None:
        """Put outputs that came in meanwhile behind those that are there."""
        self.queue.add(output_ids)

    @property
    def can_undo(self) -> bool:
        """True when something can be taken back: a step of this sitting, or a label of today."""
        return bool(self._steps) or self.done_today > 0

    @property
    def left(self) -> int:
        """Outputs still to judge at most: those put aside, those that colleagues have at the moment and those that the
        order has not come to included."""
        return self.queue.left + self.queue.skipped + len(self.queue.held_ids) + self.work.order.undrawn

    @property
    def notice(self) -> str:
        """A gentle word when pace or agreement with oneself drops, "" while all is well."""
        return gentle_notice(self._durations, self.work.repeats.same_again if self.work.repeats else ())

    @property
    def pace_s(self) -> float | None:
        """Seconds of work per label: the median of the last twenty of this sitting, or None before the first."""
        return statistics.median(self._durations[-_PACE_OF_LAST:]) if self._durations else None

    def _follow_order(self, database: Database) -> bool:
        """Let the queue follow what the order needs now; True where that has changed."""
        has_changed = self.work.order.refresh(database, self.queue)
        if has_changed and self.work.repeats:
            self.work.repeats.put_back(self.queue)
        if has_changed:
            for output_id in self._returned:
                self.queue.put_back(output_id)
        if self.work.repeats:
            self.work.repeats.take_in(database, self.queue, self.work.order.unannounced())
        return has_changed

    def _make_ready(self, database: Database, output_ids: list[int]) -> list[int]:
        """Have these outputs ready to be shown; returns those that are not to be."""
        if not output_ids:
            return []
        standing = tasks.list_standing(database, output_ids)
        unfit = [
            one
            for one in output_ids
            if one not in self._returned and not self.work.is_open(one, standing[one])
        ]
        new = [one for one in output_ids if one not in self._ready and one not in unfit]
        if not new:
            return unfit
        found = tasks.list_tasks(database, new)
        others = tasks.list_other_answers(database, new)
        for one in new:
            if one not in found:
                self.sentence = _GONE
                unfit.append(one)
                continue
            alike = [
                (other, answer)
                for other, answer in others[one]
                if are_alike(answer, found[one]["answer"] or "")
            ]
            own = None if self.work.is_repeat(one) else self._own(standing[one])
            self._ready[one], self._stands[one] = self._make_task(found[one], own, alike), own
            self._stands |= {other: None for other, _ in alike}
        return unfit

    def _make_task(self, found: dict[str, Any], own: Label | None, alike: list[tuple[int, str]]) -> Task:
        stood = written_on(own)
        return Task(
            output_id=found["output_id"],
            item_key=found["item_key"],
            content=found["content"],
            expected=found["expected"],
            answer=found["answer"] or "",
            written=self._returned.get(found["output_id"]) or stood,
            alike=tuple(alike),
        )

    def _leave(self, output_ids: Sequence[int]) -> None:
        self._forget(output_ids)
        for output_id in output_ids:
            self.queue.remove(output_id)

    def _forget(self, output_ids: Sequence[int]) -> None:
        for output_id in output_ids:
            self._returned.pop(output_id, None)
            self._ready.pop(output_id, None)
            self._stands.pop(output_id, None)
        self._shown = (None, self.clock())

    def _stood(
        self, database: Database, output_ids: Sequence[int], is_unsure: bool
    ) -> tuple[list[Label | None], str]:
        """This labeler's standing label on each output, and a sentence where a colleague came before them.

        As it was read when the output came up, since nobody else gets it meanwhile; unless the page was left alone for
        longer than outputs are held.
        """
        first = output_ids[0]
        is_held = self.work.holds(first) or first in self._returned
        if not is_unsure and is_held and all(one in self._stands for one in output_ids):
            return [self._stands[one] for one in output_ids], ""
        standing = tasks.list_standing(database, output_ids)
        is_late = first not in self._returned and self.work.is_judged_by_others(first, standing[first])
        return [self._own(standing[one]) for one in output_ids], _JUDGED_TOO if is_late else ""

    def _own(self, standing: list[Label]) -> Label | None:
        own = (label for label in standing if label.labeler == self.labeler)
        return next((label for label in own if label.source != "adjudication"), None)

    def _is_stored(
        self, database: Database, output_id: int, own: Label | None, verdict: Verdict, written: Written
    ) -> bool:
        """True where this was stored already, be it as the label that stands or when the output came back."""
        return says(own, verdict, written) or said_again(database, self.labeler, output_id) is verdict

    def _reach_back(self, database: Database) -> bool:
        """Make a step of this labeler's last label of today; False where there is none."""
        output_id = tasks.last_own(database, self.workflow_id, self.labeler, midnight())
        own = self._own(tasks.list_standing(database, [output_id])[output_id]) if output_id else None
        if output_id is None or own is None or own.label_id is None:
            return False
        self._stored.add(own.label_id)
        written = written_on(own)
        self._steps.append(Step((output_id,), own.verdict, (None,), written))
        self.done += 1
        return True

    def _take_back(self, database: Database, output_id: int, before: Label | None, is_repeat: bool) -> bool:
        if is_repeat and self.work.repeats:
            self.work.repeats.reopen(output_id)
            return self._store(database, output_id, None, Written(), None)
        own = self._own(tasks.list_standing(database, [output_id])[output_id])
        if own and own.label_id not in self._stored:
            self.sentence = "Under your name this output has been labelled anew elsewhere. That label stands."
            return False
        return self._store(database, output_id, before.verdict if before else None, written_on(before), None)

    def _store(
        self,
        database: Database,
        output_id: int,
        verdict: Verdict | None,
        written: Written,
        seconds: float | None,
    ) -> bool:
        """Store one event; False (and a sentence) when the output is gone."""
        event = Label(
            output_id=output_id,
            labeler=self.labeler,
            verdict=verdict,
            correction=written.correction or None,
            comment=written.comment or None,
            reasons=written.reasons,
            duration_s=seconds,
            **self.work.stamp(output_id),
        )
        try:
            label_id = labels.add_label(database, event)
        except NotFound as error:
            self.saved, self.sentence = None, str(error)
            self._ready.clear()  # whatever was deleted may have taken others along
            return False
        self._stored.add(label_id)
        if event.is_repeat and verdict is not None and self.work.repeats:
            self.work.repeats.answered(database, output_id, label_id)
        return True


def midnight() -> datetime:
    """The start of the local day, in UTC without zone as the database stores moments."""
    start = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    return start.astimezone(UTC).replace(tzinfo=None)
