"""Does the judge say what people say, and may it help to decide with fewer labels?"""

import streamlit as st

from workbench import ui
from workbench.decisions.judge_agreement import list_judges, measure_judge
from workbench.ui import judge_view

ui.page("Judge", "Decide whether a judge or another scorer agrees with people well enough to save labels.")
workflow = ui.current_workflow()
if workflow:
    with st.container(horizontal=True):
        version = ui.pick_version(workflow)
        split = ui.pick_split(version) if version else None
        judges = list_judges(ui.database(), workflow, version) if version else []
        scorer = judge_view.pick_judge(workflow, judges) if judges else None
        settled_only = judge_view.pick_labels() if judges else False
    if version and scorer:
        [overall] = measure_judge(ui.database(), workflow, version, split, scorer, settled_only=settled_only)
        judge_view.draw_judge(overall)
        if overall.total:
            judge_view.draw_slices(workflow, version, split, scorer, settled_only)
        judge_view.draw_method()
        with st.container(horizontal=True):
            ui.link("label", "Label outputs", icon=":material/rate_review:")
            ui.link("agreement", "Do people agree", icon=":material/handshake:")
            ui.link("precision", "Precision against the bar", icon=":material/target:")
    elif version:
        ui.empty(
            "Nothing has been scored here yet",
            "This page holds what a judge says of answers against what people say of them: the errors it finds, the "
            "right answers it doubts, and whether its word may save labels. It needs outputs, a scorer or judge that "
            "suits the workflow, and labels on the same answers.",
            [("workflows", "Choose a scorer"), ("runs", "Start a run or the judge")],
        )
