"""The passage that matters: found word for word, as the same quantity, or much alike; else none."""

import pytest

from workbench.labeling.passages import find_passages, passage_first

BEFORE = "The parties made this Agreement on the date stated above. " * 60
LAW = "This Agreement shall be governed by the laws of the State of New York."
DOCUMENT = f"{BEFORE}{LAW} {BEFORE}Revenue came to $9.8 million in the year."


def found(*answers: str | None, document: str = DOCUMENT) -> list[str]:
    return [document[start:end] for start, end in find_passages(document, answers)]


@pytest.mark.parametrize(
    ("answer", "passage"),
    [
        ("State of  new york.", ["State of New York"]),
        ("9,800 thousand", ["$9.8 million"]),
        ("This Agreement is governed by laws of the State of New York", [LAW]),
        ("no", []),
        ("The parties", []),
        ("Completely unrelated words about a yellow submarine", []),
        (None, []),
    ],
)
def test_finds_an_answer(answer: str | None, passage: list[str]) -> None:
    assert found(answer) == passage


def test_the_expected_answer_goes_before_the_candidates() -> None:
    assert found("State of New York", "Revenue") == ["State of New York"]
    assert found("New Jersey", "Revenue") == ["Revenue"]


def test_a_passage_out_of_sight_goes_before_the_whole_document_and_no_other() -> None:
    assert passage_first(DOCUMENT, ["New York"]) == f"… {LAW} …\n\nThe whole text:\n\n{DOCUMENT}"
    assert passage_first(LAW, ["New York"]) == LAW
    assert passage_first(DOCUMENT, ["New Jersey"]) == DOCUMENT


def test_passages_that_touch_are_one_and_positions_are_those_of_the_document() -> None:
    document = "İstanbul ıs where the seller delivers the goods to the buyer at noon"
    assert found("the seller delivered the goods to the buyer", document=document) == [document]
