from dataclasses import replace

import pytest

from tests.connectors.stub_server import Reply, chat, serving
from tests.runs.building import a_world, endpoint
from workbench.domain import AnswerType
from workbench.errors import BadSetting
from workbench.runs.asking import check_templates, columns_asked, question_for, shape_for
from workbench.runs.estimating import estimate_run
from workbench.runs.trying import try_candidate
from workbench.store import dataset as datasets
from workbench.store.database import Database

JSON = {"provider": "json_endpoint", "answer_path": "text"}


def an_item(database: Database, **workflow: object):
    of, version = a_world(database, 4, **workflow)
    return of, version, datasets.list_items(database, version.dataset_version_id)[0]


def test_asks_the_workflows_instructions_unless_the_candidate_has_words_of_its_own(database: Database):
    workflow, version, item = an_item(database, prompt_template="Read: {text}")
    plain = question_for(workflow, version, item, {})
    assert plain.prompt == f"Read: {item.content['text']}"
    own = question_for(workflow, version, item, {"user_template": "Carefully.\n{prompt}\nThink."})
    assert own.prompt == f"Carefully.\n{plain.prompt}\nThink."
    alone = question_for(workflow, version, item, {"user_template": "Only {text}", "system": "On {text}"})
    assert (alone.prompt, alone.system) == (f"Only {item.content['text']}", f"On {item.content['text']}")


def test_braces_in_a_system_text_that_name_no_column_stay_text(database: Database):
    workflow, version, item = an_item(database)
    assert question_for(workflow, version, item, {"system": 'Use {"a": 1}.'}).system == 'Use {"a": 1}.'


def test_names_the_columns_that_leave(database: Database):
    workflow, version, _ = an_item(database)
    assert columns_asked(workflow, version, {}) == ["text"]
    assert columns_asked(workflow, version, {"user_template": "Hello"}) == []
    assert columns_asked(workflow, version, {"user_template": "Hello", "system": "{text}"}) == ["text"]
    assert columns_asked(workflow, version, JSON | {"request_template": '{"q": "fixed {model}"}'}) == []
    assert columns_asked(workflow, version, JSON | {"request_template": '{"q": "{prompt}"}'}) == ["text"]
    assert columns_asked(workflow, version, JSON | {"request_template": '{"q": "{Text}"}'}) == ["text"]


def test_a_template_that_names_no_column_is_refused_before_any_call(database: Database):
    workflow, version, _ = an_item(database)
    check_templates(version, {"user_template": "{prompt} {text}"})
    with pytest.raises(BadSetting, match="The user text asks for {clause}"):
        check_templates(version, {"user_template": "{clause}"})
    candidate = endpoint(
        database, workflow, "http://127.0.0.1:1/a", **JSON, request_template='{"q": "{expected}"}'
    )
    with pytest.raises(BadSetting, match="no such column to read"):
        estimate_run(database, candidate, version)


def test_the_form_is_that_of_the_workflow(database: Database):
    workflow, *_ = an_item(database)
    assert shape_for(workflow, {"structured": True, "confidence": "stated"}).categories == ("Law", "Cap")
    fields = replace(workflow, answer_type=AnswerType.FIELDS, field_names=("Total",))
    assert shape_for(fields, {}).field_names == ("Total",)


def test_several_answers_per_item_agree_by_so_much_and_cost_so_much_more(database: Database):
    answers = iter(["Law", "Cap", "Law"])
    workflow, version, _ = an_item(database)
    with serving(script=lambda body: chat(next(answers), 100, 10)) as stub:
        candidate = endpoint(
            database, workflow, stub.base_url, samples=3, temperature=0.7, usd_per_million_input_tokens=1.0,
            usd_per_million_output_tokens=1.0,
        )  # fmt: skip
        ((_, answer),) = try_candidate(database, candidate, version, count=1)
        assert estimate_run(database, candidate, version).calls == 12
    assert answer.text == "Law" and answer.confidence == pytest.approx(2 / 3)
    assert answer.cost_usd == pytest.approx(330 / 1e6)


def test_a_wrong_key_with_several_answers_counts_as_one_refusal(database: Database):
    workflow, version, _ = an_item(database)
    with serving(Reply(401, {"error": {"message": "no"}})) as stub:
        candidate = endpoint(database, workflow, stub.base_url, samples=2, temperature=1.0)
        ((_, answer),) = try_candidate(database, candidate, version, count=1)
    assert "refuses calls without a key" in answer.failure_reason


def test_the_stated_confidence_of_a_vendors_service_reaches_the_answer(database: Database):
    workflow, version, _ = an_item(database)
    with serving(Reply(body={"text": "law", "score": 0.8})) as stub:
        candidate = endpoint(
            database, workflow, stub.base_url, **JSON, request_template='{"q": "{text}"}', confidence_path="score"
        )  # fmt: skip
        ((_, answer),) = try_candidate(database, candidate, version, count=1)
    assert (answer.text, answer.confidence) == ("Law", 0.8)
