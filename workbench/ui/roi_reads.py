"""What the ROI pages read: kept until labels, outputs, scores, settings or splits change."""

from typing import Any

import streamlit as st

from workbench.comparison import list_standings
from workbench.decisions.business_case import Evidence, read_evidence
from workbench.domain import DatasetVersion, Workflow
from workbench.store import roi as roi_store
from workbench.store.database import Database
from workbench.ui.pickers import database


def measured(workflow: Workflow, version: DatasetVersion, split: str | None) -> Evidence:
    """All that is measured for a workflow on a version, or one split of it."""
    stamp = (str(database().path), *roi_store.measured_stamp(database()))
    asked = (
        workflow.workflow_id,
        workflow.name,
        workflow.bar_rate,
        workflow.trusted_scorer,
        workflow.categories,
    )
    return _read(database(), workflow, version, (*asked, version.dataset_version_id, split), stamp)


@st.cache_resource(max_entries=64, show_spinner="Reading what was measured")
def _read(
    _database: Database,
    _workflow: Workflow,
    _version: DatasetVersion,
    asked: tuple[Any, ...],
    stamp: tuple[Any, ...],
) -> Evidence:
    split = asked[-1]
    standings = list_standings(_database, _workflow, _version, split)
    return read_evidence(_database, _workflow, standings, _version, split)
