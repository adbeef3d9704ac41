"""Testing the connection of a candidate that is called over the network, and what came of it."""

import json

import streamlit as st

from workbench.connectors.connection import Connection, try_connection
from workbench.connectors.endpoint_settings import read_settings
from workbench.domain import Candidate, CandidateKind
from workbench.ui.states import sentences
from workbench.ui.text import plain

TEST = "Test connection"
_LAST = "_tested"


def connection_button(draft: Candidate, key: str, may_call: bool) -> None:
    """The button for one short call; nothing for a candidate that is not called over the network."""
    if draft.kind is not CandidateKind.ENDPOINT:
        return
    if st.button(
        TEST,
        key=f"{key}-test",
        icon=":material/cable:",
        disabled=not may_call,
        help="Makes one short call, which carries the system text and nothing of any dataset.",
    ):
        st.session_state.pop(_LAST, None)
        with sentences(), st.spinner("Waiting for an answer", show_time=True):
            settings = read_settings(draft.settings)
            st.session_state[_LAST] = (_as_text(draft), try_connection(settings))


def show_connection(draft: Candidate) -> None:
    """How the last test went, as long as the settings are those that were tested."""
    tested: tuple[str, Connection] | None = st.session_state.get(_LAST)
    if tested is None or tested[0] != _as_text(draft):
        return
    connection = tested[1]
    if connection.works:
        st.success(plain(connection.sentence), icon=":material/check_circle:")
    else:
        st.error(plain(connection.sentence), icon=":material/error:")


def _as_text(draft: Candidate) -> str:
    settings = json.dumps(draft.settings, sort_keys=True, ensure_ascii=False)
    return f"{draft.workflow_id} {draft.candidate_id} {draft.kind.value} {settings}"
