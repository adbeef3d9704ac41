"""The sample workspace: real runs, right answers by construction, labels marked, and what the samples show."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.store.building import a_candidate, a_run, a_workflow
from workbench.decisions.report import report
from workbench.domain import RunState, Verdict
from workbench.samples import load_samples, set_loading, wants_samples
from workbench.samples.building import MODEL
from workbench.samples.loading import LABELER, LOADING, SETTING
from workbench.scoring.exact import normalise
from workbench.store import candidate as candidates
from workbench.store import dataset as datasets
from workbench.store import label as labels
from workbench.store import run as runs
from workbench.store import workflow as workflows
from workbench.store import workspace
from workbench.store.database import Database, close_database, open_database

RULES, TRAINED, SURE = (
    "Hand-written rules",
    "Small trained classifier",
    "Small trained classifier, silent below 60 %",
)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, list[str]]]:
    path: Path = tmp_path_factory.mktemp("samples") / "w.duckdb"
    said: list[str] = []
    database = open_database(path)
    load_samples(database, said.append)
    yield database, said
    close_database(path)


def figures(database: Database, name: str) -> dict[str, dict[str, Any]]:
    workflow = workflows.find_workflow(database, name)
    assert workflow is not None
    return {one["candidate"]: one for one in report(database, workflow)["candidates"]}


def test_says_each_step(loaded: tuple[Database, list[str]]) -> None:
    _, said = loaded
    assert "Contract clauses: running hand-written rules." in said
    assert said[-1] == f"Expense coding: importing the answers of {MODEL}."


def test_rules_and_trained_candidates_really_ran_over_the_holdout(loaded: tuple[Database, list[str]]) -> None:
    database, _ = loaded
    for workflow in workflows.list_workflows(database):
        assert workflow.is_sample
        for run in runs.list_runs(database, workflow.workflow_id):
            assert run.state is RunState.FINISHED and run.failed_count == 0
            if run.candidate_name != MODEL:
                assert (run.split, run.done_count) == ("holdout", run.planned_count)


def test_every_sample_label_is_marked_and_follows_from_how_the_item_was_made(
    loaded: tuple[Database, list[str]],
) -> None:
    database, _ = loaded
    workflow = workflows.find_workflow(database, "Contract clauses")
    assert workflow is not None
    events = labels.list_events(database, workflow.workflow_id, limit=10_000)
    assert len(events) > 300
    assert all(event.is_sample and event.labeler == LABELER for event in events)
    for event in events[::40]:
        task = labels.get_task(database, event.output_id)
        is_right = normalise(task["answer"]) == normalise(task["expected"])
        assert event.verdict is (Verdict.CORRECT if is_right else Verdict.INCORRECT)


def test_small_and_specialised_beats_general_once_there_are_labels(
    loaded: tuple[Database, list[str]],
) -> None:
    """What the samples are there to show, with the counts behind it."""
    database, _ = loaded
    clauses, lines = figures(database, "Contract clauses"), figures(database, "Expense coding")
    for found in (clauses, lines):
        assert found[MODEL]["precision_high"] < 0.3 < found[RULES]["precision_low"] + 0.01
        assert found[TRAINED]["precision_low"] > 0.8
    assert clauses[TRAINED]["precision_low"] > clauses[RULES]["precision_high"]
    assert clauses[TRAINED]["unlabelled"] == 20  # left for the person to try the desk
    assert lines[SURE]["precision_rate"] > lines[TRAINED]["precision_rate"]
    assert lines[SURE]["coverage_rate"] < lines[TRAINED]["coverage_rate"] == 1
    verdicts = {name: one["verdict"] for name, one in lines.items()}
    assert (verdicts[SURE], verdicts[MODEL]) == ("meets the bar, as scored", "below the bar, as scored")


def test_loading_again_doubles_nothing_and_labels_nothing_of_the_persons(
    loaded: tuple[Database, list[str]],
) -> None:
    database, _ = loaded
    workflow = workflows.find_workflow(database, "Contract clauses")
    assert workflow is not None
    own = a_candidate(database, workflow, "My own")
    [version] = datasets.list_current_versions(database, workflow.workflow_id)
    items = datasets.list_items(database, version.dataset_version_id, "holdout")
    a_run(database, own, version, {item.item_key: "A class of my own" for item in items}, "holdout")
    before = workflows.count_attached(database, workflow.workflow_id)
    load_samples(database)
    assert workflows.count_attached(database, workflow.workflow_id) == before
    assert figures(database, "Contract clauses")["My own"]["labelled"] == 0
    candidates.delete_candidate(database, own.candidate_id)


def test_only_a_new_database_wants_samples_and_one_that_was_cut_off(database: Database) -> None:
    assert wants_samples(database)
    set_loading(database, True)
    assert workspace.get_setting(database, SETTING) == LOADING
    assert wants_samples(database)
    set_loading(database, False)  # a start with --no-samples: no page may wait for them
    assert workspace.get_setting(database, SETTING) != LOADING
    assert wants_samples(database)
    workspace.set_setting(database, SETTING, "loaded")
    assert not wants_samples(database)


def test_a_person_who_began_without_samples_gets_none(database: Database) -> None:
    a_workflow(database, "Mine")
    assert not wants_samples(database)


def test_a_workflow_of_the_persons_with_a_samples_name_is_left_alone(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = a_workflow(database, "Expense coding")
    monkeypatch.setattr("workbench.samples.loading.SAMPLES", ("expense_coding",))
    load_samples(database)
    assert datasets.list_current_versions(database, mine.workflow_id) == []
    assert not candidates.list_candidates(database, mine.workflow_id)


def test_samples_that_cannot_be_loaded_are_tried_again(
    database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("workbench.samples.loading.sample_folder", lambda: tmp_path)
    with pytest.raises(FileNotFoundError):
        load_samples(database)
    assert workspace.get_setting(database, SETTING) == "cut off"
    assert wants_samples(database)
