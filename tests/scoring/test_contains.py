from workbench.scoring.contains import compare_by
from workbench.scoring.scores import Task


def test_the_expected_words_may_stand_anywhere() -> None:
    compare = compare_by(Task())
    assert compare("It is governed by the laws of  DELAWARE, as amended.", "Delaware").is_correct
    assert compare("capital", "cap").is_correct is False
    assert compare("", "Delaware").explanation == "the expected words are not in it"


def test_parts_of_words_count_where_they_may() -> None:
    assert compare_by(Task(settings={"whole_words": False}))("capital", "cap").is_correct
