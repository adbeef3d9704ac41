"""Which candidate do we take: the cheapest that meets the bar, and what would another one cost?"""

import streamlit as st

from workbench import ui
from workbench.comparison import list_standings
from workbench.decisions.certification import certify
from workbench.decisions.choosing import choice_sentence, list_options
from workbench.store.candidate import list_candidates
from workbench.ui import choose_view

ui.page("Choose", "Decide which candidate to use: the cheapest, fastest or smallest that meets the bar.")
workflow = ui.current_workflow()
if workflow:
    with st.container(horizontal=True, width=760):
        version = ui.pick_version(workflow)
        split = ui.pick_split(version) if version else None
    if version:
        standings = list_standings(ui.database(), workflow, version, split)
        certificates = certify(ui.database(), workflow, version, split, standings)
        known = {one.candidate_id: one for one in list_candidates(ui.database(), workflow.workflow_id)}
        options = list_options(ui.database(), certificates, known)
        if options:
            st.subheader(ui.plain(choice_sentence(options, workflow, certificates)), anchor=False)
            choose_view.draw_frontier(workflow, options)
            choose_view.draw_options(workflow, options)
            choose_view.draw_deciding(workflow, version, split, options)
            choose_view.draw_decisions(workflow, version, split, options)
            with st.container(horizontal=True):
                ui.link("precision", "How sure is that", icon=":material/target:")
                ui.link("compare", "Compare two candidates", icon=":material/compare_arrows:")
                ui.link("roi", "What it saves", icon=":material/payments:")
        else:
            ui.empty(
                "There is nothing to choose from yet",
                "This page holds each candidate's precision against what it costs and how long it takes. It needs "
                "outputs with verdicts: run candidates, then label some of what they answered.",
                [("runs", "Start a run"), ("label", "Label outputs")],
            )
