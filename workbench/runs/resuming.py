"""Runs that were cut off when the app ended: they wait to be resumed, or go on by themselves where that is set."""

from pathlib import Path

from workbench.domain import Run, RunState
from workbench.runs.asking import as_instructed
from workbench.runs.execution import start_run
from workbench.runs.planning import destination, is_agreed
from workbench.store import candidate as candidates
from workbench.store import dataset as datasets
from workbench.store import run as runs
from workbench.store import workflow as workflows
from workbench.store import workspace
from workbench.store.database import Database

_SETTING = "resumes_by_itself"
# Whoever ended a run at the keyboard meant to.
_ENDED_BY_HAND = "Interrupted at the keyboard"
_resumed: dict[Path, frozenset[int]] = {}


def resumes_by_itself(database: Database) -> bool:
    """True where runs that were cut off go on by themselves when the app starts."""
    return workspace.get_setting(database, _SETTING) == "yes"


def set_resumes_by_itself(database: Database, wanted: bool) -> None:
    """Let runs that were cut off go on by themselves at the next starts, or wait to be resumed."""
    workspace.set_setting(database, _SETTING, "yes" if wanted else "")


def resume_cut_off(database: Database) -> frozenset[int]:
    """At the start of the app: take up the runs that were cut off, where the workspace wants that; their run_ids.

    Data goes nowhere that nobody has agreed to: such a run waits to be resumed by a person. Archived runs stay.
    """
    found: set[int] = set()
    if resumes_by_itself(database):
        for run in reversed(runs.list_runs_in_state(database, RunState.INTERRUPTED)):
            is_left = run.done_count < run.planned_count and not run.sentence.startswith(_ENDED_BY_HAND)
            if is_left and _may_call(database, run):
                start_run(database, run.run_id)
                found.add(run.run_id)
    _resumed[database.path] = frozenset(found)
    return _resumed[database.path]


def resumed_at_start(database: Database) -> frozenset[int]:
    """The runs that went on by themselves when this process started."""
    return _resumed.get(database.path, frozenset())


def _may_call(database: Database, run: Run) -> bool:
    candidate = candidates.get_candidate(database, run.candidate_id, run.candidate_version_id)
    workflow = as_instructed(workflows.get_workflow(database, run.workflow_id), candidate)
    host, columns = destination(candidate, workflow, datasets.get_version(database, run.dataset_version_id))
    return is_agreed(database, candidate, host, columns)
