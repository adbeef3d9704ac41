"""The providers there are. A new one is one file and one line here."""

from workbench.connectors import (
    anthropic,
    azure_openai,
    bedrock,
    gemini,
    json_endpoint,
    mistral,
    openai_chat,
    openai_compatible,
    openai_responses,
)
from workbench.connectors.provider import Provider
from workbench.errors import BadSetting

DEFAULT = openai_compatible.PROVIDER.name

_PROVIDERS: dict[str, Provider] = {
    module.PROVIDER.name: module.PROVIDER
    for module in (
        openai_compatible,
        openai_chat,
        openai_responses,
        azure_openai,
        anthropic,
        gemini,
        mistral,
        bedrock,
        json_endpoint,
    )
}


def list_providers() -> list[Provider]:
    """Every provider, in the order in which a screen lists them."""
    return list(_PROVIDERS.values())


def get_provider(name: str) -> Provider:
    """The provider stored under this name ("" = an OpenAI-compatible server). Raises BadSetting."""
    found = _PROVIDERS.get(name or DEFAULT)
    if found is None:
        raise BadSetting(f"There is no provider called “{name}”. Choose one of {', '.join(_PROVIDERS)}.")
    return found
