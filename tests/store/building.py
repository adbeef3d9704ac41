"""Small worlds for tests: a workflow with a dataset, candidates, runs and outputs, stored for real."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

import pandas as pd

from workbench.domain import (
    Answer,
    Candidate,
    CandidateKind,
    Column,
    DatasetVersion,
    Label,
    Role,
    Run,
    RunState,
    Verdict,
    Workflow,
)
from workbench.store import candidate as candidates
from workbench.store import dataset as datasets
from workbench.store import label as labels
from workbench.store import run as runs
from workbench.store import workflow as workflows
from workbench.store.database import Database


def a_workflow(database: Database, name: str = "Clauses", **settings: Any) -> Workflow:
    """A stored workflow."""
    return workflows.add_workflow(database, Workflow(0, name, **settings))


def a_version(
    database: Database,
    workflow: Workflow,
    items: Mapping[str, tuple[str, str | None]],
    dataset_name: str = "Golden",
    slices: Mapping[str, str] | None = None,
    source: datasets.Source | None = None,
) -> DatasetVersion:
    """A stored version of items {item_key: (text, expected)}; `slices` fills a slice column `area`."""
    columns = [Column("id", Role.ID), Column("text", Role.INPUT), Column("expected", Role.EXPECTED)]
    if slices:
        columns.append(Column("area", Role.SLICE))
    rows = []
    for position, (item_key, (text, expected)) in enumerate(items.items()):
        content = json.dumps({"text": text} | ({"area": slices[item_key]} if slices else {}))
        hashed = sha256(f"{content}{expected}".encode()).hexdigest()
        rows.append((item_key, content, expected, hashed, position))
    table = pd.DataFrame(rows, columns=["item_key", "content", "expected", "content_hash", "position"])
    return datasets.add_version(
        database, workflow.workflow_id, dataset_name, columns, table, source or datasets.Source("golden.xlsx")
    )


def a_candidate(
    database: Database, workflow: Workflow, name: str = "Rules", kind: CandidateKind = CandidateKind.RULES
) -> Candidate:
    """A stored candidate."""
    return candidates.add_candidate(database, workflow.workflow_id, name, kind, {"rules": []})


def a_run(
    database: Database,
    candidate: Candidate,
    version: DatasetVersion,
    answers: Mapping[str, str | Answer | None],
    split: str | None = None,
    state: RunState = RunState.FINISHED,
) -> Run:
    """A run over a version with stored answers {item_key: text, None (no answer) or an Answer}."""
    items = datasets.list_items(database, version.dataset_version_id, split)
    run = runs.add_run(
        database,
        candidate.candidate_id,
        candidate.candidate_version_id,
        version.dataset_version_id,
        split,
        items,
    )
    given = [(item.item_id, answers[item.item_key]) for item in items if item.item_key in answers]
    runs.add_outputs(
        database,
        run.run_id,
        [(item_id, answer if isinstance(answer, Answer) else Answer(answer)) for item_id, answer in given],
    )
    runs.set_run_state(database, run.run_id, state)
    return runs.get_run(database, run.run_id)


def outputs_by_key(database: Database, run: Run) -> dict[str, int]:
    """{item_key: output_id} of a run (the newest output of each item)."""
    return {
        row["item_key"]: row["output_id"]
        for row in reversed(runs.list_outputs(database, run.run_id, limit=100_000))
    }


def a_label(
    database: Database, output_id: int, verdict: Verdict | None, labeler: str = "Ada", **more: Any
) -> int:
    """One stored labelling event."""
    return labels.add_label(database, Label(output_id, labeler, verdict, **more))


def many_labels(database: Database, verdicts: Mapping[int, Verdict | None], labeler: str = "Ada") -> None:
    """Stored labelling events {output_id: verdict} of one labeler, in one go: each by itself waits for the disk."""
    labels.add_events(
        database, [Label(output_id, labeler, verdict) for output_id, verdict in verdicts.items()]
    )


def a_small_world(
    database: Database, keys: Sequence[str] = ("a", "b", "c"), name: str = "Clauses"
) -> tuple[Workflow, DatasetVersion, Candidate, Run]:
    """A workflow with one version, one candidate and one finished run that answers every item."""
    workflow = a_workflow(database, name)
    version = a_version(database, workflow, {key: (f"text of {key}", f"expected {key}") for key in keys})
    candidate = a_candidate(database, workflow)
    run = a_run(database, candidate, version, {key: f"answer {key}" for key in keys})
    return workflow, version, candidate, run
