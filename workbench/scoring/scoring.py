"""Scoring whatever has no score yet: every answered output, by the usual scorer and the one the workflow trusts.

A score is stored whether or not the workflow trusts its scorer, so that trusting it later changes figures at once.
What a judge says is asked for apart, since it costs money.
"""

from collections import defaultdict
from dataclasses import replace
from typing import Any, NamedTuple

import pandas as pd

from workbench.domain import AnswerType, DatasetVersion, Workflow
from workbench.errors import BadSetting
from workbench.scoring.accepted import accepted_answers
from workbench.scoring.catalogue import Scorer, get_scorer, list_scorers, usual_scorer
from workbench.scoring.judge import JUDGE
from workbench.scoring.scores import Compare, Task, best_of, task_of
from workbench.store import dataset as datasets
from workbench.store import run as runs
from workbench.store import workflow as workflows
from workbench.store.database import Database
from workbench.store.split import input_pointers

_MOST_CATEGORIES = 200
_GONE_BY = ("answer_type", "categories", "field_names", "unit", "scorer_settings")
_COLUMNS = ["output_id", "is_correct", "is_correct_strict", "value", "explanation"]


class _Reference(NamedTuple):
    """What counts as right for one item: its own expected answer, and every accepted one."""

    own: str | None
    accepted: tuple[str, ...]


class _Verdict(NamedTuple):
    """One row of scores; no verdict where there is nothing to compare with, or the scorer cannot tell."""

    output_id: int
    is_correct: bool | None
    is_correct_strict: bool | None
    value: float | None
    explanation: str


def score_outputs(database: Database, workflow_id: int) -> int:
    """Score every answered output of a workflow that has no score yet; returns how many scores were stored.

    An output to an item without an expected answer gets a score without a verdict, so that it is not looked at
    again and counts as unlabelled. Raises BadSetting where the trusted scorer's settings cannot work.
    """
    workflow = workflows.get_workflow(database, workflow_id)
    return sum(_score_with(database, workflow, scorer) for scorer in scorers_of(workflow))


def scorers_of(workflow: Workflow) -> list[Scorer]:
    """The scorers that score a workflow's outputs as they come: the usual one and the trusted one, but no judge."""
    found = [usual_scorer(workflow.answer_type)]
    if workflow.trusted_scorer:
        found.append(get_scorer(workflow.trusted_scorer))
    return list(dict.fromkeys(scorer for scorer in found if scorer is not None and not scorer.is_asked))


def rescore_outputs(database: Database, workflow_id: int) -> int:
    """Score a workflow's outputs anew, after what its scorers go by has changed. What a judge said is kept."""
    for scorer in list_scorers():
        if not scorer.is_asked:
            runs.delete_scores(database, workflow_id, scorer.name)
    return score_outputs(database, workflow_id)


def score_after_change(database: Database, before: Workflow, after: Workflow) -> int:
    """Score what a change of the workflow (stored as `after`) calls for; returns how many scores were stored.

    What a judge said under another rubric, or as another model, is forgotten: it no longer holds.
    """
    if before.scorer_settings.get("judge") != after.scorer_settings.get("judge"):
        runs.delete_scores(database, after.workflow_id, "judge")
    if any(getattr(before, name) != getattr(after, name) for name in _GONE_BY):
        return rescore_outputs(database, after.workflow_id)
    return score_outputs(database, after.workflow_id)


def score_next_version(database: Database, version: DatasetVersion) -> int:
    """Score anew what the newest version of a dataset accepts other answers for than the one before it.

    A text that carries several categories is right on any of them, so an item that comes, goes or changes touches the
    outputs to all items with the same inputs. What a judge said is kept. Returns how many scores were stored.
    """
    every = datasets.list_versions(database, version.dataset_id)
    before = next((one for one in every if one.number < version.number), None)
    computed = [scorer.name for scorer in list_scorers() if not scorer.is_asked]
    if before is None or not runs.delete_outdated_scores(database, version, before, computed):
        return 0
    return score_outputs(database, version.workflow_id)


def check_scorer(workflow: Workflow) -> None:
    """Raise BadSetting where the trusted scorer does not exist or its settings cannot work."""
    if not workflow.trusted_scorer:
        return
    scorer = get_scorer(workflow.trusted_scorer)
    task = task_of(workflow, scorer.name)
    if scorer.compare_by:
        scorer.compare_by(task)
    for setting in scorer.settings:
        setting.of(task)
    if scorer.is_asked and not JUDGE.of(task):
        raise BadSetting("The judge has no model yet. Choose the candidate whose model judges.")


def _score_with(database: Database, workflow: Workflow, scorer: Scorer) -> int:
    pending = runs.list_unscored(database, workflow.workflow_id, scorer.name)
    by_version: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for output in pending:
        by_version[output["dataset_version_id"]].append(output)
    for version_id, outputs in by_version.items():
        references = _references(database, version_id, [output["item_id"] for output in outputs])
        compare = _compare(database, scorer, task_of(workflow, scorer.name), version_id)
        verdicts = [_verdict(compare, output, references.get(output["item_id"])) for output in outputs]
        runs.add_scores(database, scorer.name, pd.DataFrame(verdicts, columns=_COLUMNS))
    return len(pending)


def _references(database: Database, dataset_version_id: int, item_ids: list[int]) -> dict[int, _Reference]:
    """What is right for the named items; only those asked alike are read, since often a few of very many are scored."""
    version = datasets.get_version(database, dataset_version_id)
    items = datasets.list_items_asked_alike(database, dataset_version_id, item_ids, input_pointers(version))
    accepted = accepted_answers(version, items)
    return {item.item_id: _Reference(item.expected, accepted[item.item_id]) for item in items}


def _compare(database: Database, scorer: Scorer, task: Task, dataset_version_id: int) -> Compare:
    """What scores one answer; where the workflow names no categories, they are those of the dataset."""
    if scorer.compare_by is None:
        raise ValueError(f"{scorer.name} is asked, not computed")
    if task.answer_type is AnswerType.CATEGORY and not task.categories:
        known = datasets.list_expected(database, dataset_version_id, 2 * _MOST_CATEGORIES)
        named = tuple(one for one in known if one.strip())
        if len(named) <= _MOST_CATEGORIES:
            task = replace(task, categories=named)
    return scorer.compare_by(task)


def _verdict(compare: Compare, output: dict[str, Any], reference: _Reference | None) -> _Verdict:
    answer = output["answer"] or ""
    if reference is None or not reference.accepted:
        return _Verdict(output["output_id"], None, None, None, "")
    has_own = reference.own is not None and bool(reference.own.strip())
    own = compare(answer, reference.own or "") if has_own else None
    if own is not None and own.is_correct:
        return _Verdict(output["output_id"], True, True, own.value, "")
    others = [compare(answer, one) for one in reference.accepted if one != reference.own]
    best = best_of([*([own] if own else []), *others])
    # What is to be read is why it differs from its own expected answer, where it has one.
    explanation = "" if best.is_correct else (own or best).explanation
    strict = own.is_correct if own else None
    return _Verdict(output["output_id"], best.is_correct, strict, best.value, explanation)
