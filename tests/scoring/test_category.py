import pytest

from workbench.domain import AnswerType
from workbench.errors import BadSetting
from workbench.scoring.category import compare_by, read_synonyms
from workbench.scoring.label_names import labels_named, labels_within
from workbench.scoring.scores import Score, Task

CATEGORIES = ("Governing Law", "Termination", "Unilateral termination")


def score(answer: str, expected: str, **settings: str) -> Score:
    return compare_by(Task(AnswerType.CATEGORY, CATEGORIES, settings=settings))(answer, expected)


def test_a_synonym_is_the_category_on_either_side() -> None:
    synonyms = "Governing law = Applicable law; choice of law\n\nTermination = ending"
    assert score("choice of law.", "Governing Law", synonyms=synonyms).is_correct
    assert score("Governing law", "Applicable Law", synonyms=synonyms).is_correct
    assert not score("ending", "Governing Law", synonyms=synonyms).is_correct
    assert not score("choice of law", "Governing Law").is_correct


def test_a_sentence_counts_only_where_sentences_are_read() -> None:
    said = "This is a **Governing Law** clause."
    assert not score(said, "Governing Law").is_correct
    assert score(said, "Governing Law", reading="named").is_correct
    both = score("Governing Law or Termination", "Governing Law", reading="named")
    assert (both.is_correct, both.explanation) == (False, "it names 2 categories")
    assert (
        score("I cannot say", "Termination", reading="named").explanation == "it names none of the categories"
    )


def test_a_label_inside_a_longer_label_is_not_named_but_within() -> None:
    said = "Unilateral termination."
    assert score(f"It is {said}", "Unilateral termination", reading="named").is_correct
    assert not score(f"It is {said}", "Termination", reading="named").is_correct
    assert not score(f"It is {said}", "Unilateral termination", reading="within").is_correct
    assert labels_named(said, CATEGORIES) == {"Unilateral termination"}
    assert labels_within(said, CATEGORIES) == {"Termination", "Unilateral termination"}
    assert labels_named("determination", CATEGORIES) == set()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Governing law", "Line 1 of the other names, “Governing law”, is not of the form"),
        ("A = x\n= y", "Line 2"),
        ("A = x\nB = X", "“X” stands for both “A” and “B”"),
    ],
)
def test_synonyms_that_cannot_be_read_name_the_line(text: str, sentence: str) -> None:
    with pytest.raises(BadSetting, match=sentence):
        read_synonyms(text)


def test_a_reading_nobody_knows_is_refused() -> None:
    with pytest.raises(BadSetting, match="How an answer is read"):
        score("a", "b", reading="tea leaves")
