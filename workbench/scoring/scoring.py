"""Scoring whatever has no score yet: every answered output, by every scorer that suits the workflow.

A score is stored whether or not the workflow trusts its scorer, so that trusting it later changes figures at once.
"""

from collections import defaultdict
from typing import Any, NamedTuple

import pandas as pd

from workbench.domain import AnswerType, Workflow
from workbench.scoring.accepted import accepted_answers
from workbench.scoring.catalogue import Scorer, get_scorer, list_scorers
from workbench.store import dataset as datasets
from workbench.store import run as runs
from workbench.store import workflow as workflows
from workbench.store.database import Database


class _Reference(NamedTuple):
    """What counts as right for one item: its own expected answer, and every accepted one."""

    own: str | None
    accepted: tuple[str, ...]


def score_outputs(database: Database, workflow_id: int) -> int:
    """Score every answered output of a workflow that has no score yet; returns how many scores were stored.

    An output to an item without an expected answer gets a score without a verdict, so that it is not looked at
    again and counts as unlabelled.
    """
    workflow = workflows.get_workflow(database, workflow_id)
    scorers = list_scorers(workflow.answer_type)
    if workflow.trusted_scorer and all(scorer.name != workflow.trusted_scorer for scorer in scorers):
        scorers.append(get_scorer(workflow.trusted_scorer))
    return sum(_score_with(database, workflow, scorer) for scorer in scorers)


def rescore_outputs(database: Database, workflow_id: int) -> int:
    """Score a workflow's outputs anew, after its answer type has changed."""
    runs.delete_scores(database, workflow_id)
    return score_outputs(database, workflow_id)


def _score_with(database: Database, workflow: Workflow, scorer: Scorer) -> int:
    pending = runs.list_unscored(database, workflow.workflow_id, scorer.name)
    by_version: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for output in pending:
        by_version[output["dataset_version_id"]].append(output)
    for version_id, outputs in by_version.items():
        references = _references(database, version_id)
        verdicts = [_verdicts(scorer, output, references, workflow.answer_type) for output in outputs]
        table = pd.DataFrame(verdicts, columns=["output_id", "is_correct", "is_correct_strict"])
        nullable = {"is_correct": "boolean", "is_correct_strict": "boolean"}
        runs.add_scores(database, scorer.name, table.astype(nullable))
    return len(pending)


def _references(database: Database, dataset_version_id: int) -> dict[int, _Reference]:
    version = datasets.get_version(database, dataset_version_id)
    items = datasets.list_items(database, dataset_version_id)
    accepted = accepted_answers(version, items)
    return {item.item_id: _Reference(item.expected, accepted[item.item_id]) for item in items}


def _verdicts(
    scorer: Scorer, output: dict[str, Any], references: dict[int, _Reference], answer_type: AnswerType
) -> tuple[int, bool | None, bool | None]:
    """(output_id, is_correct, is_correct_strict); None where there is nothing to compare with."""
    reference = references.get(output["item_id"])
    answer = output["answer"] or ""
    if reference is None or not reference.accepted:
        return output["output_id"], None, None
    has_own = reference.own is not None and bool(reference.own.strip())
    strict = scorer.is_match(answer, [reference.own or ""], answer_type) if has_own else None
    correct = bool(strict) or scorer.is_match(answer, reference.accepted, answer_type)
    return output["output_id"], correct, strict
