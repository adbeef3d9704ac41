"""An expert edits a cell in the browser, reads what changed, brings the old version back and takes the dataset away."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.datasets.building import a_row, a_version_of
from tests.journeys.conftest import App
from tests.journeys.steps import choose
from tests.store.building import a_candidate, a_run
from workbench.spreadsheets.reading import read_table
from workbench.store import dataset as datasets
from workbench.store import workflow as workflows
from workbench.store.database import close_database, open_database

pytestmark = pytest.mark.browser

expect.set_options(timeout=20_000)


@pytest.fixture
def golden(tmp_path: Path) -> Iterator[App]:
    """The app with twelve items, one candidate that has answered them, and no splits."""
    path = tmp_path / "workbench.duckdb"
    database = open_database(path)
    rows = [
        a_row(f"k{n:02}", f"=wording {n} of its own {n * n}", f"c{n // 2}", expected="yes") for n in range(12)
    ]
    version = a_version_of(database, rows, imported_by="Ada")
    workflow = workflows.get_workflow(database, version.workflow_id)
    a_run(database, a_candidate(database, workflow), version, {row["id"]: "yes" for row in rows})
    close_database(path)
    running = App(path, "--no-samples")
    yield running
    running.stop()


def edit_cell(page: Page, column: int, row: int, text: str) -> None:
    """Type into a cell of the table of items; columns and rows count from 0."""
    canvas = page.get_by_test_id("stDataFrame").locator("canvas").first
    expect(canvas).to_be_visible()
    page.wait_for_timeout(500)  # the grid paints itself after it is there
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 20, box["y"] + 50)
    for key, times in (("ArrowRight", column), ("ArrowDown", row)):
        for _ in range(times):
            page.keyboard.press(key)
    page.keyboard.press("Enter")  # opens the editor over the cell
    editor = page.locator("#portal textarea")
    expect(editor).to_be_focused()
    editor.fill(text)
    expect(editor).to_have_value(text)
    editor.press("Tab")
    editor.wait_for(state="hidden")


def test_a_cell_edited_in_the_browser_becomes_a_version_and_an_older_one_comes_back(
    golden: App, page: Page, tmp_path: Path
) -> None:
    page.goto(f"{golden.url}/golden_datasets")
    expect(page.get_by_text("“Golden” holds 12 items.")).to_be_visible()
    page.get_by_text("Edit", exact=True).click()
    expect(page.get_by_text("Double-click a cell to change it.")).to_be_visible()
    edit_cell(page, 4, 1, "no")
    expect(page.get_by_text("1 cell changed, not saved yet.")).to_be_visible()
    page.get_by_label("Your name", exact=True).last.fill("Bob")
    page.get_by_label("Why (optional)").fill("Agreed with Ada")
    page.get_by_role("button", name="Save as version 2").click()
    expect(page.get_by_text("Since version 1: 1 item changed. 1 output is out of date.")).to_be_visible()

    page.get_by_role("tab", name="What changed").click()
    expect(page.get_by_text("From version 1 to version 2: 1 item changed; 11 as before.")).to_be_visible()
    expect(page.get_by_role("link", name="Run the candidates again")).to_be_visible()
    page.get_by_role("tab", name="Versions").click()
    expect(page.get_by_text(re.compile(r"Version 2 was edited here on .* by Bob"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"k01, \w+: .* → “no”\. Agreed with Ada")).last).to_be_visible()

    choose(page, "Dataset", "version 1")
    expect(page.get_by_text("This is version 1; version 2 is the newest.")).to_be_visible()
    page.get_by_role("button", name="Restore version 1").click()
    page.get_by_role("button", name="Restore as version 3").click()
    expect(page.get_by_role("combobox", name="Dataset")).to_have_value("Golden, version 3 (12 items)")

    page.get_by_role("tab", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download version 3 as Excel").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    assert path.name == "Golden version 3.xlsx"
    golden.stop()
    assert load_workbook(path)["Items"]["B2"].value == "=wording 0 of its own 0"
    table = read_table(path)
    database = open_database(golden.database)
    newest, *_ = datasets.list_versions(database, 1)
    items = datasets.list_items(database, newest.dataset_version_id)
    close_database(golden.database)
    assert newest.number == 3
    assert table.values("text") == [item.content["text"] for item in items]
    assert table.texts("expected") == ["yes"] * 12
