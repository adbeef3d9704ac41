"""Workflows: described, previewed, priced; renamed, archived, deleted; edits kept until they are saved."""

from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.framing import button, field, open_page, read, replace_links, settled
from tests.store.building import a_small_world, a_version, a_workflow
from workbench.domain import AnswerType
from workbench.store.database import Database
from workbench.store.workflow import find_workflow, list_workflows, set_workflow, set_workflow_archived


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    replace_links(monkeypatch)


def bar(page: AppTest) -> Any:
    """The bar of the workflow that is edited; the form for a new one has such a field too."""
    return [one for one in page.number_input if one.label.startswith("Bar")][-1]


def test_an_empty_workspace_says_what_a_workflow_is_and_takes_the_first(database: Database) -> None:
    page = open_page("workflows")
    assert "No workflow yet" in read(page)
    button(page, "Add workflow").click().run()
    assert "The workflow has no name yet." in read(settled(page))
    field(page.text_input, "Name").set_value("Clause review")
    field(page.number_input, "Bar").set_value(97.5)
    button(page, "Add workflow").click().run()
    [workflow] = list_workflows(database)
    assert (workflow.name, workflow.bar_rate) == ("Clause review", 0.975)
    assert page.subheader[0].value == "Clause review"


def test_a_name_that_is_taken_is_refused_with_a_sentence(database: Database) -> None:
    a_workflow(database, "Clauses")
    page = open_page("workflows")
    field(page.text_input, "Name").set_value("clauses")
    button(page, "Add workflow").click().run()
    assert "There is already a workflow called “Clauses”" in read(settled(page))
    assert len(list_workflows(database)) == 1


def test_saves_every_field(database: Database) -> None:
    a_workflow(database)
    page = open_page("workflows")
    field(page.text_area, "What the work is").set_value("Sort clauses")
    field(page.text_area, "Instructions").set_value("Which kind? {text}")
    field(page.text_area, "Categories").set_value("Law\nTax\n\nLaw")
    bar(page).set_value(92.5)
    figures = {
        "Items a month": 1000.0,
        "Minutes by hand": 10.0,
        "Hourly cost": 60.0,
        "Minutes to review": 2.0,
        "Cost of an undetected error": 60.0,
        "Set-up cost": 0.0,
    }
    for label, value in figures.items():
        field(page.number_input, label).set_value(value)
    button(page, "Save changes").click().run()
    assert "is saved" in read(settled(page))
    workflow = find_workflow(database, "Clauses")
    assert workflow is not None
    assert workflow.description == "Sort clauses"
    assert workflow.prompt_template == "Which kind? {text}"
    assert workflow.categories == ("Law", "Tax")
    assert workflow.bar_rate == 0.925
    assert list(vars(workflow.figures).values()) == [1000.0, 10.0, 60.0, 2.0, 60.0, 0.0]


def test_says_what_is_not_saved_and_takes_it_back_on_demand(database: Database) -> None:
    a_workflow(database)
    page = open_page("workflows")
    button(page, "Save changes").click().run()
    assert "Nothing has changed" in read(settled(page))
    field(page.text_area, "What the work is").set_value("Sort")
    bar(page).set_value(80.0)
    page.run()
    assert "Not saved yet: what the work is, bar." in read(settled(page))
    button(page, "Discard changes").click().run()
    assert "Not saved yet" not in read(settled(page))
    assert field(page.text_area, "What the work is").value == ""
    assert bar(page).value == 95.0


def test_edits_stay_when_another_field_is_changed_elsewhere(database: Database) -> None:
    workflow = a_workflow(database)
    page = open_page("workflows")
    field(page.text_area, "What the work is").set_value("Sort")
    page.run()
    set_workflow(database, replace(workflow, categories=("Law", "Tax"), bar_rate=0.9))
    page.run()
    assert field(page.text_area, "What the work is").value == "Sort"
    assert field(page.text_area, "Categories").value == "Law\nTax"
    assert bar(page).value == 90.0
    assert "Not saved yet: what the work is." in read(settled(page))


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("Which kind? {text}", "Which kind? text of a"),
        ("Which kind? {txt}", "has no column “txt”. Write {text} if that column is meant"),
        ("Which kind?", "name no column, so every item would get the same text"),
        ("{text} is {expected}", "hand over {expected}, the expected answer"),
        ("", "text of a"),
    ],
)
def test_previews_the_instructions_on_a_real_item(database: Database, template: str, sentence: str) -> None:
    a_small_world(database)
    page = open_page("workflows")
    field(page.text_area, "Instructions").set_value(template).run()
    assert sentence in read(settled(page))


@pytest.mark.parametrize("kind", list(AnswerType))
def test_every_kind_of_answer_can_be_chosen_and_saved(database: Database, kind: AnswerType) -> None:
    workflow = a_workflow(database)
    a_version(database, workflow, {"a": ("text", "x")})
    page = open_page("workflows")
    kinds = [one for one in page.selectbox if one.label == "Kind of answer"]
    kinds[-1].select(kind).run()
    button(settled(page), "Save changes").click().run()
    settled(page)
    assert find_workflow(database, "Clauses").answer_type is kind  # type: ignore[union-attr]


def test_a_renamed_workflow_stays_chosen_and_its_old_links_lead_to_it(database: Database) -> None:
    a_workflow(database, "Alpha")
    a_workflow(database, "Beta")
    page = open_page("workflows", workflow="Beta")
    [name] = [one for one in page.text_input if one.label == "Name" and one.value == "Beta"]
    name.set_value("Gamma")
    button(page, "Rename").click().run()
    assert page.subheader[0].value == "Gamma"
    followed = open_page("workflows", workflow="Beta")
    assert followed.subheader[0].value == "Gamma"
    assert "“Beta” is now called “Gamma”." in read(followed)


def test_archiving_hides_and_bringing_back_shows_it_again(database: Database) -> None:
    a_workflow(database, "Alpha")
    a_workflow(database, "Beta")
    page = open_page("workflows", workflow="Beta")
    button(page, "Archive").click().run()
    assert page.subheader[0].value == "Alpha"
    assert "“Beta” is archived." in read(settled(page))
    assert "There is no workflow" not in read(page)
    followed = open_page("workflows", workflow="Beta")
    assert "“Beta” is archived; the page Workflows brings it back. You are looking at “Alpha”." in read(
        followed
    )
    button(followed, "Bring back Beta").click().run()
    assert followed.subheader[0].value == "Beta"


def test_deleting_counts_what_goes_and_needs_the_name(database: Database) -> None:
    a_small_world(database)
    page = open_page("workflows")
    assert "also deletes 1 dataset, 1 candidate, 1 run and 3 outputs" in read(page)
    assert button(page, "Delete this workflow").disabled
    field(page.text_input, "Type the name").set_value("Clauses").run()
    button(page, "Delete this workflow").click().run()
    assert list_workflows(database, with_archived=True) == []
    assert "No workflow yet" in read(settled(page))


def test_a_workflow_that_goes_while_the_page_is_open_is_said(database: Database) -> None:
    a_workflow(database, "Alpha")
    beta = a_workflow(database, "Beta")
    page = open_page("workflows", workflow="Beta")
    set_workflow_archived(database, beta.workflow_id, True)
    page.run()
    assert page.subheader[0].value == "Alpha"
    assert "“Beta” is archived" in read(settled(page))
