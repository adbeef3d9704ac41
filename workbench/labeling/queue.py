"""The queue: outputs in the order a person gets them, which was committed before the first label."""

from collections import deque
from collections.abc import Collection, Iterable
from contextlib import suppress
from itertools import islice


class Queue:
    """Output ids still ahead, with those put aside; changed in memory only, so a key press costs no query."""

    def __init__(self, output_ids: Iterable[int]):
        self._ahead = deque(output_ids)
        self._skipped: list[int] = []
        self._held: dict[int, None] = {}  # in the order in which they were ahead

    @property
    def current(self) -> int | None:
        """The output at the front, or None when nothing is ahead."""
        return self._ahead[0] if self._ahead else None

    @property
    def left(self) -> int:
        """How many outputs are ahead, the current one included, those put aside not."""
        return len(self._ahead)

    @property
    def skipped(self) -> int:
        """How many outputs were put aside."""
        return len(self._skipped)

    @property
    def held_ids(self) -> list[int]:
        """The outputs that a colleague holds and that come back to the front when they let go."""
        return list(self._held)

    def hold(self, output_ids: Collection[int]) -> None:
        """Put outputs that colleagues hold, all of them near the front or put aside already, out of the way."""
        gone = {one for one in output_ids if one not in self._held}
        passed = []
        while gone and self._ahead:
            output_id = self._ahead.popleft()
            if output_id not in gone:
                passed.append(output_id)
            gone.discard(output_id)
        self._ahead.extendleft(reversed(passed))
        self._held.update(dict.fromkeys(output_ids))

    def insert(self, output_id: int, behind: int) -> None:
        """Put an output behind so many of those ahead, or at the end where there are fewer."""
        self.remove(output_id)
        self._ahead.insert(min(behind, len(self._ahead)), output_id)

    def bring_forward(self, output_ids: Collection[int]) -> int:
        """Put those of these outputs that are ahead to the front, in the order they stand in; returns how many."""
        wanted = set(output_ids)
        found = [one for one in self._ahead if one in wanted] if wanted else []
        if found:
            self._ahead = deque([*found, *(one for one in self._ahead if one not in wanted)])
        return len(found)

    def first(self, count: int) -> list[int]:
        """The output at the front and those right behind it, `count` in all where so many are ahead."""
        return list(islice(self._ahead, count))

    def remove(self, output_id: int) -> None:
        """Take an output out, wherever it is; nothing happens where it is not."""
        if output_id in self._held:
            del self._held[output_id]
        elif output_id in self._skipped:
            self._skipped.remove(output_id)
        else:
            self._remove_ahead(output_id)

    def _remove_ahead(self, output_id: int) -> None:
        with suppress(ValueError):
            self._ahead.remove(output_id)  # from the front on, where it nearly always stands

    def advance(self) -> None:
        """Leave the current output behind."""
        if self._ahead:
            self._ahead.popleft()

    def skip(self, output_id: int | None = None) -> None:
        """Put an output that is ahead (the current one) aside for later."""
        output_id = self.current if output_id is None else output_id
        if output_id is not None and output_id in self._ahead:
            self._ahead.remove(output_id)
            self._skipped.append(output_id)

    def put_back(self, output_id: int) -> None:
        """Make this output the current one again, whether it was left behind or put aside."""
        self.remove(output_id)
        self._ahead.appendleft(output_id)

    def add(self, output_ids: Iterable[int]) -> None:
        """Put outputs at the end that are neither ahead nor put aside nor held by a colleague."""
        known = {*self._ahead, *self._skipped, *self._held}
        self._ahead.extend(output_id for output_id in output_ids if output_id not in known)

    def follow(self, output_ids: Iterable[int]) -> None:
        """Take these for what is ahead, in this order; those put aside or held by a colleague stay so."""
        aside = {*self._skipped, *self._held}
        self._ahead = deque(output_id for output_id in output_ids if output_id not in aside)

    def take_up_skipped(self) -> None:
        """Bring back the outputs put aside, in the order they were put aside, after those still ahead."""
        self._ahead.extend(self._skipped)
        self._skipped.clear()
