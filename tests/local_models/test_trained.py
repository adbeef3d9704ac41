import random

import pytest

from workbench.domain import OutputState
from workbench.errors import BadSetting
from workbench.local_models.trained import TrainedClassifier

WORDS = {
    "Law": ["governed", "laws", "state", "delaware", "jurisdiction"],
    "Cap": ["liability", "exceed", "aggregate", "damages", "fees"],
    "Term": ["terminate", "notice", "days", "renew", "expiry"],
}


def examples(number: int, seed: int = 1) -> tuple[list[str], list[str]]:
    rng = random.Random(seed)
    names = [rng.choice(list(WORDS)) for _ in range(number)]
    return [" ".join(rng.choices(WORDS[name], k=6)) for name in names], names


def test_learns_categories_and_says_how_sure_it_is():
    classifier = TrainedClassifier().fit(*examples(60))
    texts, names = examples(30, seed=2)
    answers = classifier.answer_all(texts)
    assert [answer.text for answer in answers] == names
    assert all(answer.confidence and 0.5 < answer.confidence <= 1 for answer in answers)
    assert all(answer.latency_s is not None for answer in answers)


def test_the_same_seed_gives_the_same_answers():
    texts, _ = examples(30, seed=2)
    one, other = (TrainedClassifier(seed=5).fit(*examples(60)).answer_all(texts) for _ in range(2))
    assert [(a.text, a.confidence) for a in one] == [(b.text, b.confidence) for b in other]


def test_gives_no_answer_below_the_threshold():
    classifier = TrainedClassifier(threshold=0.9).fit(*examples(60))
    unknown, known = classifier.answer_all(
        ["entirely other words", "governed laws state delaware jurisdiction"]
    )
    assert unknown.state is OutputState.NO_ANSWER and unknown.confidence is not None
    assert known.text == "Law"


def test_a_text_with_several_categories_teaches_each_of_them():
    texts, names = examples(40)
    both = ["liability exceed governed laws"] * 2
    classifier = TrainedClassifier().fit(texts + both, [*names, "Law", "Cap"])
    assert classifier.answer_all(both[:1])[0].text in ("Law", "Cap")


def test_two_categories_are_enough():
    classifier = TrainedClassifier().fit(["red apple"] * 6 + ["blue sea"] * 6, ["A"] * 6 + ["B"] * 6)
    assert [a.text for a in classifier.answer_all(["an apple", "the sea"])] == ["A", "B"]


@pytest.mark.parametrize(
    ("texts", "names", "said"),
    [
        (["a b"] * 9, ["A", "B"] * 4 + ["A"], "9 items"),
        (["a b"] * 20, ["A"] * 20, "the same answer, “A”"),
        (["—", "…"] * 10, ["A", "B"] * 10, "no words"),
    ],
)
def test_what_cannot_teach_anything_is_refused(texts: list[str], names: list[str], said: str):
    with pytest.raises(BadSetting, match=said):
        TrainedClassifier().fit(texts, names)


def test_a_threshold_beyond_certainty_is_refused():
    with pytest.raises(BadSetting, match="0 % to 99 %"):
        TrainedClassifier(threshold=1.5)


def test_no_texts_give_no_answers():
    assert TrainedClassifier().fit(*examples(30)).answer_all([]) == []
