import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain import AnswerType
from workbench.scoring.exact import is_match, normalise


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cap On Liability", " cap  on liability. "),
        ("“Yes”", "yes"),
        ("**Delaware**", "Delaware"),
        ("ﬁle", "FILE"),
        ("Straße", "STRASSE"),
        ("(none)", "None"),
        ("Café", "Cafe\u0301"),
    ],
)
def test_case_spacing_and_outer_marks_make_no_difference(one: str, other: str):
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("-5", "5"),
        ("5%", "5"),
        ("(5)", "5"),
        (".5", "5"),
        ("$5", "5"),
        ("C#", "C"),
        ("cap", "cap on"),
        ("co-op", "coop"),
    ],
)
def test_signs_that_carry_meaning_do(one: str, other: str):
    assert normalise(one) != normalise(other)


def test_any_accepted_answer_is_right():
    assert is_match("anti-assignment", ["Cap On Liability", "Anti-Assignment"], AnswerType.CATEGORY)
    assert not is_match("Cap", ["Cap On Liability"], AnswerType.CATEGORY)
    assert not is_match("Cap", [], AnswerType.CATEGORY)


def test_numbers_count_by_value_only_where_numbers_are_asked_for():
    assert is_match("$1,577.00", ["1577"], AnswerType.NUMBER)
    assert not is_match("$1,577.00", ["1577"], AnswerType.SHORT_TEXT)
    assert not is_match("$1,577.01", ["1577"], AnswerType.NUMBER)


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing_and_equals_itself(text: str):
    once = normalise(text)
    assert is_match(text, [text], AnswerType.SHORT_TEXT)
    assert normalise(once) == normalise(normalise(once))
