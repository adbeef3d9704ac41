"""Reading the body of any call: a provider's own file sees only the parsed content of a successful one."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from workbench.connectors.endpoints import EndpointSettings
from workbench.connectors.provider import Provider
from workbench.connectors.refusals import read_refusal
from workbench.connectors.replies import Refusal, Reply
from workbench.connectors.streams import BrokenOff, error_in, error_status, is_stream, read_stream

_OTHER_FORM = (KeyError, TypeError, AttributeError, IndexError, ValueError)


def read_reply(
    provider: Provider,
    settings: EndpointSettings,
    host: str,
    status: int,
    headers: Mapping[str, str],
    body: bytes,
) -> Reply | Refusal:
    """The answer in a response, or what is wrong with it. Header names are in small letters."""
    text = body.decode("utf-8-sig", "replace")
    if status != 200:
        return read_refusal(status, headers, text, host, settings)
    if "html" in headers.get("content-type", "").casefold() or text.lstrip()[:1] == "<":
        last = settings.base_url.rstrip("/").split("/")[-1]
        is_odd = settings.provider == "openai_compatible" and not last.startswith("v")
        hint = "; most end in /v1" if is_odd else ""
        return Refusal(
            f"{host} answered with a web page instead of a model's answer. Check the base URL{hint}.",
            is_fatal=True,
        )
    try:
        content = _content(provider, headers.get("content-type", ""), text)
    except (BrokenOff, ValueError, RecursionError):
        return Refusal(
            f"The answer of {host} broke off or cannot be read. Try again later, or check the base URL.",
            is_passing=True,
        )
    except _OTHER_FORM:
        return _not_of_form(provider, host)
    error = error_in(content)
    try:
        return provider.read_content(content, settings)
    except _OTHER_FORM:
        # Some gateways call it a success when they tell of an error.
        if error is not None:
            late, told = error_status(error), json.dumps({"error": error}, default=str)
            return replace(read_refusal(late, headers, told, host, settings), status=late)
        return _not_of_form(provider, host)


def _content(provider: Provider, content_type: str, text: str) -> Any:
    """The parsed content; of a stream, the first error in it or what its events come to."""
    if not is_stream(content_type, text):
        return json.loads(text)
    stream = read_stream(text)
    failed = next((event for event in stream.events if error_in(event) is not None), None)
    return provider.join_stream(stream) if failed is None else {"error": error_in(failed)}


def _not_of_form(provider: Provider, host: str) -> Refusal:
    return Refusal(
        f"{host} answered in a form that is not {provider.form}. Check the base URL.", is_fatal=True
    )
