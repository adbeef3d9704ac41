"""A messy spreadsheet by hand: what was found, switches, refused rows mended and added, labels taken over."""

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import App
from tests.journeys.steps import choose

pytestmark = pytest.mark.browser

expect.set_options(timeout=30_000)

ROWS = [
    ("C-1", "Either party may end this on 30 days' notice.", "Termination", "It may be ended.", "OK"),
    ("C-2", "This agreement is governed by Irish law.", "Governing law", "Irish law holds.", "wrong"),
    ("C-3", "Liability is capped at the fees paid.", "Cap", "There is a cap.", "fine by me"),
    ("C-4", "The fees are due within 30 days.", None, "In a month.", "OK"),
    ("C-1", "Either party may end this on 30 days' notice.", "Termination", "It may be ended.", "OK"),
]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """One app on an empty database; only the second journey stores anything."""
    running = App(tmp_path_factory.mktemp("import") / "workbench.duckdb", "--no-samples")
    yield running
    running.stop()


@pytest.fixture
def review(tmp_path: Path) -> Path:
    """Notes above, a total below, a hidden row, an id twice, a missing answer, labels in three spellings."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Review"
    sheet.append(["Clause review, spring"])
    sheet.append([])
    sheet.append(["Clause id", "Clause text", "Expected answer", "Vendor", "Verdict (Vendor)"])
    for row in ROWS:
        sheet.append(row)
    sheet.append(["Total", None, None, None, 5])
    sheet.row_dimensions[5].hidden = True
    path = tmp_path / "review.xlsx"
    book.save(path)
    return path


def _upload(page: Page, app: App, path: Path) -> None:
    page.goto(f"{app.url}/golden_datasets")
    inputs = page.locator("input[type=file]")
    opener = page.get_by_text("Upload a golden dataset", exact=False).first
    expect(opener).to_be_visible()
    expect(page.get_by_text("A spreadsheet with one row per item", exact=False).first).to_be_attached()
    if not page.get_by_text("A spreadsheet with one row per item", exact=False).first.is_visible():
        opener.click()
    inputs.first.set_input_files(path)


def test_a_switch_changes_what_will_be_imported_and_nothing_is_stored_yet(
    served: App, page: Page, review: Path
) -> None:
    _upload(page, served, review)
    expect(page.get_by_text("3 will be imported", exact=False)).to_be_visible()
    page.get_by_text("Import it without one").click()
    expect(page.get_by_text("6 rows read: 4 will be imported, 2 are left out.")).to_be_visible()
    page.get_by_text("Import it without one").click()
    expect(page.get_by_text("6 rows read: 3 will be imported", exact=False)).to_be_visible()
    assert "Traceback" not in served.log()


def test_a_messy_review_is_checked_imported_and_mended(
    served: App, page: Page, tmp_path: Path, review: Path
) -> None:
    _upload(page, served, review)
    expect(page.get_by_text("6 rows read: 3 will be imported, 1 is refused, 2 are left out.")).to_be_visible()
    expect(page.get_by_text("is hidden in the sheet", exact=False)).to_be_visible()
    page.get_by_role("tab", name="Rows not imported (3)").click()
    with page.expect_download() as started:
        page.get_by_role("button", name="Download them to mend (.xlsx)").click()
    mended = tmp_path / started.value.suggested_filename
    started.value.save_as(mended)
    page.get_by_role("tab", name="Labels already given (1)").click()
    choose(page, "Take over as labels", "Verdict (Vendor)")
    expect(page.get_by_text("What each spelling means", exact=False)).to_be_visible()
    page.get_by_role("button", name="Import 3 items as version 1").click()
    expect(page.get_by_text("3 items imported as version 1 of “Review”.")).to_be_visible()
    expect(page.get_by_text("taken over for “Vendor”", exact=False)).to_be_visible()

    book = openpyxl.load_workbook(mended)
    sheet = book.active
    titles = [cell.value for cell in sheet[1]]
    assert titles[-1] == "Why it was refused"
    assert "has no answer in column “Expected answer”" in sheet.cell(2, len(titles)).value
    sheet.cell(2, titles.index("Expected answer") + 1).value = "Payment"
    book.save(mended)
    _upload(page, served, mended)
    expect(page.get_by_text("1 row read: 1 will be imported.")).to_be_visible()
    page.get_by_role("button", name="Import 1 item as version 2").click()
    expect(
        page.get_by_text("version 2 of “Review”: 1 added, 0 removed, 0 changed.", exact=False)
    ).to_be_visible()
    expect(page.get_by_text("holds 4 items", exact=False)).to_be_visible()
    assert "Traceback" not in served.log()
