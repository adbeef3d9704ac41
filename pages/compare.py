"""Which of two candidates is right more often on the same items, and how sure is that?"""

import streamlit as st

from workbench import ui
from workbench.comparison import list_standings
from workbench.comparison.pairs import compare
from workbench.ui import compare_view

ui.page(
    "Compare",
    "Decide between two candidates on the same items: where each is right, and how far they differ.",
)
workflow = ui.current_workflow()
if workflow:
    with st.container(horizontal=True):
        version = ui.pick_version(workflow)
        split = ui.pick_split(version) if version else None
        standings = list_standings(ui.database(), workflow, version, split) if version else []
        two = compare_view.pick_two(workflow, standings)
        basis = compare_view.pick_basis() if two else None
    if two and version and basis:
        pair = compare(ui.database(), version, *two, split, basis)
        compare_view.draw_pair(workflow, pair)
        compare_view.draw_slices(workflow, version, split, pair)
        if pair.compared:
            compare_view.read_pairs(workflow, version, split, pair)
        with st.container(horizontal=True):
            ui.link("precision", "Both against the bar", icon=":material/target:")
            ui.link("label", "Label outputs", icon=":material/rate_review:")
    elif version:
        ui.empty(
            "Two candidates are needed",
            "This page holds two candidates side by side on the same items: both right, only one of them, neither. It "
            "needs outputs of two candidates with verdicts.",
            [("runs", "Start a run"), ("candidates", "Add a candidate")],
        )
