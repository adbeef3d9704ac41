"""What surrounds every page: tighter margins, and Streamlit told that the frame alone decides on pages."""

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

# Streamlit takes a folder called `pages` for its older kind of multipage app until st.navigation has run once:
# a link straight to a page would draw that page without the frame. Importing this before the server starts ends it.
PagesManager.uses_pages_directory = False

_MARGINS = """<style>
.stMainBlockContainer {padding-top: 2.4rem; padding-bottom: 2rem; max-width: 1500px}
[data-testid="stSidebarHeader"] {height: 2.2rem; padding-top: 0.6rem; margin-bottom: 0}
.stAppHeader {height: 2.2rem; min-height: 2.2rem; background: transparent}
</style>"""


def draw_frame() -> None:
    """Draw what every page has in common before its own story."""
    st.html(_MARGINS)


def secret(variable: str) -> str | None:
    """A key from Streamlit's secrets file, or None where there is no file or no such entry."""
    try:
        value = st.secrets.get(variable)
    except (FileNotFoundError, KeyError, st.errors.StreamlitAPIException):
        return None
    return value if isinstance(value, str) else None
