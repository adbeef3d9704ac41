from datetime import datetime, timedelta

from tests.runs.building import a_world, rules
from workbench.runs.execution import execute_run
from workbench.runs.pace import list_pace, pace_of
from workbench.runs.planning import plan_run
from workbench.store import run as runs
from workbench.store.database import Database

START = datetime(2026, 11, 26, 8)


def stored(*seconds: float, number: int = 5) -> list[tuple[datetime, int]]:
    return [(START + timedelta(seconds=second), number) for second in seconds]


def test_points_say_how_much_was_done_after_how_long_and_how_fast():
    points = pace_of(START, stored(1, 2, 4))
    assert [(point.work_s, point.done) for point in points] == [(0, 0), (1, 5), (2, 10), (4, 15)]
    assert [point.rate for point in points[1:]] == [5.0, 5.0, 2.5]


def test_a_night_between_two_stretches_is_no_working_time():
    points = pace_of(START, stored(*range(1, 11), *range(40_000, 40_010)))
    assert points[-1].done == 100
    assert points[-1].work_s == 20


def test_a_slow_candidate_is_not_taken_for_a_paused_one():
    points = pace_of(START, stored(*(200 * n for n in range(1, 11)), number=1))
    assert points[-1].work_s == 2000


def test_a_long_run_has_few_points_and_ends_at_its_end():
    points = pace_of(START, stored(*range(1, 20_001), number=1))
    assert 60 <= len(points) <= 82
    assert (points[-1].work_s, points[-1].done) == (20_000, 20_000)


def test_nothing_stored_is_no_point_and_a_retried_item_counts_once(database: Database):
    workflow, version = a_world(database, 30)
    run = plan_run(database, rules(database, workflow), version)
    assert list_pace(database, run) == [] == pace_of(START, [])
    execute_run(database, run.run_id)
    assert list_pace(database, runs.get_run(database, run.run_id))[-1].done == 30
