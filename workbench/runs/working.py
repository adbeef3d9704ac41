"""The work of one run in memory: chunks of items out to the candidate, batches of answers back."""

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import NamedTuple

from workbench.domain import Answer, Item, RunState
from workbench.domain.formats import count, plural
from workbench.errors import WorkbenchError
from workbench.runs.answering import Answerer
from workbench.runs.budget import Budget
from workbench.runs.pacing import Withheld

# From batch to batch; with the time that storing takes, an answer is safe within a quarter of a second.
FLUSH_S = 0.2
# Items are read from the database in pages; the next is read while there are still so many.
FEWEST_AT_HAND = 1000
_EMPTY_S = 0.01
# So many identical refusals that no repetition mends, and the run ends instead of asking on.
MOST_REFUSALS = 3
# So many failures in a row, for one reason or whatever their reasons, and something is wrong with more than an item.
MOST_SAME_IN_A_ROW, MOST_FAILURES_IN_A_ROW = 10, 25
# After a stop, calls in flight have this long to come back before they are given up.
GRACE_S = 5.0

_log = logging.getLogger("workbench.runs")


class Ending(NamedTuple):
    """How a run ended, and the sentence that says why."""

    state: RunState
    sentence: str = ""


class Page(NamedTuple):
    """Some of the items of a run: `items` to answer, after `reused` more that an earlier run has answered."""

    items: Sequence[Item]
    reused: int = 0


class Work:
    """Items still to answer, and answers not yet handed over."""

    def __init__(
        self,
        answerer: Answerer,
        next_page: Callable[[], Awaitable[Page | None]],
        left: int,
        stop: threading.Event,
        budget: Budget,
    ):
        """`next_page` gives the next items, None after the last; `left` is how many there are in all."""
        self._answerer = answerer
        self._next_page = next_page
        self._chunks: deque[Sequence[Item]] = deque()
        self._has_more = True
        self._stop = stop
        self._budget = budget
        self._arrived: list[tuple[int, Answer]] = []
        self._left = left
        self._failures_in_a_row = self._same_in_a_row = 0
        self._last_failure = ""
        answerer.halt_when(self._must_end)

    async def batches(self) -> AsyncIterator[list[tuple[int, Answer]]]:
        """(item_id, answer) as they arrive, some times a second, until the work is done or has to end."""
        await self._take_in(fewest=1)
        number = self._answerer.concurrency
        if not self._has_more:
            number = min(number, len(self._chunks))
        pending = {asyncio.create_task(self._work()) for _ in range(number)}
        stopped_at: float | None = None
        taken_at = time.monotonic()
        try:
            await self._take_in()
            while pending:
                wait_s = max(0.01, taken_at + FLUSH_S - time.monotonic())
                done, pending = await asyncio.wait(pending, timeout=wait_s)
                for worker in done:
                    worker.result()
                taken_at = time.monotonic()
                if self._arrived:
                    yield self._taken()
                await self._take_in()
                if self._must_end():
                    stopped_at = stopped_at or time.monotonic()
                    if time.monotonic() - stopped_at > GRACE_S:
                        break
        finally:
            for worker in pending:
                worker.cancel()
        if self._arrived:
            yield self._taken()

    def ending(self) -> Ending:
        """The state the work ends in, and why."""
        why = self._refusal() or self._breakdown()
        if why:
            return Ending(RunState.FAILED, why)
        if self._left and (why := self._budget.reached()):
            return Ending(RunState.STOPPED, f"{why} {plural(self._left, 'item')} left.")
        if self._left:
            return Ending(RunState.STOPPED, f"Stopped with {plural(self._left, 'item')} left.")
        return Ending(RunState.FINISHED)

    async def _work(self) -> None:
        while (self._chunks or self._has_more) and not self._must_end():
            if not self._chunks:
                await asyncio.sleep(_EMPTY_S)
                continue
            chunk = self._chunks.popleft()
            try:
                answers = await self._answered(chunk)
            except Withheld:
                return
            self._arrived.extend(zip((item.item_id for item in chunk), answers, strict=True))
            for answer in answers:
                self._note(answer)

    def _note(self, answer: Answer) -> None:
        """Count what an answer costs, and whether it is one more failure."""
        self._budget.add(answer)
        if answer.failure_reason:
            self._failures_in_a_row += 1
            is_same = answer.failure_reason == self._last_failure
            self._same_in_a_row = self._same_in_a_row + 1 if is_same else 1
            self._last_failure = answer.failure_reason
        else:
            # What is answered now and then does not refuse everything.
            self._failures_in_a_row = self._same_in_a_row = 0
            self._answerer.refusals.clear()

    async def _take_in(self, fewest: int = FEWEST_AT_HAND) -> None:
        """Read further items before they run out; only so many are in memory at once."""
        size = self._answerer.chunk_size
        while self._has_more and len(self._chunks) * size < fewest and not self._must_end():
            page = await self._next_page()
            if page is None:
                self._has_more = False
                return
            self._left -= page.reused
            self._chunks.extend(page.items[at : at + size] for at in range(0, len(page.items), size))

    async def _answered(self, chunk: Sequence[Item]) -> list[Answer]:
        """One answer per item; whatever goes wrong is the items' failure, never the run's."""
        try:
            return await self._answerer.answer_many(chunk)
        except Withheld:
            raise
        except WorkbenchError as error:
            self._answerer.refusals[str(error)] += 1
            return [Answer(failure_reason=str(error)) for _ in chunk]
        except Exception as error:
            _log.exception("A chunk failed")
            reason = f"The candidate failed on this item ({type(error).__name__}); the app's log says more."
            return [Answer(failure_reason=reason) for _ in chunk]

    def _taken(self) -> list[tuple[int, Answer]]:
        batch, self._arrived = self._arrived, []
        self._left -= len(batch)
        return batch

    def _must_end(self) -> bool:
        return self._stop.is_set() or bool(self._refusal() or self._breakdown() or self._budget.reached())

    def _refusal(self) -> str:
        if not self._answerer.refusals:
            return ""
        reason, times = self._answerer.refusals.most_common(1)[0]
        if times < MOST_REFUSALS:
            return ""
        return f"{reason} The run ended after {times} such failures{self._rest()}."

    def _breakdown(self) -> str:
        if self._same_in_a_row >= MOST_SAME_IN_A_ROW:
            failures = f"{count(self._same_in_a_row)} such failures"
        elif self._failures_in_a_row >= MOST_FAILURES_IN_A_ROW:
            failures = f"{count(self._failures_in_a_row)} failures"
        else:
            return ""
        return f"{self._last_failure} The run ended after {failures} in a row{self._rest()}."

    def _rest(self) -> str:
        return f", with {plural(self._left, 'item')} left: mend it and resume" if self._left else ""
