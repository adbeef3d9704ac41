"""Which work a labeler sits down to: what was assigned to them first, anything else when they choose it."""

import streamlit as st

from workbench.domain import Assignment, DatasetVersion, Workflow
from workbench.labeling.assignments import assigned_sentence
from workbench.store import assignment as assignments
from workbench.store import dataset as datasets
from workbench.store.database import Database
from workbench.store.labelling_rules import get_rules
from workbench.ui.choices import settle_choice, show_choice

_OWN_CHOICE = "other"


def _key(workflow: Workflow, labeler: str) -> str:
    return f"work-{workflow.workflow_id}-{labeler}"


def current_assignment(database: Database, workflow: Workflow, labeler: str) -> Assignment | None:
    """The assignment that a labeler is at: the newest open one with outputs left until they choose another; None where
    nothing is assigned to them, or where they choose outputs themselves."""
    given = assignments.list_assignments(database, workflow.workflow_id, labeler)
    if not given:
        return None
    options = [str(one.assignment_id) for one in given]
    unfinished = [str(one.assignment_id) for one in given if one.done_count < one.task_count]
    first = unfinished[0] if unfinished else _OWN_CHOICE
    settle_choice("work", _key(workflow, labeler), [*options, _OWN_CHOICE], first)
    chosen = st.session_state[_key(workflow, labeler)]
    return next((one for one in given if str(one.assignment_id) == chosen), None)


def pick_assignment(database: Database, workflow: Workflow, labeler: str) -> None:
    """Let a labeler go from one assignment to another, or to outputs of their own choice."""
    given = assignments.list_assignments(database, workflow.workflow_id, labeler)
    if not given:
        return
    words = {str(one.assignment_id): work_sentence(database, one, labeler) for one in given}
    words[_OWN_CHOICE] = "Outputs of my own choice"
    chosen = st.selectbox(
        "Your work",
        list(words),
        format_func=words.__getitem__,
        key=_key(workflow, labeler),
        persist_state="session",
    )
    show_choice("work", chosen)


def assigned_part(database: Database, assignment: Assignment) -> tuple[DatasetVersion, str | None]:
    """The dataset version and split that an assignment is about."""
    return datasets.get_version(database, assignment.dataset_version_id), assignment.split


def work_sentence(database: Database, assignment: Assignment, labeler: str) -> str:
    """ "Assigned to you and Bob: 120 outputs of Holdout, 34 done, 12 by you."."""
    own = next(
        (
            one.done_count
            for one in assignments.list_progress(database, assignment.workflow_id)
            if one.assignment_id == assignment.assignment_id and one.labeler == labeler
        ),
        0,
    )
    is_blind = get_rules(database, assignment.workflow_id).is_blind
    return assigned_sentence(assignment, labeler, own, is_blind)
