"""Word overlap and edit similarity, by their published examples."""

import pytest

from workbench.scoring import edits, tokens
from workbench.scoring.scores import Task


def test_words_shared_are_counted_as_squad_does() -> None:
    assert tokens.tokens("The  Broncos' defense, an ALL-time") == ["broncos", "defense", "alltime"]
    assert tokens.token_f1("the year 1999", "in 1999") == pytest.approx(0.5)
    assert tokens.token_f1("Denver Broncos", "The Denver Broncos.") == 1.0
    assert tokens.token_f1("", "") == 1.0 and tokens.token_f1("", "x") == 0.0


def test_repeated_words_count_as_often_as_both_have_them() -> None:
    # prediction x x y, reference x y y: shared are one x and one y, so precision = recall = 2/3
    assert tokens.token_f1("x x y", "x y y") == pytest.approx(2 / 3)


def test_letters_to_change_are_counted_as_levenshtein_does() -> None:
    assert edits.edit_similarity("kitten", "sitting") == pytest.approx(1 - 3 / 7)
    assert edits.edit_similarity("Saturday", "Sunday") == pytest.approx(1 - 3 / 8)
    assert edits.edit_similarity("INV-2041", "inv-2041.") == 1.0


@pytest.mark.parametrize(
    ("scorer", "name", "answer", "expected", "value"),
    [
        (tokens, "least_f1", "red car", "red green car", 0.8),
        (edits, "least_similarity", "abcdefghij", "abcdefghix", 0.9),
    ],
)
def test_the_least_agreement_asked_for_decides(scorer, name, answer, expected, value) -> None:
    at = scorer.compare_by(Task(settings={name: value}))(answer, expected)
    above = scorer.compare_by(Task(settings={name: value + 0.05}))(answer, expected)
    assert (at.is_correct, above.is_correct) == (True, False)
    assert f"{value:.0%}, under the {value + 0.05:.0%} asked for" in above.explanation


def test_texts_too_long_to_compare_are_told_apart_by_length_or_left_to_people() -> None:
    compare = edits.compare_by(Task())
    assert compare("x" * 1_000_000, "y" * 10_000).is_correct is False
    assert compare("x" * 100_000, "y" * 99_000).is_correct is None
