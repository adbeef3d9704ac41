"""What an answer costs at the candidate's own prices."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from workbench.domain import Answer


def token_prices(settings: Mapping[str, Any]) -> tuple[float, float]:
    """US dollars per input token and per output token; 0.0 where no price was entered."""
    per_million = (
        settings.get("usd_per_million_input_tokens"),
        settings.get("usd_per_million_output_tokens"),
    )
    return float(per_million[0] or 0.0) / 1e6, float(per_million[1] or 0.0) / 1e6


def price_per_item(settings: Mapping[str, Any]) -> float | None:
    """US dollars per item, or None where no such price was entered."""
    price = settings.get("usd_per_item")
    return None if price is None else float(price)


def is_priced(settings: Mapping[str, Any]) -> bool:
    """True when the candidate has a price of any kind."""
    return price_per_item(settings) is not None or any(token_prices(settings))


def priced(answer: Answer, settings: Mapping[str, Any], is_local: bool = False) -> Answer:
    """The answer with its cost in US dollars.

    None where it is not known: a failed call, no price entered, or a price per token and no token count. Work on
    this machine costs nothing unless a price per item says otherwise.
    """
    if answer.failure_reason:
        return answer
    per_input, per_output = token_prices(settings)
    per_item = price_per_item(settings)
    if is_local:
        return replace(answer, cost_usd=per_item or 0.0)
    has_counts = answer.input_tokens is not None and answer.output_tokens is not None
    if not is_priced(settings) or ((per_input or per_output) and not has_counts):
        return answer
    tokens = (answer.input_tokens or 0) * per_input + (answer.output_tokens or 0) * per_output
    return replace(answer, cost_usd=tokens + (per_item or 0.0))
