"""The report: keys, scope, nulls, parts; it prints as JSON."""

import json

import pandas as pd
import pytest

from tests.store.building import a_candidate, a_label, a_run, a_version, a_workflow, outputs_by_key
from workbench.decisions.report import report
from workbench.domain import Answer, AnswerType, Verdict
from workbench.store import dataset as datasets
from workbench.store.database import Database

KEYS = {
    "candidate", "answered", "correct", "incorrect", "no_answer", "unsure", "failed", "unlabelled",
    "precision_rate", "precision_low", "precision_high", "coverage_rate", "bar_rate",
}  # fmt: skip


def draw(database: Database, version: datasets.DatasetVersion, parts: dict[str, str]) -> None:
    ids = {item.item_key: item.item_id for item in datasets.list_items(database, version.dataset_version_id)}
    table = pd.DataFrame([(ids[key], part) for key, part in parts.items()], columns=["item_id", "name"])
    datasets.add_split(database, version.dataset_version_id, 1, "", {"holdout": 0.5}, table)


def test_reports_each_candidate_with_the_agreed_keys(database: Database) -> None:
    workflow = a_workflow(database, answer_type=AnswerType.SHORT_TEXT)
    version = a_version(
        database, workflow, {"a": ("a", "x"), "b": ("b", "y")}, slices={"a": "Tax", "b": "Law"}
    )
    run = a_run(database, a_candidate(database, workflow), version, {"a": "x", "b": None})
    a_label(database, outputs_by_key(database, run)["a"], Verdict.CORRECT)
    a_candidate(database, workflow, "Idle")

    found = json.loads(json.dumps(report(database, workflow), allow_nan=False))

    assert (found["workflow"], found["dataset"], found["version"], found["split"]) == (
        "Clauses",
        "Golden",
        1,
        None,
    )
    ran, idle = found["candidates"]
    assert set(ran) >= KEYS
    assert (ran["candidate"], ran["answered"], ran["correct"], ran["no_answer"]) == ("Rules", 1, 1, 1)
    assert (ran["precision_rate"], ran["coverage_rate"], ran["bar_rate"]) == (1, 0.5, 0.95)
    assert ran["precision_low"] == pytest.approx(0.025)
    assert ran["by_category"] == [], "a short text has no categories"
    assert ran["certificate"]["verdict"] == "meets the bar, all labelled"
    assert (ran["certificate"]["low"], ran["certificate"]["pool_count"]) == (1, 1)
    assert idle["certificate"]["verdict"] == "not run" and idle["certificate"]["low"] is None
    assert {(part["column"], part["value"], part["answered"]) for part in ran["by_slice"]} == {
        ("area", "Tax", 1),
        ("area", "Law", 0),
    }
    rates = ("precision_rate", "precision_low", "precision_high", "coverage_rate")
    assert [idle[rate] for rate in rates] == [None] * 4


def test_speaks_of_the_holdout_where_one_was_drawn_unless_told_otherwise(database: Database) -> None:
    workflow = a_workflow(database)
    version = a_version(database, workflow, {"a": ("a", "x"), "b": ("b", "y")})
    run = a_run(database, a_candidate(database, workflow), version, {"a": "x", "b": "z"})
    for key, verdict in {"a": Verdict.CORRECT, "b": Verdict.INCORRECT}.items():
        a_label(database, outputs_by_key(database, run)[key], verdict)
    draw(database, version, {"a": "train", "b": "holdout"})
    correct = {
        split: report(database, workflow, split=split)["candidates"][0]["correct"]
        for split in ("auto", "train", None)
    }
    assert correct == {"auto": 0, "train": 1, None: 1}
    assert report(database, workflow, version)["split"] == "holdout"


def test_groups_a_category_workflow_by_the_answer_given(database: Database) -> None:
    workflow = a_workflow(database, categories=("Cap",))
    version = a_version(database, workflow, {"a": ("a", "Cap"), "b": ("b", "Cap")})
    run = a_run(database, a_candidate(database, workflow), version, {"a": "CAP", "b": "other"})
    a_label(database, outputs_by_key(database, run)["a"], Verdict.CORRECT)
    [candidate] = report(database, workflow)["candidates"]
    by_category = {
        part["category"]: (part["correct"], part["unlabelled"]) for part in candidate["by_category"]
    }
    assert by_category == {"Cap": (1, 0), "other": (0, 1)}
    assert "coverage_rate" not in candidate["by_category"][0]


def test_a_workflow_without_a_dataset_reports_no_candidates(database: Database) -> None:
    found = report(database, a_workflow(database))
    assert (found["dataset"], found["item_count"], found["candidates"]) == (None, 0, [])
    assert found["finding"] == "No candidate has run on these items yet."


def test_the_newest_version_of_the_dataset_imported_last_counts(database: Database) -> None:
    workflow = a_workflow(database)
    a_version(database, workflow, {"a": ("a", "x")}, "First")
    a_version(database, workflow, {"a": ("a", "x")}, "Second")
    a_version(database, workflow, {"a": ("a", "y")}, "Second")
    found = report(database, workflow)
    assert (found["dataset"], found["version"]) == ("Second", 2)


def test_a_comparison_names_the_candidates_that_lost_items(database: Database) -> None:
    workflow = a_workflow(database, trusted_scorer="exact")
    version = a_version(database, workflow, {"a": ("a", "Law"), "b": ("b", "Cap")})
    a_run(database, a_candidate(database, workflow), version, {"a": "Law", "b": "Cap"})
    assert "failed calls" not in report(database, workflow)["basis"]
    lost = Answer(failure_reason="The connection broke off.")
    a_run(database, a_candidate(database, workflow, "Cut off"), version, {"a": "Law", "b": lost})
    assert report(database, workflow)["basis"].endswith(
        "“Cut off” (1 of 2) lost items to failed calls and is compared on fewer: retry them on the Runs page."
    )
