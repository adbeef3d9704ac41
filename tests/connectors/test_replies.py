"""What every provider's reply without an answer comes to: a sentence, and the tokens that are charged all the same."""

from typing import Any

import pytest

from workbench.connectors.catalogue import get_provider
from workbench.connectors.endpoints import EndpointSettings
from workbench.connectors.replies import Refusal

_CHAT_USAGE = {"prompt_tokens": 90, "completion_tokens": 50, "prompt_tokens_details": {"cached_tokens": 40}}


def _chat(reason: str) -> dict[str, Any]:
    return {"choices": [{"message": {"content": ""}, "finish_reason": reason}], "usage": _CHAT_USAGE}


def _responses(why: str) -> dict[str, Any]:
    usage = {"input_tokens": 90, "output_tokens": 50, "input_tokens_details": {"cached_tokens": 40}}
    return {"output": [], "status": "incomplete", "incomplete_details": {"reason": why}, "usage": usage}


def _anthropic(reason: str) -> dict[str, Any]:
    usage = {"input_tokens": 50, "cache_read_input_tokens": 40, "output_tokens": 50}
    return {"content": [], "stop_reason": reason, "usage": usage}


def _gemini(reason: str) -> dict[str, Any]:
    usage = {"promptTokenCount": 90, "thoughtsTokenCount": 50, "cachedContentTokenCount": 40}
    return {"candidates": [{"content": {}, "finishReason": reason}], "usageMetadata": usage}


def _bedrock(reason: str) -> dict[str, Any]:
    usage = {"inputTokens": 50, "cacheReadInputTokens": 40, "outputTokens": 50}
    return {"output": {"message": {"content": []}}, "stopReason": reason, "usage": usage}


@pytest.mark.parametrize(
    ("provider", "content", "says"),
    [
        ("openai_compatible", _chat("length"), "used up its longest answer"),
        ("openai", _chat("content_filter"), "content filter"),
        ("azure_openai", _chat("length"), "used up its longest answer"),
        ("mistral", _chat("model_length"), "used up its longest answer"),
        ("openai_responses", _responses("max_output_tokens"), "used up its longest answer"),
        ("openai_responses", _responses("content_filter"), "content filter"),
        ("anthropic", _anthropic("max_tokens"), "used up its longest answer"),
        ("anthropic", _anthropic("model_context_window_exceeded"), "longer than the model can read"),
        ("gemini", _gemini("MAX_TOKENS"), "used up its longest answer"),
        ("gemini", _gemini("SAFETY"), "content filter"),
        ("bedrock", _bedrock("max_tokens"), "used up its longest answer"),
        ("bedrock", _bedrock("guardrail_intervened"), "content filter"),
    ],
)
def test_what_was_used_up_without_an_answer_is_counted(provider: str, content: dict[str, Any], says: str):
    settings = EndpointSettings("https://api.example.com/v1", "m-1", provider=provider)
    refusal = get_provider(provider).read_content(content, settings)
    assert isinstance(refusal, Refusal) and says in refusal.sentence
    assert (refusal.input_tokens, refusal.output_tokens, refusal.cached_tokens) == (90, 50, 40)
