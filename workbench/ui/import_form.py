"""Uploading a golden dataset: the file, what was understood of it, and one button."""

import hashlib
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from workbench.datasets.importing import ImportPlan, ImportResult, plan_import, store_import
from workbench.datasets.intake import open_file
from workbench.datasets.roles import Roles, guess_roles, roles_from
from workbench.domain import Role, Workflow
from workbench.domain.formats import count, plural
from workbench.errors import BadSetting
from workbench.spreadsheets.reading import read_sheets, read_table
from workbench.spreadsheets.tables import RefusedRow, SheetName, Table
from workbench.spreadsheets.template import template_workbook
from workbench.store import dataset as datasets
from workbench.store import workflow as workflows
from workbench.store.database import Database
from workbench.ui.labelers import labeler
from workbench.ui.states import notice, sentences
from workbench.ui.text import plain

_ROLE_WORDS = {
    "Item id": Role.ID,
    "Input": Role.INPUT,
    "Expected answer": Role.EXPECTED,
    "Slice": Role.SLICE,
    "Keep, unused": Role.OTHER,
    "Leave out": Role.IGNORED,
}
_WORDS = {role: words for words, role in _ROLE_WORDS.items()}
_NEW = "A new workflow"


@dataclass(frozen=True)
class _Upload:
    data: bytes
    name: str

    @property
    def key(self) -> str:
        """Tells the widgets of two files apart."""
        return hashlib.sha256(self.data).hexdigest()[:12]


@st.cache_data(show_spinner="Reading the file", max_entries=4)
def _read(data: bytes, name: str, sheet: str | None) -> Table:
    return read_table(data, name, sheet)


@st.cache_data(show_spinner=False, max_entries=4)
def _sheets(data: bytes, name: str) -> list[SheetName]:
    return read_sheets(data, name)


def upload_dataset(database: Database, current: Workflow | None) -> None:
    """The whole way from a file to a stored version."""
    file = st.file_uploader(
        "A spreadsheet with one row per item: .xlsx, .csv, .tsv, .jsonl and others",
        type=None,
        key="dataset-file",
    )
    if file is None:
        st.download_button(
            "Download a template (.xlsx)",
            data=template_workbook,
            file_name="golden-dataset-template.xlsx",
            on_click="ignore",
            icon=":material/download:",
        )
        return
    upload = _Upload(file.getvalue(), file.name)
    with sentences():
        sheet = _pick_sheet(upload)
        intake = open_file(database, upload.data, upload.name, sheet)
        roles = _pick_roles(intake.table, f"{upload.key}-{sheet}")
        plan = plan_import(intake, roles)
        _show_plan(plan)
        _store(database, current, plan, upload)


def _pick_sheet(upload: _Upload) -> str | None:
    sheets = [sheet for sheet in _sheets(upload.data, upload.name) if sheet.name and sheet.row_count]
    if len(sheets) < 2:
        return None
    likeliest = _read(upload.data, upload.name, None).sheet
    words = {
        sheet.name: f"{sheet.name} ({count(sheet.row_count)} rows{', hidden' if sheet.is_hidden else ''})"
        for sheet in sheets
    }
    names = list(words)
    return st.selectbox(
        "Sheet", names, names.index(likeliest), format_func=words.__getitem__, key=f"sheet-{upload.key}"
    )


def _pick_roles(table: Table, key: str) -> Roles:
    """The grid of columns with the role of each, guessed and changeable."""
    guessed = guess_roles(table)
    st.markdown("**What each column is for** (guessed; change what is wrong)")
    grid = pd.DataFrame(
        {
            "Column": table.columns,
            "Role": [_WORDS[guessed.role_of(column)] for column in table.columns],
            "First values": [_sample(table, column) for column in table.columns],
        }
    )
    edited = st.data_editor(
        grid,
        hide_index=True,
        key=f"roles-{key}",
        disabled=["Column", "First values"],
        height=min(38 + 35 * len(grid), 360),
        column_config={
            "Role": st.column_config.SelectboxColumn(options=list(_ROLE_WORDS), required=True, width="small"),
            "First values": st.column_config.TextColumn(width="large"),
        },
    )
    return roles_from(
        {column: _ROLE_WORDS[words] for column, words in zip(edited["Column"], edited["Role"], strict=True)}
    )


def _sample(table: Table, column: str) -> str:
    filled = [
        " ".join(str(value).split())[:80] for value in table.rows[column].head(50) if value not in (None, "")
    ]
    return " · ".join(dict.fromkeys(filled[:3]))


def _show_plan(plan: ImportPlan) -> None:
    for finding in plan.findings:
        st.caption(plain(finding.sentence))
    said = f"{plural(plan.rows_read, 'row')} read, {count(plan.row_count)} will be imported"
    if plan.refused:
        said += f", {plural(len(plan.refused), 'row')} refused"
    if plan.left_out:
        said += f", {plural(len(plan.left_out), 'repeated row')} left out"
    (st.warning if plan.refused else st.success)(f"{said}.")
    if plan.refused or plan.left_out:
        with st.expander("Rows that are refused or left out"):
            show_refused([*plan.refused, *plan.left_out])


def show_refused(rows: list[RefusedRow]) -> None:
    """Refused rows with the reason of each; all of them, scrolling."""
    table = pd.DataFrame({"Row": [row.row_number for row in rows], "Why": [row.reason for row in rows]})
    st.dataframe(table, hide_index=True, height=min(38 + 35 * len(rows), 250))


def _store(database: Database, current: Workflow | None, plan: ImportPlan, upload: _Upload) -> None:
    names = [one.name for one in workflows.list_workflows(database)]
    left, middle, right = st.columns(3)
    with left:
        options = [*names, _NEW]
        start = names.index(current.name) if current and not current.is_sample else len(names)
        chosen = st.selectbox("Into the workflow", options, start, key=f"into-{upload.key}")
        stem = upload.name.rsplit(".", 1)[0]
        if chosen == _NEW:
            chosen = st.text_input("Name of the new workflow", stem, key=f"into-name-{upload.key}").strip()
    with middle:
        name = st.text_input(
            "Name of the dataset", plan.table.sheet or stem, key=f"name-{upload.key}-{plan.table.sheet}"
        )
    with right:
        who = labeler()
    known = workflows.find_workflow(database, chosen or "")
    dataset = datasets.find_dataset(database, known.workflow_id, name) if known else None
    number = 1 + (datasets.list_versions(database, dataset.dataset_id)[0].number if dataset else 0)
    if st.button(f"Import as version {number}", type="primary", disabled=not plan.row_count):
        if not chosen:
            raise BadSetting("The new workflow has no name yet. Enter one, such as “Clause review”.")
        with st.spinner("Importing"):
            into = known or workflows.add_workflow(database, Workflow(0, chosen))
            result = store_import(database, plan, into.workflow_id, name, who)
        notice(result_sentence(result))
        st.switch_page("pages/golden_datasets.py", query_params={"workflow": into.name})


def result_sentence(result: ImportResult) -> str:
    """What an import stored, in one sentence."""
    version = result.version
    if not result.is_new_version:
        return f"Nothing new: the file holds what version {version.number} of “{version.dataset_name}” already has."
    said = f"{plural(result.rows_imported, 'item')} imported as version {version.number} of “{version.dataset_name}”"
    if version.number > 1:
        said += (
            f": {count(result.added)} added, {count(result.removed)} removed, {count(result.changed)} changed"
        )
    return said + "."
