"""What stands behind the figures: which file the items came from, which runs answered them, and what was lost."""

from collections.abc import Iterator
from typing import Any

from workbench.domain import Candidate, DatasetVersion, Run, Workflow
from workbench.domain.formats import count, plural
from workbench.spreadsheets.writing import Figure, Sheet, SheetColumn
from workbench.store import candidate as candidates
from workbench.store import dataset as datasets
from workbench.store import evidence
from workbench.store import run as runs
from workbench.store.database import Database

FAILURES, PROVENANCE = "Failures", "Provenance"


def failure_sheet(
    database: Database, workflow: Workflow, version: DatasetVersion, split: str | None
) -> Sheet | None:
    """One row per output that stands as failed: whose it is, on which item, and why; None where nothing was lost."""
    outputs = evidence.stream_evidence(database, workflow.workflow_id, version.dataset_version_id, split)
    lost = [row for row in outputs if row.state == "failed"]
    if not lost:
        return None
    columns = [
        SheetColumn("Candidate"), SheetColumn("Item"), SheetColumn("Split"), SheetColumn("Reason"),
        SheetColumn("Seconds", Figure.SECONDS), SheetColumn("Cost, USD", Figure.PRICE),
        SheetColumn("Tried (UTC)", Figure.TIME), SheetColumn("Run", Figure.COUNT),
    ]  # fmt: skip
    rows = [
        [
            row.candidate_name, row.item_key, row.split, row.failure_reason or None, row.latency_s, row.cost_usd,
            row.answered_at, row.run_id,
        ]
        for row in lost
    ]  # fmt: skip
    note = "These outputs count in no rate: a lost call says nothing about the answer it would have given."
    return Sheet(FAILURES, columns, rows, [("Left out", note)])


def provenance_sheet(database: Database, workflow: Workflow, version: DatasetVersion) -> Sheet:
    """One row per run over a version of this dataset: candidate, its settings' version, when, how much, what it cost;
    below it, where the dataset's items came from."""
    columns = [
        SheetColumn("Run", Figure.COUNT), SheetColumn("Candidate"), SheetColumn("Candidate version", Figure.COUNT),
        SheetColumn("Kind"), SheetColumn("Model"), SheetColumn("Dataset"), SheetColumn("Version", Figure.COUNT),
        SheetColumn("Split"), SheetColumn("State"), SheetColumn("Items", Figure.COUNT),
        SheetColumn("Done", Figure.COUNT), SheetColumn("Failed", Figure.COUNT), SheetColumn("Reused", Figure.COUNT),
        SheetColumn("Cost, USD", Figure.PRICE), SheetColumn("Started (UTC)", Figure.TIME),
        SheetColumn("Ended (UTC)", Figure.TIME),
    ]  # fmt: skip
    known = {
        one.candidate_id: one
        for one in candidates.list_candidates(database, workflow.workflow_id, with_archived=True)
    }
    same = {one.dataset_version_id for one in datasets.list_versions(database, version.dataset_id)}
    found = [one for one in runs.list_runs(database, workflow.workflow_id) if one.dataset_version_id in same]
    rows = (_run_row(one, known.get(one.candidate_id)) for one in reversed(found))
    return Sheet(PROVENANCE, columns, rows, list(_dataset_facts(version)))


def _run_row(one: Run, candidate: Candidate | None) -> list[Any]:
    settings = candidate.settings if candidate else {}
    return [
        one.run_id, one.candidate_name, one.candidate_version_number, candidate.kind.words if candidate else None,
        settings.get("model") or None, one.dataset_name, one.version_number, one.split, one.state.value,
        one.planned_count, one.done_count, one.failed_count, one.reused_count, one.cost_usd, one.started_at,
        one.finished_at,
    ]  # fmt: skip


def _dataset_facts(version: DatasetVersion) -> Iterator[tuple[str, Any]]:
    yield "Dataset", version.dataset_name
    yield "Version", version.number
    yield "Items", version.item_count
    yield "File", version.file_name or "none"
    if version.file_sha256:
        yield "SHA-256 of the file", version.file_sha256
    if version.sheet:
        yield "Sheet", version.sheet
    yield "Rows", f"{plural(version.rows_read, 'row')} read, {count(version.rows_refused)} refused"
    yield "Stored by", version.imported_by or "nobody named"
    yield "Stored (UTC)", version.created_at
    if version.note:
        yield "Note", version.note
