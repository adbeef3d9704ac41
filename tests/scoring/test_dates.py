import pytest

from workbench.scoring.dates import compare_by, days_within, read_day
from workbench.scoring.scores import Score, Task


def score(answer: str, expected: str, **settings: object) -> Score:
    return compare_by(Task(settings=settings))(answer, expected)


@pytest.mark.parametrize(
    "answer",
    [
        "June 21, 1999",
        "21 June 1999",
        "21. Juni 1999",
        "6/21/1999",
        "1999-06-21T00:00:00",
        "as of June 21st, 1999.",
    ],
)
def test_the_same_day_is_right_in_any_form(answer: str) -> None:
    assert score(answer, "1999-06-21").is_correct


def test_the_order_of_day_and_month_is_a_setting() -> None:
    assert score("03/04/2026", "4 March 2026").is_correct
    assert score("03/04/2026", "3 April 2026", order="day").is_correct
    assert not score("03/04/2026", "3 April 2026").is_correct


def test_days_off_are_counted_and_may_be_allowed() -> None:
    assert score("22 June 1999", "21 June 1999").explanation == "1 day off"
    assert score("1 July 1999", "21 June 1999").explanation == "10 days off"
    assert score("22 June 1999", "21 June 1999", tolerance_days=1).is_correct


def test_a_month_or_a_year_is_only_the_same_month_or_year() -> None:
    assert score("June 1999", "1999-06").is_correct
    assert score("Sept. 2020", "September 2020").is_correct
    assert score("1999", "1999").is_correct
    assert score("June 1999", "21 June 1999").explanation == "1999-06 is not as exact as 1999-06-21"
    assert score("21 June 1999", "June 1999").explanation == "1999-06-21 says more than 1999-06"
    assert score("May 1999", "June 1999").explanation == "1999-05, not 1999-06"


def test_one_date_in_a_sentence_counts_where_it_is_looked_for() -> None:
    said = "The agreement was signed on June 21, 1999 in Ohio."
    assert score(said, "1999-06-21").explanation == "it is not a date"
    assert score(said, "1999-06-21", in_sentence=True).is_correct
    two = "From 1 June 1999 until 21 June 1999."
    assert score(two, "1999-06-21", in_sentence=True).explanation == "it holds 2 dates"
    assert len(days_within(two)) == 2


def test_what_is_no_date_is_wrong_and_without_an_expected_date_there_is_no_verdict() -> None:
    assert score("next week", "1999-06-21").is_correct is False
    assert score("1999-06-21", "upon closing").is_correct is None
    assert read_day("31 February 2020") is None
