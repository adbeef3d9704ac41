"""Amazon Bedrock through its converse API, with a Bedrock API key or with a signed request."""

import json
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from workbench.connectors.aws_signature import Credentials, signed_headers
from workbench.connectors.endpoints import EndpointSettings, host_of
from workbench.connectors.openai_compatible import bearer, json_call
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
    withheld,
)
from workbench.connectors.shapes import json_schema
from workbench.errors import BadSetting

_REGION = re.compile(r"(?:[a-z]{2,4}-)+[a-z]+-\d")


def region_of(settings: EndpointSettings) -> str:
    """The region set, else the one the address names ("" where neither does)."""
    found = _REGION.search(host_of(settings.base_url))
    return settings.region or (found[0] if found else "")


def _request_for(ask: Ask) -> Call:
    question, settings = ask.question, ask.settings
    limits: dict[str, Any] = {"maxTokens": settings.max_tokens}
    if ask.temperature is not None:
        limits["temperature"] = min(1.0, ask.temperature)
    body: dict[str, Any] = {
        "messages": [{"role": "user", "content": [{"text": question.prompt}]}],
        "inferenceConfig": limits,
    }
    if question.system.strip():
        body["system"] = [{"text": question.system}]
    if ask.schema_wanted and question.shape:
        structure = {"jsonSchema": {"name": "answer", "schema": json.dumps(json_schema(question.shape))}}
        body["outputConfig"] = {"textFormat": {"type": "json_schema", "structure": structure}}
    url = f"{settings.base_url}/model/{quote(settings.model, safe='')}/converse"
    if not ask.keys.access_key:
        return json_call(url, bearer(ask.keys.key), body)
    call = json_call(url, {}, body)
    headers = signed_headers(
        call.method,
        url,
        {"content-type": call.headers["content-type"]},
        call.body,
        Credentials(ask.keys.access_key, ask.keys.key, ask.keys.session_token),
        region_of(settings),
        "bedrock",
        datetime.now(UTC),
    )
    return call._replace(headers=headers)


def _read_content(content: Any, settings: EndpointSettings) -> Reply | Refusal:
    host = host_of(settings.base_url)
    text = tidy(joined_text(content["output"]["message"]["content"]))
    reason = content.get("stopReason")
    usage = content.get("usage") or {}
    cached, written = usage.get("cacheReadInputTokens"), usage.get("cacheWriteInputTokens")
    reply = Reply(
        text,
        input_tokens=sum_of(usage.get("inputTokens"), cached, written),
        output_tokens=token_count(usage.get("outputTokens")),
        cached_tokens=token_count(cached),
        cache_write_tokens=token_count(written),
    )
    if not text and reason == "max_tokens":
        return instead_of(reply, CUT_OFF)
    if reason == "guardrail_intervened" or (not text and reason == "content_filtered"):
        return instead_of(reply, withheld(host))
    return reply


def _check(settings: EndpointSettings) -> None:
    if settings.access_key_variable and not settings.key_variable:
        raise BadSetting(
            "Signing for Amazon Bedrock needs a secret access key too. Enter the variable that holds it, such as "
            "AWS_SECRET_ACCESS_KEY, as the key's variable."
        )
    if settings.access_key_variable and not region_of(settings):
        raise BadSetting("The address names no AWS region. Enter the region, such as eu-central-1.")


PROVIDER = Provider(
    name="bedrock",
    words="Amazon Bedrock",
    form="Bedrock's converse API",
    request_for=_request_for,
    read_content=_read_content,
    base_url="https://bedrock-runtime.us-east-1.amazonaws.com",
    key_variable="AWS_BEARER_TOKEN_BEDROCK",
    check=_check,
)
