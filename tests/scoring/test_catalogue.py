import pytest

from workbench.domain import AnswerType
from workbench.errors import BadSetting
from workbench.scoring.catalogue import get_scorer, list_scorers, scorer_words


def test_exact_match_is_named_in_words():
    assert scorer_words("exact") == "Exact match, ignoring case, spacing and punctuation"
    assert scorer_words(None) == "people only"


def test_long_texts_have_no_scorer_yet():
    assert list_scorers(AnswerType.LONG_TEXT) == []
    assert [scorer.name for scorer in list_scorers(AnswerType.CATEGORY)] == ["exact"]


def test_an_unknown_scorer_is_refused_with_the_known_ones():
    with pytest.raises(BadSetting, match="no scorer called “magic”. Choose one of “exact”"):
        get_scorer("magic")
