"""Providers that answer with a stream of events though none was asked for, as they send it over the wire."""

import asyncio
import json
from typing import Any

import pytest

from tests.connectors.calls import CATEGORIES, ask_as
from tests.connectors.stub_server import Reply, chat, serving
from workbench.connectors.calling import Endpoint, EndpointRefusal, Passing
from workbench.connectors.endpoint_settings import read_settings
from workbench.connectors.streams import BrokenOff, read_stream


def events(*said: Any, named: bool = False, done: bool = False, end: str = "\n") -> str:
    lines = [
        (f"event: {one['type']}{end}" if named else "") + f"data: {json.dumps(one)}{end}{end}" for one in said
    ]
    return "".join(lines) + (f"data: [DONE]{end}{end}" if done else "")


def stream(body: str, content_type: str = "text/event-stream; charset=utf-8") -> Reply:
    return Reply(body=body, content_type=content_type)


def chunk(delta: dict[str, Any], reason: str | None = None, **more: Any) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": reason} | more
    return {"id": "chatcmpl-1", "object": "chat.completion.chunk", "model": "m-1", "choices": [choice]}


USAGE = {
    "object": "chat.completion.chunk",
    "choices": [],
    "usage": {"prompt_tokens": 21, "completion_tokens": 3, "prompt_tokens_details": {"cached_tokens": 16}},
}
CHAT = (
    chunk({"role": "assistant", "content": ""}),
    chunk({"content": "La"}, logprobs={"content": [{"token": "La", "logprob": -0.1}]}),
    chunk({"content": "w"}, logprobs={"content": [{"token": "w", "logprob": -0.2}]}),
    chunk({}, "stop"),
)


@pytest.mark.parametrize("provider", ["openai_compatible", "openai", "azure_openai", "mistral"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_chat_chunks_are_joined(provider: str, end: str):
    body = ": keep-alive" + end + end + events(*CHAT, USAGE, done=True, end=end)
    with serving(stream(body)) as stub:
        answer = ask_as(provider, stub.base_url)
    assert (answer.text, answer.failure_reason) == ("Law", "")
    assert (answer.input_tokens, answer.output_tokens, answer.cached_tokens) == (21, 3, 16)


def test_log_probabilities_come_along():
    with serving(stream(events(*CHAT, USAGE, done=True))) as stub:
        answer = ask_as("openai", stub.base_url, CATEGORIES, confidence="log_probabilities", structured=False)
    assert answer.text == "Law" and answer.confidence == pytest.approx(0.741, abs=0.001)


def test_a_stream_by_another_name_is_told_by_how_it_begins():
    with serving(stream(events(*CHAT, done=True), "application/json")) as stub:
        assert ask_as("openai_compatible", stub.base_url).text == "Law"


def test_a_refusal_in_chunks_is_an_abstention_with_its_words():
    said = (chunk({"refusal": "I can"}), chunk({"refusal": "not."}), chunk({}, "stop"))
    with serving(stream(events(*said))) as stub:
        answer = ask_as("openai", stub.base_url)
    assert answer.text is None and answer.raw == "I cannot."


def test_tokens_used_up_before_a_word_are_a_failure():
    with serving(stream(events(chunk({"content": ""}), chunk({}, "length"), done=True))) as stub:
        assert "longest answer" in ask_as("openai_compatible", stub.base_url).failure_reason


RESPONSE = {
    "status": "completed",
    "output": [{"type": "message", "content": [{"type": "output_text", "text": "Law"}]}],
    "usage": {"input_tokens": 9, "output_tokens": 2},
}


def test_a_response_is_the_one_of_its_last_event():
    said = (
        {"type": "response.created", "response": {"status": "in_progress", "output": []}},
        {"type": "response.output_text.delta", "delta": "Law"},
        {"type": "response.completed", "response": RESPONSE},
    )
    with serving(stream(events(*said, named=True))) as stub:
        answer = ask_as("openai_responses", stub.base_url)
    assert (answer.text, answer.input_tokens, answer.output_tokens) == ("Law", 9, 2)


ANTHROPIC = (
    {
        "type": "message_start",
        "message": {
            "id": "msg_1", "type": "message", "role": "assistant", "content": [], "stop_reason": None,
            "usage": {"input_tokens": 25, "cache_read_input_tokens": 100, "output_tokens": 1},
        },
    },
    {"type": "content_block_start", "index": 0, "content_block": {"type": "thinking", "thinking": ""}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "thinking_delta", "thinking": "Hm."}},
    {"type": "content_block_stop", "index": 0},
    {"type": "ping"},
    {"type": "content_block_start", "index": 1, "content_block": {"type": "text", "text": ""}},
    {"type": "content_block_delta", "index": 1, "delta": {"type": "text_delta", "text": "La"}},
    {"type": "content_block_delta", "index": 1, "delta": {"type": "text_delta", "text": "w"}},
    {"type": "content_block_stop", "index": 1},
    {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 15}},
    {"type": "message_stop"},
)  # fmt: skip


def test_a_message_is_joined_from_its_blocks():
    with serving(stream(events(*ANTHROPIC, named=True))) as stub:
        answer = ask_as("anthropic", stub.base_url)
    assert (answer.text, answer.raw) == ("Law", "Law")
    assert (answer.input_tokens, answer.output_tokens, answer.cached_tokens) == (125, 15, 100)


def test_pieces_of_a_generated_answer_are_joined():
    pieces = (
        {"candidates": [{"content": {"role": "model", "parts": [{"text": "La"}]}}], "usageMetadata": {}},
        {
            "candidates": [{"content": {"parts": [{"text": "w"}]}, "finishReason": "STOP"}],
            "usageMetadata": {"promptTokenCount": 7, "candidatesTokenCount": 2, "thoughtsTokenCount": 4},
        },
    )
    with serving(stream(events(*pieces, end="\r\n"))) as stub:
        answer = ask_as("gemini", stub.base_url)
    assert (answer.text, answer.input_tokens, answer.output_tokens) == ("Law", 7, 6)


def test_a_vendors_stream_is_read_at_its_last_event():
    said = ({"state": "thinking"}, {"state": "done", "answer": "Law"})
    with serving(stream(events(*said))) as stub:
        answer = ask_as(
            "json_endpoint",
            stub.base_url,
            model="",
            request_template='{"q": "{prompt}"}',
            answer_path="answer",
        )
    assert answer.text == "Law"


@pytest.mark.parametrize(
    ("provider", "body"),
    [
        ("openai_compatible", events(*CHAT[:2])),
        ("openai_compatible", events(*CHAT)[:-30]),
        ("openai_responses", events({"type": "response.created", "response": {}})),
        ("anthropic", events(*ANTHROPIC[:8], named=True)),
        ("gemini", events({"candidates": [{"content": {"parts": [{"text": "La"}]}}]})),
        ("openai_compatible", ": nothing but a comment\n\n"),
    ],
)
def test_a_stream_that_ends_too_early_is_asked_again_and_then_a_failure(provider: str, body: str):
    with serving(stream(body)) as stub:
        answer = ask_as(provider, stub.base_url)
        assert len(stub.requests) == 5
    assert "broke off or cannot be read" in answer.failure_reason


def attempt(provider: str, base_url: str) -> Passing:
    async def go() -> Passing:
        endpoint = Endpoint(read_settings({"provider": provider, "base_url": base_url, "model": "m"}))
        try:
            await endpoint.attempt("hello")
        except Passing as trouble:
            return trouble
        finally:
            await endpoint.close()
        raise AssertionError("no trouble")

    return asyncio.run(go())


@pytest.mark.parametrize(
    ("provider", "error", "status"),
    [
        ("anthropic", {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}, 529),
        ("openai_compatible", {"error": {"code": 429, "message": "slow down"}}, 429),
        ("openai", {"error": {"type": "server_error", "message": "The server had an error"}}, 500),
        ("gemini", {"error": {"code": 503, "status": "UNAVAILABLE", "message": "overloaded"}}, 503),
    ],
)
def test_an_error_amid_a_stream_passes_and_slows_calls_down(
    provider: str, error: dict[str, Any], status: int
):
    first = ANTHROPIC[:7] if provider == "anthropic" else CHAT[:2] if "openai" in provider else ()
    with serving(stream(events(*first, error))) as stub:
        trouble = attempt(provider, stub.base_url)
    assert trouble.status == status
    assert error["error"]["message"] in str(trouble)


def test_an_error_that_calls_itself_a_success_is_read_as_the_error_it_is():
    with serving(
        Reply(body={"error": {"code": 502, "message": "Provider returned error"}}), chat("Law")
    ) as stub:
        assert ask_as("openai_compatible", stub.base_url).text == "Law"
    wrong = Reply(body={"error": {"code": 401, "message": "No auth credentials found"}})
    with serving(wrong) as stub, pytest.raises(EndpointRefusal, match="No auth credentials"):
        ask_as("openai_compatible", stub.base_url)


def test_data_over_several_lines_is_one_event():
    assert read_stream('event: x\ndata: {"a":\ndata: 1}\n\ndata: [DONE]\n\n') == ([{"a": 1}], True)
    with pytest.raises(BrokenOff):
        read_stream('data: {"a":')
