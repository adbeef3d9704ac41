"""Choices that stand in the URL: a link sent by mail opens the same view, and "back" takes a choice back."""

from collections.abc import Sequence

import streamlit as st

_SEEN = "_choices_in_url"


def settle_choice(name: str, key: str, options: Sequence[str], default: str | None = None) -> None:
    """Before a widget is drawn under `key`: let the URL's parameter `name` choose, where it asks for something
    new, and keep the choice among the options.

    Not `bind="query-params"`: a bound widget ignores what a link on another page asks for.
    """
    asked = st.query_params.get(name)
    seen = st.session_state.setdefault(_SEEN, {})
    if asked in options and asked != seen.get(name):
        st.session_state[key] = asked
    elif st.session_state.get(key) not in options and options:
        st.session_state[key] = default if default in options else options[0]


def show_choice(name: str, chosen: str | None) -> None:
    """After the widget is drawn: show in the URL what is chosen."""
    st.session_state.setdefault(_SEEN, {})[name] = chosen
    if chosen is None:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != chosen:
        st.query_params[name] = chosen
