import math

import pytest

from workbench.connectors.log_probabilities import confidence_in
from workbench.connectors.replies import TokenChance


def test_only_the_answers_own_tokens_count():
    tokens = [("The answer", 0.1), (" is ", 0.5), ("Gov", 0.9), ("erning", 0.8), ("\n", 0.3)]
    chances = [TokenChance(text, math.log(share)) for text, share in tokens]
    assert confidence_in(chances, "governing") == pytest.approx(0.72)


def test_an_answer_put_in_other_words_takes_all_tokens():
    assert confidence_in([TokenChance("A", math.log(0.5)), TokenChance("!", math.log(0.5))], "Law") == 0.25


def test_nothing_is_made_up():
    assert confidence_in([], "Law") is None
    assert confidence_in([TokenChance("x", 0.0)], " ") is None
    assert confidence_in([TokenChance("Law", 0.001)], "Law") == 1.0
