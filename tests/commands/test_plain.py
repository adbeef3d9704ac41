"""Results as JSON knows them."""

import json
from datetime import date, datetime

import numpy as np
import pytest

from workbench.commands.plain import plain
from workbench.domain import RunState
from workbench.stats.intervals import clopper_pearson


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.float64("nan"), None),
        (float("inf"), None),
        (np.int64(3), 3),
        (RunState.FINISHED, "finished"),
        (date(2026, 11, 25), "2026-11-25"),
        (datetime(2026, 11, 25, 9, 5), "2026-11-25T09:05:00"),
        ({RunState.FAILED: {1}}, {"failed": [1]}),
        ((True, None, "é"), [True, None, "é"]),
    ],
)
def test_is_what_json_can_say(value: object, expected: object) -> None:
    assert plain(value) == expected
    json.dumps(plain(value), allow_nan=False)


def test_numbers_keep_their_digits() -> None:
    low, high = clopper_pearson(29, 49)
    assert json.loads(json.dumps(plain([low, high]))) == [low, high]
