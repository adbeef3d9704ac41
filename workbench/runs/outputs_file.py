"""Answers made elsewhere: a vendor's or a colleague's outputs from a file, with or without their labels."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import pandas as pd

from workbench.domain import Answer, Candidate, CandidateKind, Item, RunState, Verdict, parse_verdict
from workbench.errors import BadMapping, BadSetting
from workbench.runs.outputs_columns import OutputsColumns, cell_text
from workbench.scoring.scoring import score_outputs
from workbench.spreadsheets.reading import read_table
from workbench.spreadsheets.tables import RefusedRow, Table
from workbench.store import candidate as candidates
from workbench.store import dataset as datasets
from workbench.store import label as labels
from workbench.store import run as runs
from workbench.store.database import Database

# What is new is told by what stands: two imports of one file at the same moment would both find it missing.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class OutputsResult:
    """What an import of outputs stored."""

    candidates: list[str]
    rows_read: int
    outputs_added: int
    labels_added: int
    refused: list[RefusedRow] = field(default_factory=list)


@dataclass
class _Row:
    number: int
    item: Item
    answer: str | None
    verdict: Verdict | None
    comment: str | None = None


def import_outputs(
    database: Database,
    source: Path | bytes,
    file_name: str,
    workflow_id: int,
    candidate_column: str | None,
    item_column: str,
    output_column: str,
    verdict_column: str | None = None,
    dataset_version_id: int | None = None,
    labeler: str = "",
    sheet: str | None = None,
    candidate_name: str = "",
    is_sample: bool = False,
    usd_per_item: float | None = None,
    table: Table | None = None,
    meanings: Mapping[str, Verdict | None] | None = None,
    comment_column: str | None = None,
) -> OutputsResult:
    """Store a file's answers as outputs of candidates of kind `file`, one per name in `candidate_column` (or the
    one `candidate_name`), and its verdicts as labels of `labeler`.

    Without a version the newest dataset's newest one counts. Importing the same file again adds nothing.
    `usd_per_item` is the price of candidates that are new. `table`: the file as it was read already. `meanings`: what
    the spellings of verdicts mean where that was said; None leaves such a label out. `comment_column`: what the labeler
    noted with a verdict.
    Raises UnreadableFile, BadMapping.
    """
    table = table or read_table(source, file_name, sheet)
    _check_columns(table, [candidate_column, item_column, output_column, verdict_column, comment_column])
    if not candidate_column and not candidate_name.strip():
        raise BadMapping("Name the candidate these outputs come from, or the column that says it.")
    version_id = dataset_version_id or _newest_version(database, workflow_id)
    items = {item.item_key: item for item in datasets.list_items(database, version_id)}
    by_candidate, refused = _rows_by_candidate(
        table,
        items,
        candidate_column,
        candidate_name,
        item_column,
        output_column,
        verdict_column,
        meanings or {},
        comment_column,
    )
    labeler = labeler.strip() or f"File {table.file_name}"
    outputs_added = labels_added = 0
    with _one_at_a_time:
        for name in by_candidate:
            _check_name(database, workflow_id, name)
        for name, rows in by_candidate.items():
            candidate = _candidate(database, workflow_id, name, table.file_name, is_sample, usd_per_item)
            outputs_added += _store_outputs(database, candidate, version_id, rows)
            labels_added += _store_labels(database, candidate, version_id, rows, labeler, is_sample)
    score_outputs(database, workflow_id)
    rows_read = len(table) + len(table.unreadable)
    return OutputsResult(
        list(by_candidate), rows_read, outputs_added, labels_added, [*table.unreadable, *refused]
    )


class Preview(NamedTuple):
    """One row of a file of outputs as it would be taken over."""

    candidate: str
    item: Item
    answer: str | None
    verdict: Verdict | None


def preview_outputs(
    database: Database,
    table: Table,
    dataset_version_id: int,
    columns: OutputsColumns,
    candidate_name: str = "",
    count: int = 3,
) -> list[Preview]:
    """The first rows of a file as they would be taken over; nothing is stored.

    Raises BadMapping where no row fits the dataset.
    """
    items = {item.item_key: item for item in datasets.list_items(database, dataset_version_id)}
    by_candidate, refused = _rows_by_candidate(
        table, items, columns.candidate, candidate_name or "(no name)", columns.item, columns.output, columns.verdict
    )  # fmt: skip
    found = sorted(
        ((row, name) for name, rows in by_candidate.items() for row in rows), key=lambda pair: pair[0].number
    )
    if not found and refused:
        raise BadMapping(f"No row of “{table.file_name}” can be taken over. {refused[0].reason}")
    return [Preview(name, row.item, row.answer, row.verdict) for row, name in found[:count]]


def _newest_version(database: Database, workflow_id: int) -> int:
    current = datasets.list_current_versions(database, workflow_id)
    if not current:
        raise BadMapping(
            "This workflow has no golden dataset yet, so the outputs have no items to belong to. Import one first."
        )
    return current[0].dataset_version_id


def _check_columns(table: Table, named: Sequence[str | None]) -> None:
    for column in filter(None, named):
        if column not in table.columns:
            known = ", ".join(f"“{name}”" for name in table.columns[:12])
            raise BadMapping(f"“{table.file_name}” has no column “{column}”. Its columns are {known}.")


def _rows_by_candidate(
    table: Table,
    items: dict[str, Item],
    candidate_column: str | None,
    candidate_name: str,
    item_column: str,
    output_column: str,
    verdict_column: str | None,
    meanings: Mapping[str, Verdict | None] = MappingProxyType({}),
    comment_column: str | None = None,
) -> tuple[dict[str, list[_Row]], list[RefusedRow]]:
    found: dict[str, dict[str, _Row]] = {}
    spelt_first: dict[str, str] = {}  # case does not tell candidates apart, in the database neither
    refused: list[RefusedRow] = []

    def refuse(number: int, text: str) -> None:
        refused.append(RefusedRow(number, table.sentence(number, text)))

    keys = table.texts(item_column)
    names = table.texts(candidate_column) if candidate_column else []
    answers = _answers(table, output_column)
    spellings = table.rows[verdict_column].tolist() if verdict_column else []
    comments = table.texts(comment_column) if comment_column else [None] * len(table)
    for at, number in enumerate(table.row_numbers):
        key = keys[at] or ""
        name = (names[at] or "") if candidate_column else candidate_name.strip()
        spelling = spellings[at] if verdict_column else None
        spelt = cell_text(spelling)
        verdict = meanings[spelt] if spelt in meanings else parse_verdict(spelling) if spelt else None
        if not key:
            refuse(number, f"has no item id in column “{item_column}”. Fill it in and import again.")
        elif key not in items:
            refuse(number, f"names the item “{key}”, which the golden dataset does not have. Check the id.")
        elif not name:
            refuse(number, f"has no candidate in column “{candidate_column}”. Fill it in and import again.")
        elif spelt and verdict is None and spelt not in meanings:
            refuse(
                number,
                f"has the verdict “{cell_text(spelling)}” in column “{verdict_column}”, which is not understood. "
                "Use correct, incorrect, no answer or unsure.",
            )
        else:
            row = _Row(number, items[key], answers[at], verdict, (comments[at] or "").strip() or None)
            name = spelt_first.setdefault(name.lower(), name)
            earlier = found.setdefault(name, {}).setdefault(key, row)
            if earlier is not row and (earlier.answer, earlier.verdict) != (row.answer, row.verdict):
                refuse(
                    number,
                    f"answers the item “{key}” for “{name}” a second time, differently from row {earlier.number}. "
                    "Keep one of the two.",
                )
    return {name: list(rows.values()) for name, rows in found.items()}, refused


def _answers(table: Table, column: str) -> list[str | None]:
    """Text as it was written; a workbook's figures and dates as expected answers have them, 12% for 0.12 shown so."""
    return [
        (cell or None) if isinstance(cell, str) else shown
        for cell, shown in zip(table.rows[column].tolist(), table.texts(column), strict=True)
    ]


def _candidate(
    database: Database,
    workflow_id: int,
    name: str,
    file_name: str,
    is_sample: bool,
    usd_per_item: float | None,
) -> Candidate:
    known = candidates.find_candidate(database, workflow_id, name)
    if known is None:
        settings: dict[str, Any] = {"file_name": file_name}
        if usd_per_item is not None:
            settings["usd_per_item"] = usd_per_item
        return candidates.add_candidate(database, workflow_id, name, CandidateKind.FILE, settings, is_sample)
    return known


def _check_name(database: Database, workflow_id: int, name: str) -> None:
    """Raise BadSetting where a candidate of this name cannot take a file's outputs."""
    known = candidates.find_candidate(database, workflow_id, name)
    if known and known.kind is not CandidateKind.FILE:
        raise BadSetting(
            f"“{known.name}” already answers as “{known.kind.words.lower()}”, so a file's outputs cannot be mixed in. "
            "Rename it, or the candidate in the file."
        )
    if known and known.archived_at:
        raise BadSetting(
            f"“{known.name}” is archived, so its outputs would not be seen. Bring it back on the Candidates page "
            "first, or name the candidate in the file differently."
        )


def _store_outputs(database: Database, candidate: Candidate, version_id: int, rows: list[_Row]) -> int:
    standing = runs.list_current_answers(database, candidate.candidate_id)
    new = [
        row
        for row in rows
        if row.item.item_id not in standing or (standing[row.item.item_id][1] or None) != row.answer
    ]
    if new:
        run = runs.add_run(
            database,
            candidate.candidate_id,
            _version_that_answers(database, candidate),
            version_id,
            None,
            [row.item for row in new],
        )
        runs.add_outputs(database, run.run_id, [(row.item.item_id, Answer(text=row.answer)) for row in new])
        runs.set_run_state(database, run.run_id, RunState.FINISHED, "Read from a file.")
    return len(new)


def _version_that_answers(database: Database, candidate: Candidate) -> int:
    """The candidate version that the outputs so far belong to: a new price must not part the newer from them."""
    earlier = [
        run.candidate_version_id
        for run in runs.list_runs(database, candidate.workflow_id)
        if run.candidate_id == candidate.candidate_id and run.done_count
    ]
    return max(earlier, default=candidate.candidate_version_id)


def _store_labels(
    database: Database, candidate: Candidate, version_id: int, rows: list[_Row], labeler: str, is_sample: bool
) -> int:
    judged = [row for row in rows if row.verdict]
    if not judged:
        return 0
    outputs = runs.list_current_answers(database, candidate.candidate_id)
    table = pd.DataFrame(
        {
            "output_id": [outputs[row.item.item_id][0] for row in judged],
            "labeler": labeler,
            "verdict": [row.verdict.value for row in judged if row.verdict],
            "correction": None,
            "comment": pd.Series([row.comment for row in judged], dtype="object"),
            "source": "sample" if is_sample else "file",
            "is_sample": is_sample,
        }
    )
    before = labels.count_events(database)
    labels.add_labels(database, table.astype({"correction": "object", "comment": "object"}))
    return labels.count_events(database) - before
