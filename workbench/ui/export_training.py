"""A file to train a model from, on the Exports page."""

import streamlit as st

from workbench.decisions.training_file import SHAPES, gather_training, write_training
from workbench.domain import DatasetVersion, Workflow
from workbench.ui.chart_frame import safe_file_name
from workbench.ui.export_download import download
from workbench.ui.pickers import database
from workbench.ui.text import plain

_STATE = "export-training"


@st.fragment
def draw_training(workflow: Workflow, version: DatasetVersion) -> None:
    """Which provider's shape, what would be in the file and what not, and the button that writes it; folded away."""
    fold = st.expander(
        "A file to train a model from",
        key=f"{_STATE}-fold",
        on_change="rerun",
    )
    if fold.open:  # every item is read for it
        with fold:
            _draw(workflow, version)


def _draw(workflow: Workflow, version: DatasetVersion) -> None:
    st.caption(
        "What a model is asked and what it should say, item by item: answers that somebody corrected first, else the "
        "expected answer. The holdout stays out of it, so that the trained model can be tested on it."
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        shape = st.selectbox(
            "Made for",
            list(SHAPES),
            format_func=lambda name: SHAPES[name].words,
            key=f"{_STATE}-shape",
        )
        system = st.text_input(
            "System message, if you like", key=f"{_STATE}-system", help="The same before every example."
        )
    st.caption(plain(f"{SHAPES[shape].words}: {SHAPES[shape].explanation}"))
    found = gather_training(database(), workflow, version, system)
    for sentence in found.sentences:
        st.markdown(plain(sentence))
    if found.examples:
        download(
            "Download the training file (.jsonl)",
            lambda path: write_training(path, found, shape),
            f"{safe_file_name(workflow.name, 'training')}.jsonl",
            f"{_STATE}-{workflow.workflow_id}-{version.dataset_version_id}-{shape}",
            "Writing the examples",
            "application/x-ndjson",
        )
