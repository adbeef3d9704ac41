"""A candidate against the bar."""

import pytest

from tests.decisions.building import a_standing
from workbench.decisions.bar import BarVerdict, bar_words, judge_against_bar


@pytest.mark.parametrize(
    ("correct", "incorrect", "verdict"),
    [
        (29, 20, BarVerdict.BELOW),
        (134, 14, BarVerdict.BELOW),
        (7, 1, BarVerdict.UNDECIDED),
        (0, 0, BarVerdict.NO_FIGURE),
    ],
)
def test_says_where_the_interval_lies(correct: int, incorrect: int, verdict: BarVerdict) -> None:
    assert judge_against_bar(a_standing(correct, incorrect), 0.95) is verdict


def test_seventy_two_clean_answers_are_the_fewest_that_meet_95_percent() -> None:
    assert judge_against_bar(a_standing(71), 0.95) is BarVerdict.UNDECIDED
    assert judge_against_bar(a_standing(72), 0.95) is BarVerdict.MEETS


@pytest.mark.parametrize(
    ("bar", "words"), [(0.95, "95 %"), (0.975, "97.5 %"), (0.999, "99.9 %"), (1, "100 %")]
)
def test_writes_the_bar_as_it_was_entered(bar: float, words: str) -> None:
    assert bar_words(bar).replace("\N{NO-BREAK SPACE}", " ") == words
