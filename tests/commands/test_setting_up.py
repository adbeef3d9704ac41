"""Bars, business figures and shares as the terminal takes them."""

import pytest

from tests.store.building import a_candidate, a_run, a_version, a_workflow
from workbench.commands.setting_up import add_workflow, parse_bar, set_workflow, split
from workbench.domain import AnswerType
from workbench.errors import BadSetting
from workbench.store import run as runs
from workbench.store.database import Database
from workbench.store.workflow import find_workflow


@pytest.mark.parametrize(
    ("text", "rate"), [("95", 0.95), ("95 %", 0.95), ("92,5%", 0.925), ("0.9", 0.9), ("1", 1.0), ("100", 1.0)]
)
def test_a_bar_reads_as_people_write_it(text: str, rate: float) -> None:
    assert parse_bar(text) == pytest.approx(rate)


@pytest.mark.parametrize("text", ["", "much", "0", "-5", "101", "101 %", "nan", "inf"])
def test_what_is_no_bar_is_said(text: str) -> None:
    with pytest.raises(BadSetting, match="is not a bar. Name a precision such as 95 % or 0.95"):
        parse_bar(text)


def test_changes_only_what_is_named(database: Database) -> None:
    add_workflow(database, "Clauses", "90", description="Which clause is it?", minutes_by_hand=4.0)
    set_workflow(database, "Clauses", hourly_cost_amount=90.0)
    workflow = find_workflow(database, "Clauses")
    assert workflow is not None
    assert (workflow.bar_rate, workflow.description) == (0.9, "Which clause is it?")
    assert (workflow.figures.minutes_by_hand, workflow.figures.hourly_cost_amount) == (4.0, 90.0)


def test_a_placeholder_without_a_column_is_said_when_the_instructions_change(database: Database) -> None:
    workflow = a_workflow(database)
    a_version(database, workflow, {"a": ("text", "x")})
    said = set_workflow(database, workflow.name, prompt_template="Read {text} in {language}.")["sentence"]
    assert "but the golden dataset has no column “language”" in said
    leaking = set_workflow(database, workflow.name, prompt_template="Say {expected}.")["sentence"]
    assert "the expected answer: a model would only repeat it" in leaking
    assert set_workflow(database, workflow.name, prompt_template="Read {text}.")["sentence"].endswith("”.")


def test_a_figure_below_nothing_is_refused(database: Database) -> None:
    with pytest.raises(BadSetting, match="minutes by hand cannot be less than nothing"):
        add_workflow(database, "Clauses", minutes_by_hand=-1.0)
    assert find_workflow(database, "Clauses") is None


def test_a_workflow_without_a_dataset_cannot_be_split(database: Database) -> None:
    add_workflow(database, "Clauses")
    with pytest.raises(Exception, match="no dataset yet. Import one with: workbench import-dataset FILE"):
        split(database, "Clauses")


def test_a_scorer_trusted_from_the_terminal_scores_what_is_stored_and_an_unknown_one_is_refused(
    database: Database,
) -> None:
    workflow = a_workflow(database, "Amounts", answer_type=AnswerType.SHORT_TEXT)
    version = a_version(database, workflow, {"a": ("t", "9.8 million")})
    run = a_run(database, a_candidate(database, workflow), version, {"a": "9,800 thousand"})
    set_workflow(database, "Amounts", trusted_scorer="number")
    [row] = runs.list_standing_outputs(database, run.run_id, "number")
    assert row["verdict"] == "correct"
    with pytest.raises(BadSetting, match="no scorer called “magic”"):
        set_workflow(database, "Amounts", trusted_scorer="magic")
    set_workflow(database, "Amounts", trusted_scorer="none")
    [row] = runs.list_standing_outputs(database, run.run_id, "number")
    assert row["verdict"] is None
