"""Testing the connection of a candidate that is called over the network, and what came of it."""

import streamlit as st

from workbench.connectors.connection import Connection, try_connection
from workbench.connectors.endpoint_settings import read_settings
from workbench.connectors.endpoints import EndpointSettings
from workbench.domain import Candidate, CandidateKind
from workbench.errors import BadSetting
from workbench.ui.frame import scroll_to
from workbench.ui.states import sentences
from workbench.ui.text import plain

TEST = "Test connection"
_LAST = "_tested"
_PLACE = "connection-tested"


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
            st.session_state[_LAST] = (settings, try_connection(settings))
            scroll_to(_PLACE, moves_least=True)


def show_connection(draft: Candidate) -> None:
    """How the last test went, as long as what is called and how is as it was tested."""
    tested: tuple[EndpointSettings, Connection] | None = st.session_state.get(_LAST)
    if tested is None or draft.kind is not CandidateKind.ENDPOINT:
        return
    try:
        settings = read_settings(draft.settings)
    except BadSetting:
        return
    if settings != tested[0]:
        return
    connection = tested[1]
    with st.container(key=_PLACE):
        if connection.works:
            st.success(plain(connection.sentence), icon=":material/check_circle:")
        else:
            st.error(plain(connection.sentence), icon=":material/error:")
