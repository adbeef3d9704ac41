"""Is this answer right? One output at a time, judged by a person who does not see which candidate gave it."""

import streamlit as st

from workbench import ui
from workbench.domain import Verdict
from workbench.ui.desk import draw_desk

labeler = ui.current_labeler()
with st.container(horizontal=True, vertical_alignment="bottom"):
    with st.container(width="stretch", gap="xsmall"):
        ui.page("Label", "Labels decide which candidate meets the bar. Press the key shown on a button.")
    workflow = ui.current_workflow_or_none()
    has_dataset = bool(workflow) and ui.has_dataset(workflow)
    if has_dataset and labeler:
        with st.popover("Which outputs", icon=":material/filter_list:"):
            version = ui.pick_version(workflow)
            split = ui.pick_split(version) if version else None
            again = st.checkbox("Those labelled unsure, again", key="label-unsure", persist_state="session")
        with st.popover(ui.plain(labeler), icon=":material/person:"):
            ui.ask_labeler("Label under another name")

if not workflow:
    ui.current_workflow()
elif not has_dataset:
    ui.pick_version(workflow)
elif not labeler:
    ui.empty(
        "Who is labelling?",
        "Every label is stored under a name, so that colleagues can agree or disagree. It is asked once.",
    )
    ui.ask_labeler()
elif version:
    ui.remember_labeler()
    draw_desk(ui.database(), workflow, version, split, labeler, Verdict.UNSURE if again else None)
