"""Counting verdicts: what counts first, what is left out, by slice, by category, strict beside any."""

import json

import pandas as pd
import pytest

from tests.store.building import a_candidate, a_label, a_run, a_version, a_workflow, outputs_by_key
from workbench.comparison import (
    Standing,
    category_standings,
    count_pool,
    list_standings,
    slice_standings,
)
from workbench.domain import Answer, CandidateKind, Verdict
from workbench.store import candidate as candidates
from workbench.store import dataset as datasets
from workbench.store import run as runs
from workbench.store.database import Database

KEYS = ["a", "b", "c", "d", "e", "f", "g"]


def score(database: Database, run: runs.Run, verdicts: dict[str, tuple[bool, bool]]) -> None:
    """Store (any, strict) scores of a run's outputs by item key."""
    ids = outputs_by_key(database, run)
    table = pd.DataFrame(
        [(ids[key], *both) for key, both in verdicts.items()],
        columns=["output_id", "is_correct", "is_correct_strict"],
    )
    runs.add_scores(database, "exact", table)


def test_counts_each_output_once_under_what_is_known_of_it(database: Database) -> None:
    workflow = a_workflow(database)
    version = a_version(database, workflow, {key: (key, key) for key in KEYS})
    answers = {
        "a": "yes",
        "b": "yes",
        "c": None,
        "d": "yes",
        "e": "yes",
        "f": Answer(failure_reason="timed out"),
    }
    run = a_run(database, a_candidate(database, workflow), version, answers)
    ids = outputs_by_key(database, run)
    for key, verdict in {"a": Verdict.CORRECT, "b": Verdict.INCORRECT, "d": Verdict.UNSURE}.items():
        a_label(database, ids[key], verdict)

    [standing] = list_standings(database, workflow, version)

    assert (standing.correct, standing.incorrect, standing.no_answer) == (1, 1, 1)
    assert (standing.unsure, standing.failed, standing.unlabelled) == (1, 1, 1)
    assert standing.answered == 2
    assert standing.precision_rate == 0.5
    assert standing.coverage_rate == pytest.approx(2 / 3)
    assert standing.failure_rate == pytest.approx(1 / 6)
    assert (standing.labelled, standing.scored) == (3, 0)
    assert count_pool(database, version) == len(KEYS)
    assert not standing.is_fully_judged


def test_a_label_outranks_the_trusted_scorer_and_an_untrusted_score_counts_for_nothing(
    database: Database,
) -> None:
    for trusted, expected in (("exact", (1, 1)), (None, (0, 1))):
        workflow = a_workflow(database, f"Trusting {trusted}", trusted_scorer=trusted)
        version = a_version(database, workflow, {"a": ("a", "x"), "b": ("b", "y")})
        run = a_run(database, a_candidate(database, workflow), version, {"a": "x", "b": "y"})
        score(database, run, {"a": (True, True), "b": (True, True)})
        a_label(database, outputs_by_key(database, run)["b"], Verdict.INCORRECT)
        [standing] = list_standings(database, workflow, version)
        assert (standing.correct, standing.incorrect) == expected


def test_a_label_taken_back_leaves_the_output_unlabelled(database: Database) -> None:
    workflow = a_workflow(database)
    version = a_version(database, workflow, {"a": ("a", "x")})
    run = a_run(database, a_candidate(database, workflow), version, {"a": "x"})
    a_label(database, outputs_by_key(database, run)["a"], Verdict.CORRECT)
    a_label(database, outputs_by_key(database, run)["a"], None)
    [standing] = list_standings(database, workflow, version)
    assert (standing.correct, standing.unlabelled, standing.precision_rate) == (0, 1, None)


def test_a_candidate_that_never_ran_stands_with_zeros_and_an_archived_one_not_at_all(
    database: Database,
) -> None:
    workflow = a_workflow(database)
    version = a_version(database, workflow, {"a": ("a", "x")})
    gone = a_candidate(database, workflow, "Gone")
    a_candidate(database, workflow, "Idle", CandidateKind.ENDPOINT)
    candidates.set_candidate_archived(database, gone.candidate_id, True)
    [standing] = list_standings(database, workflow, version)
    assert (standing.candidate_name, standing.output_count, standing.coverage_rate) == ("Idle", 0, None)
    assert standing.ordinal == 1, "archiving one candidate must not recolour the others"
    assert standing.precision_interval is None


def test_counts_one_split_only(database: Database) -> None:
    workflow = a_workflow(database)
    version = a_version(database, workflow, {key: (key, key) for key in "ab"})
    run = a_run(database, a_candidate(database, workflow), version, {"a": "x", "b": "y"})
    ids = outputs_by_key(database, run)
    a_label(database, ids["a"], Verdict.CORRECT)
    a_label(database, ids["b"], Verdict.INCORRECT)
    items = {
        item.item_key: item.item_id for item in datasets.list_items(database, version.dataset_version_id)
    }
    parts = pd.DataFrame({"item_id": [items["a"], items["b"]], "name": ["train", "holdout"]})
    datasets.add_split(database, version.dataset_version_id, 1, "", {"train": 0.5, "holdout": 0.5}, parts)
    [holdout] = list_standings(database, workflow, version, "holdout")
    assert (holdout.correct, holdout.incorrect, count_pool(database, version, "holdout")) == (0, 1, 1)


def test_counts_by_a_slice_whatever_signs_its_column_holds(database: Database) -> None:
    workflow = a_workflow(database)
    column = 'a/b~c."d" 50 %'
    rows = [
        (key, json.dumps({column: area}), None, key, place)
        for place, (key, area) in enumerate({"a": "Tax", "b": "Tax", "c": None}.items())
    ]
    items = pd.DataFrame(rows, columns=["item_key", "content", "expected", "content_hash", "position"])
    version = datasets.add_version(database, workflow.workflow_id, "Golden", [], items, datasets.Source())
    run = a_run(database, a_candidate(database, workflow), version, {"a": "x", "b": "y", "c": "z"})
    ids = outputs_by_key(database, run)
    a_label(database, ids["a"], Verdict.CORRECT)
    a_label(database, ids["b"], Verdict.INCORRECT)
    found = slice_standings(database, workflow, version, None, column)
    assert [(part.value, part.correct, part.incorrect, part.unlabelled) for part in found] == [
        ("(empty)", 0, 0, 1),
        ("Tax", 1, 1, 0),
    ]


def test_counts_by_the_category_answered_strictly_and_by_any_accepted_answer(database: Database) -> None:
    workflow = a_workflow(database, trusted_scorer="exact", categories=("Cap on Liability",))
    version = a_version(database, workflow, {key: (key, "x") for key in "abcd"})
    answers = {"a": "cap on  liability", "b": "Cap on Liability", "c": "Other", "d": None}
    run = a_run(database, a_candidate(database, workflow), version, answers)
    score(database, run, {"a": (True, False), "b": (True, True), "c": (False, False)})
    cap, other = category_standings(database, workflow, version)
    assert (cap.value, cap.correct, cap.answered, cap.correct_strict) == ("Cap on Liability", 2, 2, 1)
    assert cap.precision_strict_rate == 0.5
    assert cap.differs_strictly
    assert (other.value, other.correct, other.answered, other.differs_strictly) == ("Other", 0, 1, False)


def test_rates_follow_the_counts_of_the_published_example() -> None:
    standing = Standing(1, "gpt-4 with search", CandidateKind.FILE, correct=29, incorrect=20, no_answer=101)
    assert round(standing.precision_low or 0, 4) == 0.4421
    assert round(standing.precision_high or 0, 4) == 0.7300
    assert round(standing.coverage_rate or 0, 3) == 0.327
    assert standing.is_fully_judged


def test_means_of_cost_and_latency_leave_out_what_is_unknown(database: Database) -> None:
    workflow = a_workflow(database)
    version = a_version(database, workflow, {key: (key, "x") for key in "abc"})
    answers = {
        "a": Answer("x", cost_usd=0.02, latency_s=1.0),
        "b": Answer("x", cost_usd=0.04, latency_s=3.0),
        "c": Answer("x"),
    }
    a_run(database, a_candidate(database, workflow), version, answers)
    [standing] = list_standings(database, workflow, version)
    assert standing.mean_cost_usd == pytest.approx(0.03)
    assert standing.median_latency_s == pytest.approx(2.0)


def test_means_of_unknown_costs_are_unknown(database: Database) -> None:
    workflow = a_workflow(database)
    version = a_version(database, workflow, {"a": ("a", "x")})
    a_run(database, a_candidate(database, workflow), version, {"a": "x"})
    [standing] = list_standings(database, workflow, version)
    assert (standing.mean_cost_usd, standing.median_latency_s) == (None, None)
