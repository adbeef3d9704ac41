"""Carrying a run out: answers arrive, are stored every quarter of a second, and nothing stored is lost.

What is left to do is always read from the database (planned items minus stored outputs), so a run can end at any
moment, a killed process included, and be taken up again.
"""

import asyncio
import logging
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from workbench.connectors.loops import new_event_loop
from workbench.domain import Run, RunState
from workbench.errors import WorkbenchError
from workbench.runs.answering import answerer_for
from workbench.runs.asking import as_instructed
from workbench.runs.feeding import Pages, Scoring, Tally
from workbench.runs.planning import open_budget
from workbench.runs.working import Ending, Work
from workbench.scoring.scoring import score_outputs
from workbench.store import candidate as candidates
from workbench.store import dataset as datasets
from workbench.store import run as runs
from workbench.store import workflow as workflows
from workbench.store.database import Database, now

_log = logging.getLogger("workbench.runs")
# While a run goes at full speed, pages wait for their turn a dozen times per click: Python's own 5 ms each time would
# be felt, and a third of a label's time was that.
_USUAL_TURN_S, _TURN_S = sys.getswitchinterval(), 0.0003
_lock = threading.Lock()


class _Request:
    """What others ask of a run under way: to stop, or to stand aside because the process ends."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self.state = RunState.STOPPED
        self.began_at = now()


class UnderWay(NamedTuple):
    """A run that this process carries out: since when (UTC, this time), and whether it was asked to stop."""

    began_at: datetime
    is_stopping: bool


_under_way: dict[tuple[Path, int], _Request] = {}


def start_run(database: Database, run_id: int, with_failed: bool = False) -> None:
    """Carry a run out in the background; it goes on when the tab is closed. Does nothing if it runs already."""
    request = _claim(database, run_id)
    if request:
        try:
            runs.set_run_state(database, run_id, RunState.RUNNING)
        except BaseException:
            _release(database, run_id)
            raise
        threading.Thread(
            target=_carry_out,
            args=(database, run_id, request, with_failed, None),
            name=f"run-{run_id}",
            daemon=True,
        ).start()


def resume_run(database: Database, run_id: int, with_failed: bool = False) -> None:
    """Take a stopped, interrupted or failed run up again; with `with_failed`, lost items are asked again too."""
    start_run(database, run_id, with_failed)


def execute_run(
    database: Database,
    run_id: int,
    on_progress: Callable[[Run], None] | None = None,
    with_failed: bool = False,
) -> None:
    """Carry a run out and return when it has ended; `on_progress` gets the run about four times a second.

    How it ended is the run's state and sentence in the database; nothing is raised for it.
    """
    request = _claim(database, run_id)
    if request:
        _carry_out(database, run_id, request, with_failed, on_progress)


def stop_run(database: Database, run_id: int) -> None:
    """Ask a run to stop after the calls in flight. One that no process carries out is marked as stopped."""
    with _lock:
        request = _under_way.get((database.path, run_id))
    if request:
        request.stop.set()
    elif runs.get_run(database, run_id).state in (RunState.RUNNING, RunState.PLANNED):
        runs.set_run_state(database, run_id, RunState.STOPPED, "Stopped before it began.")


def is_running(database: Database, run_id: int) -> bool:
    """True while this process carries the run out."""
    with _lock:
        return (database.path, run_id) in _under_way


def list_under_way(database: Database) -> dict[int, UnderWay]:
    """The runs this process carries out, by run_id."""
    with _lock:
        return {
            run_id: UnderWay(request.began_at, request.stop.is_set())
            for (path, run_id), request in _under_way.items()
            if path == database.path
        }


def recover_runs(database: Database) -> None:
    """At process start: runs that an earlier process left unfinished are marked, so that they can be resumed.

    Their stored answers are scored, which the earlier process did not come to.
    """
    with _lock:
        if any(path == database.path for path, _ in _under_way):
            return
    left = runs.list_runs_in_state(database, RunState.RUNNING)
    runs.set_interrupted(database)
    for workflow_id in {run.workflow_id for run in left}:
        score_outputs(database, workflow_id)


def interrupt_runs(database: Database, timeout_s: float = 5.0) -> None:
    """At process end: let every run under way store what it has and stand aside; they can be resumed later."""
    with _lock:
        mine = [key for key in _under_way if key[0] == database.path]
        for key in mine:
            _under_way[key].state = RunState.INTERRUPTED
            _under_way[key].stop.set()
    deadline = time.monotonic() + timeout_s
    for _, run_id in mine:
        wait_for(database, run_id, max(0.0, deadline - time.monotonic()))


def wait_for(database: Database, run_id: int, timeout_s: float = 60.0) -> bool:
    """Wait until this process has ended a run; False when it still runs after `timeout_s` seconds."""
    deadline = time.monotonic() + timeout_s
    while is_running(database, run_id):
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.02)
    return True


def _claim(database: Database, run_id: int) -> _Request | None:
    """The right to carry a run out; None while someone else in this process has it."""
    with _lock:
        if (database.path, run_id) in _under_way:
            return None
        if not _under_way:
            sys.setswitchinterval(_TURN_S)
        return _under_way.setdefault((database.path, run_id), _Request())


def _release(database: Database, run_id: int) -> None:
    with _lock:
        _under_way.pop((database.path, run_id), None)
        if not _under_way:
            sys.setswitchinterval(_USUAL_TURN_S)


def _carry_out(
    database: Database,
    run_id: int,
    request: _Request,
    with_failed: bool,
    on_progress: Callable[[Run], None] | None,
) -> None:
    ending = Ending(RunState.FAILED)
    try:
        runs.set_run_state(database, run_id, RunState.RUNNING)
        run = runs.get_run(database, run_id)
        with asyncio.Runner(loop_factory=new_event_loop) as runner:
            ending = runner.run(_answer_pending(database, run, request, with_failed, on_progress))
        score_outputs(database, run.workflow_id)
    except WorkbenchError as error:
        ending = Ending(RunState.FAILED, str(error))
    except KeyboardInterrupt:
        ending = Ending(RunState.INTERRUPTED, "Interrupted at the keyboard. Resume it to answer the rest.")
        raise
    except Exception:
        _log.exception("Run %s failed", run_id)
        sentence = (
            "The run ended on an unforeseen error; the log says which. Stored answers are kept: resume it."
        )
        ending = Ending(RunState.FAILED, sentence)
    finally:
        try:
            runs.set_run_state(database, run_id, ending.state, ending.sentence)
            if on_progress:
                on_progress(runs.get_run(database, run_id))
        except WorkbenchError:
            _log.exception("The end of run %s could not be stored", run_id)
        finally:
            _release(database, run_id)


async def _answer_pending(
    database: Database,
    run: Run,
    request: _Request,
    with_failed: bool,
    on_progress: Callable[[Run], None] | None,
) -> Ending:
    run_id = run.run_id
    candidate = candidates.get_candidate(database, run.candidate_id, run.candidate_version_id)
    workflow = as_instructed(workflows.get_workflow(database, run.workflow_id), candidate)
    version = datasets.get_version(database, run.dataset_version_id)
    left = runs.count_pending_items(database, run_id, with_failed)
    if not left:
        return Ending(RunState.FINISHED)
    budget = open_budget(database, run, candidate, workflow, version)
    scoring = Scoring(database, run.workflow_id)
    try:
        answerer = await asyncio.to_thread(answerer_for, database, candidate, workflow, version)
        try:
            pages = Pages(database, run, answerer, with_failed)
            tally = Tally(database, run, with_failed)
            work = Work(answerer, pages.next_page, left, request.stop, budget)
            async for batch in work.batches():
                await asyncio.to_thread(runs.add_outputs, database, run_id, batch)
                scoring.start_when_due()
                if on_progress:
                    on_progress(await asyncio.to_thread(tally.after, batch, pages.reused))
        finally:
            await answerer.close()
            await scoring.finish()
    finally:
        budget.close()
    ending = work.ending()
    return Ending(request.state, ending.sentence) if ending.state is RunState.STOPPED else ending
