"""Where an endpoint is: its address checked and tidied, and whether it is on this machine."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from workbench.errors import BadSetting


@dataclass(frozen=True)
class EndpointSettings:
    """A checked endpoint of any provider. `temperature` None leaves it to the provider; times in seconds.

    `confidence`: "" (none asked for), "stated" (the model says how sure it is) or "log_probabilities".
    `api_version`: Azure's, "" for its current address; `region`, `access_key_variable`, `session_token_variable`: for
    Amazon Bedrock; `request_template`, `key_header` and the paths: for a JSON endpoint.
    """

    base_url: str
    model: str = ""
    key_variable: str = ""
    system: str = ""
    temperature: float | None = 0.0
    max_tokens: int = 256
    timeout_s: float = 60.0
    provider: str = "openai_compatible"
    structured: bool = False
    confidence: str = ""
    api_version: str = ""
    region: str = ""
    access_key_variable: str = ""
    session_token_variable: str = ""
    request_template: str = ""
    answer_path: str = ""
    confidence_path: str = ""
    cost_path: str = ""
    key_header: str = ""


# What people paste along when they copy the address of a call.
_CALLS = ("/chat/completions", "/responses", "/messages")


def tidy_base_url(base_url: str, is_whole: bool = False) -> str:
    """The base URL without a trailing slash or the path of a single call. Raises BadSetting.

    `is_whole`: the address is that of the call itself and stays as it is.
    """
    url = base_url.strip()
    for call in () if is_whole else ("", *_CALLS):
        url = url.rstrip("/").removesuffix(call).rstrip("/")
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
