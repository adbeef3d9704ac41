"""Which candidates are right often enough to do this work?"""

import streamlit as st

from workbench import ui
from workbench.comparison import count_pool, list_standings
from workbench.decisions.certification import certify
from workbench.decisions.clusters import find_clusters
from workbench.decisions.sentences import grounds_sentence
from workbench.decisions.verdict_sentences import certified_finding, findings_of, future_finding
from workbench.ui import outputs_reader, precision_view, promise_view

ui.page("Precision", "Decide which candidates are right often enough to do this work.")
workflow = ui.current_workflow()
if workflow:
    with st.container(horizontal=True, width=760):
        version = ui.pick_version(workflow)
        split = ui.pick_split(version) if version else None
    if version:
        standings = list_standings(ui.database(), workflow, version, split)
        if any(one.output_count for one in standings):
            certificates = certify(ui.database(), workflow, version, split, standings)
            headline = st.container()
            with st.container(horizontal=True):
                is_future = precision_view.pick_subject()
                view = precision_view.pick_view(workflow, version)
            with headline:
                finding = (
                    future_finding(certificates) if is_future else certified_finding(certificates, workflow)
                )
                st.subheader(ui.plain(finding), anchor=False)
                st.caption(ui.plain(grounds_sentence(standings, workflow)))
                precision_view.draw_undecided(workflow, version, split)
            if view == precision_view.ALL:
                precision_view.draw_overall(workflow, certificates, is_future)
            else:
                precision_view.draw_parts(workflow, version, split, view, standings)
            promise_view.draw_promise(
                certificates, workflow, version, split, find_clusters(ui.database(), version)
            )
            promise_view.draw_planner(workflow, max(one.pool_count for one in certificates))
            outputs_reader.read_outputs(
                workflow, version, split, standings, findings_of(certificates, workflow)
            )
            with st.container(horizontal=True):
                ui.link("label", precision_view.label_count_words(standings), icon=":material/rate_review:")
                ui.link("judge", "Does the judge agree with the labels", icon=":material/gavel:")
                ui.link("roi", "What it saves", icon=":material/payments:")
                ui.link("exports", "Export the results", icon=":material/download:")
        else:
            ui.empty(
                "No candidate has run on these items yet",
                "This page shows how often each candidate is right, with its uncertainty, against the bar of the "
                "workflow. It needs outputs: run a candidate, or bring outputs from a file.",
                [("runs", "Start a run"), ("candidates", "Add a candidate")],
            )
            promise_view.draw_planner(workflow, count_pool(ui.database(), version, split), expanded=True)
