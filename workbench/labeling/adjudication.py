"""Adjudication: disagreements one by one, decided by a person who sees what was said and not who said it.

A decision is a label of source "adjudication". It is the truth from then on; the others stay as they were given.
"""

import random
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from workbench.domain import DatasetVersion, Label, Verdict
from workbench.errors import NotFound
from workbench.labeling.agreement import read_overlap
from workbench.labeling.reliability import least_certain_first
from workbench.store import agreement as shared
from workbench.store import label as labels
from workbench.store.database import Database

SOURCE = "adjudication"
Key = tuple[int, str]


class DisputeOrder(StrEnum):
    """In which order disagreements come; stored with each decision."""

    LEAST_CERTAIN = "least_certain"
    DATASET = "dataset"


@dataclass(frozen=True)
class Opinion:
    """What one labeler said. It carries a letter for a name, so no screen can show the name by mistake."""

    letter: str
    verdict: Verdict
    correction: str
    comment: str


@dataclass(frozen=True)
class Dispute:
    """One answer that labelers disagree on. `is_own`: the adjudicator is one of them.

    `reason` and `correction` are what this adjudicator had written before (after an undo, or when deciding anew).
    """

    key: Key
    output_id: int
    item_key: str
    content: dict[str, Any]
    expected: str | None
    answer: str
    opinions: tuple[Opinion, ...]
    is_own: bool
    reason: str = ""
    correction: str = ""


@dataclass(frozen=True)
class Decision:
    """A decision of this sitting, with what this adjudicator had decided before: what undo needs."""

    key: Key
    output_id: int
    before: dict[str, Any] | None
    reason: str
    correction: str


@dataclass
class AdjudicationDesk:
    """One adjudicator's sitting. Make one with `open_adjudication`."""

    adjudicator: str
    order: DisputeOrder
    _ahead: deque[Key]
    sentence: str = ""
    saved: Verdict | None = None
    done: int = 0
    _aside: list[Key] = field(default_factory=list)
    _steps: list[Decision] = field(default_factory=list)
    _returned: dict[Key, tuple[str, str]] = field(default_factory=dict)
    _current: Dispute | None = None

    @property
    def left(self) -> int:
        """Disagreements still to decide in this sitting, those put aside included."""
        return len(self._ahead) + len(self._aside)

    @property
    def aside(self) -> int:
        """How many were put aside."""
        return len(self._aside)

    @property
    def can_undo(self) -> bool:
        """True when a decision of this sitting can be taken back."""
        return bool(self._steps)

    def next_dispute(self, database: Database) -> Dispute | None:
        """The disagreement to decide now, or None; those that somebody decided meanwhile are passed over."""
        while self._current is None and self._ahead:
            key = self._ahead[0]
            opinions = shared.list_opinions(database, *key)
            if key not in self._returned and any(one["is_adjudication"] for one in opinions):
                self._ahead.popleft()
                continue
            try:
                self._current = self._make(shared.get_dispute(database, *key), key, opinions)
            except NotFound as error:
                self.saved, self.sentence = None, str(error)
                self._ahead.popleft()
        return self._current

    def decide(self, database: Database, verdict: Verdict, reason: str, correction: str = "") -> None:
        """Store the verdict that counts from now on; without a reason nothing is stored and `sentence` asks for it."""
        dispute = self._current
        if dispute is None:
            return
        reason, correction = reason.strip(), correction.strip()
        if not reason:
            self.saved = None
            self.sentence = (
                "Nothing is saved yet: say why in a few words first, so that others can follow it."
            )
            self._returned[dispute.key] = ("", correction)
            return
        opinions = shared.list_opinions(database, *dispute.key)
        own = [one for one in opinions if one["is_adjudication"] and one["labeler"] == self.adjudicator]
        self._store(database, dispute.output_id, verdict, reason, correction)
        before = own[0] if own else None
        self._steps.append(Decision(dispute.key, dispute.output_id, before, reason, correction))
        self.done += 1
        self.saved, self.sentence = verdict, ""
        self._leave()

    def put_aside(self) -> None:
        """Leave the current one for later in this sitting."""
        if self._current is not None:
            self._aside.append(self._current.key)
            self.saved, self.sentence = None, "Put aside for later."
            self._leave()

    def take_up_aside(self) -> None:
        """Bring those put aside back, after those still ahead."""
        self._ahead.extend(self._aside)
        self._aside.clear()

    def take_up(self, key: Key) -> None:
        """Make this answer the current one, decided or not."""
        self._current = None
        for waiting in (self._ahead, self._aside):
            if key in waiting:
                waiting.remove(key)
        self._returned.setdefault(key, ("", ""))
        self._ahead.appendleft(key)

    def undo(self, database: Database) -> None:
        """Take the last decision of this sitting back and return to its answer; again for the one before."""
        if not self._steps:
            self.saved, self.sentence = None, "There is nothing to take back in this sitting."
            return
        step = self._steps.pop()
        before = step.before
        self._store(
            database,
            step.output_id,
            Verdict(before["verdict"]) if before else None,
            (before["comment"] or "") if before else "",
            (before["correction"] or "") if before else "",
        )
        self.done -= 1
        self.saved, self.sentence = None, "Taken back."
        self.take_up(step.key)
        self._returned[step.key] = (step.reason, step.correction)

    def shows(self, key: Key) -> bool:
        """True when this answer is the current one: a press that comes late must not decide the next."""
        return self._current is not None and self._current.key == key

    def take_in(self, keys: Iterable[Key]) -> None:
        """Put disagreements that came up meanwhile behind those that are there."""
        known = {*self._ahead, *self._aside}
        self._ahead.extend(key for key in keys if key not in known)

    def _leave(self) -> None:
        if self._current is not None:
            self._returned.pop(self._current.key, None)
        self._current = None
        if self._ahead:
            self._ahead.popleft()

    def _make(self, found: dict[str, Any], key: Key, opinions: list[dict[str, Any]]) -> Dispute:
        said = [one for one in opinions if not one["is_adjudication"]]
        own = [one for one in opinions if one["is_adjudication"] and one["labeler"] == self.adjudicator]
        stood = ((own[0]["comment"] or ""), (own[0]["correction"] or "")) if own else ("", "")
        written = self._returned.get(key, ("", ""))
        reason, correction = written if any(written) else stood
        # The same letters on every visit, and others on every answer: nobody learns whose letter is whose.
        random.Random(f"{key[0]}/{key[1]}").shuffle(said)
        return Dispute(
            key, found["output_id"], found["item_key"], found["content"], found["expected"], found["answer"] or "",
            tuple(
                Opinion(letter_of(place), Verdict(one["verdict"]), one["correction"] or "", _comment(one))
                for place, one in enumerate(said)
            ),
            any(one["labeler"].casefold() == self.adjudicator.casefold() for one in said),
            reason,
            correction,
        )  # fmt: skip

    def _store(
        self, database: Database, output_id: int, verdict: Verdict | None, reason: str, correction: str
    ) -> None:
        labels.add_label(
            database,
            Label(
                output_id=output_id,
                labeler=self.adjudicator,
                verdict=verdict,
                correction=correction or None,
                comment=reason or None,
                source=SOURCE,
                order_strategy=self.order.value,
            ),
        )


def open_adjudication(
    database: Database,
    version: DatasetVersion,
    split: str | None,
    adjudicator: str,
    order: DisputeOrder = DisputeOrder.LEAST_CERTAIN,
) -> AdjudicationDesk:
    """Start a sitting over the disagreements of a version (or split) that wait for a decision."""
    return AdjudicationDesk(adjudicator, order, deque(list_waiting_disputes(database, version, split, order)))


def list_waiting_disputes(
    database: Database, version: DatasetVersion, split: str | None, order: DisputeOrder
) -> list[Key]:
    """The answers that wait for a decision, in this order."""
    overlap = read_overlap(database, version, split)
    waiting = overlap.is_waiting
    if order is DisputeOrder.LEAST_CERTAIN:
        return [overlap.keys[row] for row in least_certain_first(overlap) if waiting[row]]
    return [key for key, waits in zip(overlap.keys, waiting, strict=True) if waits]


def letter_of(place: int) -> str:
    """The letter for a labeler at this place: A to Z, then A2 and so on."""
    round_, letter = divmod(place, 26)
    return chr(ord("A") + letter) + (str(round_ + 1) if round_ else "")


def _comment(opinion: dict[str, Any]) -> str:
    """What a labeler wrote, after the error categories they named."""
    return ": ".join(filter(None, (", ".join(opinion["reasons"] or ()), opinion["comment"] or "")))


@dataclass(frozen=True)
class Decided:
    """A decision that stands: on which answer, what, why, by whom and when (UTC)."""

    key: Key
    item_key: str
    answer: str
    verdict: Verdict
    reason: str
    adjudicator: str
    decided_at: datetime


def list_decisions(database: Database, version: DatasetVersion, split: str | None = None) -> list[Decided]:
    """The decision that counts on each answer that was adjudicated, the newest first."""
    return [
        Decided(
            (row["item_id"], row["answer_key"]), row["item_key"], row["answer"] or "", Verdict(row["verdict"]),
            row["comment"] or "", row["labeler"], row["created_at"],
        )
        for row in shared.list_decisions(database, version.dataset_version_id, split)
    ]  # fmt: skip
