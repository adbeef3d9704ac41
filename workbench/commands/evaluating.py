"""Runs, the report on them, the workbook, the sample workflows."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from workbench.commands import finding
from workbench.commands.watching import Watch
from workbench.decisions.exporting import export_csv, export_workbook
from workbench.decisions.report import report as report_on
from workbench.domain import Candidate, CandidateKind, DatasetVersion, Run, RunState, Workflow
from workbench.domain.formats import count, money, plural
from workbench.errors import BadSetting, WorkbenchError
from workbench.runs.budget import PAUSED, Caps, caps_words, get_caps, set_caps
from workbench.runs.estimating import cap_warnings_of, estimate_run, judging_words, reuse_words, total_words
from workbench.runs.execution import is_running, recover_runs
from workbench.runs.planning import plan_run
from workbench.samples import load_samples
from workbench.store import candidate as candidate_store
from workbench.store import run as runs
from workbench.store import workflow as workflows
from workbench.store.database import Database, now


def run(
    database: Database,
    workflow: str,
    candidates: Sequence[str] = (),
    all_candidates: bool = False,
    dataset: str | None = None,
    split: str | None = None,
    limit: int | None = None,
    resume: bool = False,
    reuse: bool = True,
    estimate: bool = False,
    watch: Watch | None = None,
) -> dict[str, Any]:
    """Run candidates one after another over the newest version of a dataset, or over one split of it.

    `all_candidates`: every one that can run; those that cannot are refused by name. With `resume`, a candidate's
    newest run over the same items that was left unfinished is taken up instead; without `reuse`, everything is asked
    anew. With `estimate`, nothing runs: it says what would be called and paid. A run that pauses at a spending cap is
    refused with the reason. Raises WorkbenchError where every run failed, and where `watch` was stopped.
    """
    of = finding.get_workflow(database, workflow)
    version = finding.get_version(database, of, dataset)
    found, refused = _to_run(database, of, version, candidates, all_candidates, split, limit)
    if estimate:
        return _estimated(database, of, version, found, refused, split, limit, reuse)
    watch = watch or Watch()
    done: list[Run] = []
    for candidate in found:
        left = _left_unfinished(database, candidate, version, split) if resume else None
        planned = left or plan_run(database, candidate, version, split=split, limit=limit, reuses=reuse)
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
        "refused": refused
        + [{"row": one.candidate_name, "reason": _cap_sentence(one)} for one in done if _is_paused(one)],
        "sentence": " ".join(_run_sentence(one) for one in done),
    }


def caps(database: Database, per_run: str | None = None, per_month: str | None = None) -> dict[str, Any]:
    """What runs may spend, in US dollars, changed where named; "none" takes a cap away. Raises BadSetting."""
    known = get_caps(database)
    changed = Caps(
        known.run_usd if per_run is None else _cap(per_run),
        known.month_usd if per_month is None else _cap(per_month),
    )
    if changed != known:
        set_caps(database, changed)
    spent_usd = runs.month_spending(database, now())
    return {
        "per_run_usd": changed.run_usd,
        "per_month_usd": changed.month_usd,
        "spent_this_month_usd": spent_usd,
        "sentence": f"{caps_words(changed)}; {money(spent_usd)} spent this month.",
    }


def _cap(text: str) -> float | None:
    bare = text.strip().lstrip("$").replace(",", "")
    if bare.casefold() in ("none", "no", ""):
        return None
    try:
        return float(bare)
    except ValueError as error:
        raise BadSetting(
            f"“{text}” is no amount in US dollars. Write one like 25 or 2.50, or none for no cap."
        ) from error


def _to_run(
    database: Database,
    workflow: Workflow,
    version: DatasetVersion,
    names: Sequence[str],
    every: bool,
    split: str | None,
    limit: int | None,
) -> tuple[list[Candidate], list[dict[str, Any]]]:
    """The candidates to run, and with `every` those that cannot, with the reason."""
    if not every:
        if not names:
            raise BadSetting(
                "No candidate is named. Name one with --candidate, or run all of them with --all-candidates."
            )
        return [finding.get_candidate(database, workflow, name) for name in names], []
    found, refused = [], []
    for candidate in candidate_store.list_candidates(database, workflow.workflow_id):
        try:
            estimate_run(database, candidate, version, split, limit)
        except BadSetting as error:
            if candidate.kind is not CandidateKind.FILE:  # what came from a file has nothing to run
                refused.append({"row": candidate.name, "reason": str(error)})
        else:
            found.append(candidate)
    if not found:
        reasons = " ".join(row["reason"] for row in refused)
        raise BadSetting(f"“{workflow.name}” has no candidate that can run. {reasons}".strip())
    return found, refused


def _estimated(
    database: Database,
    workflow: Workflow,
    version: DatasetVersion,
    found: Sequence[Candidate],
    refused: list[dict[str, Any]],
    split: str | None,
    limit: int | None,
    reuse: bool,
) -> dict[str, Any]:
    estimates = [estimate_run(database, one, version, split, limit, reuse) for one in found]
    said = [total_words(estimates), reuse_words(estimates), judging_words(estimates)]
    said += cap_warnings_of(database, estimates)
    return {
        "workflow": workflow.name,
        "dataset": version.dataset_name,
        "version": version.number,
        "estimates": [
            {
                "candidate": candidate.name,
                "items": one.items,
                "reused": one.reused,
                "calls": one.calls,
                "low_usd": one.low_usd,
                "high_usd": one.high_usd,
                "judge_calls": one.judging.calls if one.judging else 0,
                "judge_low_usd": one.judging.low_usd if one.judging else None,
                "judge_high_usd": one.judging.high_usd if one.judging else None,
                "data_goes_to": one.host,
            }
            for candidate, one in zip(found, estimates, strict=True)
        ],
        "refused": refused,
        "sentence": f"Nothing ran. It would take {' '.join(filter(None, said))}",
    }


def _is_paused(one: Run) -> bool:
    return one.state is RunState.STOPPED and one.sentence.startswith(PAUSED)


def _cap_sentence(one: Run) -> str:
    return (
        f"{one.candidate_name} paused at a spending cap. Raise it with “workbench caps”, then give the same command "
        "with --resume."
    )


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
