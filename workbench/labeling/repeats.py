"""Repeat checks: a small share of a labeler's earlier outputs comes back unannounced, to see how far they agree with
themselves. What is said then is kept beside the label and never changes it."""

import random
from collections.abc import Iterable
from dataclasses import dataclass

from workbench.domain import Verdict
from workbench.labeling.queue import Queue
from workbench.store import label as labels
from workbench.store import repeat as repeats
from workbench.store.database import Database
from workbench.store.labelling_rules import get_rules

LEAST_AGO = 20  # labels given since, so that nobody answers from memory
_BEHIND = 8  # outputs ahead that the browser or this sitting holds already


@dataclass(frozen=True)
class SelfAgreement:
    """How often a labeler said the same again of outputs that came back."""

    labeler: str
    same: int
    count: int


class Repeats:
    """The outputs that are to come back to one labeler in a workflow, at a rate (0–1)."""

    def __init__(self, workflow_id: int, labeler: str, rate: float, rng: random.Random | None = None):
        self._workflow_id, self._labeler, self._rate = workflow_id, labeler, rate
        self._rng = rng or random.Random()
        self._open: set[int] = set()
        self.same_again: list[bool] = []  # of what came back in all sittings, the newest first

    def __contains__(self, output_id: int) -> bool:
        return output_id in self._open

    def take_up(self, database: Database, queue: Queue) -> None:
        """Bring back what an earlier sitting had planned and did not come to."""
        self.same_again = own_repeats(database, self._workflow_id, self._labeler)
        for output_id in repeats.list_open_repeats(database, self._workflow_id, self._labeler):
            self._open.add(output_id)
            queue.insert(output_id, _BEHIND)

    def plan(self, database: Database, queue: Queue) -> None:
        """After a label, now and then, let one of the labeler's outputs of longer ago come back soon."""
        if queue.left <= _BEHIND or self._rng.random() >= self._rate:
            return
        earlier = repeats.list_repeatable(database, self._workflow_id, self._labeler, LEAST_AGO - _BEHIND)
        if not earlier:
            return
        output_id = self._rng.choice(earlier)
        repeats.add_repeat(database, self._workflow_id, self._labeler, output_id)
        self._open.add(output_id)
        queue.insert(output_id, _BEHIND)

    def take_in(self, database: Database, queue: Queue, output_ids: Iterable[int]) -> None:
        """Let these outputs of the labeler come back soon, those that are not to already."""
        for output_id in output_ids:
            if output_id not in self._open:
                repeats.add_repeat(database, self._workflow_id, self._labeler, output_id)
                self._open.add(output_id)
                queue.insert(output_id, _BEHIND)

    def put_back(self, queue: Queue) -> None:
        """Let those that are to come back stand in a queue that has been drawn anew."""
        for output_id in self._open:
            queue.insert(output_id, _BEHIND)

    def answered(self, database: Database, output_id: int, label_id: int) -> None:
        """Note what was said of an output that came back; from here on it is an output like any other."""
        repeats.set_repeated(database, self._labeler, output_id, label_id)
        self._open.discard(output_id)
        self.same_again = own_repeats(database, self._workflow_id, self._labeler)

    def reopen(self, output_id: int) -> None:
        """What was said of an output that came back was taken back: it is to be judged again as one."""
        self._open.add(output_id)


def self_agreement(database: Database, workflow_id: int) -> list[SelfAgreement]:
    """How far each labeler agrees with themselves, by name; those without repeats are not listed."""
    said: dict[str, list[bool]] = {}
    for row in labels.list_repeats(database, workflow_id):
        said.setdefault(row["labeler"], []).append(row["first_verdict"] == row["second_verdict"])
    return [SelfAgreement(name, sum(same), len(same)) for name, same in sorted(said.items())]


def own_repeats(database: Database, workflow_id: int, labeler: str) -> list[bool]:
    """Whether a labeler said the same again, of each output that came back, the newest first."""
    rows = labels.list_repeats(database, workflow_id, labeler)
    return [row["first_verdict"] == row["second_verdict"] for row in rows]


def said_again(database: Database, labeler: str, output_id: int) -> Verdict | None:
    """What a labeler said of an output when it last came back, or None where it has not."""
    said = repeats.last_repeat(database, labeler, output_id)
    return Verdict(said) if said else None


def repeats_for(database: Database, workflow_id: int, labeler: str) -> Repeats | None:
    """The repeats that a workflow's rules ask for; None where they ask for none."""
    rules = get_rules(database, workflow_id)
    is_asked = rules.repeat_rate > 0 or rules.confirms_wrong
    return Repeats(workflow_id, labeler, rules.repeat_rate) if is_asked else None
