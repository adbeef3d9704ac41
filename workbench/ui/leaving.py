"""Leaving the desk: outputs that a person held while labelling come free when they go to another page."""

import streamlit as st

from workbench.store.database import Database

SITTING = "_desk_sitting"


def leave_desk(database: Database) -> None:
    """Let go of the outputs that the desk of this session holds; coming back goes on where it was left."""
    if kept := st.session_state.get(SITTING):
        kept[1].desk.work.release(database)
