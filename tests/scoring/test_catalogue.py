import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.domain import AnswerType
from workbench.errors import BadSetting
from workbench.scoring.catalogue import get_scorer, list_scorers, scorer_words, usual_scorer
from workbench.scoring.scores import Task

_TEXTS = st.one_of(
    st.text(max_size=60),
    st.text("0123456789.,-()%$€ millonkbps", max_size=30),
    st.text("abc:=;|,\n[]{}\"' and 0123456789/-", max_size=60),
)
_AT_ITS_WIDEST = {
    "number": Task(
        unit="million USD", settings={"in_sentence": True, "as_written": True, "tolerance_rate": 0.1}
    ),
    "date": Task(settings={"in_sentence": True, "order": "day", "tolerance_days": 3}),
    "category": Task(categories=("a", "b c"), settings={"reading": "named", "synonyms": "a = b; c"}),
    "list": Task(settings={"in_order": True, "least_f1": 0.5}),
}


def test_exact_match_is_named_in_words():
    assert scorer_words("exact") == "Exact match, ignoring case, spacing and punctuation"
    assert scorer_words(None) == "people only"


def test_every_answer_type_has_its_usual_scorer_first_and_long_texts_have_none():
    usual = {kind: scorer.name for kind in AnswerType if (scorer := usual_scorer(kind))}
    assert usual == {"category": "exact", "number": "number", "short_text": "exact", "fields": "fields"}
    for kind, name in usual.items():
        assert list_scorers(AnswerType(kind))[0].name == name
    assert "judge" in [scorer.name for scorer in list_scorers(AnswerType.LONG_TEXT)]


def test_every_scorer_works_at_its_defaults_and_finds_an_answer_right_beside_itself():
    itself = {"number": "$9.8 million", "date": "21 June 1999", "fields": "Amount: 12"}
    for scorer in list_scorers():
        if scorer.compare_by is None:
            assert scorer.is_asked and scorer.name == "judge"
            continue
        text = itself.get(scorer.name, "Cap on liability")
        assert scorer.compare_by(Task())(text, text).is_correct, scorer.name
        assert not scorer.compare_by(Task())("something else", text).is_correct, scorer.name


def test_names_and_words_tell_scorers_apart():
    scorers = list_scorers()
    for attribute in ("name", "words", "noun"):
        assert len({getattr(scorer, attribute) for scorer in scorers}) == len(scorers)
    for scorer in scorers:
        names = [setting.name for setting in scorer.settings]
        assert len(set(names)) == len(names)


def test_an_unknown_scorer_is_refused_with_the_known_ones():
    with pytest.raises(BadSetting, match="no scorer called “magic”. Choose one of “exact”"):
        get_scorer("magic")


@settings(deadline=None, max_examples=150)
@given(_TEXTS, _TEXTS)
def test_any_two_texts_get_a_score_between_nothing_and_all(answer: str, expected: str):
    for scorer in list_scorers():
        if scorer.compare_by is None:
            continue
        score = scorer.compare_by(_AT_ITS_WIDEST.get(scorer.name, Task()))(answer, expected)
        assert 0 <= score.value <= 1, scorer.name
        assert score.is_correct in (True, False, None)
        assert score.is_correct is not False or score.explanation
        itself = scorer.compare_by(Task())(expected, expected)
        assert itself.is_correct is not False or scorer.name in ("regex", "contains", "tat_qa"), scorer.name
