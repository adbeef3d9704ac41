"""Runs, the report on them, the workbook, the sample workflows."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from workbench.commands import finding
from workbench.commands.watching import Watch
from workbench.decisions.exporting import export_csv, export_workbook
from workbench.decisions.report import report as report_on
from workbench.domain import Candidate, DatasetVersion, Run, RunState
from workbench.domain.formats import count, plural
from workbench.errors import BadSetting, WorkbenchError
from workbench.runs.execution import is_running, recover_runs
from workbench.runs.planning import plan_run
from workbench.samples import load_samples
from workbench.store import run as runs
from workbench.store import workflow as workflows
from workbench.store.database import Database


def run(
    database: Database,
    workflow: str,
    candidates: Sequence[str],
    dataset: str | None = None,
    split: str | None = None,
    limit: int | None = None,
    resume: bool = False,
    watch: Watch | None = None,
) -> dict[str, Any]:
    """Run candidates one after another over the newest version of a dataset, or over one split of it.

    With `resume`, a candidate's newest run over the same items that was left unfinished is taken up instead.
    Raises WorkbenchError where every run failed, and where `watch` was stopped.
    """
    of = finding.get_workflow(database, workflow)
    version = finding.get_version(database, of, dataset)
    found = [finding.get_candidate(database, of, name) for name in candidates]
    watch = watch or Watch()
    done: list[Run] = []
    for candidate in found:
        left = _left_unfinished(database, candidate, version, split) if resume else None
        planned = left or plan_run(database, candidate, version, split=split, limit=limit)
        watch.execute(database, planned)
        done.append(runs.get_run(database, planned.run_id))
        if watch.is_stopped:
            break
    unfinished = [one for one in done if one.state is not RunState.FINISHED]
    if watch.is_stopped and unfinished:
        raise WorkbenchError(
            f"{_run_sentence(unfinished[-1])} Nothing stored is lost: give the same command with --resume, or "
            "resume the run on the Runs page."
        )
    if unfinished and all(one.state is RunState.FAILED for one in done):
        raise WorkbenchError(" ".join(_run_sentence(one) for one in unfinished))
    return {
        "workflow": of.name,
        "dataset": version.dataset_name,
        "version": version.number,
        "runs": [_run_result(one) for one in done],
        "sentence": " ".join(_run_sentence(one) for one in done),
    }


def _left_unfinished(
    database: Database, candidate: Candidate, version: DatasetVersion, split: str | None
) -> Run | None:
    """The candidate's newest run over these items, where it is not finished and nobody carries it out."""
    recover_runs(database)
    for one in runs.list_runs(database, candidate.workflow_id):
        same = (one.candidate_version_id, one.dataset_version_id, one.split) == (
            candidate.candidate_version_id,
            version.dataset_version_id,
            split,
        )
        if same:
            is_left = one.state is not RunState.FINISHED and not is_running(database, one.run_id)
            return one if is_left else None
    return None


def report(
    database: Database, workflow: str, dataset: str | None = None, split: str = "auto"
) -> dict[str, Any]:
    """Every candidate's counts, precision and coverage with intervals, against the bar."""
    of = finding.get_workflow(database, workflow)
    version = finding.get_version(database, of, dataset) if dataset else None
    return report_on(database, of, version, None if split == "all" else split)


def export(database: Database, workflow: str, file: str) -> dict[str, Any]:
    """Write a workflow's workbook (.xlsx) or its outputs (.csv)."""
    of = finding.get_workflow(database, workflow)
    target = Path(file)
    if not target.parent.is_dir():
        raise BadSetting(
            f"There is no folder {target.parent}. Make it, or name another place for {target.name}."
        )
    if target.suffix.lower() not in (".xlsx", ".csv"):
        raise BadSetting(
            f"{target.name} ends neither in .xlsx nor in .csv. Name the file with one of these endings."
        )
    try:
        if target.suffix.lower() == ".csv":
            export_csv(database, of, "Outputs", target)
        else:
            export_workbook(database, of, target)
    except OSError as error:
        raise BadSetting(
            f"{target} cannot be written ({error.strerror}). Check the folder's permissions and free space, "
            "or name another place."
        ) from error
    return {"workflow": of.name, "file": str(target), "sentence": f"Wrote {target}."}


def sample(database: Database, watch: Watch | None = None) -> dict[str, Any]:
    """Load the sample workflows; those already there are left as they are."""
    load_samples(database, watch.say if watch else None)
    names = [workflow.name for workflow in workflows.list_workflows(database) if workflow.is_sample]
    return {"workflows": names, "sentence": f"The sample workflows are loaded: {', '.join(names)}."}


def _run_result(one: Run) -> dict[str, Any]:
    return {
        "candidate": one.candidate_name,
        "run": one.run_id,
        "split": one.split,
        "state": one.state,
        "planned": one.planned_count,
        "done": one.done_count,
        "failed": one.failed_count,
        "cost_usd": one.cost_usd,
        "sentence": _run_sentence(one),
    }


def _run_sentence(one: Run) -> str:
    said = f"{one.candidate_name}: {count(one.done_count)} of {plural(one.planned_count, 'item')} done"
    said += f", {count(one.failed_count)} failed" if one.failed_count else ""
    said += f" ({one.state.value})" if one.state is not RunState.FINISHED else ""
    return f"{said}. {one.sentence}".strip()
