"""OpenAI's chat completions, which most servers offer too: Ollama, vLLM, llama.cpp, LM Studio, Groq, OpenRouter."""

import json
from typing import Any

from workbench.connectors.endpoints import EndpointSettings, host_of
from workbench.connectors.provider import Ask, Call, Lesson, Provider
from workbench.connectors.replies import (
    CUT_OFF,
    Refusal,
    Reply,
    chances,
    instead_of,
    joined_text,
    tidy,
    token_count,
    withheld,
)
from workbench.connectors.shapes import json_schema
from workbench.connectors.streams import BrokenOff, Stream

_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def json_call(url: str, headers: dict[str, str], content: Any) -> Call:
    """A POST of this content as JSON."""
    body = _encoder.encode(content).encode("utf-8", "replace")
    return Call(url, {"content-type": "application/json", "accept": "application/json"} | headers, body)


def bearer(key: str) -> dict[str, str]:
    """The key as most providers take it; no header at all where there is no key."""
    return {"authorization": f"Bearer {key}"} if key else {}


def chat_body(ask: Ask, tokens_name: str = "max_tokens") -> dict[str, Any]:
    """The body of a chat completion."""
    question, settings = ask.question, ask.settings
    messages = [{"role": "system", "content": question.system}] if question.system.strip() else []
    messages.append({"role": "user", "content": question.prompt})
    if Lesson.NEWER_TOKEN_NAME in ask.lessons:
        tokens_name = "max_completion_tokens"
    body: dict[str, Any] = {"model": settings.model, "messages": messages, tokens_name: settings.max_tokens}
    if ask.temperature is not None:
        body["temperature"] = ask.temperature
    if ask.log_probabilities_wanted:
        body["logprobs"] = True
    if ask.schema_wanted and question.shape:
        schema = {"name": "answer", "strict": True, "schema": json_schema(question.shape)}
        body["response_format"] = {"type": "json_schema", "json_schema": schema}
    return body


def read_chat(content: Any, settings: EndpointSettings) -> Reply | Refusal:
    """The answer in a chat completion."""
    if not content["choices"]:
        return Refusal(f"{host_of(settings.base_url)} sent back no answer at all (an empty list of choices).")
    choice = content["choices"][0]
    message = choice["message"]
    text = tidy(joined_text(message.get("content")))
    reason = choice.get("finish_reason")
    usage = content.get("usage") or {}
    log_probabilities = choice.get("logprobs") or {}
    reply = Reply(
        text,
        tidy(message.get("refusal")),
        token_count(usage.get("prompt_tokens")),
        token_count(usage.get("completion_tokens")),
        token_count((usage.get("prompt_tokens_details") or {}).get("cached_tokens")),
        token_chances=chances(log_probabilities.get("content"), "token", "logprob"),
    )
    if not text and reason == "length":
        return instead_of(reply, CUT_OFF)
    if not text and reason == "content_filter":
        return instead_of(reply, withheld(host_of(settings.base_url)))
    return reply


def join_chat(stream: Stream) -> Any:
    """A chat completion from its chunks. Raises BrokenOff."""
    message: dict[str, str] = {"content": "", "refusal": ""}
    chances_told: list[Any] = []
    usage = reason = None
    for chunk in stream.events:
        usage = chunk.get("usage") or usage
        for choice in chunk["choices"]:
            if choice.get("index"):
                continue
            delta = choice.get("delta") or choice.get("message") or {}
            for name in message:
                message[name] += joined_text(delta.get(name))
            chances_told += (choice.get("logprobs") or {}).get("content") or []
            reason = choice.get("finish_reason") or reason
    if reason is None and not stream.is_done:
        raise BrokenOff("no reason to finish")
    whole = {"message": message, "finish_reason": reason, "logprobs": {"content": chances_told}}
    return {"choices": [whole], "usage": usage}


def _request_for(ask: Ask) -> Call:
    return json_call(f"{ask.settings.base_url}/chat/completions", bearer(ask.keys.key), chat_body(ask))


PROVIDER = Provider(
    name="openai_compatible",
    words="OpenAI-compatible server",
    form="OpenAI's chat completions",
    request_for=_request_for,
    read_content=read_chat,
    join_stream=join_chat,
    has_log_probabilities=True,
)
