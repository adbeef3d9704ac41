"""Uploading answers made elsewhere: which column is the candidate, the item, the output, the verdict."""

import streamlit as st

from workbench.domain import Workflow
from workbench.domain.formats import count, plural
from workbench.runs.outputs_file import OutputsResult, import_outputs
from workbench.spreadsheets.reading import read_table
from workbench.spreadsheets.tables import Table
from workbench.store.database import Database
from workbench.ui.import_form import show_refused
from workbench.ui.pickers import labeler, pick_version
from workbench.ui.states import sentences

_ONE = "(one candidate, named here)"
_NONE = "(no verdicts)"
_LIKELY = {
    "candidate": ("config", "candidate", "model", "system", "vendor"),
    "item": ("item", "id", "key", "case"),
    "output": ("output", "model_answer", "prediction", "response", "answer"),
    "verdict": ("verdict", "human_label", "label", "judg", "correct"),
}


def outputs_upload(database: Database, workflow: Workflow) -> None:
    """The upload of a vendor's or a colleague's answers, with or without their labels."""
    version = pick_version(workflow)
    if version is None:
        return
    file = st.file_uploader("A table with one answer per row", key="outputs-file")
    if file is None:
        return
    with sentences():
        data = file.getvalue()
        table = read_table(data, file.name)
        columns = st.columns(4)
        with columns[0]:
            candidate = st.selectbox("Candidate", [_ONE, *table.columns], 1 + _guess(table, "candidate", -1))
            name = st.text_input("Its name", file.name.rsplit(".", 1)[0]) if candidate == _ONE else ""
        item = columns[1].selectbox("Item id", table.columns, max(0, _guess(table, "item", 0)))
        output = columns[2].selectbox("Answer", table.columns, max(0, _guess(table, "output", 0)))
        verdict = columns[3].selectbox("Verdict", [_NONE, *table.columns], 1 + _guess(table, "verdict", -1))
        who = labeler("Who gave the verdicts") if verdict != _NONE else ""
        if st.button("Import these outputs", type="primary"):
            with st.spinner("Importing"):
                result = import_outputs(
                    database,
                    data,
                    file.name,
                    workflow.workflow_id,
                    None if candidate == _ONE else candidate,
                    item or "",
                    output or "",
                    None if verdict == _NONE else verdict,
                    version.dataset_version_id,
                    who,
                    candidate_name=name,
                )
            _show(result)


def _guess(table: Table, what: str, otherwise: int) -> int:
    lowered = [column.casefold() for column in table.columns]
    for word in _LIKELY[what]:
        for at, column in enumerate(lowered):
            if column == word or (word in column and not (what == "output" and "gold" in column)):
                return at
    return otherwise


def _show(result: OutputsResult) -> None:
    said = (
        f"{plural(result.rows_read, 'row')} read: {plural(result.outputs_added, 'output')} and "
        f"{plural(result.labels_added, 'label')} added for {plural(len(result.candidates), 'candidate')}"
    )
    said += f", {plural(len(result.refused), 'row')} refused." if result.refused else "."
    (st.warning if result.refused else st.success)(said)
    if result.refused:
        st.caption(f"{count(len(result.refused))} refused")
        show_refused(result.refused)
