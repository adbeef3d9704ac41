"""A table in which one row is open: clicked by the person, or marked by the page when the rows move."""

from collections.abc import Callable, Sequence
from typing import Any, Literal

import streamlit as st


def draw_table(
    rows: Sequence[dict[str, Any]],
    key: str,
    open_at: int | None,
    on_open: Callable[[int | None], None],
    column_config: dict[str, Any],
    height: int | Literal["content"] = "content",
) -> None:
    """Draw rows with the one at `open_at` marked. `on_open` gets the position that a person opens, None to close.

    The key stays the same while rows come and go: a table with another key would report the old mark as a click.
    """
    wanted = [] if open_at is None else [open_at]
    kept = st.session_state.get(key)
    if kept is not None and list(kept["selection"]["rows"]) != wanted:
        st.session_state[key] = {"selection": {"rows": wanted}}

    def pick() -> None:
        picked = st.session_state[key].selection.rows
        if picked and picked[0] < len(rows):
            on_open(picked[0])
        elif wanted:  # a table in which nothing is open also reports that when it first appears
            on_open(None)

    st.dataframe(
        rows,
        hide_index=True,
        placeholder="",
        height=height,
        on_select=pick,
        selection_mode="single-row",
        selection_default={"selection": {"rows": wanted}},
        column_config=column_config,
        key=key,
    )


def table_height(row_count: int, most: int) -> int | Literal["content"]:
    """The height of a table: as much as its rows need, up to so many pixels."""
    return "content" if 38 + 35 * row_count <= most else most
