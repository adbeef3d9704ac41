"""Anthropic's messages."""

from typing import Any

from workbench.connectors.endpoints import EndpointSettings, host_of
from workbench.connectors.openai_compatible import json_call
from workbench.connectors.provider import Ask, Call, Provider
from workbench.connectors.replies import (
    CUT_OFF,
    Refusal,
    Reply,
    instead_of,
    joined_text,
    sum_of,
    tidy,
    token_count,
)
from workbench.connectors.shapes import json_schema
from workbench.connectors.streams import BrokenOff, Stream

_VERSION = "2023-06-01"
_TOO_LONG = Refusal("The prompt is longer than the model can read. Shorten it, or choose another model.")


def _request_for(ask: Ask) -> Call:
    question, settings = ask.question, ask.settings
    body: dict[str, Any] = {
        "model": settings.model,
        "max_tokens": settings.max_tokens,
        "messages": [{"role": "user", "content": question.prompt}],
    }
    if question.system.strip():
        body["system"] = question.system
    if ask.temperature is not None:
        body["temperature"] = min(1.0, ask.temperature)
    if ask.schema_wanted and question.shape:
        body["output_config"] = {"format": {"type": "json_schema", "schema": json_schema(question.shape)}}
    headers = {"anthropic-version": _VERSION} | ({"x-api-key": ask.keys.key} if ask.keys.key else {})
    return json_call(f"{settings.base_url}/messages", headers, body)


def _read_content(content: Any, settings: EndpointSettings) -> Reply | Refusal:
    host = host_of(settings.base_url)
    text = tidy(joined_text([part for part in content["content"] if part["type"] == "text"]))
    reason = content.get("stop_reason")
    usage = content["usage"]
    cached, written = usage.get("cache_read_input_tokens"), usage.get("cache_creation_input_tokens")
    reply = Reply(
        text,
        f"{host} stopped the answer because its safety rules forbid it." if reason == "refusal" else "",
        # Anthropic counts what it read from and wrote to its cache apart.
        sum_of(usage.get("input_tokens"), cached, written),
        token_count(usage.get("output_tokens")),
        token_count(cached),
        token_count(written),
    )
    if not text and reason == "max_tokens":
        return instead_of(reply, CUT_OFF)
    if not text and reason == "model_context_window_exceeded":
        return instead_of(reply, _TOO_LONG)
    return reply


def _join_stream(stream: Stream) -> Any:
    """A message from its events. Raises BrokenOff."""
    message: dict[str, Any] = {}
    parts: dict[int, dict[str, Any]] = {}
    is_whole = False
    for event in stream.events:
        kind = event["type"]
        if kind == "message_start":
            message = dict(event["message"])
        elif kind == "content_block_start":
            parts[event["index"]] = dict(event["content_block"])
        elif kind == "content_block_delta" and event["delta"]["type"] == "text_delta":
            parts[event["index"]]["text"] += event["delta"]["text"]
        elif kind == "message_delta":
            message |= event["delta"]
            message["usage"] = message["usage"] | (event.get("usage") or {})
        is_whole = is_whole or kind == "message_stop" or bool(message.get("stop_reason"))
    if not is_whole:
        raise BrokenOff("no end of the message")
    return message | {"content": [parts[at] for at in sorted(parts)]}


PROVIDER = Provider(
    name="anthropic",
    words="Anthropic",
    form="Anthropic's messages",
    request_for=_request_for,
    read_content=_read_content,
    join_stream=_join_stream,
    base_url="https://api.anthropic.com/v1",
    key_variable="ANTHROPIC_API_KEY",
)
