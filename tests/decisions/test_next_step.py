"""Home's one line per workflow, at every stage."""

import pytest

from tests.store.building import (
    a_candidate,
    a_label,
    a_run,
    a_version,
    a_workflow,
    many_labels,
    outputs_by_key,
)
from workbench.decisions.committing import begin_test
from workbench.decisions.next_step import next_step
from workbench.domain import Answer, RunState, Verdict
from workbench.store import dataset as datasets
from workbench.store.database import Database


def said(database: Database, workflow: object) -> tuple[str, str]:
    step = next_step(database, workflow)  # type: ignore[arg-type]
    return step.sentence.replace("\N{NO-BREAK SPACE}", " "), step.page


def test_leads_from_an_empty_workflow_to_the_decision(database: Database) -> None:
    workflow = a_workflow(database)
    assert said(database, workflow) == ("No golden dataset yet, bar 95 %.", "golden_datasets")
    keys = [f"k{number}" for number in range(80)]
    version = a_version(database, workflow, {key: (key, "x") for key in keys})
    assert said(database, workflow) == ("80 items, no candidate yet, bar 95 %.", "candidates")
    candidate = a_candidate(database, workflow)
    assert said(database, workflow) == ("80 items, 1 candidate ready, none run yet, bar 95 %.", "runs")
    run = a_run(database, candidate, version, dict.fromkeys(keys, "x"))
    assert said(database, workflow) == ("1 candidate run, 80 outputs to label, bar 95 %: undecided.", "label")
    ids = outputs_by_key(database, run)
    for key in keys[:20]:
        a_label(database, ids[key], Verdict.CORRECT)
    assert said(database, workflow) == ("1 candidate run, 60 outputs to label, bar 95 %: undecided.", "label")
    [version] = datasets.list_current_versions(database, workflow.workflow_id)
    begin_test(database, workflow, version)
    assert said(database, workflow) == (
        "1 candidate run, 60 outputs to label, bar 95 %: undecided, certified if the next 32 are right.",
        "label",
    )
    for key in keys[20:]:
        a_label(database, ids[key], Verdict.CORRECT)
    assert said(database, workflow) == (
        "1 candidate run, every answer judged, bar 95 %: it meets the bar.",
        "roi",
    )


def test_watches_a_run_under_way(database: Database) -> None:
    workflow = a_workflow(database)
    version = a_version(database, workflow, {key: (key, "x") for key in "abc"})
    a_run(database, a_candidate(database, workflow), version, {"a": "x"}, state=RunState.RUNNING)
    assert said(database, workflow) == ("1 run under way, 1 of 3 items done, bar 95 %.", "runs")


@pytest.mark.parametrize(
    ("right", "wrong", "sentence", "page"),
    [
        (5, 20, "1 candidate run, every answer judged, bar 95 %: below it.", "precision"),
        (
            9,
            1,
            "1 candidate run, every answer judged, bar 95 %: below it.",
            "precision",
        ),
    ],
)
def test_a_judged_set_leads_to_precision(
    database: Database, right: int, wrong: int, sentence: str, page: str
) -> None:
    workflow = a_workflow(database)
    keys = [f"k{number}" for number in range(right + wrong)]
    version = a_version(database, workflow, {key: (key, "x") for key in keys})
    run = a_run(database, a_candidate(database, workflow), version, dict.fromkeys(keys, "x"))
    ids = outputs_by_key(database, run)
    many_labels(database, {ids[key]: Verdict.CORRECT for key in keys[:right]})
    many_labels(database, {ids[key]: Verdict.INCORRECT for key in keys[right:]})
    assert said(database, workflow) == (sentence, page)


def test_a_run_that_only_failed_leads_back_to_runs(database: Database) -> None:
    workflow = a_workflow(database)
    version = a_version(database, workflow, {"a": ("a", "x")})
    a_run(database, a_candidate(database, workflow), version, {"a": Answer(failure_reason="no route")})
    assert said(database, workflow) == ("1 candidate run, 1 call failed, bar 95 %.", "runs")
