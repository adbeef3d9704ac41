"""How far runs are: done, pace, time left, all read from what is stored, so that a refresh changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from workbench.domain import Run, RunState
from workbench.domain.formats import count, duration, money, plural
from workbench.runs.budget import PAUSED
from workbench.runs.execution import UnderWay, list_under_way
from workbench.store import run as runs
from workbench.store.database import Database, now

# The pace is that of the last moments; slow candidates are judged by their newest few batches instead.
_RECENT_S = 20.0
_FEWEST_BATCHES = 5
_LEFT_OFF = (RunState.STOPPED, RunState.INTERRUPTED, RunState.FAILED, RunState.PLANNED)


@dataclass(frozen=True)
class Progress:
    """A run as it stands. `rate`: items per second, None before two batches are stored; `left_s`: seconds left.

    `is_under_way`: this process carries it out; `is_stopping`: it has been asked to stop.
    """

    run: Run
    is_under_way: bool = False
    is_stopping: bool = False
    rate: float | None = None

    @property
    def left(self) -> int:
        """Planned items without a stored output."""
        return max(0, self.run.planned_count - self.run.done_count)

    @property
    def left_s(self) -> float | None:
        return self.left / self.rate if self.rate else None

    @property
    def is_cut_off(self) -> bool:
        """True when the run was left in the middle because a process or thread ended."""
        is_orphan = self.run.state is RunState.RUNNING and not self.is_under_way
        return is_orphan or self.run.state is RunState.INTERRUPTED

    @property
    def is_paused(self) -> bool:
        """True when a spending cap has stopped the run."""
        return self.run.state is RunState.STOPPED and self.run.sentence.startswith(PAUSED)

    @property
    def can_resume(self) -> bool:
        """True when items are left and nobody works on them."""
        return not self.is_under_way and self.left > 0 and (self.run.state in _LEFT_OFF or self.is_cut_off)

    @property
    def can_retry(self) -> bool:
        """True when failed items can be asked again."""
        return not self.is_under_way and self.run.failed_count > 0

    @property
    def state_words(self) -> str:
        """The state as it stands on the screen."""
        if self.is_stopping:
            return "stopping"
        if self.is_paused:
            return "paused"
        return "interrupted" if self.is_cut_off else self.run.state.value

    @property
    def duration_s(self) -> float | None:
        """Seconds from the first start to the end, or to now; None where the end is not known."""
        end = now() if self.is_under_way else self.run.finished_at
        if self.run.started_at is None or end is None:
            return None
        return max(0.0, (end - self.run.started_at).total_seconds())


def list_progress(
    database: Database, workflow_id: int, with_archived: bool = False, only_under_way: bool = False
) -> list[Progress]:
    """The runs of a workflow, newest first; those under way with their pace."""
    # Who works is asked first: a run that ends in between then reads as ended, never as left behind.
    at_work = list_under_way(database)
    if only_under_way:
        found = [run for run in runs.list_runs_in_state(database, RunState.RUNNING) if run.run_id in at_work]
        found = [run for run in found if run.workflow_id == workflow_id]
    else:
        found = runs.list_runs(database, workflow_id, with_archived)
    return [_progress(database, run, at_work) for run in found]


def get_progress(database: Database, run_id: int) -> Progress:
    """One run as it stands. Raises NotFound."""
    at_work = list_under_way(database)
    return _progress(database, runs.get_run(database, run_id), at_work)


def headline(progress: Sequence[Progress]) -> str:
    """The state of runs (newest first) in one sentence: what is under way, else cut off, else the newest."""
    if under_way := [one for one in progress if one.is_under_way]:
        return under_way_sentence(under_way)
    kept = [one for one in progress if not one.run.is_archived]
    if cut_off := [one for one in kept if one.is_cut_off and one.left]:
        if len(cut_off) == 1:
            return f"{cut_off_sentence(cut_off[0])} Resume it, and only what is left is asked."
        left = sum(one.left for one in cut_off)
        return (
            f"{plural(len(cut_off), 'run')} were cut off when the app ended, with {plural(left, 'item')} left. "
            "Resume them, and only what is left is asked."
        )
    if not kept:
        return "No run stands here: all are archived. Start one, or bring one back."
    return f"The newest run: {ended_sentence(kept[0])}"


def under_way_sentence(under_way: Sequence[Progress]) -> str:
    """ "2 runs under way: 340 of 600 items done, about 40 s left." """
    done = sum(one.run.done_count for one in under_way)
    planned = sum(one.run.planned_count for one in under_way)
    failed = sum(one.run.failed_count for one in under_way)
    said = f"{plural(len(under_way), 'run')} under way: {count(done)} of {plural(planned, 'item')} done"
    if failed:
        said += f", {count(failed)} of them failed"
    times = [one.left_s for one in under_way if one.left and not one.is_stopping]
    known = [time for time in times if time is not None]
    return said + (
        f", about {duration(max(1.0, max(known)))} left." if known and len(known) == len(times) else "."
    )


def cut_off_sentence(one: Progress) -> str:
    """ "“Rules” was cut off when the app ended: 340 of 600 items are stored." """
    run = one.run
    return (
        f"“{run.candidate_name}” was cut off when the app ended: "
        f"{count(run.done_count)} of {plural(run.planned_count, 'item')} are stored."
    )


def ended_sentence(one: Progress) -> str:
    """What became of a run that nobody carries out: "“Rules” finished: 600 of 600 items done, 3 failed." """
    run = one.run
    if one.is_cut_off and one.left:
        return cut_off_sentence(one)
    words = {
        RunState.PLANNED: "has not begun",
        RunState.STOPPED: "paused at a spending cap" if one.is_paused else "was stopped",
        RunState.FAILED: "ended early",
    }.get(run.state, "finished")
    said = (
        f"“{run.candidate_name}” {words}: {count(run.done_count)} of {plural(run.planned_count, 'item')} done"
    )
    return said + (f", {count(run.failed_count)} of them failed." if run.failed_count else ".")


def progress_words(one: Progress) -> str:
    """What stands on a run's bar: "340 of 600 items · 3 failed · 12.5 per second · about 21 s left · $0.12"."""
    run = one.run
    parts = [f"{count(run.done_count)} of {plural(run.planned_count, 'item')}"]
    if run.failed_count:
        parts.append(f"{count(run.failed_count)} failed")
    if run.reused_count:
        parts.append(f"{count(run.reused_count)} reused")
    if one.is_stopping:
        parts.append("stopping after the calls in flight")
    elif not one.left:
        parts.append("being scored")
    elif one.rate is None:
        parts.append("getting ready" if not run.done_count else "measuring the pace")
    else:
        parts.append(_rate_words(one.rate))
        parts.append(f"about {duration(max(1.0, one.left_s or 0.0))} left")
    return " · ".join([*parts, cost_words(run)])


def cost_words(run: Run) -> str:
    """What a run has cost so far, in US dollars: "$0.12", "no cost", "cost not known", "more than $0.12"."""
    if run.reused_count and run.reused_count >= run.done_count:
        return "no cost"
    if run.unpriced_count:
        return f"more than {money(run.cost_usd)}" if run.cost_usd else "cost not known"
    return money(run.cost_usd) if run.cost_usd else "no cost"


def reuse_sentence(run: Run) -> str:
    """ "40 answers were reused from earlier runs and not paid for again." """
    if not run.reused_count:
        return ""
    were = "was" if run.reused_count == 1 else "were"
    return f"{plural(run.reused_count, 'answer')} {were} reused from earlier runs and not paid for again."


def latency_words(latency: tuple[float, float] | None) -> str:
    """How long calls took: "Half of the calls took at most 400 ms, 95 % at most 2 s." """
    if latency is None:
        return ""
    half, most = latency
    return f"Half of the calls took at most {_seconds(half)}, 95\N{NO-BREAK SPACE}% at most {_seconds(most)}."


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f}\N{NO-BREAK SPACE}s" if 1 <= seconds < 10 else duration(seconds)


def _rate_words(rate: float) -> str:
    if rate >= 1 / 3:
        return f"{rate:,.0f} per second" if rate >= 10 else f"{rate:.1f} per second"
    return f"one every {duration(1 / rate)}"


def _progress(database: Database, run: Run, at_work: dict[int, UnderWay]) -> Progress:
    work = at_work.get(run.run_id)
    if work is None:
        return Progress(run)
    return Progress(run, True, work.is_stopping, _rate(database, run, work.began_at, now()))


def _rate(database: Database, run: Run, began_at: datetime, at: datetime) -> float | None:
    """Items per second of the last moments, from the times at which outputs were stored since the run (re)began."""
    since = at - timedelta(seconds=_RECENT_S)
    pace = runs.recent_pace(database, run.run_id, began_at, since, _FEWEST_BATCHES)
    if pace is None:
        return None
    stored, first_at = pace
    seconds = (at - first_at).total_seconds()
    return stored / seconds if stored and seconds > 0 else None
