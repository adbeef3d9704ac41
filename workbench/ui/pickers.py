"""Pickers: each returns a domain object, or None after having said what to do next."""

from dataclasses import replace

import streamlit as st

from workbench import settings
from workbench.domain import DatasetVersion, Split, Workflow
from workbench.domain.formats import count
from workbench.domain.locales import use_locale
from workbench.samples import LOADING, SETTING
from workbench.store import dataset as datasets
from workbench.store import workflow as workflows
from workbench.store import workspace
from workbench.store.database import Database, open_database
from workbench.ui.choices import settle_choice, show_choice
from workbench.ui.states import empty, notice

_CURRENT = "workflow"
_IN_URL = "_workflow_in_url"
_LEFT = "_workflow_left"


def database() -> Database:
    """The process's one database."""
    return open_database(settings.default_database())


def draw_workflow_picker() -> None:
    """The sidebar's choice of workflow, kept across pages and in the URL; drawn by the frame on every page."""
    use_locale(workspace.get_locale(database()))
    known = {workflow.name: workflow for workflow in workflows.list_workflows(database())}
    left = st.session_state.pop(_LEFT, None)
    if not known:
        return
    # Not `bind="query-params"`: a bound widget ignores the workflow that a link on another page asks for.
    asked = st.query_params.get(_CURRENT)
    current = st.session_state.get(_CURRENT)
    wanted = asked if asked and asked != st.session_state.get(_IN_URL) else current
    if wanted not in known:
        instead = current if current in known else next(iter(known))
        wanted = _instead_of(wanted, instead, known) if wanted and wanted != left else instead
    if wanted != current:
        st.session_state[_CURRENT] = wanted
    chosen = st.sidebar.selectbox("Workflow", list(known), key=_CURRENT, persist_state="session")
    st.session_state[_IN_URL] = chosen
    if asked != chosen:
        st.query_params[_CURRENT] = chosen


def _instead_of(wanted: str, instead: str, known: dict[str, Workflow]) -> str:
    """Which workflow to show where the wanted one is not to be had, after having said so."""
    former = workspace.get_setting(database(), _former_name(wanted))
    renamed = next((one.name for one in known.values() if str(one.workflow_id) == former), None)
    if renamed:
        notice(f"“{wanted}” is now called “{renamed}”.")
        return renamed
    found = workflows.find_workflow(database(), wanted)
    if found and not found.archived_at:
        return found.name
    why = (
        f"“{wanted}” is archived; the page Workflows brings it back."
        if found
        else f"There is no workflow called “{wanted}”: it has been deleted or never was."
    )
    notice(f"{why} You are looking at “{instead}”.", lasting=True)
    return instead


def _former_name(name: str) -> str:
    return f"former workflow name: {name}"


def current_workflow_or_none() -> Workflow | None:
    """The workflow picked in the sidebar, or None without a word."""
    name = st.session_state.get(_CURRENT)
    return workflows.find_workflow(database(), name) if name else None


def current_workflow() -> Workflow | None:
    """The workflow picked in the sidebar; None (with the empty state drawn) when there is none at all."""
    found = current_workflow_or_none()
    if found is None:
        empty(
            "No workflow yet",
            "A workflow is one business task, such as checking clauses or reading filings, with the precision "
            "its answers must reach. Upload a golden dataset to begin, or look at the samples.",
            [
                ("golden_datasets", "Upload a golden dataset"),
                ("workflows", "Describe a workflow"),
                ("home", "Open the sample"),
            ],
        )
    return found


def is_loading_samples() -> bool:
    """True while a first start prepares the sample workflows."""
    return workspace.get_setting(database(), SETTING) == LOADING


def has_dataset(workflow: Workflow) -> bool:
    """True when the workflow has a golden dataset that is not archived."""
    return bool(datasets.list_current_versions(database(), workflow.workflow_id))


def pick_version(workflow: Workflow) -> DatasetVersion | None:
    """The dataset version a page speaks of: the newest of the newest dataset unless another one is picked."""
    newest = datasets.list_current_versions(database(), workflow.workflow_id)
    if not newest:
        empty(
            f"“{workflow.name}” has no golden dataset yet",
            "A golden dataset is a spreadsheet with one row per question and the answer an expert expects.",
            [("golden_datasets", "Upload a golden dataset")],
        )
        return None
    every = [
        version for current in newest for version in datasets.list_versions(database(), current.dataset_id)
    ]
    if len(every) == 1:
        return every[0]
    by_id = {str(version.dataset_version_id): version for version in every}
    key = f"version-{workflow.workflow_id}"
    settle_choice("dataset", key, list(by_id))
    chosen = st.selectbox(
        "Dataset",
        list(by_id),
        format_func=lambda version_id: version_label(by_id[version_id]),
        key=key,
        persist_state="session",
    )
    show_choice("dataset", chosen)
    return by_id.get(chosen, every[0])


def version_label(version: DatasetVersion) -> str:
    """ "Filings, version 2 (150 items)"."""
    return f"{version.dataset_name}, version {version.number} ({count(version.item_count)} items)"


def pick_split(version: DatasetVersion, without: tuple[Split, ...] = ()) -> str | None:
    """Which part of the version counts: the holdout where splits were drawn; None means all items."""
    counts = datasets.count_splits(database(), version.dataset_version_id)
    parts = [
        part.value
        for part in (Split.HOLDOUT, Split.DEV, Split.TRAIN)
        if part.value in counts and part not in without
    ]
    if not parts:
        return None
    words = {part: f"{part.capitalize()} ({count(counts[part])} items)" for part in parts}
    words["all"] = f"All items ({count(version.item_count)})"
    key = f"split-{version.dataset_version_id}"
    settle_choice("items", key, list(words))
    chosen = st.selectbox(
        "Items", list(words), format_func=words.__getitem__, key=key, persist_state="session"
    )
    show_choice("items", chosen)
    return None if chosen == "all" else chosen


def rename_workflow(workflow: Workflow, name: str) -> None:
    """Rename the current workflow and keep it chosen; links with its old name go on leading to it.

    Raises NameTaken.
    """
    workflows.set_workflow(database(), replace(workflow, name=name))
    workspace.set_setting(database(), _former_name(workflow.name), str(workflow.workflow_id))
    st.query_params[_CURRENT] = name


def archive_workflow(workflow: Workflow) -> None:
    """Archive the current workflow and go on with another one."""
    workflows.set_workflow_archived(database(), workflow.workflow_id, True)
    st.session_state[_LEFT] = workflow.name


def delete_workflow(workflow: Workflow) -> None:
    """Delete the current workflow with all it holds and go on with another one."""
    workflows.delete_workflow(database(), workflow.workflow_id)
    st.session_state[_LEFT] = workflow.name
