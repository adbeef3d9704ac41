"""The queue: outputs in the order a person gets them. The order is random for honest estimates, committed
before the first label (a hash of item, candidate and answer) and the same for everyone."""

from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from itertools import islice

ORDER_STRATEGY = "random"


class Queue:
    """Output ids still ahead, with those put aside; changed in memory only, so a key press costs no query."""

    def __init__(self, output_ids: Iterable[int]):
        self._ahead = deque(output_ids)
        self._skipped: list[int] = []

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

    def first(self, count: int) -> list[int]:
        """The output at the front and those right behind it, `count` in all where so many are ahead."""
        return list(islice(self._ahead, count))

    def remove(self, output_id: int) -> None:
        """Take an output out, wherever it is; nothing happens where it is not."""
        if output_id in self._skipped:
            self._skipped.remove(output_id)
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
        if output_id in self._skipped:
            self._skipped.remove(output_id)
        if output_id in self._ahead:
            self._ahead.remove(output_id)
        self._ahead.appendleft(output_id)

    def add(self, output_ids: Iterable[int]) -> None:
        """Put outputs at the end that are neither ahead nor put aside."""
        known = {*self._ahead, *self._skipped}
        self._ahead.extend(output_id for output_id in output_ids if output_id not in known)

    def take_up_skipped(self) -> None:
        """Bring back the outputs put aside, in the order they were put aside, after those still ahead."""
        self._ahead.extend(self._skipped)
        self._skipped.clear()
