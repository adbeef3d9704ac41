import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain import OutputState
from workbench.errors import BadSetting
from workbench.local_models.rules import RuleTable


def table(*rows: tuple[str, str], otherwise: str = "") -> RuleTable:
    return RuleTable([{"pattern": pattern, "answer": answer} for pattern, answer in rows], otherwise)


def matches(pattern: str, text: str) -> bool:
    return table((pattern, "yes")).answer(text).text == "yes"


def test_the_first_rule_that_matches_answers():
    rules = table(("liability", "Cap"), ("liability|law", "Law"))
    assert rules.answer("No LIABILITY under this law").text == "Cap"
    assert rules.answer("The law of Delaware").text == "Law"


def test_no_match_gives_the_other_answer_or_none():
    assert table(("law", "Law"), otherwise="Other").answer("nothing").text == "Other"
    assert table(("law", "Law")).answer("nothing").state is OutputState.NO_ANSWER


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("cap", "capital", False),
        ("cap", "the Cap.", True),
        ("cap*", "capital", True),
        ("*liable", "unliable", True),
        ("in no event", "IN NO\n  EVENT shall", True),
        ("in no event * liable", "In no event shall either party be liable", True),
        ("in no event * liable", "In no event. " + "x " * 400 + "liable", False),
        ("ceiling | cap ", "a cap", True),
        ("100 %", "up to 100 % of fees", True),
        ("§ 12", "see § 12", True),
        ("a.c", "abc", False),
        ("/a.c/", "xABCx", True),
        (r"/^total: \d+$/", "Total: 12\nmore", True),
        ("straße", "STRASSE", False),
        ("müller", "MÜLLER GmbH", True),
    ],
)
def test_patterns(pattern: str, text: str, expected: bool):
    assert matches(pattern, text) is expected


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        ([("law", "Law"), ("/(open/", "X")], "Rule 2, “/(open/”"),
        ([("law", "")], "Rule 1 has the pattern “law” but no answer"),
        ([("", "Law")], "Rule 1 has the answer “Law” but no pattern"),
        ([("*", "X")], "Rule 1, “*”"),
        ([("/a*/", "X")], "matches every text"),
        ([], "no rule yet"),
    ],
)
def test_a_rule_that_cannot_work_is_named(rows: list[tuple[str, str]], named: str):
    with pytest.raises(BadSetting) as caught:
        table(*rows)
    assert named in str(caught.value)


def test_empty_rows_of_the_editor_are_left_out():
    rules = RuleTable(
        [{"pattern": None, "answer": None}, {"pattern": "law", "answer": "Law"}, {"pattern": float("nan")}]
    )
    assert rules.answer("law").raw == "Rule 2"


def test_a_runaway_expression_is_a_failure_within_its_time_limit():
    rules = table((r"/(a+)+\1$/", "X"))
    started = time.monotonic()
    answer = rules.answer("a" * 5000 + "b")
    assert time.monotonic() - started < 3
    assert answer.state is OutputState.FAILED
    assert "Rule 1" in answer.failure_reason


@given(st.text(min_size=1, max_size=20))
def test_any_plain_words_either_find_themselves_or_are_refused_in_a_sentence(words: str):
    if words.strip().startswith("/") or "|" in words or "*" in words:
        return
    try:
        found = matches(words, f"before {words} after")
    except BadSetting as error:
        assert str(error).endswith(".")
    else:
        assert found
