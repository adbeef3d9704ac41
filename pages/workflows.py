"""What is the work, how precise must it be, and what is it worth?"""

from typing import Literal

import streamlit as st

from workbench import ui
from workbench.store import workflow as workflows
from workbench.ui.labelling_rules import edit_labelling_rules
from workbench.ui.money import pick_money
from workbench.ui.workflow_form import add_workflow, edit_workflow

database = ui.database()
ui.page(
    "Workflows", "One business task each, with the precision its answers must reach and what it is worth."
)

workflow = ui.current_workflow_or_none()
with st.container(horizontal=True):
    # Another key for each workflow: once one is added, the form it was added with closes.
    key = f"add-workflow-{workflow.workflow_id if workflow else 0}"
    kind: Literal["primary", "secondary"] = "secondary" if workflow else "primary"
    with st.popover("Add a workflow", icon=":material/add:", type=kind, key=key):
        added = add_workflow(database)
    if workflow:
        ui.lifecycle(
            "workflow",
            workflow.name,
            workflows.count_attached(database, workflow.workflow_id),
            lambda name: ui.rename_workflow(workflow, name),
            lambda _archived: ui.archive_workflow(workflow),
            lambda: ui.delete_workflow(workflow),
        )
    archived = [one for one in workflows.list_workflows(database, with_archived=True) if one.archived_at]
    if archived:
        with st.popover(f"Archived ({len(archived)})"):
            for one in archived:
                if st.button(ui.plain(f"Bring back {one.name}"), key=f"back-{one.workflow_id}"):
                    workflows.set_workflow_archived(database, one.workflow_id, False)
                    ui.notice(f"“{one.name}” is back.")
                    ui.go("workflows", workflow=one)
    with st.popover("Currency and numbers"):
        pick_money(database)

if added:
    ui.notice(f"“{added.name}” is added.")
    ui.go("workflows", workflow=added)
if workflow is None:
    ui.empty(
        "No workflow yet",
        "A workflow is one business task, such as checking clauses or reading filings. Add one here, or upload a "
        "golden dataset and it is made on the way.",
        [("golden_datasets", "Upload a golden dataset"), ("home", "Open the sample")],
    )
else:
    st.subheader(ui.plain(workflow.name), anchor=False)
    edit_workflow(database, workflow)
    edit_labelling_rules(database, workflow)
    ui.link("golden_datasets", "Golden datasets of this workflow", icon=":material/arrow_forward:")
