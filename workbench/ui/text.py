"""Text from files, models and people, shown as text: never as Markdown, HTML or LaTeX."""

import re

import streamlit as st

# No-break spaces stay: they hold a number and its sign on one line.
_SPACES = re.compile(r"[^\S\N{NO-BREAK SPACE}]+")
_LINK_STARTS = re.compile(r"(://|\bwww|@)", re.IGNORECASE)
_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>$&\"'=^@])")


def plain(text: object) -> str:
    """One line of any text, safe inside labels, captions, messages and sentences that Streamlit reads as Markdown."""
    line = _SPACES.sub(" ", str(text)).strip()
    # Bare addresses become links even when escaped: an invisible word joiner keeps them text.
    line = _LINK_STARTS.sub("\\1\u2060", line)
    # A colon starts directives and emoji (":red[", ":smile:"); as an entity it stays a colon.
    return _MARKS.sub(r"\\\1", line).replace(":", "&#58;")


def text(body: object, height: int | None = None, key: str | None = None) -> None:
    """A bordered pane with untrusted text as it is; with a height (pixels) long text scrolls inside."""
    with st.container(border=True, height=height or "content", key=key):
        st.text("" if body is None else str(body), width="stretch")
