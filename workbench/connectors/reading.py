"""Reading the body of any call: a provider's own file sees only the parsed content of a successful one."""

import json
from collections.abc import Mapping

from workbench.connectors.endpoints import EndpointSettings
from workbench.connectors.provider import Provider
from workbench.connectors.refusals import read_refusal
from workbench.connectors.replies import Refusal, Reply


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
        hint = "; most end in /v1" if settings.provider == "openai_compatible" else ""
        return Refusal(
            f"{host} answered with a web page instead of a model's answer. Check the base URL{hint}.",
            is_fatal=True,
        )
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return Refusal(f"The answer of {host} broke off or cannot be read.", is_passing=True)
    try:
        return provider.read_content(content, settings)
    except (KeyError, TypeError, AttributeError, IndexError, ValueError):
        return Refusal(
            f"{host} answered in a form that is not {provider.form}. Check the base URL.", is_fatal=True
        )
