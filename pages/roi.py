"""What does a month cost by hand, and what with each candidate?"""

import streamlit as st

from workbench import ui
from workbench.comparison import list_standings
from workbench.decisions.business_case import build_business_case
from workbench.ui import roi_view
from workbench.ui.precision_view import label_count_words
from workbench.ui.roi_figures import draw_figures

ui.page("ROI", "Decide whether a candidate pays: a month by hand against a month with it.")
workflow = ui.current_workflow()
if workflow:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        version = ui.pick_version(workflow)
        split = ui.pick_split(version) if version else None
        policy = roi_view.pick_policy() if version else None
    if version and policy:
        standings = list_standings(ui.database(), workflow, version, split)
        if any(one.output_count for one in standings):
            case = build_business_case(ui.database(), workflow, standings, policy)
            roi_view.draw_finding(case, standings, workflow)
            if case.cases:
                roi_view.draw_month(case, workflow)
            roi_view.draw_account(case, workflow)
            draw_figures(workflow, policy)
            with st.container(horizontal=True):
                ui.link("label", label_count_words(standings), icon=":material/rate_review:")
                ui.link("precision", "Precision behind these figures", icon=":material/target:")
                ui.link("exports", "Export the results", icon=":material/download:")
        else:
            ui.empty(
                "No candidate has run on these items yet",
                "This page shows what a month costs by hand and with each candidate. It needs outputs that are "
                "judged: run a candidate, or bring outputs from a file.",
                [("runs", "Start a run"), ("candidates", "Add a candidate")],
            )
