"""What labelling is measured against: a bare Streamlit fragment of three buttons with keys over as many items."""

import streamlit as st

ITEMS = 100_000


@st.fragment
def judge() -> None:
    """One item and three buttons; each press goes to the next item."""
    at = st.session_state.setdefault("at", 0)
    st.text(f"Item {at % ITEMS}")

    def go_on() -> None:
        st.session_state["at"] += 1

    for key in "123":
        st.button(f"Verdict {key}", shortcut=key, on_click=go_on)


judge()
