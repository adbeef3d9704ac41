"""Is this answer right? One output at a time, judged by a person who does not see which candidate gave it."""

import streamlit as st

from workbench import ui
from workbench.domain import Verdict
from workbench.ui.desk import draw_desk

with st.container(horizontal=True, vertical_alignment="bottom"):
    with st.container(width="stretch"):
        ui.page("Label", "Labels decide which candidate meets the bar. Press the key shown on a button.")
    workflow = ui.current_workflow_or_none()
    with st.container(width=230):
        labeler = ui.labeler()
    with st.popover("Which outputs"):
        version = ui.pick_version(workflow) if workflow else None
        split = ui.pick_split(version) if version else None
        again = st.checkbox("Those labelled unsure, again", key="label-unsure", persist_state="session")

if workflow is None:
    ui.current_workflow()
elif version is None:
    ui.pick_version(workflow)
elif not labeler:
    ui.empty(
        "Who is labelling?",
        "Every label is stored under a name, so that colleagues can agree or disagree. Pick or type yours above.",
    )
else:
    draw_desk(ui.database(), workflow, version, split, labeler, Verdict.UNSURE if again else None)
