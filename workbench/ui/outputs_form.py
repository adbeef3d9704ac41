"""Uploading answers made elsewhere: which column is the candidate, the item, the output, the verdict."""

import csv
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import streamlit as st

from workbench.domain import Candidate, DatasetVersion, Workflow
from workbench.domain.formats import count, plural
from workbench.errors import BadSetting
from workbench.runs.outputs_columns import OutputsColumns, guess_columns
from workbench.runs.outputs_file import OutputsResult, import_outputs, preview_outputs
from workbench.spreadsheets.reading import read_sheets, read_table
from workbench.spreadsheets.tables import RefusedRow, SheetName, Table
from workbench.store import dataset as datasets
from workbench.store.database import Database
from workbench.ui.candidate_outputs import show_preview
from workbench.ui.links import link
from workbench.ui.pickers import pick_version
from workbench.ui.states import sentences
from workbench.ui.text import plain

_ONE = "(one candidate, named here)"
_NONE = "(no verdicts)"
_NO_COMMENT = "(no comments)"
_RESULT = "_outputs_result"


@dataclass(frozen=True)
class _Reading:
    """One reading of an uploaded file: its table, the columns chosen, and the one candidate's name ("" = by column)."""

    data: bytes
    table: Table
    sheet: str | None
    columns: OutputsColumns
    name: str
    price: float | None
    labeler: str


@st.cache_data(show_spinner="Reading the file", max_entries=4)
def _read(data: bytes, name: str, sheet: str | None) -> Table:
    return read_table(data, name, sheet)


@st.cache_data(show_spinner=False, max_entries=4)
def _sheets(data: bytes, name: str) -> list[SheetName]:
    return read_sheets(data, name)


def outputs_upload(
    database: Database, workflow: Workflow, version: DatasetVersion | None, candidate: Candidate | None = None
) -> None:
    """The upload of a vendor's or a colleague's answers, with or without their labels; `candidate` where they are
    newer outputs of one that exists."""
    if version is None:
        pick_version(workflow)  # says what is missing
        return
    own = candidate.candidate_id if candidate else 0
    file = st.file_uploader(
        "A table with one answer per row: .xlsx, .csv, .tsv, .jsonl and others", key=f"outputs-file-{own}"
    )
    if file is None:
        st.caption(
            "It needs a column with the item's id as it stands in the golden dataset and a column with the answer. "
            "It may have a column with verdicts (correct, incorrect, no answer, unsure) and one naming the candidate."
        )
        return
    data = file.getvalue()
    key = f"outputs-{own}-{hashlib.sha256(data).hexdigest()[:12]}"
    with sentences():
        sheet = _pick_sheet(data, file.name, key)
        table = _read(data, file.name, sheet)
        reading = _pick_columns(database, version, data, table, sheet, candidate, f"{key}-{sheet}")
        with st.container(horizontal=True, vertical_alignment="center"):
            wanted = st.button("Import these outputs", type="primary", key=f"{key}-import")
            tries = st.button("Try it on three items", icon=":material/experiment:", key=f"{key}-try")
        if tries:
            rows = preview_outputs(database, table, version.dataset_version_id, reading.columns, reading.name)
            show_preview(rows, version, with_candidate=bool(reading.columns.candidate))
            st.caption("So these rows would be taken over. Nothing is stored yet.")
        if wanted:
            st.session_state.pop(_RESULT, None)
            result = _import(database, workflow, version, reading)
            st.session_state[_RESULT] = (key, result)
            st.rerun()
    done = st.session_state.get(_RESULT)
    if done and done[0] == key:
        _show(done[1])


def _pick_sheet(data: bytes, name: str, key: str) -> str | None:
    sheets = [sheet for sheet in _sheets(data, name) if sheet.name and sheet.row_count]
    if len(sheets) < 2:
        return None
    words = {
        sheet.name: f"{sheet.name} ({count(sheet.row_count)} rows{', hidden' if sheet.is_hidden else ''})"
        for sheet in sheets
    }
    likeliest = list(words).index(_read(data, name, None).sheet)
    return st.selectbox("Sheet", list(words), likeliest, format_func=words.__getitem__, key=f"{key}-sheet")


def _pick_columns(
    database: Database,
    version: DatasetVersion,
    data: bytes,
    table: Table,
    sheet: str | None,
    candidate: Candidate | None,
    key: str,
) -> _Reading:
    keys = [item.item_key for item in datasets.list_items(database, version.dataset_version_id)]
    guessed = guess_columns(table, keys)
    if candidate:
        named = [name or "" for name in table.texts(guessed.candidate)] if guessed.candidate else []
        guessed = guessed if candidate.name in named else guessed._replace(candidate=None)
    st.markdown("**Which column is which** (guessed; change what is wrong)")
    first, second, third, fourth = st.columns(4)
    item = first.selectbox("Item id", table.columns, table.columns.index(guessed.item), key=f"{key}-item")
    output = second.selectbox("Answer", table.columns, table.columns.index(guessed.output), key=f"{key}-out")
    by = _optional(third, "Candidate", _ONE, table.columns, guessed.candidate, f"{key}-by")
    verdict = _optional(fourth, "Verdict", _NONE, table.columns, guessed.verdict, f"{key}-verdict")
    st.caption(plain(_found_sentence(table, item or guessed.item, keys)))
    stem = table.file_name.rsplit(".", 1)[0]
    places = iter(st.columns(4))
    name, price, labeler = "", None, ""
    if not by:
        name = next(places).text_input(
            "Name of the candidate", candidate.name if candidate else stem, key=f"{key}-name",
            disabled=candidate is not None,
        )  # fmt: skip
    if candidate is None:
        price = next(places).number_input(
            "USD per item", 0.0, value=None, step=0.01, format="%g", key=f"{key}-price", placeholder="not entered",
            help="What the vendor charges per item, for ROI. It can be changed later.",
        )  # fmt: skip
    if verdict:
        labeler = next(places).text_input(
            "Who gave the verdicts", key=f"{key}-who",
            placeholder=verdict if guessed.others else f"File {table.file_name}",
        )  # fmt: skip
        labeler = labeler.strip() or (verdict if guessed.others else "")
    columns = OutputsColumns(item or guessed.item, output or guessed.output, by, verdict)
    if verdict:
        columns = columns._replace(**_pick_further(next(places), table, guessed, columns, key))
    return _Reading(data, table, sheet, columns, name.strip(), price, labeler.strip())


def _pick_further(
    place: st.delta_generator.DeltaGenerator,
    table: Table,
    guessed: OutputsColumns,
    columns: OutputsColumns,
    key: str,
) -> dict[str, Any]:
    """The column of comments, and verdicts of further reviewers."""
    comment = _optional(place, "Comment", _NO_COMMENT, table.columns, guessed.comment, f"{key}-comment")
    if not guessed.others:
        return {"comment": comment}
    taken = {columns.item, columns.output, columns.candidate, columns.verdict, comment}
    others = st.multiselect(
        "Verdicts of further reviewers, stored under the columns’ names",
        [name for name in table.columns if name not in taken],
        [name for name in guessed.others if name not in taken],
        key=f"{key}-others",
    )
    return {"comment": comment, "others": tuple(others)}


def _optional(
    place: st.delta_generator.DeltaGenerator,
    label: str,
    nothing: str,
    columns: Sequence[str],
    guessed: str | None,
    key: str,
) -> str | None:
    options = [nothing, *columns]
    chosen = place.selectbox(label, options, options.index(guessed) if guessed else 0, key=key)
    return None if chosen == nothing else chosen


def _found_sentence(table: Table, item_column: str, keys: Sequence[str]) -> str:
    """How many rows belong to items of the dataset: the first thing that goes wrong with such files."""
    known = set(keys)
    found = sum(key in known for key in table.texts(item_column))
    return f"{count(found)} of {plural(len(table), 'row')} name an item of the golden dataset."


def _import(
    database: Database, workflow: Workflow, version: DatasetVersion, reading: _Reading
) -> OutputsResult:
    columns = reading.columns
    chosen = [name for name in (*columns[:5], *columns.others) if name]
    if len({*chosen}) < len(chosen):
        raise BadSetting("One column stands for two things. Choose a column of its own for each.")
    with st.spinner("Importing"):
        result = import_outputs(
            database,
            reading.data,
            reading.table.file_name,
            workflow.workflow_id,
            columns.candidate,
            columns.item,
            columns.output,
            columns.verdict,
            version.dataset_version_id,
            reading.labeler,
            reading.sheet,
            reading.name,
            usd_per_item=reading.price,
            comment_column=columns.comment,
        )
        for other in columns.others:
            result = _with_further(result, _import_further(database, workflow, version, reading, other))
        return result


def _import_further(
    database: Database, workflow: Workflow, version: DatasetVersion, reading: _Reading, verdict: str
) -> OutputsResult:
    """The same answers as judged by a further reviewer, who is called as the column is."""
    columns = reading.columns
    return import_outputs(
        database,
        reading.data,
        reading.table.file_name,
        workflow.workflow_id,
        columns.candidate,
        columns.item,
        columns.output,
        verdict,
        version.dataset_version_id,
        verdict,
        reading.sheet,
        reading.name,
    )


def _with_further(result: OutputsResult, further: OutputsResult) -> OutputsResult:
    known = {(row.row_number, row.reason) for row in result.refused}
    more = [row for row in further.refused if (row.row_number, row.reason) not in known]
    return replace(
        result,
        labels_added=result.labels_added + further.labels_added,
        refused=[*result.refused, *more],
    )


def _show(result: OutputsResult) -> None:
    added = (
        f"{plural(result.outputs_added, 'output')} and {plural(result.labels_added, 'label')} added for "
        f"{plural(len(result.candidates), 'candidate')}"
    )
    if not result.outputs_added and not result.labels_added:
        added = "nothing new to add"
    said = f"{plural(result.rows_read, 'row')} read: {added}"
    said += f", {plural(len(result.refused), 'row')} refused." if result.refused else "."
    (st.warning if result.refused else st.success)(plain(said))
    with st.container(horizontal=True, vertical_alignment="center"):
        link("precision", "See how precise they are", icon=":material/arrow_forward:")
        link("label", "Label the outputs", icon=":material/rate_review:")
        if result.refused:
            st.download_button(
                "Download the refused rows (.csv)",
                _refused_csv(result.refused),
                "refused-rows.csv",
                "text/csv",
                on_click="ignore",
                icon=":material/download:",
            )
    if result.refused:
        _show_refused(result.refused)


def _show_refused(rows: Sequence[RefusedRow]) -> None:
    table = pd.DataFrame({"Row": [row.row_number for row in rows], "Why": [row.reason for row in rows]})
    st.dataframe(
        table,
        hide_index=True,
        row_height=52,
        column_config={"Row": st.column_config.NumberColumn(width=70)},
    )


def _refused_csv(rows: Sequence[RefusedRow]) -> bytes:
    """The refused rows with the reason of each, as Excel opens it."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(["Row", "Why"])
    writer.writerows([row.row_number, row.reason] for row in rows)
    return written.getvalue().encode("utf-8-sig")
