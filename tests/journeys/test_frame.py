"""The frame in a real browser: the workflow stays, "back" works, edits stay."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import App
from tests.journeys.steps import arrived, choose, go
from tests.journeys.worlds import app_on
from tests.store.building import a_small_world
from workbench.store.database import Database

pytestmark = pytest.mark.browser

expect.set_options(timeout=30_000)


def two_workflows(database: Database) -> None:
    for name in ("Alpha", "Beta & co"):
        a_small_world(database, name=name)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    running = app_on(tmp_path_factory.mktemp("frame"), two_workflows)
    yield running
    running.stop()


def pick(page: Page, workflow: str) -> None:
    choose(page, "Workflow", workflow)


def test_the_workflow_stays_chosen_and_back_takes_one_press(served: App, page: Page) -> None:
    page.goto(f"{served.url}/workflows?workflow=Beta+%26+co")
    expect(page.get_by_role("heading", name="Beta & co")).to_be_visible()
    go(page, "Precision")
    page.wait_for_url("**/precision?workflow=Beta+%26+co**")
    go(page, "Workflows")
    expect(page.get_by_role("heading", name="Beta & co")).to_be_visible()
    pick(page, "Alpha")
    expect(page.get_by_role("heading", name="Alpha")).to_be_visible()
    page.wait_for_url("**workflow=Alpha**")
    page.go_back()
    expect(page.get_by_role("heading", name="Beta & co")).to_be_visible()
    page.go_back()
    arrived(page, "Precision")
    page.go_forward()
    arrived(page, "Workflows")


def test_home_leads_to_the_right_page_with_the_right_workflow(served: App, page: Page) -> None:
    page.goto(f"{served.url}/?workflow=Alpha")
    links = page.get_by_role("link", name="Label outputs")
    expect(links).to_have_count(2)  # Home is drawn workflow by workflow
    links.last.click()
    arrived(page, "Label")
    page.wait_for_url("**/label?workflow=Beta+%26+co**")
    page.go_back()
    arrived(page, "Home")


def test_edits_outlive_a_page_change_and_one_press_saves_what_was_typed_last(served: App, page: Page) -> None:
    page.goto(f"{served.url}/workflows?workflow=Alpha")
    work = page.get_by_role("textbox", name="What the work is")
    work.click()
    page.keyboard.type("Sort clauses")
    go(page, "Precision")
    go(page, "Workflows")
    expect(work).to_have_value("Sort clauses")
    expect(page.get_by_text("Not saved yet: what the work is.")).to_be_visible()
    work.click()
    page.keyboard.type(" by kind")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("“Alpha” is saved.")).to_be_visible()
    page.reload()
    expect(work).to_have_value("Sort clauses by kind")


def test_a_link_to_a_workflow_that_is_gone_says_so(served: App, page: Page) -> None:
    page.goto(f"{served.url}/precision?workflow=Gone")
    expect(page.get_by_text("There is no workflow called “Gone”")).to_be_visible()
    expect(page.get_by_text("You are looking at “Alpha”.")).to_be_visible()


def test_the_form_closes_once_a_workflow_is_added(served: App, page: Page) -> None:
    page.goto(f"{served.url}/workflows")
    add = page.get_by_role("button", name="Add workflow")
    for name in ("Clause types", "Card lines"):
        page.get_by_role("button", name="Add a workflow").click()
        page.get_by_label("Name", exact=True).fill(name)
        add.click()
        expect(page.get_by_role("heading", name=name)).to_be_visible()
        expect(add).to_be_hidden()


def test_an_empty_workspace_opens_the_samples_from_the_page(app: App, page: Page) -> None:
    page.goto(app.url)
    page.get_by_role("button", name="Open the sample").click()
    expect(page.get_by_text("sample workflows are being prepared")).to_be_visible()
    expect(page.get_by_role("link", name="See what it saves")).to_be_visible(timeout=120_000)
    expect(page.get_by_role("combobox", name="Workflow")).to_be_visible()
    assert "Traceback" not in app.log()
