"""Which questions, and which answers does the expert expect?"""

import streamlit as st

from workbench import ui
from workbench.ui.dataset_view import (
    dataset_lifecycle,
    show_items,
    show_splits,
    show_versions,
    version_sentence,
)
from workbench.ui.import_form import upload_dataset

database = ui.database()
ui.page(
    "Golden datasets",
    "One row per question with the answer an expert expects. Everything is judged against it.",
)

workflow = ui.current_workflow_or_none()
has_dataset = bool(workflow) and ui.has_dataset(workflow)
with st.expander("Upload a golden dataset", expanded=not has_dataset, icon=":material/upload:"):
    upload_dataset(database, workflow)

if workflow and has_dataset:
    version = ui.pick_version(workflow)
    if version:
        st.markdown(ui.plain(version_sentence(version)))
        items, splits, versions = st.tabs(["Items", "Splits", "Versions"])
        with items:
            show_items(database, version)
        with splits:
            show_splits(database, version)
        with versions:
            show_versions(database, version)
            dataset_lifecycle(database, version)
        ui.link("candidates", "Add a candidate to answer these", icon=":material/arrow_forward:")
