import pytest

from workbench.connectors.questions import AnswerShape
from workbench.connectors.shapes import as_confidence, field_keys, instruction, json_schema, read_shaped

CATEGORY = AnswerShape(categories=("Law", "Cap"), is_structured=True, asks_confidence=True)
FIELDS = AnswerShape(field_names=("Total (EUR)", "Due date"), is_structured=True)
STATED = AnswerShape(categories=("Law", "Cap"), asks_confidence=True)


@pytest.mark.parametrize(
    "text",
    [
        '{"answer": "Law", "confidence": 85}',
        '```json\n{"answer": "Law", "confidence": "85 %"}\n```',
        'Here it is: {"Answer": "Law", "Confidence": 0.85,} I hope it helps.',
        "{'answer': 'Law', 'confidence': 85}",
        '<think>{"answer": "Cap"} maybe</think>{"answer": "Law", "confidence": 85}',
        '{"note": "a } in a string", "answer": "Law", "confidence": 85}',
        '{"answer": "Law", "confidence": 85',
    ],
)
def test_reads_an_object_however_it_is_wrapped(text: str):
    assert read_shaped(text, CATEGORY) == ("Law", 0.85)


def test_text_that_is_no_object_is_the_answer():
    assert read_shaped("Law", CATEGORY) == ("Law", None)
    assert read_shaped('{"category": "Law"}', CATEGORY).text == '{"category": "Law"}'


def test_reads_fields_by_key_or_by_name():
    assert (
        read_shaped('{"total_eur": 12.5, "due_date": null}', FIELDS).text == "Total (EUR): 12.5\nDue date: "
    )
    assert (
        read_shaped('{"Total (EUR)": "9", "Due date": "soon"}', FIELDS).text
        == "Total (EUR): 9\nDue date: soon"
    )
    assert read_shaped('{"total_eur": null, "due_date": ""}', FIELDS).text == ""


@pytest.mark.parametrize(
    ("text", "confidence"),
    [
        ("Law\nConfidence: 90", 0.9),
        ("Law\n\n**Confidence:** 90%", 0.9),
        ("Law\nconfidence is 0.9", 0.9),
        ("Law\nConfidence level: 90/100.", 0.9),
        ("Confidence: 90\nLaw", 0.9),
        ("Law\nConfidence: 1", 0.01),
        ("Law", None),
        ("Law\nConfidence: 400", None),
    ],
)
def test_takes_the_stated_confidence_out_of_the_answer(text: str, confidence: float | None):
    assert read_shaped(text, STATED) == ("Law", confidence)


def test_what_was_not_asked_for_stays():
    assert read_shaped("Law\nConfidence: 90", AnswerShape()).text == "Law\nConfidence: 90"
    assert read_shaped("x", None) == ("x", None)


@pytest.mark.parametrize(
    ("value", "asked_in_percent", "share"),
    [(85, True, 0.85), (0.5, True, 0.5), (1, False, 1.0), (1, True, 0.01), ("73,5 %", True, 0.735), (True, True, None),
     ("high", True, None), (None, True, None), (-3, True, None), (100, True, 1.0), (0, True, 0.0)],
)  # fmt: skip
def test_confidence_is_a_share(value: object, asked_in_percent: bool, share: float | None):
    assert as_confidence(value, asked_in_percent) == share


def test_the_schema_asks_for_every_part_and_nothing_else():
    schema = json_schema(FIELDS)
    assert schema["required"] == ["total_eur", "due_date"] and schema["additionalProperties"] is False
    assert schema["properties"]["total_eur"]["description"] == "Total (EUR)"
    assert json_schema(CATEGORY)["required"] == ["answer", "confidence"]


def test_names_that_read_alike_or_in_other_scripts_keep_keys_of_their_own():
    assert field_keys(("A b", "A-b", "合計", "Confidence")) == {
        "a_b": "A b", "field_2": "A-b", "field_3": "合計", "field_4": "Confidence",
    }  # fmt: skip


def test_the_form_is_asked_for_in_words_only_where_wanted():
    assert instruction(None) == instruction(AnswerShape(categories=("Law",))) == ""
    assert "“Confidence: ”" in instruction(STATED)
    assert '"total_eur": "value of Total (EUR)"' in instruction(FIELDS)
