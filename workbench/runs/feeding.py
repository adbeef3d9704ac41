"""What goes on beside a run's calls: reading items page by page, scoring what has been stored, and counting it."""

import asyncio
import logging
import time
from collections.abc import Sequence
from dataclasses import replace

from workbench.domain import Answer, Item, Run
from workbench.errors import WorkbenchError
from workbench.runs.answering import Answerer
from workbench.runs.working import Page
from workbench.scoring.scoring import score_outputs
from workbench.store import run as runs
from workbench.store.database import Database

# The first page is small, so that calls begin at once; the next is read while they are out.
_FIRST_PAGE, _PER_PAGE = 600, 2000
# Scores come while a run goes, but take no more than about a tenth of its time.
_SCORE_EVERY_S, _SHARE = 2.0, 10

_log = logging.getLogger("workbench.runs")


class Pages:
    """The items of a run that still need an answer, without those for which an earlier run has one."""

    def __init__(self, database: Database, run: Run, answerer: Answerer, with_failed: bool):
        self._database = database
        self._run = run
        self._answerer = answerer
        self._with_failed = with_failed
        self._after = -1
        self.reused = 0

    async def next_page(self) -> Page | None:
        """The next items; None after the last. Answers that are there already are stored for this run."""
        return await asyncio.to_thread(self._read)

    def _read(self) -> Page | None:
        size = _FIRST_PAGE if self._after < 0 else _PER_PAGE
        items = runs.list_pending_items(
            self._database, self._run.run_id, self._with_failed, self._after, size
        )
        if not items:
            return None
        self._after = items[-1].position
        may_reuse = self._run.reuses and runs.has_reusable(self._database, self._run.run_id)
        reused = self._reuse(items) if may_reuse else set()
        self.reused += len(reused)
        return Page([item for item in items if item.item_id not in reused], len(reused))

    def _reuse(self, items: list[Item]) -> set[int]:
        keys: dict[int, int] = {}
        for item in items:
            try:
                key = self._answerer.request_key(item)
            except WorkbenchError:
                continue  # it is asked, and fails with its reason
            if key is not None:
                keys[item.item_id] = key
        return runs.add_reused(self._database, self._run.run_id, keys)


class Tally:
    """A run's counts, kept up as its answers are stored: reading them anew each time would cost more than storing."""

    def __init__(self, database: Database, run: Run, with_failed: bool):
        self._database = database
        self._began_as = self._run = run
        # What failed before and is asked again is in the counts already: only the database can tell.
        self._is_read = with_failed and run.failed_count > 0

    def after(self, batch: Sequence[tuple[int, Answer]], reused: int) -> Run:
        """The run as it stands with one more batch, and so many items taken over since it began."""
        if self._is_read:
            return runs.get_run(self._database, self._run.run_id)
        answers, run = [answer for _, answer in batch], self._run
        given = [answer for answer in answers if not answer.failure_reason]
        more = reused + self._began_as.reused_count - run.reused_count
        self._run = replace(
            run,
            done_count=run.done_count + len(answers) + more,
            failed_count=run.failed_count + len(answers) - len(given),
            reused_count=run.reused_count + more,
            cost_usd=run.cost_usd + sum(answer.cost_usd or 0.0 for answer in answers),
            unpriced_count=run.unpriced_count + sum(answer.cost_usd is None for answer in given),
        )
        return self._run


class Scoring:
    """Scores what has been stored every few seconds, one time after the other, in a thread of its own."""

    def __init__(self, database: Database, workflow_id: int):
        self._database = database
        self._workflow_id = workflow_id
        self._task: asyncio.Task[None] | None = None
        self._due_at = time.monotonic() + _SCORE_EVERY_S

    def start_when_due(self) -> None:
        """Begin to score, unless that goes on already or was done a moment ago."""
        if time.monotonic() >= self._due_at and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._score())

    async def finish(self) -> None:
        """Wait until what has begun is done."""
        if self._task:
            await self._task

    async def _score(self) -> None:
        began_at = time.monotonic()
        try:
            await asyncio.to_thread(score_outputs, self._database, self._workflow_id)
        except Exception:
            # The end of the run scores everything again, and says what is wrong.
            _log.exception("Scoring during a run failed")
        ended_at = time.monotonic()
        self._due_at = ended_at + max(_SCORE_EVERY_S, (ended_at - began_at) * _SHARE)
