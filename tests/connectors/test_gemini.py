import time

import pytest

from tests.connectors.calls import CATEGORIES, ask_as
from tests.connectors.stub_server import Reply, serving
from workbench.connectors.calling import EndpointRefusal

# As https://ai.google.dev/api/generate-content has it.
CONTENT = {
    "candidates": [
        {
            "content": {
                "parts": [{"text": "Let me see.", "thought": True}, {"text": '{"answer": "Law"}'}],
                "role": "model",
            },
            "finishReason": "STOP",
            "index": 0,
            "avgLogprobs": -0.02,
            "logprobsResult": {
                "chosenCandidates": [
                    {"token": '{"answer": "', "tokenId": 1, "logProbability": -0.3},
                    {"token": "Law", "tokenId": 2, "logProbability": -0.6931471805599453},
                    {"token": '"}', "tokenId": 3, "logProbability": 0.0},
                ],
                "topCandidates": [],
            },
        }
    ],
    "usageMetadata": {
        "promptTokenCount": 264,
        "candidatesTokenCount": 10,
        "thoughtsTokenCount": 90,
        "cachedContentTokenCount": 64,
        "totalTokenCount": 364,
    },
    "modelVersion": "gemini-2.5-flash",
    "responseId": "x",
}


def test_asks_and_reads(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("STUB_KEY", "AIza-1")
    with serving(Reply(body=CONTENT)) as stub:
        answer = ask_as(
            "gemini", stub.base_url, CATEGORIES, key_variable="STUB_KEY", confidence="log_probabilities"
        )
    assert (answer.text, answer.confidence) == ("Law", pytest.approx(0.5))
    assert (answer.input_tokens, answer.output_tokens, answer.cached_tokens) == (264, 100, 64)
    assert stub.paths == ["/v1/models/m-1:generateContent"]
    assert stub.headers[0]["x-goog-api-key"] == "AIza-1" and "AIza" not in stub.paths[0]
    body = stub.requests[0]
    assert body["systemInstruction"] == {"parts": [{"text": "Be short."}]}
    chosen = body["generationConfig"]
    assert chosen["responseMimeType"] == "application/json" and chosen["responseLogprobs"] is True
    assert chosen["responseJsonSchema"]["properties"]["answer"]["enum"] == ["Law", "Cap", "no answer"]
    assert (chosen["maxOutputTokens"], chosen["temperature"]) == (50, 0.0)


def test_a_wrong_key_is_told_from_a_bad_request(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("STUB_KEY", "AIza-1")
    error = {
        "code": 400,
        "message": "API key not valid. Please pass a valid API key.",
        "status": "INVALID_ARGUMENT",
        "details": [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}],
    }
    with (
        serving(Reply(400, {"error": error})) as stub,
        pytest.raises(EndpointRefusal, match="refuses the key in"),
    ):
        ask_as("gemini", stub.base_url, key_variable="STUB_KEY")


def test_waits_as_long_as_the_body_says():
    details = [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "0.4s"}]
    error = {"code": 429, "message": "Quota exceeded.", "status": "RESOURCE_EXHAUSTED", "details": details}
    with serving(Reply(429, {"error": error}), Reply(body=CONTENT)) as stub:
        started = time.monotonic()
        assert ask_as("gemini", stub.base_url, CATEGORIES).text == "Law"
    assert time.monotonic() - started >= 0.4


def test_a_day_used_up_ends_it():
    details = [{"violations": [{"quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier"}]}]
    error = {"code": 429, "message": "You exceeded your current quota.", "details": details}
    with (
        serving(Reply(429, {"error": error})) as stub,
        pytest.raises(EndpointRefusal, match="no more calls today"),
    ):
        ask_as("gemini", stub.base_url)
    assert len(stub.requests) == 1


def test_a_blocked_prompt_and_a_withheld_answer_fail_only_the_item():
    blocked = {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}, "usageMetadata": {}}
    withheld = {"candidates": [{"finishReason": "SAFETY", "index": 0}]}
    with serving(Reply(body=blocked), Reply(body=withheld)) as stub:
        assert "content filter" in ask_as("gemini", stub.base_url).failure_reason
        assert "content filter" in ask_as("gemini", stub.base_url).failure_reason


def test_something_else_is_not_taken_for_gemini():
    with serving(Reply(body={"choices": []})) as stub, pytest.raises(EndpointRefusal, match="not Gemini's"):
        ask_as("gemini", stub.base_url)
