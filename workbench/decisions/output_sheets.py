"""The rows behind the figures: every output of a scope, and every standing label."""

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from workbench.domain import Column, DatasetVersion, Kind, Role, Workflow
from workbench.spreadsheets.writing import Figure, Sheet, SheetColumn
from workbench.store import evidence
from workbench.store.database import Database

_BASIS_WORDS = {
    "label": "label",
    "scorer": "trusted scorer",
    "abstention": "no answer given",
    "failure": "failed call",
}


def output_sheet(database: Database, workflow: Workflow, version: DatasetVersion, split: str | None) -> Sheet:
    """One row per candidate and item of the scope: the item's columns, the answer, the verdict and its basis."""
    kept = [column for column in version.columns if column.role not in (Role.ID, Role.EXPECTED, Role.IGNORED)]
    columns = [
        SheetColumn("Item"),
        SheetColumn("Split"),
        SheetColumn("Candidate"),
        SheetColumn("Verdict"),
        SheetColumn("Verdict from"),
        SheetColumn("Expected"),
        SheetColumn("Answer"),
        *[SheetColumn(f"Item: {column.name}", _figure(column)) for column in kept],
        SheetColumn("Labeler"),
        SheetColumn("Labelled (UTC)", Figure.TIME),
        SheetColumn("Sample label"),
        SheetColumn("Correction"),
        SheetColumn("Comment"),
        SheetColumn("Scored correct"),
        SheetColumn("Scored correct strictly"),
        SheetColumn("Failure"),
        SheetColumn("Confidence", Figure.DECIMAL),
        SheetColumn("Latency, s", Figure.SECONDS),
        SheetColumn("Cost, USD", Figure.PRICE),
        SheetColumn("Input tokens", Figure.COUNT),
        SheetColumn("Output tokens", Figure.COUNT),
        SheetColumn("Answered (UTC)", Figure.TIME),
        SheetColumn("Run", Figure.COUNT),
    ]
    readers = [_reader(column) for column in kept]

    def rows() -> Iterator[list[Any]]:
        scope = (workflow.workflow_id, version.dataset_version_id, split)
        for row in evidence.stream_evidence(database, *scope):
            content = json.loads(row.content)
            yield [
                row.item_key, row.split, row.candidate_name, str(row.verdict).replace("_", " "),
                _BASIS_WORDS.get(str(row.basis)), row.expected, row.answer,
                *[read(content) for read in readers],
                row.labeler, row.labelled_at, row.label_is_sample, row.correction, row.comment,
                row.is_correct, row.is_correct_strict, row.failure_reason or None, row.confidence,
                row.latency_s, row.cost_usd, row.input_tokens, row.output_tokens, row.answered_at, row.run_id,
            ]  # fmt: skip

    return Sheet("Outputs", columns, rows())


def label_sheet(database: Database, workflow: Workflow, version: DatasetVersion, split: str | None) -> Sheet:
    """One row per standing label of any labeler on the version's items, with whether the Summary counts it."""
    table = evidence.standing_label_table(database, workflow.workflow_id, version.dataset_version_id, split)
    columns = [
        SheetColumn("Item"),
        SheetColumn("Split"),
        SheetColumn("Candidate"),
        SheetColumn("Answer"),
        SheetColumn("Verdict"),
        SheetColumn("Correction"),
        SheetColumn("Comment"),
        SheetColumn("Labeler"),
        SheetColumn("Labelled (UTC)", Figure.TIME),
        SheetColumn("Source"),
        SheetColumn("Given by"),
        SheetColumn("Sample label"),
        SheetColumn("Counts in the Summary"),
        SheetColumn("Time taken, s", Figure.SECONDS),
    ]
    rows = (
        [
            row.item_key, row.split, row.candidate_name, row.answer, str(row.verdict).replace("_", " "),
            row.correction, row.comment, row.labeler, row.labelled_at, row.source,
            "a program" if row.is_automatic else "a person", row.is_sample, row.counts,
            row.duration_s,
        ]
        for row in table.itertuples(index=False)
    )  # fmt: skip
    return Sheet("Labels", columns, rows)


def _figure(column: Column) -> Figure:
    return Figure.DAY if column.kind is Kind.DATE else Figure.GENERAL


def _reader(column: Column) -> Callable[[dict[str, Any]], Any]:
    """How this column's cell is taken from an item's content; dates stored as ISO text become dates again."""
    if column.kind is not Kind.DATE:
        return lambda content: _cell(content.get(column.name))
    return lambda content: _date(content.get(column.name))


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _date(value: Any) -> Any:
    if not isinstance(value, str):
        return _cell(value)
    try:
        return date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
    except ValueError:
        return value
