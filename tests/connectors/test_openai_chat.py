import pytest

from tests.connectors.calls import CATEGORIES, ask_as
from tests.connectors.stub_server import Reply, serving

# As https://platform.openai.com/docs/api-reference/chat/object has it.
COMPLETION = {
    "id": "chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT",
    "object": "chat.completion",
    "created": 1741569952,
    "model": "gpt-4.1-2025-04-14",
    "choices": [
        {
            "index": 0,
            "message": {
                "role": "assistant",
                "content": '{"answer":"Law"}',
                "refusal": None,
                "annotations": [],
            },
            "logprobs": {
                "content": [
                    {"token": '{"', "logprob": -0.5, "bytes": [123, 34], "top_logprobs": []},
                    {"token": "answer", "logprob": 0.0, "bytes": [], "top_logprobs": []},
                    {"token": '":"', "logprob": 0.0, "bytes": [], "top_logprobs": []},
                    {"token": "Law", "logprob": -0.10536051565782628, "bytes": [], "top_logprobs": []},
                    {"token": '"}', "logprob": 0.0, "bytes": [], "top_logprobs": []},
                ],
                "refusal": None,
            },
            "finish_reason": "stop",
        }
    ],
    "usage": {
        "prompt_tokens": 1117,
        "completion_tokens": 46,
        "total_tokens": 1163,
        "prompt_tokens_details": {"cached_tokens": 1024, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": 0},
    },
    "service_tier": "default",
    "system_fingerprint": "fp_fc9f1d7035",
}


def test_asks_with_a_schema_and_reads_the_category_its_probability_and_cached_tokens(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv("STUB_KEY", "sk-1")
    with serving(Reply(body=COMPLETION)) as stub:
        answer = ask_as(
            "openai", stub.base_url, CATEGORIES, key_variable="STUB_KEY", confidence="log_probabilities"
        )
    assert (answer.text, answer.confidence) == ("Law", pytest.approx(0.9))
    assert (answer.input_tokens, answer.output_tokens, answer.cached_tokens) == (1117, 46, 1024)
    body = stub.requests[0]
    assert body["max_completion_tokens"] == 50 and "max_tokens" not in body
    assert body["logprobs"] is True and body["temperature"] == 0.0
    schema = body["response_format"]["json_schema"]
    assert schema["strict"] is True
    assert schema["schema"]["properties"]["answer"]["enum"] == ["Law", "Cap", "no answer"]
    assert body["messages"][0] == {"role": "system", "content": "Be short."}
    assert body["messages"][1]["content"].startswith("What is it?")
    assert (stub.paths, stub.keys) == (["/v1/chat/completions"], ["Bearer sk-1"])


def test_a_model_that_takes_neither_schema_nor_probabilities_nor_temperature_is_asked_without():
    def script(body: dict[str, object]) -> Reply:
        for name, words in (
            ("temperature", "Unsupported value: 'temperature' does not support 0 with this model."),
            ("logprobs", "Unsupported parameter: 'logprobs' is not supported with this model."),
            (
                "response_format",
                "Invalid parameter: 'response_format' of type 'json_schema' is not supported.",
            ),
        ):
            if name in body:
                return Reply(
                    400, {"error": {"message": words, "type": "invalid_request_error", "code": None}}
                )
        return Reply(body=COMPLETION)

    with serving(script=script) as stub:
        answer = ask_as("openai", stub.base_url, CATEGORIES, times=2, confidence="log_probabilities")
    assert answer.text == "Law"
    assert len(stub.requests) == 5  # three lessons, then one call per item


def test_a_refusal_is_an_abstention_in_its_own_words():
    message = {
        "role": "assistant",
        "content": None,
        "refusal": "I'm sorry, I can't assist with that request.",
    }
    body = COMPLETION | {
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}]
    }
    with serving(Reply(body=body)) as stub:
        answer = ask_as("openai", stub.base_url)
    assert answer.text is None and answer.raw.startswith("I'm sorry")
