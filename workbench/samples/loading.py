"""The sample workspace: workflows, datasets and candidates from plain files; rules and trained ones run for real."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.datasets.importing import import_dataset
from workbench.datasets.splitting import draw_split
from workbench.domain import (
    BusinessFigures,
    Candidate,
    CandidateKind,
    DatasetVersion,
    RunState,
    Split,
    Workflow,
)
from workbench.errors import WorkbenchError
from workbench.runs.execution import execute_run
from workbench.runs.outputs_file import import_outputs
from workbench.runs.planning import plan_run
from workbench.samples.building import MODEL, OUTPUTS, read_rows
from workbench.scoring.exact import normalise
from workbench.settings import sample_folder
from workbench.store import candidate as candidates
from workbench.store import dataset as datasets
from workbench.store import label as labels
from workbench.store import run as runs
from workbench.store import workflow as workflows
from workbench.store import workspace
from workbench.store.database import Database

# Where loading stands, as the workspace's setting `samples`; nothing is stored before the first time.
SETTING, LOADING, CUT_OFF, LOADED = "samples", "loading", "cut off", "loaded"
SAMPLES = ("contract_clauses", "expense_coding")
LABELER = "Sample"
_loading = threading.Lock()


def load_samples(database: Database, on_progress: Callable[[str], None] | None = None) -> None:
    """Put the sample workflows into the database; those already there are completed, not doubled.

    Rules and trained candidates run for real (some seconds); the language model's outputs come from the file it
    was asked for. Labels follow from how the items were made and are marked as sample labels. `on_progress` gets a
    sentence per step.
    """
    with _loading:
        workspace.set_setting(database, SETTING, LOADING)
        try:
            for name in SAMPLES:
                _load(database, sample_folder() / name, on_progress or (lambda sentence: None))
        except BaseException:
            with suppress(WorkbenchError):
                workspace.set_setting(database, SETTING, CUT_OFF)
            raise
        workspace.set_setting(database, SETTING, LOADED)


def wants_samples(database: Database) -> bool:
    """True for a brand-new database, and for one whose samples were cut off while they loaded."""
    state = workspace.get_setting(database, SETTING)
    if state == "":
        return not workflows.list_workflows(database, with_archived=True)
    return state in (LOADING, CUT_OFF)


def set_loading(database: Database, wanted: bool) -> None:
    """Say beforehand, for the pages, whether the samples are about to be loaded."""
    if wanted or workspace.get_setting(database, SETTING) == LOADING:
        workspace.set_setting(database, SETTING, LOADING if wanted else CUT_OFF)


def _load(database: Database, folder: Path, say: Callable[[str], None]) -> None:
    told = json.loads((folder / "workflow.json").read_text(encoding="utf-8"))
    workflow = workflows.find_workflow(database, told["name"]) or _add_workflow(database, told)
    if not workflow.is_sample:
        return  # the person has a workflow of this name; a sample must not touch it
    say(f"{workflow.name}: importing {told['dataset'].lower()}.")
    version = _version(database, workflow, folder, told)
    for candidate in _candidates(database, workflow, folder, told):
        say(f"{workflow.name}: running {candidate.name.lower()}.")
        _run(database, candidate, version)
    outputs = folder / OUTPUTS
    if outputs.is_file():
        say(f"{workflow.name}: importing the answers of {MODEL}.")
        import_outputs(
            database, outputs, outputs.name, workflow.workflow_id, None, told["id"], "output",
            dataset_version_id=version.dataset_version_id, candidate_name=MODEL, is_sample=True,
        )  # fmt: skip
    if not told["trusted_scorer"]:
        _label(database, workflow, version, int(told["unlabelled"]))


def _add_workflow(database: Database, told: dict[str, Any]) -> Workflow:
    wanted = Workflow(
        0,
        told["name"],
        description=told["description"],
        prompt_template=told["prompt_template"],
        bar_rate=told["bar_rate"],
        figures=BusinessFigures(**told["figures"]),
        trusted_scorer=told["trusted_scorer"],
        is_sample=True,
    )
    return workflows.add_workflow(database, wanted)


def _version(database: Database, workflow: Workflow, folder: Path, told: dict[str, Any]) -> DatasetVersion:
    items = folder / "items.csv"
    result = import_dataset(
        database,
        items,
        items.name,
        workflow.workflow_id,
        dataset_name=told["dataset"],
        id_column=told["id"],
        input_columns=told["inputs"],
        expected_column=told["expected"],
        slice_columns=told["slices"],
        imported_by=LABELER,
        note="Made for this product; see data/README.md",
    )
    version = result.version
    if not datasets.count_splits(database, version.dataset_version_id):
        draw_split(database, version.dataset_version_id, told["shares"], told["group"], told["seed"])
    return version


def _candidates(
    database: Database, workflow: Workflow, folder: Path, told: dict[str, Any]
) -> Iterator[Candidate]:
    """The sample's rules and trained candidates, stored where they are not yet."""
    rules = {"rules": read_rows(folder / "rules.csv"), "column": "", "otherwise": ""}
    wanted = [("Hand-written rules", CandidateKind.RULES, rules)]
    wanted += [(name, CandidateKind.TRAINED, settings) for name, settings in told["trained"].items()]
    for name, kind, settings in wanted:
        found = candidates.find_candidate(database, workflow.workflow_id, name)
        yield found or candidates.add_candidate(
            database, workflow.workflow_id, name, kind, settings, is_sample=True
        )


def _run(database: Database, candidate: Candidate, version: DatasetVersion) -> None:
    """Run a candidate over the holdout, or take up the run that was cut off. Raises WorkbenchError if it fails."""
    before = [
        run
        for run in runs.list_runs(database, candidate.workflow_id, with_archived=True)
        if run.candidate_id == candidate.candidate_id
    ]
    run = before[0] if before else plan_run(database, candidate, version, Split.HOLDOUT.value)
    if run.state is RunState.FINISHED:
        return
    execute_run(database, run.run_id)
    ended = runs.get_run(database, run.run_id)
    if ended.state is not RunState.FINISHED:
        raise WorkbenchError(
            ended.sentence or f"The run of {candidate.name} ended early. Start the app again."
        )


def _label(database: Database, workflow: Workflow, version: DatasetVersion, unlabelled: int) -> None:
    """Label the holdout's outputs by construction, once, all but those to so many items, left for the person.

    Equal answers share their label, so what one candidate leaves open the others must leave open too.
    """
    if any(event.is_sample for event in labels.list_events(database, workflow.workflow_id)):
        return
    rows = []
    expected = {
        item.item_id: item.expected or ""
        for item in datasets.list_items(database, version.dataset_version_id, Split.HOLDOUT.value)
    }
    own = [one for one in candidates.list_candidates(database, workflow.workflow_id) if one.is_sample]
    answered = {one.candidate_id: runs.list_current_answers(database, one.candidate_id) for one in own}
    answers_to = {
        candidate_id: [item_id for item_id in expected if item_id in answers and answers[item_id][1]]
        for candidate_id, answers in answered.items()
    }
    most = max(answers_to.values(), key=len, default=[])
    left_open = set(most[len(most) - unlabelled :])
    for candidate_id, judged in answers_to.items():
        for item_id in judged:
            if item_id in left_open:
                continue
            output_id, answer = answered[candidate_id][item_id]
            right = normalise(answer or "") == normalise(expected[item_id])
            rows.append((output_id, LABELER, "correct" if right else "incorrect", "sample", True))
    if not rows:
        return
    table = pd.DataFrame(rows, columns=["output_id", "labeler", "verdict", "source", "is_sample"])
    table["correction"] = pd.Series([None] * len(table), dtype="str")
    table["comment"] = pd.Series([None] * len(table), dtype="str")
    labels.add_labels(database, table)
