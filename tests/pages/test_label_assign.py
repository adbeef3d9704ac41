"""Label, assigning work: a form for who labels what, and the labeler sits down to it first."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.desk_driver import AtDesk
from tests.pages.framing import button, field, open_page, read, replace_links, settled
from tests.store.building import a_small_world
from workbench.domain import Assignment, Verdict, Workflow
from workbench.labeling.assignments import assign_work
from workbench.store import assignment as assignments
from workbench.store import label as labels
from workbench.store.database import Database


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    replace_links(monkeypatch)


def sit_down(name: str = "Ada", **query: str) -> AppTest:
    page = open_page("label", **query)
    field(page.text_input, "Your name").set_value(name)
    button(page, "Start labelling").click().run()
    return settled(page)


@pytest.fixture
def workflow(database: Database) -> Workflow:
    return a_small_world(database, tuple("abcdefgh"))[0]


def test_work_is_assigned_to_named_people_some_of_it_to_several(
    database: Database, workflow: Workflow
) -> None:
    page = sit_down(view="assign")
    assert "Nothing is assigned" in read(page)
    button(page, "Assign").click().run()
    assert "Nobody is named" in read(page)
    field(page.number_input, "People who judge the same output").set_value(2).run()
    field(page.number_input, "On a share drawn at random, in %").set_value(50)
    field(page.multiselect, "People").set_value(["Ada"]).run()
    button(page, "Assign").click().run()
    assert "need as many people" in read(page)
    assert assignments.list_assignments(database, workflow.workflow_id) == []


def test_progress_is_told_and_work_can_be_ended(database: Database, workflow: Workflow) -> None:
    version_id = 1
    assign_work(
        database,
        Assignment(workflow.workflow_id, version_id, ("Ada", "Bob"), overlap_rate=0.25, overlap_count=2),
    )
    page = sit_down()
    assert "Assigned to you and Bob: 8 outputs of Golden, 0 done, 0 by you." in read(page)
    AtDesk(page).judge(Verdict.CORRECT)
    [event] = labels.list_events(database, workflow.workflow_id)
    assert (event.labeler, event.assignment_id) == ("Ada", 1)
    page = sit_down(view="assign")
    words = read(page)
    assert "8 outputs assigned, " in words and "2 of them are judged by several people." in words
    button(page, "End").click().run()
    assert "Nothing is assigned" in read(settled(page))
