"""Under which name labels are stored: asked once, remembered by the browser, changed when a colleague takes over."""

import streamlit as st

from workbench.store import label as labels
from workbench.ui.frame import remember, remembered
from workbench.ui.pickers import database
from workbench.ui.text import plain

_LABELER = "labeler"
_TO_REMEMBER = "_labeler_to_remember"
_MOST_NAMES = 6


def labeler(label: str = "Your name") -> str:
    """The name under which labels and imports are stored, asked once and remembered; "" until given."""
    known = labels.list_labelers(database())
    if _LABELER not in st.session_state and (before := remembered(_LABELER)):
        st.session_state[_LABELER] = before
    current = st.session_state.get(_LABELER)
    chosen = st.selectbox(
        label,
        known if not current or current in known else [current, *known],
        index=None,
        key=_LABELER,
        accept_new_options=True,
        persist_state="session",
        placeholder="Type or pick a name",
        help="Every label and import is stored under a name.",
    )
    name = (chosen or "").strip()
    if name and name != remembered(_LABELER):
        remember(_LABELER, name)
    return name


def current_labeler() -> str:
    """The name this browser last gave for labels, or "" where it has not given one."""
    name = st.session_state.get(_LABELER) or remembered(_LABELER)
    if name:
        st.session_state[_LABELER] = name
    return name


def ask_labeler(question: str = "Your name", action: str = "Start labelling") -> None:
    """Ask under which name labels are stored; Enter is enough, and the page goes on under that name."""
    known = [name for name in labels.list_labelers(database(), source="desk") if name != current_labeler()]
    with st.form("labeler-form", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        typed = st.text_input(question, max_chars=80, width=300, placeholder="Ada Lovelace")
        sent = st.form_submit_button(action, type="primary")
    chosen = typed.strip() if sent else ""
    if known:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption("Or go on as", width="content")
            for name in known[:_MOST_NAMES]:
                if st.button(plain(name), key=f"labeler-{name}"):
                    chosen = name
    if chosen:
        st.session_state[_LABELER] = chosen
        st.session_state[_TO_REMEMBER] = chosen
        st.rerun()
    if sent:
        st.caption("Type a name first; every label is stored under one.")


def remember_labeler() -> None:
    """Let the browser remember a name that was given just now; drawn on the page that goes on under it."""
    if name := st.session_state.pop(_TO_REMEMBER, None):
        remember(_LABELER, name)
