"""The currency of the workspace, and how it writes numbers."""

import streamlit as st

from workbench.domain.locales import LOCALES, locale_words
from workbench.store import workspace
from workbench.store.database import Database

CURRENCIES = ("USD", "EUR", "GBP", "CHF", "JPY")


def pick_money(database: Database) -> None:
    """Two choices for the whole workspace; a changed one is stored and the page drawn again."""
    currency = workspace.get_currency(database)
    locale = workspace.get_locale(database)
    currencies = list(dict.fromkeys([*CURRENCIES, currency]))
    locales = list(dict.fromkeys([*LOCALES, locale]))
    chosen = {
        "currency": st.selectbox(
            "Currency of this workspace", currencies, currencies.index(currency), key="currency"
        ),
        "locale": st.selectbox(
            "How numbers are written", locales, locales.index(locale), format_func=locale_words, key="locale"
        ),
    }
    st.caption("Amounts already entered stay as they are; provider prices stay in US dollars.")
    for name, known in (("currency", currency), ("locale", locale)):
        if chosen[name] and chosen[name] != known:
            workspace.set_setting(database, name, str(chosen[name]))
            st.rerun()
