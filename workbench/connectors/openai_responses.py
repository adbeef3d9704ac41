"""OpenAI's responses API. Answers are not stored there (`store` is false)."""

from typing import Any

from workbench.connectors.endpoints import EndpointSettings, host_of
from workbench.connectors.openai_compatible import bearer, json_call
from workbench.connectors.provider import Ask, Call, Provider
from workbench.connectors.replies import (
    CUT_OFF,
    Refusal,
    Reply,
    TokenChance,
    chances,
    instead_of,
    tidy,
    token_count,
    withheld,
)
from workbench.connectors.shapes import json_schema
from workbench.connectors.streams import BrokenOff, Stream

# The smallest number of tokens that the API accepts.
_FEWEST_TOKENS = 16
_LAST_EVENTS = ("response.completed", "response.incomplete", "response.failed")


def _request_for(ask: Ask) -> Call:
    question, settings = ask.question, ask.settings
    body: dict[str, Any] = {
        "model": settings.model,
        "input": question.prompt,
        "max_output_tokens": max(_FEWEST_TOKENS, settings.max_tokens),
        "store": False,
    }
    if question.system.strip():
        body["instructions"] = question.system
    if ask.temperature is not None:
        body["temperature"] = ask.temperature
    if ask.log_probabilities_wanted:
        body["include"] = ["message.output_text.logprobs"]
    if ask.schema_wanted and question.shape:
        schema = {
            "type": "json_schema",
            "name": "answer",
            "strict": True,
            "schema": json_schema(question.shape),
        }
        body["text"] = {"format": schema}
    return json_call(f"{settings.base_url}/responses", bearer(ask.keys.key), body)


def _read_content(content: Any, settings: EndpointSettings) -> Reply | Refusal:
    host = host_of(settings.base_url)
    texts, refusals = [], []
    tokens: list[TokenChance] = []
    for item in content["output"]:
        if item.get("type") != "message":
            continue
        for part in item["content"]:
            if part["type"] == "output_text":
                texts.append(str(part["text"]))
                tokens += chances(part.get("logprobs"), "token", "logprob")
            elif part["type"] == "refusal":
                refusals.append(str(part.get("refusal") or ""))
    text = tidy("".join(texts))
    if content.get("status") == "failed":
        said = tidy((content.get("error") or {}).get("message"))
        return Refusal(f"{host} could not finish its answer. It says: “{said[:200]}”", is_passing=True)
    usage = content.get("usage") or {}
    reply = Reply(
        text,
        tidy(" ".join(refusals)),
        token_count(usage.get("input_tokens")),
        token_count(usage.get("output_tokens")),
        token_count((usage.get("input_tokens_details") or {}).get("cached_tokens")),
        token_chances=tuple(tokens),
    )
    why = (content.get("incomplete_details") or {}).get("reason")
    if not text and why == "max_output_tokens":
        return instead_of(reply, CUT_OFF)
    if not text and why == "content_filter":
        return instead_of(reply, withheld(host))
    return reply


def _join_stream(stream: Stream) -> Any:
    """The whole response, which its last event carries. Raises BrokenOff."""
    for event in reversed(stream.events):
        if event.get("type") in _LAST_EVENTS:
            return event["response"]
    raise BrokenOff("no last event")


PROVIDER = Provider(
    name="openai_responses",
    words="OpenAI (responses)",
    form="OpenAI's responses",
    request_for=_request_for,
    read_content=_read_content,
    join_stream=_join_stream,
    base_url="https://api.openai.com/v1",
    key_variable="OPENAI_API_KEY",
    has_log_probabilities=True,
)
