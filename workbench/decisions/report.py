"""The report of a workflow as plain data: what the terminal prints and other programs read."""

from typing import Any

from workbench.comparison import Standing, category_standings, count_pool, list_standings, slice_standings
from workbench.decisions.bar import judge_against_bar
from workbench.decisions.certificates import Certificate
from workbench.decisions.certification import certify
from workbench.decisions.scope import choose_scope, choose_split
from workbench.decisions.sentences import finding_sentence, grounds_sentence
from workbench.decisions.verdict_sentences import certificate_sentence, certified_finding
from workbench.domain import AnswerType, DatasetVersion, Role, Workflow
from workbench.store.database import Database

AUTO = "auto"


def report(
    database: Database,
    workflow: Workflow,
    version: DatasetVersion | None = None,
    split: str | None = AUTO,
) -> dict[str, Any]:
    """Everything the Precision page says of a workflow, as one object that prints as JSON.

    Without a version the newest one of the newest dataset counts; split "auto" is its holdout where one was
    drawn, None all items. Rates are 0–1 and None where there is no count. `candidates` is a list with, for
    each candidate: candidate, answered, correct, incorrect, no_answer, unsure, failed, unlabelled,
    precision_rate, precision_low, precision_high, coverage_rate, bar_rate and more; `by_slice` and
    `by_category` hold the same counts in parts. These ranges, and `one_look` beside them, are for one look at a number
    of labels settled beforehand; `verdict`, `sentence` and `certificate` say what holds at every look: verdict,
    sentence, low, high, what the limits are, right, answered, pool_count, unlabelled and next_right (so many right ones
    in a row would certify). A workflow without a dataset has an empty list.
    """
    if version is None:
        version, _ = choose_scope(database, workflow)
    if split == AUTO:
        split = choose_split(database, version) if version else None
    standings = list_standings(database, workflow, version, split) if version else []
    certificates = certify(database, workflow, version, split, standings) if version else []
    certified = {one.candidate_id: one for one in certificates}
    by_category = _by_category(database, workflow, version, split) if version else {}
    by_slice = _by_slice(database, workflow, version, split) if version else {}
    return {
        "workflow": workflow.name,
        "dataset": version.dataset_name if version else None,
        "version": version.number if version else None,
        "split": split,
        "item_count": count_pool(database, version, split) if version else 0,
        "bar_rate": workflow.bar_rate,
        "trusted_scorer": workflow.trusted_scorer,
        "finding": certified_finding(certificates, workflow)
        if certificates
        else finding_sentence([], workflow.bar_rate),
        "basis": grounds_sentence(standings, workflow),
        "candidates": [
            {"candidate": one.candidate_name, "kind": one.kind.value}
            | _figures(one, workflow.bar_rate)
            | {
                "sentence": certificate_sentence(certified[one.candidate_id], workflow),
                "verdict": certified[one.candidate_id].verdict.value,
                "certificate": _certificate(certified[one.candidate_id], workflow),
                "mean_cost_usd": one.mean_cost_usd,
                "median_latency_s": one.median_latency_s,
                "by_category": by_category.get(one.candidate_id, []),
                "by_slice": by_slice.get(one.candidate_id, []),
            }
            for one in standings
        ],
    }


def _figures(standing: Standing, bar_rate: float) -> dict[str, Any]:
    strict = standing.precision_strict_interval
    return {
        "answered": standing.answered,
        "correct": standing.correct,
        "incorrect": standing.incorrect,
        "no_answer": standing.no_answer,
        "unsure": standing.unsure,
        "failed": standing.failed,
        "unlabelled": standing.unlabelled,
        "precision_rate": standing.precision_rate,
        "precision_low": standing.precision_low,
        "precision_high": standing.precision_high,
        "coverage_rate": standing.coverage_rate,
        "coverage_low": standing.coverage_low,
        "coverage_high": standing.coverage_high,
        "bar_rate": bar_rate,
        "one_look": judge_against_bar(standing, bar_rate).value,
        "output_count": standing.output_count,
        "correct_strict": standing.correct_strict,
        "incorrect_strict": standing.incorrect_strict,
        "precision_strict_rate": standing.precision_strict_rate,
        "precision_strict_low": strict.low if strict else None,
        "precision_strict_high": strict.high if strict else None,
        "labelled": standing.labelled,
        "sample_labelled": standing.sample_labelled,
        "scored": standing.scored,
    }


def _certificate(one: Certificate, workflow: Workflow) -> dict[str, Any]:
    return {
        "verdict": one.verdict.value,
        "sentence": certificate_sentence(one, workflow),
        "low": one.low,
        "high": one.high,
        "limits": one.kind.value,
        "right": one.right,
        "answered": one.answered,
        "pool_count": one.pool_count,
        "unlabelled": one.unlabelled,
        "next_right": one.next_right,
    }


def _by_category(
    database: Database, workflow: Workflow, version: DatasetVersion, split: str | None
) -> dict[int, list[dict[str, Any]]]:
    if workflow.answer_type is not AnswerType.CATEGORY:
        return {}
    parts: dict[int, list[dict[str, Any]]] = {}
    for one in category_standings(database, workflow, version, split):
        figures = _figures(one, workflow.bar_rate)
        # Every one of these answers names the category, so coverage says nothing here.
        kept = {key: value for key, value in figures.items() if not key.startswith("coverage")}
        parts.setdefault(one.candidate_id, []).append({"category": one.value} | kept)
    return parts


def _by_slice(
    database: Database, workflow: Workflow, version: DatasetVersion, split: str | None
) -> dict[int, list[dict[str, Any]]]:
    parts: dict[int, list[dict[str, Any]]] = {}
    for column in version.named(Role.SLICE):
        for one in slice_standings(database, workflow, version, split, column):
            row = {"column": column, "value": one.value} | _figures(one, workflow.bar_rate)
            parts.setdefault(one.candidate_id, []).append(row)
    return parts
