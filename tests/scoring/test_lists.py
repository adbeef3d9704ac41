import pytest

from workbench.scoring.lists import compare_by, list_f1, parts_of
from workbench.scoring.scores import Score, Task


def score(answer: str, expected: str, **settings: object) -> Score:
    return compare_by(Task(settings=settings))(answer, expected)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("A, B and C", ["A", "B and C"]),
        ("A, B, and C", ["A", "B", "C"]),
        ('["A", "B, C"]', ["A", "B, C"]),
        ("- A\n* B\n3. C\n\n", ["A", "B", "C"]),
        ("A, Inc.; B", ["A, Inc.", "B"]),
        ("1,577, 2,000", ["1,577", "2,000"]),
        ("[not json", ["[not json"]),
        (" ", []),
    ],
)
def test_parts_are_read_as_people_write_them(text: str, parts: list[str]) -> None:
    assert parts_of(text) == parts


def test_all_parts_in_any_order_are_right() -> None:
    assert score("jurisdiction, Arbitration", "Arbitration; Jurisdiction").is_correct
    assert score("A, B and C", "A; B; C").is_correct
    assert score("$1,577 and $2 million", '["1577", "2,000,000"]').is_correct
    assert score("None", "None").is_correct


def test_missing_and_extra_parts_are_counted() -> None:
    missed = score("A, D", "A, B, C")
    assert missed.value == pytest.approx(0.4)  # precision 1/2, recall 1/3
    assert missed.explanation == "2 of 3 expected parts missing, 1 not expected"
    assert score("A, B", "A, B, C", least_f1=0.8).is_correct
    assert not score("A, B", "A, B, C", least_f1=0.81).is_correct


def test_order_counts_where_it_is_asked_for() -> None:
    assert score("B, A", "A, B").is_correct
    turned = score("B, A", "A, B", in_order=True)
    assert (turned.is_correct, turned.value) == (False, 0.5)
    assert turned.explanation == "another order or number of repeats"
    assert list_f1(["a", "b", "c"], ["a", "c"], in_order=True) == pytest.approx(0.8)


def test_a_chosen_separator_holds_on_both_sides() -> None:
    assert score("A, Inc. | B", "B|A, Inc.", separator="|").is_correct
    assert list_f1([], []) == 1.0 and list_f1([], ["a"]) == 0.0
