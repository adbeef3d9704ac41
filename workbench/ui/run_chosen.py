"""Which run is being read. Its number stands in the URL too, so that a link or a refresh opens the same one."""

import streamlit as st

from workbench.domain import Workflow
from workbench.errors import NotFound
from workbench.store import run as runs
from workbench.ui.pickers import database

FORM = "run-form"  # the key of a widget that is there as long as the person stays on the page
_PARAMETER = "run"
_CHOSEN = "_run_chosen"
_WRITTEN = "_run_written"  # what the URL held before our last change to it, and since


def take_run_from_url(workflow: Workflow) -> None:
    """Open the run that a link or a refresh asks for; one of another workflow is let go."""
    asked = st.query_params.get(_PARAMETER, "")
    # On the page, a change to the URL can be overtaken by a redrawing: the browser then still sends the value before.
    has_just_come = FORM not in st.session_state
    if has_just_come or asked not in st.session_state.get(_WRITTEN, ()):
        choose_run(int(asked) if asked.isdecimal() and len(asked) < 16 else None)
        st.session_state[_WRITTEN] = (asked, asked)
    run_id = chosen_run_id()
    if run_id is not None and not _is_of(workflow, run_id):
        choose_run(None)
    show_run_in_url()


def chosen_run_id() -> int | None:
    """The number of the run being read, or None."""
    return st.session_state.get(_CHOSEN)


def choose_run(run_id: int | None) -> None:
    """Read this run from now on, or none."""
    st.session_state[_CHOSEN] = run_id


def show_run_in_url() -> None:
    """Let the URL say which run is being read, where it does not yet."""
    wanted = "" if chosen_run_id() is None else str(chosen_run_id())
    shown = st.query_params.get(_PARAMETER, "")
    if shown == wanted:
        return
    st.session_state[_WRITTEN] = (shown, wanted)
    if wanted:
        st.query_params[_PARAMETER] = wanted
    else:
        del st.query_params[_PARAMETER]


def _is_of(workflow: Workflow, run_id: int) -> bool:
    try:
        return runs.get_run(database(), run_id).workflow_id == workflow.workflow_id
    except NotFound:
        return False
