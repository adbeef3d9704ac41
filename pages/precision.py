"""Which candidates are right often enough to do this work?"""

import streamlit as st

from workbench import ui
from workbench.comparison import list_standings
from workbench.decisions.sentences import basis_sentence, finding_sentence
from workbench.ui import outputs_reader, precision_view

ui.page("Precision", "Decide which candidates are right often enough to do this work.")
workflow = ui.current_workflow()
if workflow:
    with st.container(horizontal=True, width=760):
        version = ui.pick_version(workflow)
        split = ui.pick_split(version) if version else None
    if version:
        standings = list_standings(ui.database(), workflow, version, split)
        if any(one.output_count for one in standings):
            st.subheader(ui.plain(finding_sentence(standings, workflow.bar_rate)), anchor=False)
            st.caption(ui.plain(basis_sentence(standings, workflow)))
            view = precision_view.pick_view(workflow, version)
            if view == precision_view.ALL:
                precision_view.draw_overall(workflow, standings)
            else:
                precision_view.draw_parts(workflow, version, split, view, standings)
            outputs_reader.read_outputs(workflow, version, split, standings)
            precision_view.draw_method(workflow, standings)
            with st.container(horizontal=True):
                ui.link("label", precision_view.label_count_words(standings), icon=":material/rate_review:")
                ui.link("roi", "What it saves", icon=":material/payments:")
                ui.link("exports", "Export the results", icon=":material/download:")
        else:
            ui.empty(
                "No candidate has run on these items yet",
                "This page shows how often each candidate is right, with its uncertainty, against the bar of the "
                "workflow. It needs outputs: run a candidate, or bring outputs from a file.",
                [("runs", "Start a run"), ("candidates", "Add a candidate")],
            )
