"""A person writes instructions with {column} placeholders."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.datasets.placeholders import as_text, check_template, fill_template, placeholders
from workbench.errors import BadSetting


def test_finds_each_placeholder_once_in_order() -> None:
    assert placeholders("{b} then {a}, {b} again, { c d } and {{not one}}") == ["b", "a", "c d"]


def test_fills_values_and_keeps_doubled_braces_as_text() -> None:
    content = {"clause text": "Cap at $5", "n": 3.0, "empty": None, "flag": True}
    assert fill_template("{clause text}|{n}|{empty}|{flag}|{{x}}", content) == "Cap at $5|3||true|{x}"


def test_values_are_never_read_as_templates() -> None:
    assert fill_template("{a}", {"a": "{b} {{c}}", "b": "secret"}) == "{b} {{c}}"


@pytest.mark.parametrize("attack", ["{a.__class__}", "{a[0]}", "{a!r}", "{0}", "{a:>9}"])
def test_attribute_and_format_access_is_only_an_unknown_column(attack: str) -> None:
    with pytest.raises(BadSetting, match="has no column"):
        fill_template(attack, {"a": "text"})


def test_a_column_may_be_called_like_an_attribute() -> None:
    assert fill_template("{evidence.text}", {"evidence.text": "p. 3"}) == "p. 3"


def test_case_is_forgiven_only_where_one_column_fits() -> None:
    assert fill_template("{Question}", {"question": "How much"}) == "How much"
    assert check_template("{QUESTION}", ["question", "Question"]) != []


def test_checks_name_the_missing_column_and_the_likely_one() -> None:
    [sentence] = check_template("Read {claus_text}", ["clause_text", "category"])
    assert "{claus_text}" in sentence and "{clause_text}" in sentence
    assert check_template("Read {clause_text}", ["clause_text"]) == []


def test_checks_say_when_every_item_would_get_the_same_text() -> None:
    [sentence] = check_template("Answer the question.", ["question"])
    assert "{question}" in sentence
    assert check_template("", ["question"]) == []


def test_a_brace_that_belongs_to_nothing_stays() -> None:
    assert fill_template("a { b } } {", {"b": "B"}) == "a B } {"


def test_integers_do_not_grow_a_decimal_point() -> None:
    assert [as_text(1577.0), as_text(0.5), as_text(7), as_text(["a", "ü"])] == [
        "1577",
        "0.5",
        "7",
        '["a", "ü"]',
    ]


@given(st.text())
def test_doubling_the_braces_of_any_text_gives_the_text_back(text: str) -> None:
    assert fill_template(text.replace("{", "{{").replace("}", "}}"), {}) == text
