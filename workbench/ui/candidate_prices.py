"""The prices of a candidate: what was entered, and what the price list says where nothing was."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from workbench.connectors.price_list import ModelPrice
from workbench.domain.formats import day
from workbench.runs.prices import keep_price, listed_price, own_prices
from workbench.store.database import Database
from workbench.ui.states import notice, sentences
from workbench.ui.text import plain

INPUT_PRICE, OUTPUT_PRICE = "usd_per_million_input_tokens", "usd_per_million_output_tokens"
CACHED_PRICE, ITEM_PRICE = "usd_per_million_cached_tokens", "usd_per_item"
_WORDS = {
    INPUT_PRICE: (
        "USD per million tokens in",
        "What the provider charges for what it reads. Prices are on its site.",
    ),
    OUTPUT_PRICE: ("USD per million tokens out", "What the provider charges for what it writes."),
    CACHED_PRICE: (
        "USD per million cached tokens",
        "What it charges for text it has read before and still remembers. Empty counts as the price of tokens in.",
    ),
    ITEM_PRICE: (
        "USD per item",
        "A fixed price per item, on top of any price per token. Empty counts as free.",
    ),
}


def price_fields(
    known: Mapping[str, Any], key: str, names: tuple[str, ...], columns: Any
) -> dict[str, float]:
    """The price fields; a price left empty is no setting at all."""
    found = {}
    for name, column in zip(names, columns, strict=False):
        label, explanation = _WORDS[name]
        price = column.number_input(
            label,
            min_value=0.0,
            value=None if known.get(name) is None else float(known[name]),
            step=0.01,
            format="%g",
            key=f"{key}-{name}",
            placeholder="not entered",
            help=explanation,
        )
        if price is not None:
            found[name] = price
    return found


def say_listed(database: Database, settings: Mapping[str, Any], key: str) -> None:
    """What the price list says of an endpoint's model while none is entered; else the offer to keep what is."""
    entered = settings.get(INPUT_PRICE), settings.get(OUTPUT_PRICE)
    listed = listed_price(settings, own_prices(database))
    if entered == (None, None):
        if listed:
            st.caption(plain(_listed_words(listed)), help=plain(listed.source) or None)
        return
    is_new = listed is None or (listed.input, listed.output) != entered
    if None in entered or not settings.get("model") or not is_new:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        said = f"The price list says {_pair(listed.input, listed.output)}. " if listed else ""
        st.caption(plain(f"{said}These prices hold for this candidate."), width="content")
        label = plain(f"Keep them for every candidate with {settings['model']}")
        if st.button(label, type="tertiary", key=f"{key}-keep-price"):
            with sentences():
                keep_price(database, settings, date.today())
                notice(f"The price list of this workspace now holds the prices of {settings['model']}.")
                st.rerun()


def _listed_words(price: ModelPrice) -> str:
    more = [] if price.cached_input is None else [f"cached {_usd(price.cached_input)}"]
    if price.batch_input is not None and price.batch_output is not None:
        more.append(
            f"{_pair(price.batch_input, price.batch_output)} in the provider's batches, which runs here do not use"
        )
    if price.long_above_tokens is not None and price.long_input is not None:
        more.append(f"above {price.long_above_tokens:,.0f} tokens {_usd(price.long_input)} in")
    whose = "your own price list" if price.is_own else "price list"
    when = f" of {day(date.fromisoformat(price.checked_on))}" if price.checked_on else ""
    besides = f"; {'; '.join(more)}" if more else ""
    return (
        f"While these are empty: {whose}{when}, {price.model}: {_pair(price.input, price.output)}{besides}."
    )


def _pair(per_input: float, per_output: float) -> str:
    return f"{_usd(per_input)} in and {_usd(per_output)} out"


def _usd(amount: float) -> str:
    """A price per million tokens: at least two decimals, more where it has them."""
    exact = f"{amount:.6f}".rstrip("0")
    return f"${amount:,.2f}" if len(exact.split(".")[1]) <= 2 else f"${exact}"
