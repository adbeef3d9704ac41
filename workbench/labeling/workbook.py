"""Labelling offline: outputs go out in a workbook, labels come back without loss or doubling, conflicts are shown.

A row carries the answer's own key, the label that stood under the labeler's name when it went out, and its place in the
order. What has changed in the app since is a conflict, and a person chooses which of the two stands.
"""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench.datasets.placeholders import as_text
from workbench.domain import (
    Assignment,
    DatasetVersion,
    Label,
    LabellingRules,
    Role,
    Verdict,
    Workflow,
    parse_verdict,
)
from workbench.errors import BadMapping
from workbench.labeling.opening import order_for
from workbench.labeling.strategies import Order, Scope
from workbench.spreadsheets.labelling_workbook import (
    LabellingWorkbook,
    ReturnedRow,
    WorkbookRow,
    read_labelling_workbook,
    write_labelling_workbook,
)
from workbench.store import label as labels
from workbench.store.database import Database
from workbench.store.desk import list_tasks
from workbench.store.labelling_rules import get_rules

SOURCE = "workbook"
_FORM = 1
_MOST_ROWS = 100_000


@dataclass(frozen=True)
class Found:
    """One row that came back, with what the labeler last said in the app: None where nothing, without a verdict where
    it was taken back."""

    row: ReturnedRow
    label: Label
    standing: Label | None


@dataclass(frozen=True)
class Refused:
    """A row that is not taken over, and why."""

    row_number: int
    item_key: str
    reason: str


@dataclass
class Returned:
    """What a workbook would change: new labels, rows that stand already, conflicts to choose in, rows refused."""

    labeler: str
    new: list[Found] = field(default_factory=list)
    same_count: int = 0
    empty_count: int = 0
    conflicts: list[Found] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


def write_out(
    database: Database,
    workflow: Workflow,
    version: DatasetVersion,
    split: str | None,
    labeler: str,
    target: Path,
    assignment: Assignment | None = None,
) -> int:
    """Write what waits for a labeler to a workbook; returns how many outputs that is. Raises UnwritableFile."""
    rules = get_rules(database, workflow.workflow_id)
    scope = Scope(workflow.workflow_id, version.dataset_version_id, split=split)
    order = order_for(database, scope, labeler, assignment)
    ids = order.output_ids[:_MOST_ROWS]
    inputs = version.named(Role.INPUT)
    rows = _rows_out(database, ids, inputs, order, labeler)
    facts = {
        "form": _FORM,
        "workbook": uuid.uuid4().hex,
        "workflow": workflow.workflow_id,
        "labeler": labeler,
        "strategy": order.strategy,
        "seed": order.seed,
        "drawn": order.is_drawn,
        "items": order.item_count,
        "assignment": assignment.assignment_id if assignment else None,
        "instructions": rules.instructions_version,
    }
    title = f"{workflow.name}: outputs to label, for {labeler}"
    verdicts = [verdict.words for verdict in Verdict]
    write_labelling_workbook(
        target,
        LabellingWorkbook(title, rules.instructions, verdicts, rules.error_categories, inputs, rows, facts),
    )
    return len(rows)


def read_in(
    database: Database, workflow: Workflow, data: bytes, file_name: str, labeler: str = ""
) -> Returned:
    """What a workbook that came back would change, under the name it was made for or another one.

    Raises UnreadableFile for other files, BadMapping for a workbook of another workflow or database.
    """
    content = read_labelling_workbook(data, file_name)
    facts = content.facts
    if facts.get("form") != _FORM or facts.get("workflow") != workflow.workflow_id:
        raise BadMapping(
            f"“{file_name}” was made for another workflow. Choose that workflow first, then bring it back there."
        )
    returned = Returned(labeler.strip() or str(facts.get("labeler") or ""))
    rows = _readable(content.rows, returned)
    outputs = labels.find_answers(database, [(key.item_id, key.answer_key) for _, key, _ in rows])
    newest = labels.list_newest(database, list(outputs.values()), returned.labeler)
    rules = get_rules(database, workflow.workflow_id)
    for row, key, verdict in rows:
        output_id = outputs.get((key.item_id, key.answer_key))
        if output_id is None:
            returned.refused.append(_refusal(row, "this output has been deleted meanwhile"))
            continue
        said = _label(row, output_id, verdict, returned.labeler, key, facts, rules)
        found = Found(row, said, newest.get(output_id))
        _sort_in(returned, found, key, str(facts.get("workbook")))
    return returned


def take_in(database: Database, returned: Returned, chosen: Collection[int] = ()) -> int:
    """Store the labels of a workbook, of conflicting ones those whose row number is chosen; returns how many."""
    wanted = [one.label for one in returned.new]
    wanted += [one.label for one in returned.conflicts if one.row.row_number in chosen]
    labels.add_events(database, wanted)
    return len(wanted)


def file_labeler(data: bytes, file_name: str) -> str:
    """Under whose name a workbook went out. Raises UnreadableFile."""
    return str(read_labelling_workbook(data, file_name).facts.get("labeler") or "")


@dataclass(frozen=True)
class _Key:
    """What a row's hidden cell says: the answer, the label that stood, the place in the order."""

    item_id: int
    answer_key: str
    label_id: int
    place: int

    @property
    def text(self) -> str:
        return f"{self.item_id}.{self.answer_key}.{self.label_id}.{self.place}"


def _key(text: str) -> _Key | None:
    parts = text.split(".")
    if len(parts) != 4 or not all(part.isdecimal() for part in (parts[0], *parts[2:])):
        return None
    return _Key(int(parts[0]), parts[1], int(parts[2]), int(parts[3]))


def _rows_out(
    database: Database, ids: Sequence[int], inputs: Sequence[str], order: Order, labeler: str
) -> list[WorkbookRow]:
    found = list_tasks(database, ids)
    newest = labels.list_newest(database, ids, labeler)
    rows = []
    for output_id in ids:
        if (task := found.get(output_id)) is None:
            continue
        own = newest.get(output_id)
        key = _Key(
            task["item_id"], task["answer_key"], own.label_id or 0 if own else 0, order.place(output_id) or 0
        )
        rows.append(
            WorkbookRow(
                key.text,
                task["item_key"],
                [as_text(task["content"].get(name)) for name in inputs],
                task["expected"] or "",
                task["answer"] or "",
                own.verdict.words if own and own.verdict else "",
                ", ".join(own.reasons) if own else "",
                (own.correction or "") if own else "",
                (own.comment or "") if own else "",
            )
        )
    return rows


def _readable(rows: Sequence[ReturnedRow], returned: Returned) -> list[tuple[ReturnedRow, _Key, Verdict]]:
    """The rows with a verdict and a key of their own; the others are counted or refused."""
    readable: dict[tuple[int, str], tuple[ReturnedRow, _Key, Verdict]] = {}
    for row in rows:
        if not row.verdict:
            returned.empty_count += 1
            continue
        key, verdict = _key(row.key), parse_verdict(row.verdict)
        if key is None:
            returned.refused.append(
                _refusal(row, "its hidden key is missing, so nobody knows what it judges")
            )
        elif verdict is None:
            returned.refused.append(
                _refusal(row, f"“{row.verdict}” is no verdict; write correct, incorrect, no answer or unsure")
            )
        elif (before := readable.get((key.item_id, key.answer_key))) and _said(before[0]) != _said(row):
            returned.refused.append(
                _refusal(row, f"row {before[0].row_number} judges the same output otherwise")
            )
        else:
            readable.setdefault((key.item_id, key.answer_key), (row, key, verdict))
    return list(readable.values())


def _said(row: ReturnedRow) -> tuple[str, ...]:
    return row.verdict, row.reason, row.correction, row.comment


def _refusal(row: ReturnedRow, reason: str) -> Refused:
    return Refused(row.row_number, row.item_key, f"Row {row.row_number} (item {row.item_key}): {reason}.")


def _label(
    row: ReturnedRow,
    output_id: int,
    verdict: Verdict,
    labeler: str,
    key: _Key,
    facts: dict[str, Any],
    rules: LabellingRules,
) -> Label:
    is_drawn, items = bool(facts.get("drawn")), int(facts.get("items") or 0)
    return Label(
        output_id,
        labeler,
        verdict,
        correction=row.correction or None,
        comment=row.comment or None,
        source=SOURCE,
        order_strategy=str(facts.get("strategy") or "none"),
        order_seed=facts.get("seed") if is_drawn else None,
        draw_position=key.place or None,
        draw_probability=1 / (items - key.place + 1) if is_drawn and 0 < key.place <= items else None,
        sitting_id=str(facts.get("workbook") or ""),
        assignment_id=facts.get("assignment"),
        instructions_version=facts.get("instructions"),
        reasons=_reasons(row.reason, rules.error_categories),
    )


def _reasons(written: str, known: Sequence[str]) -> tuple[str, ...]:
    """The reasons that a cell names; one that is known is not cut at its own comma."""
    if not written or written in known:
        return (written,) if written else ()
    return tuple(dict.fromkeys(part.strip() for part in written.split(",") if part.strip()))


def _sort_in(returned: Returned, found: Found, key: _Key, workbook: str) -> None:
    own, label = found.standing, found.label
    if own and _content(own) == _content(label):
        returned.same_count += 1
    elif (own.label_id if own else 0) == key.label_id or (own and own.sitting_id == workbook):
        returned.new.append(found)
    else:
        returned.conflicts.append(found)


def _content(label: Label) -> tuple[Any, ...]:
    return label.verdict, label.correction or "", label.comment or "", label.reasons
