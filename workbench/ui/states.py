"""What a page shows besides its story: the empty state, an error's sentence, a notice after an action."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.ui.links import link
from workbench.ui.text import plain

_NOTICES = "_notices"
_log = logging.getLogger("workbench.ui")


def empty(title: str, body: str, links: Sequence[tuple[str, str]] = ()) -> None:
    """The empty state: what is missing, what it is for, and where to go. `links`: (page, label)."""
    with st.container(border=True):
        st.subheader(plain(title), anchor=False)
        st.markdown(plain(body))
        with st.container(horizontal=True):
            for page, label in links:
                link(page, label, icon=":material/arrow_forward:")


@contextmanager
def sentences() -> Iterator[None]:
    """Show an error that a user can mend as its sentence, where it happened."""
    try:
        yield
    except WorkbenchError as error:
        st.error(plain(error), icon=":material/error:")


@contextmanager
def no_traceback() -> Iterator[None]:
    """The frame's last resort: a sentence for whatever a page did not foresee; details go to the log."""
    try:
        with sentences():
            yield
    except Exception:
        _log.exception("A page failed")
        st.error(
            "This page could not be drawn. Nothing stored is lost. Reload the page; if it happens again, "
            "tell the person who runs the app to look at its log.",
            icon=":material/error:",
        )


def notice(sentence: str, lasting: bool = False) -> None:
    """Say a sentence on the next drawing of the page, after an action that reloads it.

    A `lasting` one stands at the top of that page; the others pass by in a corner.
    """
    st.session_state.setdefault(_NOTICES, []).append((sentence, lasting))


def show_notices() -> None:
    """Draw the notices that wait; called by the frame."""
    for sentence, lasting in st.session_state.pop(_NOTICES, []):
        if lasting:
            st.info(plain(sentence), icon=":material/info:")
        else:
            st.toast(plain(sentence), icon=":material/check:", duration="long")
