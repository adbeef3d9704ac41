"""What a table is a list of."""

import json

from workbench.spreadsheets.reading import read_table


def _shape(*records: dict[str, object]) -> str:
    return read_table(json.dumps(list(records) * 3).encode(), "a.json").shape


_LONG = "a whole answer in a few words"


def test_pairs_by_their_two_outputs() -> None:
    assert _shape({"prompt": "x", "chosen": _LONG, "rejected": _LONG}) == "pairs"
    assert _shape({"q": "x", "response_a": _LONG, "response_b": _LONG, "winner": "a"}) == "pairs"
    assert _shape({"q": "x", "response1": _LONG, "response2": _LONG, "annotator1": 1}) == "pairs"


def test_labels_by_an_answer_and_verdicts_in_any_spelling() -> None:
    rows = [
        {"id": 1, "answer": _LONG, "Reviewer": "Correct"},
        {"id": 2, "answer": _LONG, "Reviewer": "wrong"},
    ]
    assert _shape(*rows) == "labels"
    assert _shape(*({**row, "expected answer": "x"} for row in rows)) == "items"


def test_items_with_yes_and_no_as_answers_are_items() -> None:
    assert (
        _shape({"id": 1, "text": _LONG, "answer": "Yes"}, {"id": 2, "text": _LONG, "answer": "No"}) == "items"
    )
    assert _shape({"id": 1, "question 1": _LONG, "question 2": _LONG, "answer": "Yes"}) == "items"
