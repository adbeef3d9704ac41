import pytest

from tests.connectors.calls import CATEGORIES, ask_as
from tests.connectors.stub_server import Reply, serving
from workbench.connectors.calling import EndpointRefusal
from workbench.connectors.questions import AnswerShape

# As https://platform.claude.com/docs/en/api/messages has it.
MESSAGE = {
    "id": "msg_013Zva2CMHLNnXjNJJKqJ2EF",
    "type": "message",
    "role": "assistant",
    "model": "claude-haiku-5-5",
    "content": [
        {"type": "thinking", "thinking": "It names a state.", "signature": "x"},
        {"type": "text", "text": '{"answer": "Law", "confidence": 85}', "citations": None},
    ],
    "stop_reason": "end_turn",
    "stop_sequence": None,
    "usage": {
        "input_tokens": 21,
        "cache_creation_input_tokens": 100,
        "cache_read_input_tokens": 2000,
        "output_tokens": 14,
        "service_tier": "standard",
    },
}


def test_asks_and_reads(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("STUB_KEY", "sk-ant-1")
    shape = AnswerShape(categories=("Law", "Cap"), is_structured=True, asks_confidence=True)
    with serving(Reply(body=MESSAGE)) as stub:
        answer = ask_as(
            "anthropic", stub.base_url, shape, key_variable="STUB_KEY", confidence="stated", temperature=1.5
        )
    assert (answer.text, answer.confidence) == ("Law", 0.85)
    assert (answer.input_tokens, answer.output_tokens) == (2121, 14)
    assert (answer.cached_tokens, answer.cache_write_tokens) == (2000, 100)
    assert stub.paths == ["/v1/messages"]
    assert stub.headers[0]["x-api-key"] == "sk-ant-1"
    assert stub.headers[0]["anthropic-version"] == "2023-06-01"
    body = stub.requests[0]
    assert (body["system"], body["max_tokens"], body["temperature"]) == ("Be short.", 50, 1.0)
    assert body["output_config"]["format"]["schema"]["required"] == ["answer", "confidence"]


def test_an_older_model_is_asked_without_a_schema_and_its_words_are_read():
    def script(body: dict[str, object]) -> Reply:
        if "output_config" in body:
            error = {"type": "invalid_request_error", "message": "'output_config.format' is not supported."}
            return Reply(400, {"type": "error", "error": error})
        return Reply(
            body=MESSAGE | {"content": [{"type": "text", "text": 'Sure:\n```json\n{"answer": "Cap"}\n```'}]}
        )

    with serving(script=script) as stub:
        assert ask_as("anthropic", stub.base_url, CATEGORIES).text == "Cap"
    assert '{"answer": "one of the categories' in stub.requests[1]["messages"][0]["content"]


def test_overload_is_tried_again():
    overloaded = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
    with serving(Reply(529, overloaded), Reply(body=MESSAGE)) as stub:
        assert ask_as("anthropic", stub.base_url, CATEGORIES).text == "Law"
    with serving(Reply(529, overloaded)) as stub:
        assert "is overloaded at the moment" in ask_as("anthropic", stub.base_url).failure_reason


def test_no_credit_ends_it_though_the_status_is_that_of_a_bad_request():
    words = "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing."
    body = {"type": "error", "error": {"type": "invalid_request_error", "message": words}}
    with serving(Reply(400, body)) as stub, pytest.raises(EndpointRefusal, match="out of credit"):
        ask_as("anthropic", stub.base_url)


def test_a_refusal_is_an_abstention():
    with serving(Reply(body=MESSAGE | {"content": [], "stop_reason": "refusal"})) as stub:
        answer = ask_as("anthropic", stub.base_url)
    assert answer.text is None and "safety rules" in answer.raw


def test_thinking_that_used_up_the_longest_answer_is_a_failure():
    with serving(Reply(body=MESSAGE | {"content": [], "stop_reason": "max_tokens"})) as stub:
        assert "longest answer" in ask_as("anthropic", stub.base_url).failure_reason
