"""How a run went over time, read from the moments at which its outputs were stored: the same after a refresh."""

from collections.abc import Sequence
from datetime import datetime
from statistics import median
from typing import NamedTuple

from workbench.domain import Run
from workbench.store import run as runs
from workbench.store.database import Database

_MOST_POINTS = 80
# Where nothing came for so long, or for so many times the usual while, the run was paused; that is no working time.
_SHORTEST_PAUSE_S, _TIMES_USUAL = 120.0, 20.0
_PAUSE_COUNTS_S = 1.0


class PacePoint(NamedTuple):
    """How far a run was: items done after so many seconds of work, and items per second since the point before."""

    work_s: float
    done: int
    rate: float


def list_pace(database: Database, run: Run) -> list[PacePoint]:
    """At most some eighty points from the start of a run on; [] before anything is stored. Pauses are left out."""
    if run.started_at is None:
        return []
    return pace_of(run.started_at, runs.list_stored_seconds(database, run.run_id))


def pace_of(started_at: datetime, stored: Sequence[tuple[datetime, int]]) -> list[PacePoint]:
    """The points for outputs stored: (moment, number) in order, none before the start."""
    if not stored:
        return []
    gaps = [
        max(0.0, (at - before).total_seconds())
        for before, (at, _) in zip((started_at, *(at for at, _ in stored)), stored, strict=False)
    ]
    pause_s = max(_SHORTEST_PAUSE_S, _TIMES_USUAL * median(gaps))
    work_s, done = 0.0, 0
    reached: list[tuple[float, int]] = []
    for gap, (_, number) in zip(gaps, stored, strict=True):
        work_s += gap if gap <= pause_s else _PAUSE_COUNTS_S
        done += number
        reached.append((work_s, done))
    return _thinned(reached)


def _thinned(reached: Sequence[tuple[float, int]]) -> list[PacePoint]:
    step_s = reached[-1][0] / _MOST_POINTS
    points = [PacePoint(0.0, 0, 0.0)]
    for n, (work_s, done) in enumerate(reached):
        last, is_end = points[-1], n == len(reached) - 1
        if is_end or work_s - last.work_s >= step_s:
            taken_s = max(work_s - last.work_s, 1e-3)
            points.append(PacePoint(work_s, done, (done - last.done) / taken_s))
    return points
