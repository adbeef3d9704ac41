"""What a labeler sits down to: an order of outputs, held so that nobody else gets them, with how each came to be shown.

Outputs are held a few ahead, for ten minutes after the last activity. A sitting lets go of them when it moves on, when
`release` is called, when its browser has been gone for a while and when it is forgotten. What was held when the process
ended stays held for as long, as browsers may show it still; whoever comes back under the same name takes it over.
"""

import threading
import uuid
import weakref
from collections import deque
from collections.abc import Callable, Container
from datetime import datetime, timedelta
from typing import Any

from workbench.domain import Label, Verdict
from workbench.labeling.queue import Queue
from workbench.labeling.repeats import Repeats
from workbench.labeling.strategies import Order
from workbench.store.database import Database, now
from workbench.store.lease import Claim, Holder, list_earlier, release_leases, take_leases

HELD_FOR = timedelta(minutes=10)
_AHEAD = 15  # held beyond those that were asked for where many are left, so that few labels have to ask
_LOOKED_AT = 256  # at once, for some that are free: many people may stand at the front of one order
_PROCESS = uuid.uuid4().hex[:8]

_GONE_FOR = timedelta(seconds=15)  # a connection that breaks for a moment is no leaving

# Every sitting of this process, to see who has gone; and those that were forgotten. Whoever holds outputs next lets go
# of theirs: a finalizer must not touch the database.
_sittings: "weakref.WeakSet[Work]" = weakref.WeakSet()
_sittings_lock = threading.Lock()
_ended: deque[str] = deque()


class Work:
    """One sitting's share of the work. `clock` gives the current time (UTC).

    `is_here`, where it is set, tells whether the labeler's browser is there.
    """

    def __init__(
        self,
        labeler: str,
        order: Order,
        revisits: Verdict | None = None,
        assignment_id: int | None = None,
        instructions_version: int | None = None,
        repeats: Repeats | None = None,
        clock: Callable[[], datetime] = now,
    ):
        self.sitting_id = f"{_PROCESS}-{uuid.uuid4().hex[:12]}"
        self.order, self.repeats = order, repeats
        self._holder = Holder(self.sitting_id, labeler, _PROCESS, assignment_id)
        self._revisits = revisits
        self._instructions_version = instructions_version
        self._clock = clock
        self._taken: set[int] = set()
        self._wanted: dict[int, int] = {}
        self._taken_at = datetime.min
        self._is_new = True
        self.is_here: Callable[[], bool] | None = None
        self._missed_at: datetime | None = None
        weakref.finalize(self, _ended.append, self.sitting_id)
        with _sittings_lock:
            _sittings.add(self)

    def hold(self, database: Database, queue: Queue, count: int, exempt: Container[int] = ()) -> None:
        """Have the next `count` outputs of a queue held by this sitting, and a few more while there are many.

        What others hold waits in the queue aside and comes back to its front when they let go; what needs no further
        label is taken out. `exempt` outputs, which the labeler came back to, are theirs whoever holds them.
        """
        earlier = 0
        if self._is_new:  # a browser that outlived its server shows those and may have judged them
            earlier = queue.bring_forward(list_earlier(database, self._holder, self._clock()))
            self._is_new = False
        while not self._has(queue, count, exempt):
            aside = queue.held_ids
            ahead = [one for one in queue.first(_LOOKED_AT) if one not in exempt and not self.is_repeat(one)]
            if not aside and not ahead:
                break
            wanted = max(count + min(_AHEAD, queue.left // 10), earlier)
            claims = self._take(database, [*aside, *ahead], wanted)
            self._sort_out(queue, claims, set(aside), wanted)
            if len(ahead) < _LOOKED_AT // 2:
                break

    def release(self, database: Database) -> None:
        """Let go of everything this sitting holds: the labeler leaves. Coming back to it holds outputs anew."""
        if self._taken:
            self._taken, self._taken_at = set(), datetime.min
            release_leases(database, self._holder, self._clock())

    @property
    def held_since(self) -> datetime:
        """When this sitting last asked for what it holds: nobody else has got any of it since."""
        return self._taken_at

    def holds(self, output_id: int) -> bool:
        """True where nobody else gets this output at the moment."""
        return output_id in self._taken and self._clock() - self._taken_at < HELD_FOR

    def is_judged_by_others(self, output_id: int, standing: list[Label]) -> bool:
        """True where others have judged this output as often as it is to be judged, given the labels that stand on its
        answer."""
        if self._revisits is not None or self.is_repeat(output_id):
            return False
        others = {label.labeler for label in standing if label.source != "adjudication"} - {
            self._holder.labeler
        }
        return len(others) >= self._wanted.get(output_id, 1)

    def is_open(self, output_id: int, standing: list[Label]) -> bool:
        """True where this output is to be judged by this labeler, given the labels that stand on its answer."""
        if self.is_repeat(output_id):
            return True
        if self._revisits is not None:
            return bool(standing) and standing[0].verdict is self._revisits
        wanted = self._wanted.get(output_id, 1)
        people = {label.labeler for label in standing if wanted == 1 or not label.is_sample}
        is_settled = any(label.source == "adjudication" for label in standing)
        return not is_settled and self._holder.labeler not in people and len(people) < wanted

    def is_repeat(self, output_id: int) -> bool:
        """True where the output comes back unannounced."""
        return self.repeats is not None and output_id in self.repeats

    def stamp(self, output_id: int) -> dict[str, Any]:
        """How the output came to be shown, as a label keeps it."""
        return self.order.stamp(output_id) | {
            "sitting_id": self.sitting_id,
            "assignment_id": self._holder.assignment_id,
            "instructions_version": self._instructions_version,
            "is_repeat": self.is_repeat(output_id),
        }

    def _take(self, database: Database, asked: list[int], wanted: int) -> list[Claim]:
        """Hold the first `wanted` of these that are free; the claims on all of them, in their order."""
        at = self._clock()
        ended = [_ended.popleft() for _ in range(len(_ended))] + self._others_gone(at)
        claims = take_leases(
            database, self._holder, asked, wanted, self._revisits is not None, at, at + HELD_FOR, ended,
            {one: looks for one in asked if (looks := self.order.looks_wanted(one)) > 1},
        )  # fmt: skip
        self._wanted.update({one.output_id: one.labelers_wanted for one in claims if one.labelers_wanted > 1})
        known = {one.output_id for one in claims}
        # Those that are gone stay at the front, where the desk finds out and says so.
        self._taken = {one.output_id for one in claims if one.is_taken} | set(asked) - known
        self._taken_at = at
        return claims

    def _sort_out(self, queue: Queue, claims: list[Claim], aside: set[int], wanted: int) -> None:
        """Put what is held by others up to the last one taken out of the way, what came free again to the front."""
        taken = [place for place, one in enumerate(claims) if one.is_taken]
        # Where too few were free, what else is held stands before those that were not looked at yet.
        last = taken[-1] if len(taken) >= wanted else len(claims)
        for claim in claims:
            if claim.is_done:
                queue.remove(claim.output_id)
        queue.hold([one.output_id for one in claims[:last] if one.is_held and not one.is_done])
        for claim in reversed(claims):
            if claim.is_free and claim.output_id in aside:
                queue.put_back(claim.output_id)

    def _others_gone(self, at: datetime) -> list[str]:
        """The other sittings whose browsers have been gone for a while; should they come back, they hold anew.

        One of the same person is over at once: they opened the page again, and go on with what they had.
        """
        with _sittings_lock:
            others = [one for one in _sittings if one is not self]
        gone = [one for one in others if one._has_gone(at, one._holder.labeler == self._holder.labeler)]
        for one in gone:
            one._taken, one._taken_at = set(), datetime.min
        return [one.sitting_id for one in gone]

    def _has_gone(self, at: datetime, at_once: bool) -> bool:
        if self.is_here is None or self.is_here():
            self._missed_at = None
            return False
        self._missed_at = self._missed_at or at
        return at_once or at - self._missed_at >= _GONE_FOR

    def _has(self, queue: Queue, count: int, exempt: Container[int]) -> bool:
        front = [one for one in queue.first(count) if one not in exempt and not self.is_repeat(one)]
        is_fresh = self._clock() - self._taken_at < HELD_FOR / 2
        has_all = all(one in self._taken for one in front)
        return is_fresh and has_all and (queue.left >= count or not queue.held_ids)
