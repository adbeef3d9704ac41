import pytest

from tests.connectors.calls import CATEGORIES, ask_as
from tests.connectors.stub_server import Reply, serving
from workbench.connectors.calling import EndpointRefusal
from workbench.connectors.endpoint_settings import read_settings
from workbench.errors import BadSetting

# As https://docs.mistral.ai/api has it.
COMPLETION = {
    "id": "cmpl-e5cc70bb28c444948073e77776eb30ef",
    "object": "chat.completion",
    "model": "mistral-small-latest",
    "created": 1702256327,
    "choices": [
        {
            "index": 0,
            "message": {
                "role": "assistant",
                "content": '{"answer": "Law"}',
                "tool_calls": None,
                "prefix": False,
            },
            "finish_reason": "stop",
        }
    ],
    "usage": {"prompt_tokens": 16, "completion_tokens": 34, "total_tokens": 50},
}


def test_asks_and_reads(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("STUB_KEY", "k")
    with serving(Reply(body=COMPLETION)) as stub:
        answer = ask_as("mistral", stub.base_url, CATEGORIES, key_variable="STUB_KEY")
    assert (answer.text, answer.input_tokens, answer.output_tokens) == ("Law", 16, 34)
    assert stub.requests[0]["max_tokens"] == 50
    assert stub.requests[0]["response_format"]["json_schema"]["name"] == "answer"
    assert stub.keys == ["Bearer k"]


def test_text_in_chunks_leaves_the_thinking_out():
    chunks = [
        {"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]},
        {"type": "text", "text": "Law"},
    ]
    choice = {"index": 0, "message": {"role": "assistant", "content": chunks}, "finish_reason": "stop"}
    with serving(Reply(body=COMPLETION | {"choices": [choice]})) as stub:
        assert ask_as("mistral", stub.base_url).text == "Law"


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (401, {"detail": "Unauthorized"}, "calls without a key"),
        (
            400,
            {"object": "error", "message": "Invalid model: m-1", "type": "invalid_model", "code": "1500"},
            "no model “m-1”",
        ),
        (402, {"message": "Payment required"}, "out of credit"),
    ],
)
def test_what_ends_it(status: int, body: dict[str, object], says: str):
    with serving(Reply(status, body)) as stub, pytest.raises(EndpointRefusal, match=says):
        ask_as("mistral", stub.base_url)
    assert len(stub.requests) == 1


def test_a_list_of_what_is_wrong_is_quoted():
    body = {
        "detail": [{"loc": ["body", "n"], "msg": "Input should be greater than 0", "type": "greater_than"}]
    }
    with serving(Reply(422, body)) as stub:
        assert "Input should be greater than 0" in ask_as("mistral", stub.base_url).failure_reason


def test_it_has_no_log_probabilities():
    with pytest.raises(BadSetting, match="gives no log-probabilities"):
        read_settings({"provider": "mistral", "model": "m", "confidence": "log_probabilities"})
