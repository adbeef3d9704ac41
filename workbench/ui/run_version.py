"""Which version of its candidate a run asked, and what that one had otherwise than the one before."""

import streamlit as st

from workbench.domain import Run
from workbench.runs.changes import changes_between, changes_words
from workbench.store import candidate as candidates
from workbench.ui.links import link
from workbench.ui.pickers import database
from workbench.ui.text import plain


def say_version(run: Run) -> None:
    """A line where the candidate has several versions, with the way to all of them."""
    versions = candidates.list_candidate_versions(database(), run.candidate_id)
    if len(versions) < 2:
        return
    at = next(
        (n for n, one in enumerate(versions) if one.candidate_version_id == run.candidate_version_id), None
    )
    if at is None:
        return
    words = f"Asked as version {run.candidate_version_number} of {len(versions)}"
    if at + 1 < len(versions):
        words += f". Since version {versions[at + 1].version_number}: "
        words += changes_words(changes_between(versions[at + 1], versions[at]))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(plain(f"{words}."), width="content")
        link("candidates", "Compare versions", icon=":material/difference:", candidate=run.candidate_id)
