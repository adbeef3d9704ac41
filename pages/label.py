"""Is this answer right? One output at a time, judged by a person who does not see which candidate gave it."""

import streamlit as st

from workbench import ui
from workbench.domain import Verdict
from workbench.ui.assign_work import draw_assign_work
from workbench.ui.assignment_picker import assigned_part, current_assignment, pick_assignment, work_sentence
from workbench.ui.desk import draw_desk
from workbench.ui.label_table import draw_label_table
from workbench.ui.label_views import LabelView, pick_view
from workbench.ui.label_workbook import draw_label_workbook
from workbench.ui.order_picker import pick_order

database = ui.database()
labeler = ui.current_labeler()
workflow = ui.current_workflow_or_none()
has_dataset = bool(workflow) and ui.has_dataset(workflow)
view, strategy = LabelView.DESK, None
assignment = current_assignment(database, workflow, labeler) if has_dataset and labeler else None
told = "Labels decide which candidate meets the bar."
with st.container(horizontal=True, vertical_alignment="bottom"):
    with st.container(width="stretch", gap="xsmall"):
        ui.page("Label", ui.plain(work_sentence(database, assignment, labeler)) if assignment else told)
    if has_dataset and labeler:
        view = pick_view()
    if has_dataset and labeler and view in (LabelView.DESK, LabelView.TABLE):
        with st.popover("Which outputs", icon=":material/filter_list:"):
            if view is LabelView.DESK:
                pick_assignment(database, workflow, labeler)
            if assignment and view is LabelView.DESK:
                version, split = assigned_part(database, assignment)
            else:
                version = ui.pick_version(workflow)
                split = ui.pick_split(version) if version else None
            if version and not assignment and view is LabelView.DESK:
                strategy = pick_order(database, workflow, version, split)
            again = view is LabelView.DESK and st.checkbox(
                "Those labelled unsure, again", key="label-unsure", persist_state="session"
            )
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
elif view is LabelView.ASSIGN:
    draw_assign_work(database, workflow, labeler)
elif view is LabelView.EXCEL:
    draw_label_workbook(database, workflow, labeler, assignment)
elif version and view is LabelView.TABLE:
    draw_label_table(database, workflow, version, split, labeler)
elif version:
    ui.remember_labeler()
    revisits = Verdict.UNSURE if again else None
    draw_desk(database, workflow, version, split, labeler, revisits, assignment=assignment, strategy=strategy)
