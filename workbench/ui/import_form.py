"""Uploading a golden dataset: the file, what was understood of it, what was checked, and one button."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from workbench.datasets.importing import ImportPlan, ImportResult, plan_import, store_import
from workbench.datasets.intake import Intake
from workbench.datasets.roles import REFUSED_COLUMN, Roles
from workbench.domain import CandidateKind, Workflow
from workbench.domain.formats import count, plural
from workbench.errors import BadSetting, WorkbenchError
from workbench.spreadsheets.tables import Choices, Table
from workbench.spreadsheets.template import template_workbook
from workbench.store import dataset as datasets
from workbench.store import workflow as workflows
from workbench.store.database import Database
from workbench.ui.import_checks import plan_sentence, repeats_title, rows_title, show_repeats, show_rows
from workbench.ui.import_columns import pick_roles, show_answers, show_readings
from workbench.ui.import_labels import (
    LabelsWanted,
    find_given,
    labels_sentence,
    labels_title,
    pick_labels,
    take_labels,
)
from workbench.ui.import_near import NearFound, find_near, near_sentence, show_near
from workbench.ui.import_reading import (
    Upload,
    choices_of,
    forget_upload,
    open_upload,
    pick_sheet,
    show_findings,
    uploader_key,
)
from workbench.ui.import_sheets import sheets_sentence, show_every_sheet, store_every_sheet, wants_every_sheet
from workbench.ui.import_storing import say_stopped, store_watched
from workbench.ui.labelers import labeler
from workbench.ui.links import link
from workbench.ui.states import notice, sentences
from workbench.ui.text import plain

_NEW = "A new workflow"


@dataclass(frozen=True)
class _Destination:
    """Where the rows go: an existing workflow or the name of a new one, under whose name, and why."""

    workflow: Workflow | None
    workflow_name: str
    dataset_name: str
    who: str
    note: str
    keeps_rest: bool = False


def upload_dataset(database: Database, current: Workflow | None) -> None:
    """The whole way from a file to a stored version."""
    say_stopped()
    file = st.file_uploader(
        "A spreadsheet with one row per item: .xlsx, .ods, .csv, .tsv, .json, .jsonl, .parquet, also packed",
        type=None,
        key=uploader_key(),
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
    upload = Upload(file.name, _key(file.file_id, file.name), file.size, file.getvalue())
    with sentences():
        if wants_every_sheet(upload):
            _import_sheets(database, current, upload)
        else:
            _import_table(database, current, upload)


def _import_table(database: Database, current: Workflow | None, upload: Upload) -> None:
    sheet = pick_sheet(database, upload)
    intake = open_upload(database, upload, sheet)
    summary = st.container()
    key = f"{upload.key}-{sheet}-{_key(*intake.table.columns)}"
    columns = st.expander("What each column is for", expanded=True, icon=":material/view_column:")
    with columns:
        st.caption("Guessed from names and content. Change a role where it is wrong.")
        roles = pick_roles(intake, key)
    with summary:
        if _say_shape(intake.table, roles):
            return
        head = st.container()
        destination = _pick_destination(database, current, upload, intake.table)
    try:
        into = destination.workflow
        categories = into.categories if into else ()
        plan = _plan(key, roles, choices_of(upload, sheet), categories, into, intake)
    except WorkbenchError as error:
        head.error(plain(error), icon=":material/error:")
        return
    near = find_near(plan, key, choices_of(upload, sheet))
    wanted = _show_report(database, upload, sheet, plan, near, key)
    with head:
        said = f"{plan_sentence(plan)} {near_sentence(near)}".strip()
        is_whole = not plan.refused and bool(plan.roles.expected_column)
        (st.success if is_whole else st.warning)(plain(said))
    with summary:
        _import_button(database, destination, plan, wanted, key)


def _say_shape(table: Table, roles: Roles) -> bool:
    """Say that a table is no list of items; True where it cannot be imported as one."""
    if table.shape == "pairs":
        st.info(
            "These rows are preference pairs: two outputs and which was preferred. Preference votes are not imported "
            "yet; the items themselves can be.",
            icon=":material/info:",
        )
    if table.shape != "labels" or roles.input_columns:
        return False
    st.info(
        "This is a sheet of labels: answers and what people said of them, without what was asked. Bring it in as "
        "outputs with their labels, on the Candidates page, once the golden dataset is there. If it is a list of "
        "items after all, mark the column with the question as input.",
        icon=":material/info:",
    )
    words = "Bring in outputs with their labels"
    link("candidates", words, icon=":material/arrow_forward:", add=CandidateKind.FILE.value)
    return True


def _show_report(
    database: Database, upload: Upload, sheet: str | None, plan: ImportPlan, near: NearFound, key: str
) -> LabelsWanted | None:
    """The tabs below the columns; returns the labels that are to be taken over."""
    given = find_given(plan)
    titles = [
        f"What was found ({len(plan.findings)})",
        rows_title(plan.report),
        repeats_title(plan.report, near.row_count),
        "Answers",
        "Read and understood",
    ]
    tabs = st.tabs([*titles, *([labels_title(given)] if given else [])])
    with tabs[0]:
        show_findings(upload, sheet, plan)
    with tabs[1]:
        show_rows(plan)
    with tabs[2]:
        show_repeats(plan)
        show_near(plan, near, key)
    with tabs[3]:
        show_answers(plan)
    with tabs[4]:
        show_readings(plan)
    if not given:
        return None
    with tabs[5]:
        return pick_labels(database, plan, given, key)


def _pick_destination(
    database: Database, current: Workflow | None, upload: Upload, table: Table | None
) -> _Destination:
    names = [one.name for one in workflows.list_workflows(database)]
    stem = upload.name.rsplit(".", 1)[0]
    places = iter(st.columns(3 if table is None else 4))
    with next(places):
        options = [*names, _NEW]
        likely = _likely_workflow(database, current, table)
        start = names.index(likely.name) if likely else len(names)
        chosen = st.selectbox("Into the workflow", options, start, key=f"into-{upload.key}")
        is_new = chosen == _NEW
        if is_new:
            chosen = st.text_input("Name of the new workflow", stem, key=f"into-name-{upload.key}").strip()
    known = None if is_new else workflows.find_workflow(database, chosen or "")
    name, adds = "", False
    if table is not None:
        mended = REFUSED_COLUMN in table.columns
        with next(places):
            name = st.text_input(
                "Name of the dataset",
                _dataset_name(database, known, table, mended),
                key=f"name-{upload.key}-{table.sheet}-{known.workflow_id if known else 0}",
            ).strip()
            if known and datasets.find_dataset(database, known.workflow_id, name):
                options = ["Replace items", "Add items"]
                adds = (
                    st.segmented_control(
                        "These rows", options, default=options[mended], required=True, key=f"adds-{upload.key}",
                        label_visibility="collapsed",
                    )
                    == options[1]
                )  # fmt: skip
    with next(places):
        who = labeler()
    with next(places):
        note = st.text_input("Why (optional)", key=f"note-{upload.key}", placeholder="What changed, or why")
    return _Destination(known, chosen or "", name, who, note.strip(), adds)


def _likely_workflow(database: Database, current: Workflow | None, table: Table | None) -> Workflow | None:
    """Where a file probably belongs: the workflow with a dataset of these columns, or the current one without any.

    None, so a new workflow, where no dataset has half of the file's columns: an unrelated file must not slip into
    the workflow that happens to be chosen.
    """
    own = current if current and not current.is_sample else None
    if table is None or (own and not datasets.list_current_versions(database, own.workflow_id)):
        return own
    columns = set(table.columns)
    shared: dict[int, float] = {}
    others = sorted(workflows.list_workflows(database), key=lambda one: one != own)
    for one in others:
        for version in datasets.list_current_versions(database, one.workflow_id):
            known = {column.name for column in version.columns}
            share = len(columns & known) / len(columns) if columns else 0.0
            shared[one.workflow_id] = max(share, shared.get(one.workflow_id, 0.0))
    best = max(others, key=lambda one: shared.get(one.workflow_id, 0.0), default=None)
    return best if best and shared.get(best.workflow_id, 0.0) >= 0.5 else None


def _dataset_name(database: Database, workflow: Workflow | None, table: Table, mended: bool) -> str:
    """The sheet's or file's name; mended rows belong to the dataset imported last."""
    current = datasets.list_current_versions(database, workflow.workflow_id) if workflow and mended else []
    return current[0].dataset_name if current else table.title


def _import_button(
    database: Database, destination: _Destination, plan: ImportPlan, wanted: LabelsWanted | None, key: str
) -> None:
    known = destination.workflow
    dataset = datasets.find_dataset(database, known.workflow_id, destination.dataset_name) if known else None
    number = 1 + (datasets.list_versions(database, dataset.dataset_id)[0].number if dataset else 0)
    words = f"Import {plural(plan.row_count, 'item')} as version {number}"
    if not st.button(words, type="primary", disabled=not plan.row_count, key=f"import-{key}"):
        return
    _check(destination, is_dataset=True)
    into, tidy_up = _made_if_new(database, destination)
    result = store_watched(
        plan,
        lambda on_stage: store_import(
            database, plan, into.workflow_id, destination.dataset_name, destination.who, destination.note,
            destination.keeps_rest, known is None, on_stage,
        ),
        tidy_up,
    )  # fmt: skip
    notice(result_sentence(result))
    if wanted:
        with st.spinner("Taking over the labels", show_time=True):
            notice(labels_sentence(take_labels(database, plan, wanted, result.version, destination.who)))
    _plan.clear()
    forget_upload()
    st.switch_page("pages/golden_datasets.py", query_params={"workflow": into.name})


def _import_sheets(database: Database, current: Workflow | None, upload: Upload) -> None:
    tables = show_every_sheet(upload)
    destination = _pick_destination(database, current, upload, None)
    if not st.button(f"Import {plural(len(tables), 'dataset')}", type="primary", key=f"sheets-{upload.key}"):
        return
    _check(destination, is_dataset=False)
    into, tidy_up = _made_if_new(database, destination)
    done = store_every_sheet(
        database,
        upload,
        tables,
        into,
        destination.who,
        destination.note,
        destination.workflow is None,
        tidy_up,
    )
    notice(sheets_sentence(done))
    forget_upload()
    st.switch_page("pages/golden_datasets.py", query_params={"workflow": into.name})


def _made_if_new(database: Database, destination: _Destination) -> tuple[Workflow, Callable[[], None]]:
    """The workflow to import into, and what takes a new one away again if the import came to nothing."""
    known = destination.workflow
    into = known or workflows.add_workflow(database, Workflow(0, destination.workflow_name))

    def tidy_up() -> None:
        if not known and not datasets.list_current_versions(database, into.workflow_id):
            workflows.delete_workflow(database, into.workflow_id)

    return into, tidy_up


def _check(destination: _Destination, is_dataset: bool) -> None:
    if not destination.workflow_name:
        raise BadSetting("The new workflow has no name yet. Enter one, such as “Clause review”.")
    if is_dataset and not destination.dataset_name:
        raise BadSetting("The dataset has no name yet. Enter one, such as “Contracts 2026”.")


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
    if result.answer_type:
        said += f". Its answers are taken as “{result.answer_type.words}”; the Workflows page changes that"
    return said + "."


def _key(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


@st.cache_resource(show_spinner="Checking every row", show_time=True, max_entries=1, scope="session")
def _plan(
    key: str,
    roles: Roles,
    choices: Choices,
    categories: tuple[str, ...],
    _workflow: Workflow | None,
    _intake: Intake,
) -> ImportPlan:
    """The newest plan only: the rows that a check sets aside are kept with the staged rows."""
    return plan_import(_intake, roles, choices.switches, _workflow)
