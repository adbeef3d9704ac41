"""Leaving the desk: outputs that a person held while labelling come free when they go to another page."""

from collections.abc import Callable

import streamlit as st
from streamlit.runtime import exists, get_instance
from streamlit.runtime.scriptrunner import get_script_run_ctx

from workbench.store.database import Database

SITTING = "_desk_sitting"


def leave_desk(database: Database) -> None:
    """Let go of the outputs that the desk of this session holds; coming back goes on where it was left."""
    if kept := st.session_state.get(SITTING):
        kept[1].desk.work.release(database)


def session_watch() -> Callable[[], bool] | None:
    """What tells, from any thread and at any time, whether the browser of this session is connected; None where there
    is no browser to speak of, as in tests."""
    context = get_script_run_ctx()
    if context is None or not exists():
        return None
    session_id = context.session_id
    return lambda: not exists() or get_instance().is_active_session(session_id)
