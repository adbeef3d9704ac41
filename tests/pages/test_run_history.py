"""The Runs page on runs of before: what is read of them, and which are shown."""

from tests.pages.test_runs import a_page_alone, button, open_page, said
from tests.runs.building import a_world, rules
from tests.store.building import a_label, a_run, a_small_world, a_version, a_workflow, outputs_by_key
from workbench.domain import AnswerType, CandidateKind, RunState, Verdict
from workbench.runs.planning import plan_run
from workbench.store import candidate as candidates
from workbench.store import run as runs
from workbench.store.database import Database

__all__ = ["a_page_alone"]


def test_changed_settings_are_said_to_need_a_new_run(database: Database) -> None:
    workflow, version = a_world(database)
    candidate = rules(database, workflow)
    run = plan_run(database, candidate, version)
    runs.set_run_state(database, run.run_id, RunState.STOPPED)
    assert "settings have changed" not in said(open_page(workflow=workflow.name, run=run.run_id))
    candidates.set_candidate_settings(database, candidate, candidate.settings | {"otherwise": "Cap"})
    assert "settings have changed" in said(open_page(workflow=workflow.name, run=run.run_id))


def test_a_run_is_archived_brought_back_and_deleted_with_its_labels_counted(database: Database) -> None:
    workflow, _, _, run = a_small_world(database)
    a_label(database, outputs_by_key(database, run)["a"], Verdict.CORRECT)
    page = open_page(workflow=workflow.name, run=run.run_id)
    assert "also deletes 3 outputs and 1 label" in said(page)
    button(page, "Archive").click().run()
    assert runs.list_runs(database) == []
    page = open_page(workflow=workflow.name, run=run.run_id)
    assert page.dataframe[-2].value["State"][0] == "archived"
    button(page, "Bring back").click().run()
    page = open_page(workflow=workflow.name, run=run.run_id)
    next(one for one in page.text_input if "to delete it" in one.label).set_value("run 1").run()
    button(page, "Delete this run").click().run()
    assert runs.list_runs(database, with_archived=True) == []


def test_fields_are_counted_one_by_one(database: Database) -> None:
    workflow = a_workflow(database, answer_type=AnswerType.FIELDS, field_names=("Party", "Amount"))
    version = a_version(
        database, workflow, {"a": ("t", "Party: A\nAmount: 5"), "b": ("u", "Party: B\nAmount: 6")}
    )
    candidate = candidates.add_candidate(database, workflow.workflow_id, "Vendor", CandidateKind.FILE, {})
    run = a_run(database, candidate, version, {"a": "Party: A\nAmount: 7", "b": "Party: B\nAmount: 6"})
    page = open_page(workflow=workflow.name, run=run.run_id)
    [fold] = [one for one in page.expander if one.label.startswith("Field by field")]
    assert "“Amount”, right in 50" in fold.label
    table = fold.dataframe[0].value
    assert list(table["Field"]) == ["Amount", "Party"]
    assert [text.replace("\N{NO-BREAK SPACE}", " ") for text in table["Right"]] == [
        "50 % (1 of 2; 1–99 %)",
        "100 % (2 of 2; 16–100 %)",
    ]


def test_a_run_says_which_version_it_asked_and_what_that_changed(database: Database) -> None:
    workflow, version = a_world(database)
    candidate = rules(database, workflow)
    first = plan_run(database, candidate, version)
    assert "Asked as version" not in said(open_page(workflow=workflow.name, run=first.run_id))
    changed = candidates.set_candidate_settings(
        database, candidate, candidate.settings | {"otherwise": "Cap"}
    )
    second = plan_run(database, changed, version)
    page = said(open_page(workflow=workflow.name, run=second.run_id))
    assert "Asked as version 2 of 2. Since version 1: If no rule matches nothing → Cap." in page
    assert "LINK Compare versions pages/candidates.py" in page
    assert "Asked as version 1 of 2." in said(open_page(workflow=workflow.name, run=first.run_id))


def test_a_long_history_is_paged_newest_first(database: Database) -> None:
    workflow, version = a_world(database, 4)
    candidate = rules(database, workflow)
    for _ in range(8):
        plan_run(database, candidate, version)
    page = open_page(workflow=workflow.name)
    assert list(page.dataframe[-1].value["Run"]) == [8, 7, 6, 5, 4, 3]
    page = open_page(workflow=workflow.name, run=1)
    assert list(page.dataframe[0].value["Run"]) == [2, 1], "the page that holds the chosen run"


def test_a_run_of_another_workflow_or_none_is_let_go(database: Database) -> None:
    workflow, _ = a_world(database)
    rules(database, workflow)
    _, _, _, other = a_small_world(database, name="Other")
    for asked in (other.run_id, 999, "x" * 30):
        page = open_page(workflow=workflow.name, run=asked)
        assert "No candidate has run yet" in said(page)
