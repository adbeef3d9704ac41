"""From what a person entered to a checked endpoint of one provider."""

from collections.abc import Mapping
from typing import Any

from workbench.connectors.catalogue import get_provider
from workbench.connectors.endpoints import EndpointSettings, tidy_base_url
from workbench.connectors.keys import check_key_variable
from workbench.errors import BadSetting

CONFIDENCES = ("", "stated", "log_probabilities")
_VARIABLES = ("key_variable", "access_key_variable", "session_token_variable")
_TEXTS = (
    "api_version",
    "region",
    "access_key_variable",
    "session_token_variable",
    "answer_path",
    "confidence_path",
    "cost_path",
    "key_header",
)


def read_settings(settings: Mapping[str, Any]) -> EndpointSettings:
    """The settings of a candidate of kind endpoint. Raises BadSetting naming the field."""
    provider = get_provider(str(settings.get("provider") or ""))
    for name in _VARIABLES:
        check_key_variable(_text(settings, name))
    model = _text(settings, "model")
    if not model and provider.needs_model:
        raise BadSetting("The endpoint has no model yet. Enter the model's name as the provider writes it.")
    temperature = settings.get("temperature", 0.0)
    max_tokens, timeout_s = int(settings.get("max_tokens") or 256), float(settings.get("timeout_s") or 60.0)
    if temperature is not None and not 0 <= float(temperature) <= 2:
        raise BadSetting(f"The temperature is {temperature}. Enter a number from 0 (always the same) to 2.")
    if max_tokens < 1 or timeout_s <= 0:
        raise BadSetting("The longest answer and the time limit must be above zero. Enter larger numbers.")
    found = EndpointSettings(
        base_url=tidy_base_url(
            _text(settings, "base_url") or provider.base_url, is_whole=not provider.needs_model
        ),
        model=model,
        key_variable=_text(settings, "key_variable"),
        system=str(settings.get("system") or ""),
        temperature=None if temperature is None else float(temperature),
        max_tokens=max_tokens,
        timeout_s=timeout_s,
        provider=provider.name,
        structured=bool(settings.get("structured")) and provider.needs_model,
        confidence=_confidence(settings, provider.words, provider.has_log_probabilities),
        request_template=str(settings.get("request_template") or ""),
        **{name: _text(settings, name) for name in _TEXTS},
    )
    if "YOUR-" in found.base_url:
        raise BadSetting("The base URL still says YOUR-RESOURCE. Write the name of your own resource there.")
    provider.check(found)
    return found


def _confidence(settings: Mapping[str, Any], words: str, has_log_probabilities: bool) -> str:
    chosen = _text(settings, "confidence")
    if chosen not in CONFIDENCES:
        raise BadSetting(
            f"“{chosen}” is no source of confidence. Choose stated or log_probabilities, or leave it empty."
        )
    if chosen == "log_probabilities" and not has_log_probabilities:
        raise BadSetting(
            f"{words} gives no log-probabilities. Have the confidence stated by the model, or take several answers "
            "per item."
        )
    return chosen


def _text(settings: Mapping[str, Any], name: str) -> str:
    return str(settings.get(name) or "").strip()
