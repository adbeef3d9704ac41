import time

import pytest

from workbench.errors import BadSetting
from workbench.scoring.expressions import compare_by
from workbench.scoring.scores import Score, Task


def score(answer: str, expected: str, **settings: object) -> Score:
    return compare_by(Task(settings=settings))(answer, expected)


def test_the_expected_answer_is_itself_an_expression_unless_one_is_set() -> None:
    assert score("Section 12(b) applies", r"section \d+").is_correct
    assert not score("Section twelve", r"section \d+").is_correct
    assert score("Answer: a.b", "a.b", pattern=r"answer:\s*{expected}$").is_correct
    assert not score("Answer: axb", "a.b", pattern=r"answer:\s*{expected}$").is_correct
    assert not score("Section 12 applies", r"section \d+", whole=True).is_correct


def test_an_expression_that_cannot_be_read_is_refused_or_leaves_it_to_people() -> None:
    with pytest.raises(BadSetting, match="cannot be read"):
        score("a", "a", pattern="(")
    assert score("a", "(").is_correct is None


def test_no_expression_hangs_a_run() -> None:
    started = time.monotonic()
    slow = score("a" * 5_000 + "!", "(a|aa)+$|(a|a?)+$")
    assert time.monotonic() - started < 2
    assert slow.is_correct is None or slow.is_correct is False
