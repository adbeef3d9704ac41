"""Records: lines, lists and the other ways programs write tables as records."""

import json

import pytest

from workbench.errors import UnreadableFile
from workbench.spreadsheets.reading import read_table
from workbench.spreadsheets.tables import Choices


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.jsonl", '{"a": 1, "b": "x"}\n\n{"a": 3, "b": "y"}\n'),
        ("a.json", '[{"a": 1, "b": "x"}, {"b": "y", "a": 3}]'),
        ("a.json", '{"items": [{"a": 1, "b": "x"}, {"a": 3, "b": "y"}], "count": 2}'),
        ("a.json", '{"columns": ["a", "b"], "data": [[1, "x"], [3, "y"]]}'),
        ("a.json", '{"a": [1, 3], "b": ["x", "y"]}'),
        ("a.json", '[["a", "b"], [1, "x"], [3, "y"]]'),
        ("a.json", '{"a": 1, "b": "x"}\n{"a": 3, "b": "y"}\n'),
        ("a.jsonl", '[{"a": 1, "b": "x"}, {"a": 3, "b": "y"}]'),
        ("a.jsonl", '{\n "a": 1,\n "b": "x"\n}\n{\n "a": 3,\n "b": "y"\n}'),
        ("a.txt", '{"a": 1, "b": "x"}\n{"a": 3, "b": "y"}\n'),
    ],
)
def test_records_in_any_arrangement(name: str, text: str) -> None:
    table = read_table(text.encode(), name)
    assert (table.columns, table.values("a"), table.values("b")) == (["a", "b"], [1, 3], ["x", "y"])


def test_a_dotted_name_and_a_nested_field_of_one_spelling_are_both_kept() -> None:
    lines = [
        '{"a": {"b": "nested"}, "a.b": "dotted"}',
        '{"a": {"b": "nested 2"}}',
        '{"a.b": "dotted 3", "a": {"c": 1}}',
    ]
    table = read_table("\n".join(lines).encode(), "a.jsonl")
    assert table.values("a.b") == ["nested", "nested 2", None]
    assert table.values("a.b (2)") == ["dotted", None, "dotted 3"]
    assert "“a.b”; the second is called “a.b (2)”." in " ".join(one.sentence for one in table.findings)


def test_one_field_spelt_in_two_ways_is_one_column_where_no_record_has_both() -> None:
    table = read_table(b'{"a": {"b": 1}, "c": 1}\n{"a.b": 2, "c": 2}\n', "a.jsonl")
    assert (table.columns, table.values("a.b")) == (["a.b", "c"], [1, 2])


def test_nested_fields_are_dotted_and_lists_of_one_length_numbered() -> None:
    records = [
        {
            "id": 1,
            "gold": {"answer": {"text": "A"}},
            "runs": [{"m": "x"}, {"m": "y"}],
            "pages": [{"n": 1}],
            "tags": ["p", "q"],
        },
        {
            "id": 2,
            "gold": {"answer": {"text": "B"}},
            "runs": [{"m": "z"}, {"m": "w"}],
            "pages": [{"n": 2}, {"n": 3}],
        },
    ]
    table = read_table("\n".join(map(json.dumps, records)).encode(), "a.jsonl")
    assert table.columns == ["id", "gold.answer.text", "runs.1.m", "runs.2.m", "pages.n", "tags"]
    assert (table.values("runs.2.m"), table.values("pages.n")) == (["y", "w"], ["1", "2\n3"])
    assert table.values("tags") == ["p, q", None]


def test_what_is_cut_off_is_refused_and_the_rest_read() -> None:
    table = read_table(b'[{"a": 1}, {"a": 2}, {"a": ', "a.json")
    assert (table.values("a"), table.unreadable[0].row_number, table.row_word) == ([1, 2], 3, "Record")
    lines = read_table(b'{"a": 1}\n{"a": \n{"a": 3}\n', "a.jsonl")
    assert (lines.row_numbers, lines.unreadable[0].reason[:6]) == ([1, 3], "Line 2")


def test_deep_records_end_in_a_text_or_a_sentence() -> None:
    table = read_table(b'[{"id": 1, "a":' + b'{"a":' * 100 + b"1" + b"}" * 101 + b"]", "a.json")
    assert max(name.count(".") for name in table.columns) <= 20
    with pytest.raises(UnreadableFile, match="line 1 it is cut off, damaged or nested too deeply"):
        read_table(b"[" * 100_000, "a.json")


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_half_a_sign_spelt_by_an_escape_is_replaced_and_whole_ones_are_kept(name: str) -> None:
    lines = (r'{"a\ud83d": "x \ud83d", "b": "\ud83d\ude00 \\ud83d"}', '{"b": "y"}')
    table = read_table("\n".join(lines).encode(), name)
    assert (table.columns, table.values("b")) == (["a\ufffd", "b"], ["\U0001f600 \\ud83d", "y"])
    assert table.values("a\ufffd") == ["x \ufffd", None]


def test_documents_that_hold_lists_of_questions_give_a_row_per_question() -> None:
    questions = [
        {"id": 1, "question": "Who?", "answers": [{"text": "A"}]},
        {"id": 2, "question": "When?", "answers": []},
    ]
    articles = [
        {"title": "Lease", "paragraphs": [{"context": "c", "qas": questions}, {"context": "d", "qas": []}]}
    ]
    data = json.dumps({"version": "v2.0", "data": articles}).encode()
    table = read_table(data, "a.json")
    assert table.columns == ["title", "context", "id", "question", "answers.text"]
    assert (table.values("title"), table.values("context")) == (["Lease"] * 2, ["c"] * 2)
    assert table.values("answers.text") == ["A", None]
    assert "every entry of “qas” became a row" in str(table.findings[0])
    assert len(read_table(data, "a.json", choices=Choices(switches=frozenset({"opened"})))) == 1
    own = [{"question": "Who?", "checks": [{"question": "Sure?"}, {"question": "Really?"}]}]
    assert len(read_table(json.dumps(own).encode(), "a.json")) == 1
