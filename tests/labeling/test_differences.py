"""Differences between an answer and the expected one: words, numbers by value and unit, nothing lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.labeling.differences import MOST_WORDS, are_alike, differences


def marked(answer: str, expected: str) -> tuple[list[str], list[str]]:
    """The stretches that differ, in the answer and in the expected answer."""
    extra, missing = differences(answer, expected)
    return [one.text for one in extra if one.differs], [one.text for one in missing if one.differs]


@pytest.mark.parametrize(
    ("answer", "expected", "extra", "missing"),
    [
        ("Net 45 days", "net 30 days.", ["45"], ["30"]),
        ("The New York law", "New York and Delaware law", ["The"], ["and Delaware"]),
        ("Texas", "New York", ["Texas"], ["New York"]),
        ("Revenue was 9,800 thousand USD", "revenue was $9.8 million", [], []),
        ("9.8 million", "9.8 thousand", ["9.8 million"], ["9.8 thousand"]),
        ("5 %", "5 USD", ["5 %"], ["5 USD"]),
        ("(1,577)", "-1577.00", [], []),
        ("anything", "", [], []),
        ("<img src=x onerror=alert(1)>", "img", ["<", "src=x onerror=alert(1)>"], []),
    ],
)
def test_marks_what_differs(answer: str, expected: str, extra: list[str], missing: list[str]) -> None:
    found = marked(answer, expected)
    assert [one.strip() for one in found[1]] == missing
    # A mark may take along the signs between two marked words, never a word that is the same.
    assert [one.strip("()>") for one in found[0]] == [one.strip("()>") for one in extra]


@given(st.text(max_size=80), st.text(max_size=80))
def test_the_pieces_are_the_texts(answer: str, expected: str) -> None:
    extra, missing = differences(answer, expected)
    assert "".join(one.text for one in extra) == answer
    assert "".join(one.text for one in missing) == expected


@given(st.text(max_size=80))
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert marked(text, text) == ([], [])


def test_very_long_texts_are_left_unmarked() -> None:
    assert marked("word " * MOST_WORDS, "other") == ([], [])


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("New York.", "new york", True),
        ("Non-compete", "non compete", True),
        ("$9.8 million", "9,800 thousand USD", True),
        ("5 %", "5 USD", False),
        ("-5", "5", False),
        ("30 days", "30 days.", True),
        ("within 1.5 of the a b c", "within 15 of the a b c", False),
        ("New York", "New Jersey", False),
        ("", "", False),
    ],
)
def test_alike_is_the_same_but_for_writing(one: str, other: str, alike: bool) -> None:
    assert are_alike(one, other) is alike
    assert are_alike(other, one) is alike
