"""Where an endpoint is: its address checked and tidied, and whether it is on this machine."""

import ipaddress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from workbench.connectors.keys import check_key_variable
from workbench.errors import BadSetting


@dataclass(frozen=True)
class EndpointSettings:
    """A checked OpenAI-compatible endpoint. `temperature` None leaves it to the provider; times in seconds."""

    base_url: str
    model: str
    key_variable: str = ""
    system: str = ""
    temperature: float | None = 0.0
    max_tokens: int = 256
    timeout_s: float = 60.0


def read_settings(settings: dict[str, Any]) -> EndpointSettings:
    """The settings of a candidate of kind endpoint. Raises BadSetting naming the field."""
    key_variable = str(settings.get("key_variable") or "").strip()
    check_key_variable(key_variable)
    model = str(settings.get("model") or "").strip()
    if not model:
        raise BadSetting("The endpoint has no model yet. Enter the model's name as the provider writes it.")
    temperature = settings.get("temperature", 0.0)
    max_tokens, timeout_s = int(settings.get("max_tokens") or 256), float(settings.get("timeout_s") or 60.0)
    if temperature is not None and not 0 <= float(temperature) <= 2:
        raise BadSetting(f"The temperature is {temperature}. Enter a number from 0 (always the same) to 2.")
    if max_tokens < 1 or timeout_s <= 0:
        raise BadSetting("The longest answer and the time limit must be above zero. Enter larger numbers.")
    return EndpointSettings(
        base_url=tidy_base_url(str(settings.get("base_url") or "")),
        model=model,
        key_variable=key_variable,
        system=str(settings.get("system") or ""),
        temperature=None if temperature is None else float(temperature),
        max_tokens=max_tokens,
        timeout_s=timeout_s,
    )


def tidy_base_url(base_url: str) -> str:
    """The base URL without a trailing slash or the path of a single call. Raises BadSetting."""
    url = base_url.strip().rstrip("/").removesuffix("/chat/completions").rstrip("/")
    if not url:
        raise BadSetting("The endpoint has no base URL yet. Enter one, such as http://localhost:11434/v1.")
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise BadSetting(
            f"“{base_url}” is not an address that can be read. Check its port and brackets."
        ) from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadSetting(
            f"“{base_url}” is not a web address. It starts with http:// or https:// and names a host."
        )
    if parts.username or parts.password:
        raise BadSetting(
            "The base URL holds a user name or password. Take it out, and enter the name of a variable that holds "
            "the key instead."
        )
    return url


def host_of(base_url: str) -> str:
    """The host a base URL names, with its port where one is written: "api.openai.com"."""
    parts = urlsplit(base_url)
    return f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname or ""


def is_local(base_url: str) -> bool:
    """True when the endpoint is on this machine, so that nothing leaves it."""
    host = (urlsplit(base_url).hostname or "").casefold().rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
