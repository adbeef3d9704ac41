import pytest

from workbench.domain import Answer
from workbench.runs.repeating import most_given


def given(text: str | None, **more: object) -> Answer:
    return Answer(text, raw=text or "", **more)  # type: ignore[arg-type]


def test_the_answer_given_most_often_counts_and_its_share_is_the_confidence():
    answer = most_given([given("Cap"), given("Law"), given("law."), given("Law"), given("Cap")])
    assert (answer.text, answer.confidence) == ("Law", 0.6)
    assert answer.raw.startswith("Answer 1 of 5:\nCap")


def test_abstaining_is_an_answer_too_and_ties_go_to_the_first():
    answer = most_given([given(None), given(None), given("Law")])
    assert (answer.text, answer.confidence) == (None, pytest.approx(2 / 3))
    assert most_given([given("Cap"), given("Law")]).text == "Cap"


def test_lost_calls_do_not_count_unless_all_were_lost():
    lost = Answer(failure_reason="busy")
    answer = most_given([lost, given("Law"), lost])
    assert (answer.text, answer.confidence, answer.raw) == ("Law", 1.0, "Law")
    assert most_given([lost, lost]).failure_reason == "busy"


def test_what_lost_calls_cost_counts():
    lost = Answer(failure_reason="cut off", cost_usd=0.1, lost_calls=1)
    answer = most_given([lost, given("Law", cost_usd=0.2), lost])
    assert (answer.cost_usd, answer.lost_calls) == (pytest.approx(0.4), 2)
    assert most_given([lost, lost]).cost_usd == 0.2


def test_costs_and_tokens_add_up_and_the_slowest_sets_the_time():
    answers = [given("Law", cost_usd=0.1, input_tokens=10, output_tokens=1, latency_s=s) for s in (0.2, 0.5)]
    answer = most_given(answers)
    assert (answer.cost_usd, answer.input_tokens, answer.output_tokens, answer.latency_s) == (0.2, 20, 2, 0.5)
    assert most_given([*answers, given("Law")]).cost_usd is None
