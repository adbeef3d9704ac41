"""The time left while a version is stored: from typical speeds, the pace so far, and what earlier imports taught."""

import pytest

from workbench.datasets.storing_time import StoringTimes
from workbench.store.staged import Stage

ROWS = 1_000_000
FIRST, SECOND, THIRD, LAST = Stage


def times() -> StoringTimes:
    return StoringTimes({FIRST: 1e-6, SECOND: 4e-6, THIRD: 1e-6, LAST: 2e-6})


def test_before_anything_began_all_is_left() -> None:
    assert times().left([], 0.0, ROWS) == pytest.approx(8)


def test_the_stage_under_way_and_those_to_come_are_left() -> None:
    began = [(FIRST, 0.0), (SECOND, 1.0)]
    assert times().left(began, 2.0, ROWS) == pytest.approx(3 + 1 + 2)


def test_a_slower_machine_is_noticed_from_the_stages_that_have_ended() -> None:
    began = [(FIRST, 0.0), (SECOND, 3.0)]  # three times as long as thought
    assert times().left(began, 3.0, ROWS) == pytest.approx(3 * (4 + 1 + 2))


def test_the_estimate_never_ends_before_the_work_does() -> None:
    began = [(FIRST, 0.0), (SECOND, 1.0), (THIRD, 5.0), (LAST, 6.0)]
    lefts = [times().left(began, now, ROWS) for now in (7.0, 9.0, 12.0)]
    assert lefts[0] == pytest.approx(1) and lefts[1:] == [pytest.approx(1), pytest.approx(2)]


def test_an_import_teaches_the_next_ones_and_a_short_one_does_not() -> None:
    known = times()
    known.learn([(FIRST, 0.0), (SECOND, 1.0)], 0.1, ROWS)
    assert known == times()
    known.learn([(FIRST, 0.0), (SECOND, 1.0), (THIRD, 13.0), (LAST, 14.0)], 16.0, ROWS)
    assert known.seconds == pytest.approx({FIRST: 1e-6, SECOND: 8e-6, THIRD: 1e-6, LAST: 2e-6})
