"""What surrounds every page: name and mark, tighter margins, and the frame as the only one to decide on pages."""

import time
from pathlib import Path
from urllib.parse import quote, unquote

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

# Streamlit takes a folder called `pages` for its older kind of multipage app until st.navigation has run once:
# a link straight to a page would draw that page without the frame. Importing this before the server starts ends it.
PagesManager.uses_pages_directory = False

PRODUCT = "Eval Workbench"

_HERE = Path(__file__).parent
# Drawn here rather than named as an icon: Streamlit would fetch the browser tab's icon from another host.
_MARK = (_HERE / "mark.svg").read_text(encoding="utf-8")
_LOGO = (_HERE / "logo.svg").read_text(encoding="utf-8")
_SCRIPT = (_HERE / "frame.js").read_text(encoding="utf-8")
_MARGINS = """<style>
.stMainBlockContainer {padding: 1.2rem 2.6rem 2rem; max-width: 1500px}
[class*="st-key-frame"] {display: none}
.st-key-outputs {scroll-margin-top: 1.5rem}
[data-testid="stSidebarHeader"] {height: 3rem; padding-top: 0.9rem; margin-bottom: 0.4rem}
/* Fifteen pages and the workflow's picker below them, all in sight on a small laptop. */
[data-testid="stSidebarNavItems"] li {margin: 0}
div:has(> [data-testid="stNavSectionHeader"]) {margin-top: 0.5rem}
[data-testid="stNavSectionHeader"] {margin: 0.25rem 0 0.1rem}
[data-testid="stSidebarNavSeparator"] {padding-top: 0.5rem}
[data-testid="stSidebarUserContent"] {padding-top: 0.6rem; padding-bottom: 1rem}
/* Streamlit's grey of captions, and its blue of what is chosen in the dark, are too faint for tired eyes. */
[data-testid="stCaptionContainer"] {opacity: 0.74}
[data-testid="stButtonGroup"] button[aria-checked="true"] p, [data-testid="stSliderThumbValue"] p
{color: light-dark(#1f5fa8, #8fbdf5)}
.stAppHeader {height: 2.2rem; min-height: 2.2rem; background: transparent}
</style>"""
_YEAR_S = 365 * 24 * 3600


def configure_page(title: str | None = None) -> None:
    """Use the whole width, the product's mark and, once it is known, the page's name for the browser's tab.

    Called before the pages are listed too: else Streamlit fetches a page's icon for the tab from another host.
    """
    st.set_page_config(f"{title} · {PRODUCT}" if title else PRODUCT, _MARK, "wide")


def draw_frame() -> None:
    """Draw what every page has in common before its own story."""
    st.logo(_LOGO, icon_image=_MARK)
    with st.container(key="frame"):
        st.html(_MARGINS)
        st.html(f"<script>{_SCRIPT}</script>", unsafe_allow_javascript=True)


def remember(name: str, value: str) -> None:
    """Let this browser remember a value for a year, as a cookie of this app."""
    cookie = f"{name}={quote(value, safe='')}; max-age={_YEAR_S}; path=/; samesite=strict"
    with st.container(key="frame-remembers"):
        st.html(f"<script>document.cookie = '{cookie}'</script>", unsafe_allow_javascript=True)


def scroll_to(key: str, moves_least: bool = False) -> None:
    """Bring the container with this key into sight, once: to the top, or moving the page as little as possible."""
    # After the page has come to rest, or its drawing would stop the movement halfway.
    block = "{block: 'nearest'}" if moves_least else ""
    script = f"setTimeout(() => document.querySelector('.st-key-{key}')?.scrollIntoView({block}), 150)"
    with st.container(key="frame-scrolls"):
        # The moment makes it another script each time, or it would run only the first time.
        st.html(f"<script>{script} // {time.monotonic_ns()}\n</script>", unsafe_allow_javascript=True)


def remembered(name: str) -> str:
    """What this browser was told to remember before it opened the app; "" where nothing."""
    found = st.context.cookies.get(name, "")
    return unquote(found) if isinstance(found, str) else ""


def secret(variable: str) -> str | None:
    """A key from Streamlit's secrets file, or None where there is no file or no such entry."""
    try:
        value = st.secrets.get(variable)
    except (FileNotFoundError, KeyError, st.errors.StreamlitAPIException):
        return None
    return value if isinstance(value, str) else None
