"""What a caller sees of a long command while it works, and how it ends it early."""

import threading
from collections.abc import Callable

from workbench.domain import Run
from workbench.domain.formats import count, duration, plural
from workbench.runs.execution import execute_run, stop_run
from workbench.store.database import Database, now


class Watch:
    """`say` gets sentences about how far the command is; `stop` ends its runs, which can then be resumed."""

    def __init__(self, say: Callable[[str], None] = lambda sentence: None):
        self.say = say
        self._stopped = threading.Event()
        self._under_way: tuple[Database, int] | None = None

    @property
    def is_stopped(self) -> bool:
        """True once somebody has asked for the end."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """Ask the run under way to end after the calls in flight, and that no other begins. From any thread."""
        self._stopped.set()
        under_way = self._under_way
        if under_way:
            stop_run(*under_way)

    def execute(self, database: Database, run: Run) -> None:
        """Carry a run out to its end, unless it has been stopped before it began."""
        done_before, began_at = run.done_count, now()

        def on_progress(current: Run) -> None:
            if self.is_stopped:  # asked to stop before the run was under way
                self.stop()
            seconds = (now() - began_at).total_seconds()
            self.say(progress_words(current, current.done_count - done_before, seconds))

        if self.is_stopped:
            return
        self._under_way = (database, run.run_id)
        try:
            execute_run(database, run.run_id, on_progress)
        finally:
            self._under_way = None


def progress_words(run: Run, done: int, seconds: float) -> str:
    """How far a run is, from the items done in so many seconds.

    >>> from workbench.domain import RunState
    >>> run = Run(1, 1, 1, 1, "Rules", 1, "Clauses", 1, None, RunState.RUNNING, 400, 100, 2, 0.0)
    >>> print(progress_words(run, 100, 20.0).replace(chr(0xA0), " "))
    Rules: 100 of 400 items, 2 failed, 5.0 a second, about 60 s left
    """
    parts = [f"{run.candidate_name}: {count(run.done_count)} of {plural(run.planned_count, 'item')}"]
    if run.failed_count:
        parts.append(f"{count(run.failed_count)} failed")
    left = run.planned_count - run.done_count
    if done > 0 and seconds > 0:
        parts.append(f"{done / seconds:,.1f} a second")
        if left:
            parts.append(f"about {duration(left * seconds / done)} left")
    if run.cost_usd:
        parts.append(f"${run.cost_usd:,.2f}")
    return ", ".join(parts)
