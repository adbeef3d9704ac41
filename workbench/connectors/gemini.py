"""Google Gemini's generateContent."""

from typing import Any
from urllib.parse import quote

from workbench.connectors.endpoints import EndpointSettings, host_of
from workbench.connectors.openai_compatible import json_call
from workbench.connectors.provider import Ask, Call, Provider
from workbench.connectors.replies import (
    CUT_OFF,
    Refusal,
    Reply,
    chances,
    instead_of,
    joined_text,
    sum_of,
    tidy,
    token_count,
    withheld,
)
from workbench.connectors.shapes import json_schema
from workbench.connectors.streams import BrokenOff, Stream

_WITHHELD = {"SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE"}


def _request_for(ask: Ask) -> Call:
    question, settings = ask.question, ask.settings
    choices: dict[str, Any] = {"maxOutputTokens": settings.max_tokens}
    if ask.temperature is not None:
        choices["temperature"] = ask.temperature
    if ask.log_probabilities_wanted:
        choices["responseLogprobs"] = True
    if ask.schema_wanted and question.shape:
        choices["responseMimeType"] = "application/json"
        choices["responseJsonSchema"] = json_schema(question.shape)
    body: dict[str, Any] = {
        "contents": [{"role": "user", "parts": [{"text": question.prompt}]}],
        "generationConfig": choices,
    }
    if question.system.strip():
        body["systemInstruction"] = {"parts": [{"text": question.system}]}
    model = quote(settings.model.removeprefix("models/"), safe="")
    headers = {"x-goog-api-key": ask.keys.key} if ask.keys.key else {}
    return json_call(f"{settings.base_url}/models/{model}:generateContent", headers, body)


def _read_content(content: Any, settings: EndpointSettings) -> Reply | Refusal:
    host = host_of(settings.base_url)
    candidates = content.get("candidates") or []
    if not candidates:
        # Without an answer there has to be a reason; anything else is not Gemini's form.
        _ = content["promptFeedback"]
        return Refusal(f"{host} refuses this request because of its content filter.")
    candidate = candidates[0]
    parts = (candidate.get("content") or {}).get("parts") or []
    text = tidy(joined_text([part for part in parts if not part.get("thought")]))
    reason = candidate.get("finishReason")
    usage = content.get("usageMetadata") or {}
    log_probabilities = candidate.get("logprobsResult") or {}
    reply = Reply(
        text,
        input_tokens=token_count(usage.get("promptTokenCount")),
        # Thoughts are charged like answers.
        output_tokens=sum_of(usage.get("candidatesTokenCount"), usage.get("thoughtsTokenCount")),
        cached_tokens=token_count(usage.get("cachedContentTokenCount")),
        token_chances=chances(log_probabilities.get("chosenCandidates"), "token", "logProbability"),
    )
    if not text and reason == "MAX_TOKENS":
        return instead_of(reply, CUT_OFF)
    return instead_of(reply, withheld(host)) if not text and reason in _WITHHELD else reply


def _join_stream(stream: Stream) -> Any:
    """A whole response from its pieces, each of the same form. Raises BrokenOff."""
    whole: dict[str, Any] = {}
    joined: dict[str, Any] = {}
    parts: list[Any] = []
    told: list[Any] = []
    for piece in stream.events:
        whole |= piece
        candidate = (piece.get("candidates") or [{}])[0]
        joined |= candidate
        parts += (candidate.get("content") or {}).get("parts") or []
        told += (candidate.get("logprobsResult") or {}).get("chosenCandidates") or []
    if not joined:
        return whole
    if not joined.get("finishReason"):
        raise BrokenOff("no reason to finish")
    joined |= {"content": {"parts": parts}, "logprobsResult": {"chosenCandidates": told}}
    return whole | {"candidates": [joined]}


PROVIDER = Provider(
    name="gemini",
    words="Google Gemini",
    form="Gemini's generateContent",
    request_for=_request_for,
    read_content=_read_content,
    join_stream=_join_stream,
    base_url="https://generativelanguage.googleapis.com/v1beta",
    key_variable="GEMINI_API_KEY",
    has_log_probabilities=True,
)
