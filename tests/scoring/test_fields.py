import pytest

from workbench.domain import AnswerType
from workbench.scoring.fields import compare_by, field_scores, read_fields
from workbench.scoring.scores import Task

EXPECTED = "Party: Acme Corp.\nAmount: $9.8 million\nSigned: 21 June 1999\nGuarantor: none"


def task(**settings: object) -> Task:
    return Task(AnswerType.FIELDS, field_names=("Party", "Amount", "Signed", "Guarantor"), settings=settings)


def test_each_field_is_compared_by_what_it_is() -> None:
    answer = '{"party": "ACME Corp", "amount": "9,800 thousand", "signed": "1999-06-21", "guarantor": null}'
    assert compare_by(task())(answer, EXPECTED).is_correct
    scores = field_scores(task())("party: Acme\nAmount: 9.8 million\nSigned: 22 June 1999", EXPECTED)
    assert {name: score.is_correct for name, score in scores.items()} == {
        "Party": False, "Amount": True, "Signed": False, "Guarantor": True,
    }  # fmt: skip
    assert scores["Signed"].explanation == "1 day off"


def test_all_must_be_right_unless_fewer_are_asked_for() -> None:
    answer = "Party: Acme Corp\nAmount: 9.9 million\nSigned: 21 June 1999\nGuarantor: Bob"
    score = compare_by(task())(answer, EXPECTED)
    assert (score.is_correct, score.value) == (False, 0.5)
    assert score.explanation.startswith(
        "2 of 4 fields right, not Amount (1.02 % off); Guarantor (nothing is exp"
    )
    assert compare_by(task(least_rate=0.5))(answer, EXPECTED).is_correct
    assert not compare_by(task(tolerance_rate=0.02))(answer, EXPECTED).is_correct
    assert compare_by(task(tolerance_rate=0.02, least_rate=0.75))(answer, EXPECTED).is_correct


def test_a_field_left_out_is_wrong_and_without_fields_there_is_no_verdict() -> None:
    assert "Party (no value)" in compare_by(task())("Amount: 9.8 million", EXPECTED).explanation
    assert compare_by(task())("Party: Acme", "just text").is_correct is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("- **Party**: Acme\n  and sons\nnoise_free = 3", {"party": "Acme and sons", "noise free": "3"}),
        ('```json\n{"Party": "Acme", "Tags": ["a", "b"], "Open": true}\n```', {
            "party": "Acme", "tags": "a; b", "open": "yes"}),
        ("{broken", {}),
        ("nothing here", {}),
    ],
)  # fmt: skip
def test_fields_are_read_from_lines_and_objects(text: str, found: dict[str, str]) -> None:
    assert read_fields(text) == found
