"""Labelling in Excel: outputs go out in a workbook, labels come back, and conflicts are chosen one by one."""

from pathlib import Path
from typing import Any

import streamlit as st

from workbench.domain import Assignment, DatasetVersion, Label, Workflow
from workbench.domain.formats import count, plural
from workbench.labeling.workbook import Found, Returned, file_labeler, read_in, take_in, write_out
from workbench.store.database import Database
from workbench.ui.assignment_picker import assigned_part
from workbench.ui.chart_frame import safe_file_name
from workbench.ui.export_download import download
from workbench.ui.pickers import pick_split, pick_version
from workbench.ui.run_table import table_height
from workbench.ui.states import notice, sentences
from workbench.ui.text import plain

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TALLEST = 320
_TAKE = "Take the workbook’s"


def draw_label_workbook(
    database: Database, workflow: Workflow, labeler: str, assignment: Assignment | None
) -> None:
    """Two halves: take outputs away to label them in Excel, and bring the labels back."""
    out, back = st.columns(2, gap="large")
    with out, st.container(border=True):
        _draw_out(database, workflow, labeler, assignment)
    with back, st.container(border=True):
        _draw_back(database, workflow, labeler)


def _draw_out(database: Database, workflow: Workflow, labeler: str, assignment: Assignment | None) -> None:
    st.subheader("Take outputs away", anchor=False)
    version: DatasetVersion | None
    if assignment:
        st.markdown(plain(f"What is assigned to {labeler} and not done yet."))
        version, split = assigned_part(database, assignment)
    else:
        version = pick_version(workflow)
        split = pick_split(version) if version else None
    if version is None:
        return
    st.caption(
        "One row per output without a label, with lists for verdicts and reasons; candidates are not named. "
        "Colleagues may label the same outputs at the desk meanwhile, unless they are assigned to one person."
    )
    chosen = version

    def make(path: Path) -> None:
        write_out(database, workflow, chosen, split, labeler, path, assignment)

    download(
        "Make the labelling workbook",
        make,
        safe_file_name(workflow.name, f"labels by {labeler}") + ".xlsx",
        key=f"label-workbook-{version.dataset_version_id}-{split}",
        busy="Writing the workbook",
        mime=_XLSX,
        is_primary=True,
    )


def _draw_back(database: Database, workflow: Workflow, labeler: str) -> None:
    st.subheader("Bring labels back", anchor=False)
    sent = st.file_uploader("The workbook as you saved it", type=["xlsx"], key="label-workbook-back")
    if sent is None:
        st.caption("Rows without a verdict are left alone. Bringing a file back twice changes nothing.")
        return
    data = sent.getvalue()
    with sentences():
        whose = st.text_input("Labels of", file_labeler(data, sent.name) or labeler, max_chars=80)
        returned = read_in(database, workflow, data, sent.name, whose)
        st.markdown(f"**{plain(returned_sentence(returned))}**")
        chosen = _pick_conflicts(returned, f"conflicts-{sent.file_id}") if returned.conflicts else []
        _show_refused(returned)
        total = len(returned.new) + len(chosen)
        if total and st.button(f"Store {plural(total, 'label')}", type="primary", icon=":material/check:"):
            stored = take_in(database, returned, chosen)
            notice(f"{plural(stored, 'label')} of {returned.labeler} stored.")
            st.rerun()


def returned_sentence(returned: Returned) -> str:
    """What a workbook would change: "12 new labels of Ada. 30 stand already. 2 were changed here meanwhile."."""
    parts = [
        f"{plural(len(returned.new), 'new label')} of {returned.labeler}"
        if returned.new
        else "Nothing new in this file"
    ]
    if returned.same_count:
        parts.append(f"{count(returned.same_count)} stand already")
    if returned.conflicts:
        parts.append(f"{count(len(returned.conflicts))} changed here meanwhile")
    if returned.empty_count:
        parts.append(f"{plural(returned.empty_count, 'row')} without a verdict")
    if returned.refused:
        parts.append(f"{plural(len(returned.refused), 'row')} cannot be taken over")
    return ". ".join(parts) + "."


def _pick_conflicts(returned: Returned, key: str) -> list[int]:
    """The rows whose label in the workbook is to stand; all others keep what stands in the app."""
    st.caption(
        "These were changed in the app after the workbook was made. What stands in the app stays unless you tick a row."
    )
    edited = st.data_editor(
        [_conflict(one) for one in returned.conflicts],
        hide_index=True,
        key=key,
        height=table_height(len(returned.conflicts), _TALLEST),
        disabled=["Row", "Item", "In the workbook", "In the app"],
        column_config={_TAKE: st.column_config.CheckboxColumn(width="small")},
    )
    return [int(row["Row"]) for row in edited if row[_TAKE]]


def _conflict(one: Found) -> dict[str, Any]:
    return {
        _TAKE: False,
        "Row": one.row.row_number,
        "Item": one.row.item_key,
        "In the workbook": label_words(one.label),
        "In the app": label_words(one.standing) if one.standing else "no label",
    }


def label_words(label: Label) -> str:
    """A label in one line: "incorrect (wrong party), right answer: B, note: see annex"."""
    words = label.verdict.words if label.verdict else "taken back"
    reasons = f" ({', '.join(label.reasons)})" if label.reasons else ""
    correction = f", right answer: {label.correction}" if label.correction else ""
    note = f", note: {label.comment}" if label.comment else ""
    return f"{words}{reasons}{correction}{note}"


def _show_refused(returned: Returned) -> None:
    if not returned.refused:
        return
    with st.expander(f"{plural(len(returned.refused), 'row')} that cannot be taken over"):
        for one in returned.refused[:50]:
            st.caption(plain(one.reason))
        if len(returned.refused) > 50:
            st.caption(f"And {count(len(returned.refused) - 50)} more.")
