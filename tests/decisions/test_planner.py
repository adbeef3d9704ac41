"""How many labels it takes, told before any work is done."""

import pytest

from workbench.decisions.planner import fewest_for_future, plan_labels, plan_sentences


def said(guess: float, pool: int, bar: float) -> str:
    return " ".join(plan_sentences(plan_labels(guess, pool, bar))).replace("\N{NO-BREAK SPACE}", " ")


def test_expects_what_the_exact_process_needs() -> None:
    plan = plan_labels(0.98, 1000, 0.95)
    assert 170 <= plan.forecast.median <= 215, "190 by exact calculation"
    assert plan.forecast.certified > 0.95
    assert plan.judged is not None and plan.judged.median < plan.forecast.median


def test_a_hundred_answers_can_never_certify_99_percent_for_future_questions() -> None:
    words = said(0.99, 100, 0.99)
    assert (
        "a 100-answer set can never certify 99 %: with every answer right, it shows no more than 96.4 %"
        in words
    )
    assert "It takes at least 368 answers." in words
    assert "The fewest that can certify 99 % are 83 labels in random order" in words, (
        "this pool itself it can"
    )


@pytest.mark.parametrize(("bar", "fewest"), [(0.95, 72), (0.99, 368), (0.9, 36), (1.0, 0)])
def test_the_fewest_for_the_future_are_those_of_clopper_and_pearson(bar: float, fewest: int) -> None:
    assert fewest_for_future(bar) == fewest


def test_a_guess_below_the_bar_is_mostly_dropped() -> None:
    assert plan_labels(0.9, 1000, 0.95).forecast.dropped > 0.9
    assert "dropped as unlikely in" in said(0.9, 1000, 0.95)
    assert "With a scorer" not in said(0.9, 1000, 0.95)


@pytest.mark.parametrize("pool", [1, 2, 5, 100])
@pytest.mark.parametrize("bar", [0.5, 0.95, 0.999, 1.0])
@pytest.mark.parametrize("guess", [0.0, 0.95, 1.0])
def test_no_corner_breaks_the_plan(guess: float, pool: int, bar: float) -> None:
    words = said(guess, pool, bar)
    assert words and "nan" not in words and "None" not in words
