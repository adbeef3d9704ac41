"""Which questions, and which answers does the expert expect?"""

import streamlit as st

from workbench import ui
from workbench.ui.dataset_view import dataset_sentence, show_dataset
from workbench.ui.import_form import upload_dataset
from workbench.ui.import_reading import upload_key

database = ui.database()
st.title("Golden datasets", anchor=False)
finding = st.empty()
finding.caption("One row per question with the answer an expert expects. Everything is judged against it.")

workflow = ui.current_workflow_or_none()
has_dataset = bool(workflow) and ui.has_dataset(workflow)
upload = (
    "Upload a golden dataset, or a newer version of this one" if has_dataset else "Upload a golden dataset"
)
with st.expander(upload, expanded=not has_dataset, icon=":material/upload:", key=upload_key()):
    upload_dataset(database, workflow)

if workflow and has_dataset:
    version = ui.pick_version(workflow)
    if version:
        finding.markdown(ui.plain(dataset_sentence(database, version)))
        show_dataset(database, version)
        ui.link("candidates", "Add a candidate to answer these", icon=":material/arrow_forward:")
