"""Home: three ways in when there is nothing, else one line per workflow that leads to the right page."""

import json

import pytest

from tests.pages.framing import button, open_page, read, replace_links, settled
from tests.store.building import a_candidate, a_run, a_small_world, a_version, a_workflow
from workbench.domain import RunState, Workflow
from workbench.samples import loading
from workbench.store import workspace
from workbench.store.database import Database
from workbench.store.workflow import add_workflow
from workbench.ui import home_view


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    replace_links(monkeypatch)


def test_an_empty_workspace_offers_three_ways_in(database: Database) -> None:
    words = read(open_page("home"))
    for way in ("Open the sample", "Upload a dataset", "Connect a model"):
        assert way in words
    assert "→ golden_datasets {}" in words
    assert "→ candidates {}" in words


def test_opening_the_sample_says_that_it_is_prepared_and_then_shows_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared: list[Database] = []
    monkeypatch.setattr(home_view, "load_samples", prepared.append)
    page = open_page("home")
    button(page, "Open the sample").click().run()
    assert "on their way" in read(settled(page))
    assert "being prepared" in read(page)
    assert prepared == [database]
    add_workflow(database, Workflow(0, "Sample story", is_sample=True))
    workspace.set_setting(database, "samples", "loaded")
    words = read(settled(page.run()))
    assert "Sample story** · sample" in words
    assert "being prepared" not in words


def test_samples_that_cannot_be_prepared_are_said_and_offered_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(loading, "_load", fail)
    a_workflow(database, "Mine")
    home_view._prepare(database)
    page = open_page("home")
    assert "could not be prepared completely" in read(page)
    assert button(page, "Prepare them again")


def test_each_workflow_has_one_line_and_a_link_that_carries_it(database: Database) -> None:
    a_workflow(database, "Empty [one]")
    a_small_world(database, name="Clauses & terms")
    words = read(open_page("home"))
    assert "2 workflows of your own: each line says what comes next." in words
    assert "1 candidate run, 3 outputs to label, bar 95 %: undecided." in words
    assert f"LINK Label outputs → label {json.dumps({'workflow': 'Clauses & terms'})}" in words
    assert (
        f"LINK Upload a golden dataset → golden_datasets {json.dumps({'workflow': 'Empty [one]'})}" in words
    )


def test_samples_stand_apart_from_workflows_of_ones_own(database: Database) -> None:
    add_workflow(database, Workflow(0, "Sample story", is_sample=True))
    assert "These are samples to look around in." in read(open_page("home"))
    a_workflow(database, "Mine")
    words = read(open_page("home"))
    assert "1 workflow of your own" in words
    assert "Samples, to look around in" in words


def test_a_run_under_way_shows_how_far_it_is(database: Database) -> None:
    workflow = a_workflow(database)
    version = a_version(database, workflow, {key: (key, "x") for key in "abcd"})
    a_run(database, a_candidate(database, workflow), version, {"a": "x"}, state=RunState.RUNNING)
    page = open_page("home")
    assert "1 run under way, 1 of 4 items done" in read(page)
    [bar] = page.get("progress")
    assert bar.proto.value == 25
