"""What does a month save, how sure is that, what must be true, and when is it paid back?"""

import streamlit as st

from workbench import ui
from workbench.decisions.business_case import BusinessCase
from workbench.domain import Workflow
from workbench.ui import roi_charts, roi_view
from workbench.ui.precision_view import label_count_words
from workbench.ui.roi_figures import draw_figures
from workbench.ui.roi_looks import draw_looks
from workbench.ui.roi_reads import measured
from workbench.ui.roi_sliders import draw_sliders
from workbench.ui.roi_workbook import draw_case_button


@st.fragment
def story(workflow: Workflow) -> None:
    """The business case, drawn again by itself when a slider moves."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        version = ui.pick_version(workflow)
        split = ui.pick_split(version) if version else None
        evidence = measured(workflow, version, split) if version else None
        if evidence and evidence.standings:
            asked = roi_view.pick_asked(workflow)
            entered = roi_view.build(evidence, workflow, asked)
            key = roi_view.pick_case(entered, workflow)
    if evidence and evidence.standings:
        draw(workflow, entered, asked, key)
    elif evidence:
        ui.empty(
            "No candidate has run on these items yet",
            "This page shows what a month costs by hand and with each candidate. It needs outputs that are "
            "judged: run a candidate, or bring outputs from a file.",
            [("runs", "Start a run"), ("candidates", "Add a candidate")],
        )


def draw(workflow: Workflow, entered: BusinessCase, asked: roi_view.Asked, key: str) -> None:
    """Finding, waterfall and sliders, range and tornado, and below them whatever is looked at more closely."""
    headline = st.container()
    left, right = st.columns([3, 1.15], gap="medium")
    with right:
        case = roi_view.rebuild(entered, draw_sliders(entered, f"{workflow.workflow_id}-{asked.scope}"))
    one = roi_view.find_case(case, key)
    with headline:
        roi_view.draw_finding(case, one, workflow)
    if one:
        with left:
            roi_charts.draw_waterfall(case, one, workflow)
        left, right = st.columns([1, 1.35], gap="medium")
        with left:
            roi_charts.draw_range(case, one, workflow)
        with right:
            roi_charts.draw_tornado(case, one, workflow)
        roi_view.draw_doubts(case, one, workflow)
        draw_looks(workflow, asked, entered, case, one)
    else:
        draw_figures(workflow, asked.scenario, entered)
        roi_view.draw_account(case, None)
    with st.container(horizontal=True, vertical_alignment="center"):
        if one:
            draw_case_button(workflow, case, one, "roi", is_primary=True)
        ui.link("label", label_count_words(case.evidence.standings), icon=":material/rate_review:")
        ui.link("precision", "Precision behind these figures", icon=":material/target:")
        ui.link("portfolio", "All workflows", icon=":material/stacked_bar_chart:")
        ui.link("exports", "Export the results", icon=":material/download:")


ui.page(
    "ROI", "Decide whether a candidate pays: what it saves, how sure that is, and what must be true for it."
)
workflow = ui.current_workflow()
if workflow:
    story(workflow)
