"""Pickers: each returns a domain object, or None after having said what to do next."""

from dataclasses import replace

import streamlit as st

from workbench import settings
from workbench.domain import DatasetVersion, Split, Workflow
from workbench.domain.formats import count
from workbench.store import dataset as datasets
from workbench.store import label as labels
from workbench.store import workflow as workflows
from workbench.store import workspace
from workbench.store.database import Database, open_database
from workbench.ui.states import empty

_CURRENT = "workflow"
_IN_URL = "_workflow_in_url"


def database() -> Database:
    """The process's one database."""
    return open_database(settings.default_database())


def draw_workflow_picker() -> None:
    """The sidebar's choice of workflow, kept across pages and in the URL; drawn by the frame on every page."""
    names = [workflow.name for workflow in workflows.list_workflows(database())]
    if not names:
        return
    # Not `bind="query-params"`: a bound widget ignores the workflow that a link on another page asks for.
    asked = st.query_params.get(_CURRENT)
    if asked in names and asked != st.session_state.get(_IN_URL):
        st.session_state[_CURRENT] = asked
    elif st.session_state.get(_CURRENT) not in names:
        st.session_state[_CURRENT] = names[0]
    chosen = st.sidebar.selectbox("Workflow", names, key=_CURRENT, persist_state="session")
    st.session_state[_IN_URL] = chosen
    if asked != chosen:
        st.query_params[_CURRENT] = chosen


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
    return workspace.get_setting(database(), "samples") == "loading"


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
    by_label = {version_label(version): version for version in every}
    if len(by_label) == 1:
        return every[0]
    label = st.selectbox(
        "Dataset", list(by_label), key=f"version-{workflow.workflow_id}", persist_state="session"
    )
    return by_label.get(label or "", every[0])


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
    chosen = st.selectbox(
        "Items",
        list(words),
        format_func=words.__getitem__,
        key=f"split-{version.dataset_version_id}",
        persist_state="session",
    )
    return None if chosen == "all" else chosen


def labeler(label: str = "Your name") -> str:
    """The name under which labels and imports are stored, asked once and remembered; "" until given."""
    known = labels.list_labelers(database())
    chosen = st.selectbox(
        label,
        known,
        index=None,
        key="labeler",
        accept_new_options=True,
        persist_state="session",
        placeholder="Type or pick a name",
        help="Every label and import is stored under a name.",
    )
    return (chosen or "").strip()


def rename_workflow(workflow: Workflow, name: str) -> None:
    """Rename the current workflow and keep it chosen under its new name. Raises NameTaken."""
    workflows.set_workflow(database(), replace(workflow, name=name))
    st.query_params[_CURRENT] = name
