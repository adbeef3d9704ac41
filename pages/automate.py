"""How much of the work can go unseen, and what goes to people?"""

import streamlit as st

from workbench import ui
from workbench.comparison import list_standings
from workbench.decisions.automating import automate
from workbench.ui import automate_view

ui.page(
    "Automate part",
    "Decide which answers can be used by themselves: those that a candidate is surest of, up to the bar.",
)
workflow = ui.current_workflow()
if workflow:
    with st.container(horizontal=True, width=900):
        version = ui.pick_version(workflow)
        split = ui.pick_split(version) if version else None
        standings = list_standings(ui.database(), workflow, version, split) if version else []
        standing = automate_view.pick_candidate(workflow, standings)
    if version and standing:
        part = automate(ui.database(), workflow, version, standing, split)
        sorting = automate_view.pick_sorting(workflow, part)
        if sorting is not part.sorting:
            part = automate(ui.database(), workflow, version, standing, split, sorting)
        automate_view.draw_part(workflow, part)
        automate_view.draw_policy(workflow, part)
        with st.container(horizontal=True):
            ui.link("label", "Label outputs", icon=":material/rate_review:")
            ui.link("roi", "What it saves", icon=":material/payments:")
            ui.link("candidates", "Let a candidate state its confidence", icon=":material/smart_toy:")
    elif version:
        ui.empty(
            "No candidate has run on these items yet",
            "This page sorts a candidate's answers by how sure it is, and finds the largest share that meets the bar. "
            "It needs outputs with a confidence and labels on some of them.",
            [("runs", "Start a run"), ("candidates", "Add a candidate")],
        )
