"""From what a month saves to the files a person takes away: the workbook, a .csv, a backup that opens elsewhere."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.journeys.conftest import App
from tests.store.building import (
    a_candidate,
    a_run,
    a_version,
    a_workflow,
    many_labels,
    outputs_by_key,
)
from workbench.domain import Answer, BusinessFigures, CandidateKind, Verdict
from workbench.store.database import Database, close_database, open_database

pytestmark = pytest.mark.browser

expect.set_options(timeout=20_000)

CORRECT, INCORRECT, NO_ANSWER = 38, 2, 10
HOSTILE = '=HYPERLINK("http://example.org","x")'


@pytest.fixture
def worked(tmp_path: Path) -> Iterator[App]:
    """The app with the worked example: coverage .8, precision .95, $10 by hand, $60 an error, $0.02 a call."""
    path = tmp_path / "workbench.duckdb"
    fill(open_database(path))
    close_database(path)
    running = App(path, "--no-samples")
    yield running
    running.stop()


def fill(database: Database) -> None:
    workflow = a_workflow(database, "Clauses", figures=BusinessFigures(1000, 12, 50, 2.4, 60, 11_160))
    keys = [f"k{number:02}" for number in range(CORRECT + INCORRECT + NO_ANSWER)]
    version = a_version(database, workflow, {key: (f"=clause {key}", HOSTILE) for key in keys})
    answers = {
        key: Answer(HOSTILE if number < CORRECT + INCORRECT else None, cost_usd=0.02)
        for number, key in enumerate(keys)
    }
    candidate = a_candidate(database, workflow, "Vendor", CandidateKind.FILE)
    ids = outputs_by_key(database, a_run(database, candidate, version, answers))
    many_labels(database, {ids[key]: Verdict.CORRECT for key in keys[:CORRECT]})
    many_labels(database, {ids[key]: Verdict.INCORRECT for key in keys[CORRECT : CORRECT + INCORRECT]})


def download(page: Page, folder: Path, name: str, place: int = 0) -> Path:
    with page.expect_download() as started:
        page.get_by_role("button", name=name).nth(place).click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path


def test_a_month_is_read_and_its_workbook_and_backup_taken_away(
    worked: App, page: Page, tmp_path: Path
) -> None:
    page.goto(f"{worked.url}/roi?workflow=Clauses")
    expect(page.get_by_text("Using “Vendor” unreviewed would save $5,580 a month")).to_be_visible()
    page.get_by_text("reviewed", exact=True).click()
    expect(page.get_by_text("with every answer reviewed would save $5,980 a month")).to_be_visible()
    expect(page).to_have_url(f"{worked.url}/roi?policy=reviewed&workflow=Clauses")
    page.reload()
    expect(page.get_by_text("would save $5,980 a month")).to_be_visible()

    page.get_by_role("link", name="Export the results").click()
    expect(page.get_by_text("“Clauses” in one workbook: 1 candidate, 50 outputs, 40 labels.")).to_be_visible()
    book = load_workbook(download(page, tmp_path, "Download the workbook"))
    assert book.sheetnames[:5] == ["Summary", "Leaderboard", "Outputs", "Labels", "ROI"]
    assert [book["ROI"][cell].value for cell in ("A2", "C2", "A3", "C3")] == [
        "unreviewed", pytest.approx(5_580), "reviewed", pytest.approx(5_980),
    ]  # fmt: skip
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {
        "s",
        "n",
        "b",
        "d",
    }
    assert HOSTILE in [cell.value for cell in book["Outputs"]["G"]]
    expect(page.get_by_text("xlsx” is ready")).to_be_visible()

    outputs = download(page, tmp_path, ".csv", place=2)
    with outputs.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert (len(rows), rows[0]["Answer"]) == (50, f"'{HOSTILE}")

    backup = download(page, tmp_path, "Back up")
    assert backup.suffix == ".duckdb"
    restored = App(backup, "--no-samples")
    try:
        page.goto(f"{restored.url}/roi?workflow=Clauses")
        expect(page.get_by_text("Using “Vendor” unreviewed would save $5,580 a month")).to_be_visible()
        assert worked.is_healthy()
    finally:
        restored.stop()
    assert "Traceback" not in worked.log()
