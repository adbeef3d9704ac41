"""What an answer costs: at the candidate's own prices, else at those of the price list."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from workbench.connectors.endpoint_settings import read_settings
from workbench.connectors.price_list import ModelPrice, listed_as, price_of, read_prices, written_prices
from workbench.domain import Answer
from workbench.errors import BadSetting
from workbench.store import workspace
from workbench.store.database import Database

_OWN_PRICES = "price_list"
_INPUT, _OUTPUT = "usd_per_million_input_tokens", "usd_per_million_output_tokens"
# Set by `with_list_prices` only; a person enters the two above.
_CACHED, _CACHE_WRITE = "usd_per_million_cached_tokens", "usd_per_million_cache_write_tokens"
_LONG_ABOVE, _LONG_INPUT = "long_above_tokens", "usd_per_million_long_input_tokens"
_LONG_CACHED, _LONG_OUTPUT = "usd_per_million_long_cached_tokens", "usd_per_million_long_output_tokens"


def own_prices(database: Database) -> str:
    """The workspace's own price list as CSV text, "" where there is none. Its rows win over the app's."""
    return workspace.get_setting(database, _OWN_PRICES)


def set_own_prices(database: Database, text: str) -> int:
    """Store the workspace's own price list; returns its number of rows. Raises BadSetting naming a wrong row."""
    rows = read_prices(text)
    workspace.set_setting(database, _OWN_PRICES, text)
    return len(rows)


def keep_price(database: Database, settings: Mapping[str, Any], on: date) -> None:
    """Make a candidate's prices per token those of its model in the workspace's own price list.

    Raises BadSetting where the settings are not complete.
    """
    provider, model = listed_as(read_settings(settings))
    rows = [
        row for row in read_prices(own_prices(database)) if (row.provider, row.model) != (provider, model)
    ]
    cached = settings.get(_CACHED)
    kept = ModelPrice(
        provider,
        model,
        float(settings.get(_INPUT) or 0.0),
        float(settings.get(_OUTPUT) or 0.0),
        None if cached is None else float(cached),
        checked_on=on.isoformat(),
        source="entered in this workspace",
    )
    set_own_prices(database, written_prices([*rows, kept]))


def listed_price(settings: Mapping[str, Any], own: str = "") -> ModelPrice | None:
    """The listed price of an endpoint's model; None where it has none, or is not described well enough yet."""
    try:
        return price_of(read_settings(settings), own)
    except BadSetting:
        return None


def with_list_prices(settings: Mapping[str, Any], own: str = "") -> dict[str, Any]:
    """An endpoint's settings with the listed prices where the candidate has no price per token of its own."""
    found = dict(settings)
    if settings.get(_INPUT) is not None or settings.get(_OUTPUT) is not None:
        return found
    price = listed_price(settings, own)
    if price is None:
        return found
    listed = {
        _INPUT: price.input, _OUTPUT: price.output, _CACHED: price.cached_input, _CACHE_WRITE: price.cache_write,
        _LONG_ABOVE: price.long_above_tokens, _LONG_INPUT: price.long_input, _LONG_CACHED: price.long_cached_input,
        _LONG_OUTPUT: price.long_output,
    }  # fmt: skip
    return found | {name: amount for name, amount in listed.items() if amount is not None}


def token_prices(settings: Mapping[str, Any]) -> tuple[float, float]:
    """US dollars per input token and per output token; 0.0 where no price is known."""
    return float(settings.get(_INPUT) or 0.0) / 1e6, float(settings.get(_OUTPUT) or 0.0) / 1e6


def price_per_item(settings: Mapping[str, Any]) -> float | None:
    """US dollars per item, or None where no such price was entered."""
    price = settings.get("usd_per_item")
    return None if price is None else float(price)


def is_priced(settings: Mapping[str, Any]) -> bool:
    """True when the candidate has a price of any kind."""
    return price_per_item(settings) is not None or any(token_prices(settings))


def priced(answer: Answer, settings: Mapping[str, Any], is_local: bool = False) -> Answer:
    """The answer with its cost in US dollars.

    None where it is not known: no price, or a price per token and no token count, as with most failed calls. Work on
    this machine costs nothing unless a price per item says otherwise. A cost that the reply itself states stands.
    """
    if answer.failure_reason and answer.input_tokens is None:
        return answer
    per_item = price_per_item(settings)
    if is_local:
        return replace(answer, cost_usd=per_item or 0.0)
    if answer.cost_usd is not None:
        return replace(answer, cost_usd=answer.cost_usd + (per_item or 0.0))
    has_counts = answer.input_tokens is not None and answer.output_tokens is not None
    if not is_priced(settings) or (any(token_prices(settings)) and not has_counts):
        return answer
    return replace(answer, cost_usd=_token_cost(answer, settings) + (per_item or 0.0))


def _token_cost(answer: Answer, settings: Mapping[str, Any]) -> float:
    """US dollars for the tokens; those from the cache and long prompts at their own prices, where these are known."""
    read, written = answer.input_tokens or 0, answer.output_tokens or 0
    per_input, per_output = token_prices(settings)
    per_cached, per_cache_write = _per_token(settings, _CACHED), _per_token(settings, _CACHE_WRITE)
    above = settings.get(_LONG_ABOVE)
    if above is not None and read > above:
        per_input = _per_token(settings, _LONG_INPUT) or per_input
        per_output = _per_token(settings, _LONG_OUTPUT) or per_output
        per_cached = _per_token(settings, _LONG_CACHED) or per_cached
        per_cache_write = None
    cached = min(answer.cached_tokens or 0, read)
    stored = min(answer.cache_write_tokens or 0, read - cached)
    return (
        (read - cached - stored) * per_input
        + cached * (per_input if per_cached is None else per_cached)
        + stored * (per_input if per_cache_write is None else per_cache_write)
        + written * per_output
    )


def _per_token(settings: Mapping[str, Any], name: str) -> float | None:
    price = settings.get(name)
    return None if price is None else float(price) / 1e6
