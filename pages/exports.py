"""How do I take the results with me, and everything else to safety?"""

import streamlit as st

from workbench import ui
from workbench.decisions.exporting import Export
from workbench.ui.export_backup import draw_backup
from workbench.ui.export_board import draw_board_page
from workbench.ui.export_training import draw_training
from workbench.ui.export_view import draw_workbook
from workbench.ui.roi_workbook import base_case, draw_business_case

database = ui.database()
ui.page(
    "Exports",
    "Take the results of a workflow with you as a workbook, and copy the whole workspace to safety.",
)
workflow = ui.current_workflow()
if workflow:
    with st.container(horizontal=True):
        version = ui.pick_version(workflow)
        split = ui.pick_split(version) if version else None
    if version:
        export = Export(database, workflow, version, split)
        if any(one.output_count for one in export.standings):
            draw_workbook(export)
            case = base_case(workflow, export)
            draw_business_case(workflow, case)
            draw_board_page(workflow, export, case)
        else:
            ui.empty(
                "Nothing to export on these items yet",
                "The workbook holds what candidates answered and how they were judged. Run a candidate first, or "
                "bring outputs from a file.",
                [("runs", "Start a run"), ("candidates", "Add a candidate")],
            )
        draw_training(workflow, version)
st.divider()
draw_backup(database)
