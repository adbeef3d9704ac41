"""Adding, changing, archiving and deleting workflows."""

from dataclasses import replace

import pytest

from tests.store.building import a_candidate, a_label, a_run, a_small_world, a_workflow, outputs_by_key
from workbench.domain import AnswerType, BusinessFigures, Verdict, Workflow
from workbench.errors import NameTaken, NotFound
from workbench.store import candidate, dataset, label, run, workflow
from workbench.store.database import Database

FULL = Workflow(
    0,
    "  Clauses “A & B”  ",
    description="What kind of clause is this?",
    prompt_template="Name the clause.\n\n{text} {{not a column}}",
    answer_type=AnswerType.FIELDS,
    categories=("Cap on Liability", "Änderung, schriftlich"),
    field_names=("party", "due date"),
    unit="€ million",
    bar_rate=0.975,
    figures=BusinessFigures(1000, 10, 60, 2, 60, 0),
    trusted_scorer="exact",
    is_sample=True,
)


def test_a_workflow_comes_back_as_it_was_added(database: Database) -> None:
    stored = workflow.add_workflow(database, FULL)
    assert stored == replace(
        FULL, workflow_id=stored.workflow_id, name=FULL.name.strip(), created_at=stored.created_at
    )
    assert workflow.get_workflow(database, stored.workflow_id) == stored


def test_a_workflow_is_found_by_its_name_in_any_case(database: Database) -> None:
    stored = a_workflow(database, "Filing questions")
    assert workflow.find_workflow(database, " filing QUESTIONS ") == stored
    assert workflow.find_workflow(database, "Filings") is None


def test_a_workflow_is_changed(database: Database) -> None:
    stored = a_workflow(database)
    changed = replace(stored, name="Renamed", bar_rate=0.9, figures=BusinessFigures(items_per_month=5))
    workflow.set_workflow(database, changed)
    assert workflow.get_workflow(database, stored.workflow_id) == changed


def test_a_taken_name_is_refused_whatever_its_case(database: Database) -> None:
    a_workflow(database, "Clauses")
    other = a_workflow(database, "Filings")
    with pytest.raises(NameTaken, match="already a workflow called “Clauses”"):
        a_workflow(database, "CLAUSES ")
    with pytest.raises(NameTaken):
        workflow.set_workflow(database, replace(other, name="clauses"))
    workflow.set_workflow(database, replace(other, name="FILINGS"))
    assert [found.name for found in workflow.list_workflows(database)] == ["Clauses", "FILINGS"]


def test_the_users_own_workflows_come_before_samples(database: Database) -> None:
    a_workflow(database, "A sample", is_sample=True)
    a_workflow(database, "b mine")
    a_workflow(database, "A mine")
    assert [found.name for found in workflow.list_workflows(database)] == ["A mine", "b mine", "A sample"]


def test_an_archived_workflow_is_hidden_keeps_its_name_and_can_come_back(database: Database) -> None:
    stored = a_workflow(database)
    workflow.set_workflow_archived(database, stored.workflow_id, True)
    assert workflow.list_workflows(database) == []
    [archived] = workflow.list_workflows(database, with_archived=True)
    assert archived.archived_at is not None
    with pytest.raises(NameTaken, match="among the archived ones"):
        a_workflow(database, "clauses")
    workflow.set_workflow_archived(database, stored.workflow_id, False)
    assert workflow.list_workflows(database) == [stored]


def test_deleting_counts_first_and_takes_everything_of_this_workflow_only(database: Database) -> None:
    first, version, first_candidate, first_run = a_small_world(database, name="Clauses")
    second, other_version, other_candidate, other_run = a_small_world(database, name="Filings")
    by_key = outputs_by_key(database, first_run)
    a_label(database, by_key["a"], Verdict.CORRECT)
    a_label(database, by_key["a"], Verdict.INCORRECT)  # the same labeler's newer label: one label stands
    a_label(database, by_key["b"], Verdict.CORRECT, labeler="Bob")
    a_label(database, outputs_by_key(database, other_run)["a"], Verdict.CORRECT)
    assert workflow.count_attached(database, first.workflow_id) == {
        "dataset_count": 1,
        "candidate_count": 1,
        "run_count": 1,
        "output_count": 3,
        "label_count": 2,
    }

    workflow.delete_workflow(database, first.workflow_id)

    with pytest.raises(NotFound, match=f"no workflow number {first.workflow_id}"):
        workflow.get_workflow(database, first.workflow_id)
    assert not any(workflow.count_attached(database, first.workflow_id).values())
    assert dataset.list_items(database, version.dataset_version_id) == []
    with pytest.raises(NotFound):
        candidate.get_candidate(database, first_candidate.candidate_id)
    with pytest.raises(NotFound):
        run.get_run(database, first_run.run_id)
    assert len(dataset.list_items(database, other_version.dataset_version_id)) == 3
    assert candidate.list_candidates(database, second.workflow_id) == [other_candidate]
    assert run.list_runs(database) == [other_run]
    assert label.list_labelers(database) == ["Ada"]


def test_nothing_is_left_in_any_table_after_deleting_the_only_workflow(database: Database) -> None:
    wanted, version, _, _ = a_small_world(database)
    again = a_run(database, a_candidate(database, wanted, "Other"), version, {"a": "x"})
    a_label(database, outputs_by_key(database, again)["a"], Verdict.CORRECT)
    workflow.delete_workflow(database, wanted.workflow_id)
    with database.read() as session:
        tables = [
            row[0] for row in session.cursor.execute("select table_name from duckdb_tables()").fetchall()
        ]
        left = {
            name: session.cursor.execute(f"select count(*) from {name}").fetchone()[0]  # noqa: S608
            for name in tables
            if name != "migration"
        }
    assert set(left.values()) == {0}, left
