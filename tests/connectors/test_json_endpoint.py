import json

import pytest

from tests.connectors.calls import ask_as
from tests.connectors.stub_server import Reply, serving
from workbench.connectors.calling import EndpointRefusal
from workbench.connectors.endpoint_settings import read_settings
from workbench.connectors.json_endpoint import fill_request, template_names, value_at
from workbench.errors import BadSetting

TEMPLATE = '{"question": "{prompt}", "document": {"text": "{clause}", "tag": "{{fixed}}"}, "raw": {clause}}'


def test_asks_a_vendors_tool_and_reads_answer_confidence_and_cost(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("STUB_KEY", "vendor-key")
    reply = {"result": {"items": [{"answer": "Law", "score": 0.91}]}, "billing": {"usd": "0.0042"}}
    with serving(Reply(body=reply)) as stub:
        answer = ask_as(
            "json_endpoint", f"{stub.base_url}/messages/", model="", key_variable="STUB_KEY", key_header="X-Api-Key",
            request_template=TEMPLATE, answer_path="result.items[0].answer",
            confidence_path="/result/items/0/score", cost_path="billing.usd", values={"Clause": "of a state"},
        )  # fmt: skip
    assert (answer.text, answer.confidence, answer.cost_usd) == ("Law", 0.91, 0.0042)
    assert stub.headers[0]["x-api-key"] == "vendor-key" and stub.keys == [""]
    assert stub.paths == ["/v1/messages/"]  # the address as it was entered
    assert stub.requests == [
        {
            "question": "What is it?",
            "document": {"text": "of a state", "tag": "{fixed}"},
            "raw": "of a state",
        }
    ]


@pytest.mark.parametrize(
    "value",
    ['"}, "admin": true, "x": {"y": "', "line\nbreak\ttab", "back\\slash", "{prompt} {other}", "\x00\u2028é"],
)
def test_no_value_can_change_the_form_of_a_request(value: str):
    request = json.loads(fill_request('{"text": "see: {clause}", "whole": {clause}}', {"clause": value}))
    assert request == {"text": f"see: {value}", "whole": value}


def test_names_in_a_template():
    assert template_names('{"a": "{prompt} {due date}", "b": {"c": "{{text}}"}, "d": {prompt}}') == [
        "prompt",
        "due date",
    ]


@pytest.mark.parametrize(
    ("path", "found"),
    [("a.b[1]", 2), ("$.a.b.0", 1), ("/a/b/1", 2), ("/x~1y", 3), ("a", {"b": [1, 2]})],
)
def test_finds_what_stands_at_a_path(path: str, found: object):
    assert value_at({"a": {"b": [1, 2]}, "x/y": 3}, path) == found


def test_a_path_that_leads_nowhere_says_what_is_there():
    with serving(Reply(body={"output": "Law", "id": 7})) as stub:
        answer = ask_as(
            "json_endpoint", stub.base_url, request_template='{"q": "{prompt}"}', answer_path="result.text"
        )
    assert "nothing at “result.text”" in answer.failure_reason and "“output”, “id”" in answer.failure_reason


def test_an_empty_answer_is_an_abstention_and_an_unknown_address_is_named():
    settings = {"request_template": '{"q": "{prompt}"}', "answer_path": "text", "model": ""}
    with serving(Reply(body={"text": None}), Reply(404, {"detail": "Not Found"})) as stub:
        assert ask_as("json_endpoint", stub.base_url, **settings).text is None
        with pytest.raises(EndpointRefusal, match="has nothing at this address"):
            ask_as("json_endpoint", stub.base_url, **settings)


@pytest.mark.parametrize(
    ("template", "path", "says"),
    [
        ("", "a", "no request template yet"),
        ('{"q": "{prompt}"', "a", "Check its quotes"),
        ('{"q": "hello"}', "a", "every item would get the same request"),
        ('{"q": "{prompt}"}', "", "no path to the answer yet"),
    ],
)
def test_refuses_descriptions_that_cannot_work(template: str, path: str, says: str):
    settings = {"provider": "json_endpoint", "base_url": "https://v.example.com/a", "answer_path": path}
    with pytest.raises(BadSetting, match=says):
        read_settings(settings | {"request_template": template})
