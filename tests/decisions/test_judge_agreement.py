"""A judge held against what people settled: the four counts, what they say, and whether it may help."""

import math

import numpy as np
import pytest

from tests.decisions.worlds import a_tested_world
from tests.store.building import (
    a_candidate,
    a_label,
    a_run,
    a_version,
    a_workflow,
    many_labels,
    outputs_by_key,
)
from workbench.decisions.judge_agreement import (
    help_sentence,
    judge_finding,
    list_judges,
    measure_judge,
    source_sentence,
)
from workbench.decisions.score_bins import explained
from workbench.domain import DatasetVersion, Label, Role, Verdict, Workflow
from workbench.scoring.scoring import score_outputs
from workbench.store import label as labels
from workbench.store.database import Database


def plain(said: str) -> str:
    return said.replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def world(database: Database) -> tuple[Workflow, DatasetVersion]:
    """100 answers, the scorer doubts the first 12; people call 8 of these wrong, and 2 that it passes."""
    workflow = a_workflow(database, trusted_scorer="exact")
    keys = [f"k{number:03}" for number in range(100)]
    slices = {
        key: "few" if number < 5 else "rare" if number < 9 else "many" for number, key in enumerate(keys)
    }
    version = a_version(database, workflow, {key: (f"text of {key}", "right") for key in keys}, slices=slices)
    answers = {key: "other" if number < 12 else "right" for number, key in enumerate(keys)}
    run = a_run(database, a_candidate(database, workflow), version, answers)
    for number, output_id in enumerate(outputs_by_key(database, run).values()):
        a_label(
            database, output_id, Verdict.INCORRECT if number < 8 or number in (50, 51) else Verdict.CORRECT
        )
    score_outputs(database, workflow.workflow_id)
    return workflow, version


def test_says_which_labels_nobody_gave(database: Database) -> None:
    workflow = a_workflow(database, trusted_scorer="exact")
    version = a_version(database, workflow, {key: (key, "right") for key in "abc"})
    run = a_run(database, a_candidate(database, workflow), version, dict.fromkeys("abc", "right"))
    for place, output_id in enumerate(outputs_by_key(database, run).values()):
        a_label(database, output_id, Verdict.CORRECT, is_sample=place > 0)
    score_outputs(database, workflow.workflow_id)
    [one] = measure_judge(database, workflow, version, None, "exact")
    assert source_sentence(one).startswith("2 of these labels are sample labels")


def test_counts_what_it_finds_and_what_it_doubts_for_nothing(
    database: Database, world: tuple[Workflow, DatasetVersion]
) -> None:
    workflow, version = world
    assert list_judges(database, workflow, version) == ["exact"]
    [one] = measure_judge(database, workflow, version, None, "exact")
    assert (one.right_passed, one.right_doubted, one.wrong_passed, one.wrong_doubted) == (86, 4, 2, 8)
    assert source_sentence(one) == ""
    said = plain(judge_finding(one))
    assert said.startswith(
        "The exact-match scorer says what people say on 94 % (94 of 100; 87–98 %): it finds 80 %"
    )
    assert "(8 of 10; " in said and "doubts 4 % (4 of 90; " in said
    # Cohen: po .94, pe .9·.88 + .1·.12; phi squared of the four counts is ρ² before the correction for two bins.
    assert one.measured.kappa.value == pytest.approx((0.94 - 0.804) / (1 - 0.804))
    right = np.repeat([1.0, 1, 0, 0], [86, 4, 2, 8])
    bins = np.repeat([1, 0, 1, 0], [86, 4, 2, 8])
    assert one.rho_squared.value == pytest.approx(explained(bins, right))
    assert one.rho_squared.low < one.rho_squared.value < one.rho_squared.high and one.helps
    assert "It helps" in help_sentence(one) and "rest" in help_sentence(one)


def test_slices_with_few_answers_are_pooled(
    database: Database, world: tuple[Workflow, DatasetVersion]
) -> None:
    workflow, version = world
    [column] = version.named(Role.SLICE)
    parts = measure_judge(database, workflow, version, None, "exact", column)
    assert [(one.value, one.total) for one in parts] == [("many", 91), ("all smaller slices, pooled (2)", 9)]
    assert parts[1].helps is None and math.isnan(parts[1].rho_squared.value)


def test_settled_labels_alone_and_an_adjudicator_count_as_they_should(
    database: Database, world: tuple[Workflow, DatasetVersion]
) -> None:
    workflow, version = world
    [one] = measure_judge(database, workflow, version, None, "exact", settled_only=True)
    assert not one.total and "No answer here has both" in judge_finding(one)
    table = labels.list_events(database, workflow.workflow_id)
    wrong = next(event for event in table if event.verdict is Verdict.INCORRECT)
    labels.add_label(
        database,
        Label(wrong.output_id, "Judge Judy", Verdict.CORRECT, source="adjudication", comment="read again"),
    )
    a_label(database, table[-1].output_id, Verdict.INCORRECT, "Ben")
    [one] = measure_judge(database, workflow, version, None, "exact", settled_only=True)
    assert (one.total, one.right, one.wrong) == (2, 1, 1)
    assert one.helps is None and "cannot be told yet" in help_sentence(one)


def test_one_that_passes_everything_does_not_help_however_often_it_agrees(database: Database) -> None:
    workflow, version, ids = a_tested_world(database, {"A": ["right"] * 100}, trusted_scorer="exact")
    many_labels(
        database,
        {
            output_id: Verdict.CORRECT if number % 20 else Verdict.INCORRECT
            for number, output_id in enumerate(ids["A"].values())
        },
    )
    score_outputs(database, workflow.workflow_id)
    [one] = measure_judge(database, workflow, version, None, "exact")
    assert plain(judge_finding(one)).startswith("The exact-match scorer says what people say on 95 %")
    assert one.helps is False and "does not help" in help_sentence(one)
