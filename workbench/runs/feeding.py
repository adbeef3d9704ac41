"""What goes on beside a run's calls: reading items page by page, and scoring what has been stored."""

import asyncio
import logging
import time

from workbench.domain import Item, Run
from workbench.errors import WorkbenchError
from workbench.runs.answering import Answerer
from workbench.runs.working import Page
from workbench.scoring.scoring import score_outputs
from workbench.store import run as runs
from workbench.store.database import Database

_PER_PAGE = 2000
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

    async def next_page(self) -> Page | None:
        """The next items; None after the last. Answers that are there already are stored for this run."""
        return await asyncio.to_thread(self._read)

    def _read(self) -> Page | None:
        items = runs.list_pending_items(
            self._database, self._run.run_id, self._with_failed, self._after, _PER_PAGE
        )
        if not items:
            return None
        self._after = items[-1].position
        may_reuse = self._run.reuses and runs.has_reusable(self._database, self._run.run_id)
        reused = self._reuse(items) if may_reuse else set()
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
