"""What columns are for, guessed from names in several languages and from content."""

import json
from pathlib import Path

import pytest

from workbench.datasets.roles import REFUSED_COLUMN, Roles, guess_roles, merge_roles, roles_from
from workbench.domain import Role
from workbench.errors import BadMapping
from workbench.spreadsheets.reading import read_table
from workbench.spreadsheets.tables import Table

LONG = "What does the supplier owe the customer when it is late, and from which day on?"


def _table(tmp_path: Path, header: str, *rows: str) -> Table:
    path = tmp_path / "table.csv"
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    return read_table(path)


@pytest.mark.parametrize(
    ("header", "roles"),
    [
        ("id;question;expected", Roles("id", ("question",), "expected")),
        ("Nr.;Frage;Erwartete Antwort", Roles("Nr.", ("Frage",), "Erwartete Antwort")),
        ("identifiant;texte;réponse attendue", Roles("identifiant", ("texte",), "réponse attendue")),
        ("codigo;pregunta;respuesta esperada", Roles("codigo", ("pregunta",), "respuesta esperada")),
        ("case_id;clause_text;gold_label", Roles("case_id", ("clause_text",), "gold_label")),
        ("Belegnr;Buchungstext;Erwartetes Konto", Roles("Belegnr", ("Buchungstext",), "Erwartetes Konto")),
        ("INVOICE NO;LINE TEXT;GL (expected)", Roles("INVOICE NO", ("LINE TEXT",), "GL (expected)")),
        ("case_no;facts;holding", Roles("case_no", ("facts",), "holding")),
        ("#;Q;A", Roles("#", ("Q",), "A")),
        ("#;Question;Correct option", Roles("#", ("Question",), "Correct option")),
        ("key;Audit Rights;Audit Rights-Answer", Roles("key", ("Audit Rights",), "Audit Rights-Answer")),
        ("id;prompt;response", Roles("id", ("prompt",), "response")),
    ],
)
def test_names_in_several_languages(tmp_path: Path, header: str, roles: Roles) -> None:
    table = _table(tmp_path, header, *(f"K{n};{LONG} {n};answer {n}" for n in range(12)))
    assert guess_roles(table) == roles


def test_numbers_of_matters_are_ids_although_one_repeats_and_one_is_missing(tmp_path: Path) -> None:
    numbers = [*(f"{n:05}" for n in range(19)), "00003", ""]
    table = _table(tmp_path, "Matter no.;Clause;Label", *(f"{number};{LONG};a" for number in numbers))
    assert guess_roles(table).id_column == "Matter no."


def test_an_id_goes_before_a_running_number(tmp_path: Path) -> None:
    table = _table(tmp_path, "#;Receipt ID;question;answer", *(f"{n};R-{n};{LONG} {n};a" for n in range(12)))
    assert guess_roles(table).id_column == "Receipt ID"


def test_chats_ask_with_the_users_turns_and_expect_the_last_answer() -> None:
    turns = [("system", "Be brief."), ("user", LONG), ("assistant", "Nothing")]
    records = [
        {"messages": [{"role": role, "content": f"{text} {n}"} for role, text in turns]} for n in range(5)
    ]
    table = read_table("\n".join(map(json.dumps, records)).encode(), "chats.jsonl")
    guessed = guess_roles(table)
    assert (guessed.input_columns, guessed.expected_column) == (("messages.2.content",), "messages.3.content")


def test_a_list_of_outputs_is_told_from_items(tmp_path: Path) -> None:
    rows = [f"Q-{n // 2};model {n % 2};{LONG};answer {n}" for n in range(12)]
    guessed = guess_roles(_table(tmp_path, "item_id;model_name;question;model_answer", *rows))
    assert "“item_id” repeats for every “model_name” beside “model_answer”" in guessed.findings[1]
    plain = guess_roles(_table(tmp_path, "item_id;question;answer", *(f"Q-{n};{LONG};a" for n in range(12))))
    assert plain.findings == ()


def test_few_values_that_repeat_are_a_slice(tmp_path: Path) -> None:
    table = _table(
        tmp_path, "id;text;expected;region", *(f"K{n};{LONG} {n};a {n};{'NS'[n % 2]}" for n in range(12))
    )
    assert guess_roles(table).slice_columns == ("region",)


def test_without_ids_the_row_numbers_serve_and_a_sentence_says_so(tmp_path: Path) -> None:
    table = _table(tmp_path, "text;expected", *(f"{LONG};a" for _ in range(5)))
    guessed = guess_roles(table)
    assert guessed.id_column == ""
    assert "row numbers of “table.csv” serve as ids" in guessed.findings[0]


def test_outputs_of_models_are_no_input(tmp_path: Path) -> None:
    table = _table(
        tmp_path,
        "id;question;answer;runs.1.output.text",
        *(f"K{n};{LONG} {n};a {n};{LONG} said {n}" for n in range(9)),
    )
    assert guess_roles(table).input_columns == ("question",)


def test_the_reason_in_our_own_list_of_refused_rows_is_left_out(tmp_path: Path) -> None:
    table = _table(
        tmp_path,
        f"id;text;expected;{REFUSED_COLUMN}",
        *(f"K{n};{LONG} {n};a;Row {n} has no id." for n in range(5)),
    )
    assert guess_roles(table).role_of(REFUSED_COLUMN) is Role.IGNORED


def test_what_a_person_names_takes_the_place_of_the_guess(tmp_path: Path) -> None:
    table = _table(
        tmp_path, "id;question;expected;other", *(f"K{n};{LONG} {n};a {n};b {n}" for n in range(6))
    )
    roles = merge_roles(table, guess_roles(table), None, ["other"], "question", None)
    assert roles == Roles("id", ("other",), "question")


def test_a_column_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    table = _table(tmp_path, "id;question", f"K1;{LONG}", f"K2;{LONG} again")
    with pytest.raises(BadMapping, match=r"has no column “answer”\. Its columns are “id”, “question”"):
        merge_roles(table, guess_roles(table), None, None, "answer", None)


def test_two_columns_cannot_both_be_the_id() -> None:
    with pytest.raises(BadMapping, match="“a” and “b” are both marked as the item id"):
        roles_from({"a": Role.ID, "b": Role.ID})


def test_codes_under_a_name_that_texts_have_too_are_the_id(tmp_path: Path) -> None:
    table = _table(tmp_path, "Ticket;Message;Team", "T-1;The parcel is late;A", "T-2;The card has failed;B")
    assert guess_roles(table).id_column == "Ticket"


def test_short_questions_are_no_ids(tmp_path: Path) -> None:
    assert guess_roles(_table(tmp_path, "Question;Answer", "Who?;Ada", "When?;1843")).id_column == ""
