"""Mistral's chat completions: OpenAI's form with a few differences."""

from typing import Any

from workbench.connectors.endpoints import EndpointSettings
from workbench.connectors.openai_compatible import bearer, chat_body, join_chat, json_call, read_chat
from workbench.connectors.provider import Ask, Call, Provider
from workbench.connectors.replies import CUT_OFF, Refusal, Reply, instead_of


def _request_for(ask: Ask) -> Call:
    body = chat_body(ask)
    body.pop("logprobs", None)
    return json_call(f"{ask.settings.base_url}/chat/completions", bearer(ask.keys.key), body)


def _read_content(content: Any, settings: EndpointSettings) -> Reply | Refusal:
    reply = read_chat(content, settings)
    # Mistral has a reason of its own for a prompt and answer that do not fit together.
    does_not_fit = content["choices"] and content["choices"][0].get("finish_reason") == "model_length"
    if does_not_fit and isinstance(reply, Reply) and not reply.text and not reply.refusal:
        return instead_of(reply, CUT_OFF)
    return reply


PROVIDER = Provider(
    name="mistral",
    words="Mistral",
    form="Mistral's chat completions",
    request_for=_request_for,
    read_content=_read_content,
    join_stream=join_chat,
    base_url="https://api.mistral.ai/v1",
    key_variable="MISTRAL_API_KEY",
)
