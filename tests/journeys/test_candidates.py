"""An expert describes candidates of several kinds in the browser, tries them and mends what goes wrong."""

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, TimeoutError, expect

from tests.connectors.stub_server import Reply, StubServer, chat, serving
from tests.journeys.conftest import App
from tests.journeys.steps import at_rest
from tests.store.building import a_version, a_workflow
from workbench.domain import Candidate
from workbench.store import candidate as candidates
from workbench.store.database import close_database, open_database

pytestmark = pytest.mark.browser

expect.set_options(timeout=20_000)

TRY = "Try it on three items"
TICKETS = {
    "T-01": ("My card was charged twice for one order", "Billing"),
    "T-02": ("The invoice shows the wrong VAT number", "Billing"),
    "T-03": ("I cannot log in since the password was reset", "Access"),
    "T-04": ("The login page says my account is locked", "Access"),
    "T-05": ("The parcel has not arrived after ten days", "Delivery"),
    "T-06": ("The parcel was left at the wrong door", "Delivery"),
}


@pytest.fixture
def stub() -> Iterator[StubServer]:
    with serving(chat("Billing", prompt_tokens=40, completion_tokens=3)) as server:
        yield server


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app with a workflow for each journey, all with the same six items and without a candidate."""
    path = tmp_path_factory.mktemp("shop") / "workbench.duckdb"
    database = open_database(path)
    for name in ("Rules", "Endpoint", "Vendor"):
        workflow = a_workflow(database, f"Tickets of {name}", categories=("Access", "Billing", "Delivery"))
        a_version(database, workflow, TICKETS, "Tickets of May")
    close_database(path)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("STUB_KEY", "not-the-right-one")
        running = App(path, "--no-samples")
    yield running
    running.stop()


def address(shop: App, name: str, add: str = "") -> str:
    return f"{shop.url}/candidates?workflow=Tickets+of+{name}" + (f"&add={add}" if add else "")


def test_rules_are_written_tried_and_mended_in_the_browser(shop: App, page: Page, tmp_path: Path):
    page.goto(address(shop, "Rules"))
    expect(page.get_by_text("No candidate yet")).to_be_visible()
    page.get_by_role("link", name="Rules").click()
    fill_rule(page, 1, "charged|invoice", "Billing")
    fill_rule(page, 2, "/(/", "Access")
    expect(page.get_by_text("Rule 2, “/(/”, is not a regular expression")).to_be_visible()
    press(page, "Add candidate")
    expect(page.get_by_role("alert").filter(has_text="Rule 2")).to_have_count(1)
    fill_rule(page, 2, "log in|login", "Access")
    fill_rule(page, 3, "parcel", "Nonsense")
    expect(page.get_by_text("is not a regular expression")).to_have_count(0)
    press(page, TRY)
    expect(page.get_by_text("What it answers")).to_be_visible(timeout=60_000)
    open_cell(page, 3, 0.85).fill("Delivery")
    page.get_by_role("button", name="Add candidate").click()  # straight from the cell, which ends the edit
    expect(page.get_by_text("Rules · version 1 · has not run yet")).to_be_visible()
    at_rest(page)

    fill(page, "If no rule matches", "Other")
    press(page, "Save as version 2")
    expect(page.get_by_text("Rules · version 2 · has not run yet")).to_be_visible()
    page.get_by_role("link", name="All candidates").click()
    expect(page.get_by_text("1 candidate; it has not run yet.")).to_be_visible()
    stored = stored_candidate(shop, tmp_path, "Rules")
    assert stored and [(rule["pattern"], rule["answer"]) for rule in stored.settings["rules"]] == [
        ("charged|invoice", "Billing"),
        ("log in|login", "Access"),
        ("parcel", "Delivery"),
    ]


def test_an_endpoint_asks_before_it_calls_and_says_what_is_wrong_until_it_answers(
    shop: App, page: Page, stub: StubServer
):
    page.goto(address(shop, "Endpoint", add="endpoint"))
    fill(page, "Base URL", "http://model.invalid/v1")
    fill(page, "Model", "small")
    expect(page.get_by_text("Each call sends the column “text” of one item")).to_be_visible()
    expect(page.get_by_role("button", name=TRY)).to_be_disabled()
    page.get_by_text("I agree that this goes to model.invalid").click()
    expect(page.get_by_role("button", name=TRY)).to_be_enabled()

    fill(page, "Environment variable that holds the key", "sk-abcdefghij0123456789")
    expect(page.get_by_text("seems to hold a key itself")).to_be_visible()
    fill(page, "Environment variable that holds the key", "STUB_KEY")
    expect(page.get_by_text("STUB_KEY is set where the app runs")).to_be_visible()
    answers = stub.script
    stub.script = lambda body: Reply(401, {"error": {"message": "Incorrect key"}})
    fill(page, "Base URL", stub.base_url)
    press(page, TRY)
    expect(page.get_by_text("refuses the key in STUB_KEY")).to_be_visible(timeout=60_000)

    stub.script = answers
    fill(page, "USD per million tokens in", "2")
    press(page, TRY)
    expect(page.get_by_text("What it answers")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Every item failed")).to_have_count(0)
    press(page, "Add candidate")
    expect(page.get_by_role("heading", name="small")).to_be_visible()
    assert set(stub.keys) == {"Bearer not-the-right-one"}
    page.get_by_role("link", name="All candidates").click()
    expect(page.get_by_text("$2.00 in, $0.00 out per million tokens")).to_be_visible()


def test_a_vendors_outputs_come_with_verdicts_and_refused_rows(shop: App, page: Page, tmp_path: Path):
    file = tmp_path / "Vendor.csv"
    with file.open("w", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(["ticket", "vendor answer", "verdict"])
        writer.writerows([key, "Billing", "correct"] for key in list(TICKETS)[:4])
        writer.writerow(["T-99", "Billing", "correct"])
        writer.writerow(["T-05", "Delivery", "perhaps so"])
    page.goto(address(shop, "Vendor", add="file"))
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("5 of 6 rows name an item of the golden dataset.")).to_be_visible()
    press(page, TRY)
    expect(page.get_by_text("So these rows would be taken over.")).to_be_visible()
    press(page, "Import these outputs")
    expect(
        page.get_by_text("6 rows read: 4 outputs and 4 labels added for 1 candidate, 2 rows refused.")
    ).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the refused rows").click()
    refused = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert "T-99" in refused and "perhaps so" in refused
    page.get_by_role("link", name="All candidates").click()
    expect(page.get_by_text("1 candidate; it has run.")).to_be_visible()
    expect(page.get_by_text("4 outputs, ")).to_be_visible()


def stored_candidate(shop: App, folder: Path, name: str) -> Candidate | None:
    """What a copy of the app's database, which it keeps open, says of a candidate of the first workflow."""
    for ending in ("", ".wal"):
        source = shop.database.with_name(shop.database.name + ending)
        if source.exists():
            shutil.copyfile(source, folder / f"copy.duckdb{ending}")
    database = open_database(folder / "copy.duckdb")
    try:
        return candidates.find_candidate(database, 1, name)
    finally:
        close_database(folder / "copy.duckdb")


def press(page: Page, label: str) -> None:
    at_rest(page)
    page.get_by_role("button", name=label).click()


def fill(page: Page, label: str, value: str) -> None:
    field = page.get_by_label(label, exact=True)
    at_rest(page)
    field.fill(value)
    field.press("Tab")


def fill_rule(page: Page, number: int, pattern: str, answer: str) -> None:
    """Write into one row of the table of rules: open the cell, write, leave it."""
    for across, words in ((0.35, pattern), (0.85, answer)):
        editor = open_cell(page, number, across)
        editor.fill(words)
        editor.press("Tab")
        editor.wait_for(state="hidden")
    at_rest(page)


def open_cell(page: Page, number: int, across: float) -> Locator:
    """The editor of one cell of the table of rules, which is drawn on a canvas."""
    table = page.get_by_test_id("stDataFrame").first
    table.locator("canvas").first.wait_for(timeout=60_000)
    editor = page.locator("#portal textarea, #portal input").first
    for _ in range(5):
        box = table.bounding_box()
        assert box
        page.mouse.dblclick(box["x"] + box["width"] * across, box["y"] + 33 * number + 16)
        try:
            editor.wait_for(timeout=4000)
            break
        except TimeoutError:
            continue
    return editor
