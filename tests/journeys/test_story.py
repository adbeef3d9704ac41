"""The whole story in a real browser, from an empty database: upload, run, label by keyboard, read, take away."""

import io
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import App
from tests.journeys.steps import go
from tests.journeys.test_candidates import fill_rule

pytestmark = pytest.mark.browser

expect.set_options(timeout=30_000)

SUBJECTS = {
    "Billing": ("The invoice shows a wrong amount", "My card was charged twice", "A refund is still missing"),
    "Access": ("I cannot log in any more", "The password link has expired", "My account is locked"),
    "Delivery": ("The parcel has not arrived", "The parcel came broken", "The parcel went to a neighbour"),
}
RULES = {"invoice|charged|refund": "Billing", "log in|password|account": "Access", "parcel": "Delivery"}
LABELLED = 10


@pytest.fixture
def spreadsheet(tmp_path: Path) -> Path:
    """Thirty tickets with the team that should get each; one in ten is worded against the rules."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Tickets"
    sheet.append(["Ticket", "Message", "Expected team", "Channel"])
    texts = [(text, team) for team, texts in SUBJECTS.items() for text in texts]
    for number in range(30):
        text, team = texts[number % len(texts)]
        if number % 10 == 9:
            text, team = "The parcel costs more than the offer said", "Billing"
        sheet.append(
            [f"T-{number + 1:03}", f"{text} (case {number + 1}).", team, ("mail", "phone")[number % 2]]
        )
    path = tmp_path / "tickets.xlsx"
    book.save(path)
    return path


def test_the_whole_story_from_an_empty_database(app: App, page: Page, spreadsheet: Path):
    upload(app, page, spreadsheet)
    add_rules(app, page)
    run(app, page)
    label_ten(page)
    read_precision(page)
    read_roi(page)
    take_away(page)
    assert "Traceback" not in app.log()


def upload(app: App, page: Page, spreadsheet: Path) -> None:
    page.goto(app.url)
    page.get_by_role("link", name="Upload a golden dataset").click()
    page.locator("input[type=file]").first.set_input_files(spreadsheet)
    expect(page.get_by_text("30 rows read")).to_be_visible()
    page.get_by_role("button", name="Import 30 items as version 1").click()
    expect(page.get_by_text("30 items imported as version 1")).to_be_visible()


def add_rules(app: App, page: Page) -> None:
    page.goto(f"{app.url}/candidates?add=rules")
    for number, (pattern, answer) in enumerate(RULES.items(), start=1):
        fill_rule(page, number, pattern, answer)
    page.get_by_role("button", name="Try it on three items").click()
    expect(page.get_by_text("What it answers")).to_be_visible()
    page.get_by_role("button", name="Add candidate").click()
    expect(page.get_by_text("Rules · version 1 · has not run yet")).to_be_visible()


def run(app: App, page: Page) -> None:
    page.get_by_role("link", name="Run it").click()
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("30 of 30").filter(visible=True).first).to_be_visible(timeout=60_000)


def label_ten(page: Page) -> None:
    go(page, "Label")
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("Your name").press("Enter")
    for done in range(LABELLED):
        expect(page.get_by_text(f"{30 - done} outputs left")).to_be_visible()
        page.wait_for_timeout(300)  # a key within a moment of the last one is taken for a bounce
        page.keyboard.press("1" if done else "2")
    expect(page.get_by_text(f"{30 - LABELLED} outputs left")).to_be_visible()


def read_precision(page: Page) -> None:
    go(page, "Precision")
    expect(page.get_by_text("9 of 10").filter(visible=True).first).to_be_visible()
    expect(page.get_by_text("20 outputs").filter(visible=True).first).to_be_visible()


def read_roi(page: Page) -> None:
    go(page, "ROI")
    expect(page.get_by_text("No saving can be said yet").filter(visible=True).first).to_be_visible()
    for label, value in (
        ("Items a month", "1000"),
        ("Minutes by hand", "10"),
        ("Hourly cost", "60"),
        ("Cost of an undetected error", "20"),
    ):
        box = page.get_by_role("spinbutton", name=label).first
        box.fill(value)
        box.press("Tab")
    page.get_by_role("button", name="Save the figures").click()
    # 1,000 × (10 − 0.1 × 20): nine of ten labelled answers are right, every item is answered, calls are free.
    expect(page.get_by_text("8,000").filter(visible=True).first).to_be_visible()


def take_away(page: Page) -> None:
    go(page, "Exports")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the workbook").click()
    book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    assert {"Summary", "Outputs", "Labels", "ROI"} <= set(book.sheetnames)
    summary = table_of(book["Summary"])
    assert (summary["Correct"], summary["Incorrect"], summary["Unlabelled"]) == (9, 1, 20)
    assert summary["Precision"] == pytest.approx(0.9)
    assert book["Outputs"].max_row >= 31
    roi = table_of(book["ROI"])
    assert roi["Saving a month, USD"] == pytest.approx(8000)


def table_of(sheet: openpyxl.worksheet.worksheet.Worksheet) -> dict[str, object]:
    """The first row of a sheet's table by column title."""
    rows = list(sheet.iter_rows(values_only=True))
    header = next(at for at, row in enumerate(rows) if "Candidate" in row)
    return {str(name): value for name, value in zip(rows[header], rows[header + 1], strict=True)}
