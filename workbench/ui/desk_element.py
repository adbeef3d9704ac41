"""The desk as an element of the page.

It is one component rather than a page of widgets: a key shows the next output at once, which is there already, while
the server stores the label and confirms it. With widgets each key waits for the server to draw some twenty elements.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

_HERE = Path(__file__).parent
_KEY = "desk"


@cache
def _component() -> Callable[..., Any]:
    """The component, made known at the first drawing: before that there may be no server to make it known to."""
    return st.components.v2.component(
        "workbench_desk",
        html=_read("desk.html"),
        css=_read("desk.css"),
        js=_read("desk_nodes.js") + _read("desk.js"),
        # Inside a shadow root Streamlit would not see that a key was typed into a box, and take it for a shortcut.
        isolate_styles=False,
    )


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def sent_before() -> dict[str, Any] | None:
    """What the desk in the browser sent with this run, or None where it sent nothing or is not drawn yet."""
    state = st.session_state.get(_KEY)
    sent = state.get("sent") if state else None
    return sent if isinstance(sent, dict) else None


def draw_element(data: dict[str, Any]) -> dict[str, Any] | None:
    """Draw the desk; returns what its browser has sent so far."""
    result = _component()(key=_KEY, data=data, on_sent_change=lambda: None)
    sent = result.get("sent")
    return sent if isinstance(sent, dict) else None
