"""Runs in front of a real browser: they outlive the tab, can be stopped, and survive the death of the process."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.connectors.stub_server import serving
from tests.journeys.conftest import App
from tests.runs.building import GatedModel, a_world, endpoint
from workbench.domain import RunState
from workbench.store import run as runs
from workbench.store.database import Database

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
ITEMS = 120

expect.set_options(timeout=30_000)


@pytest.fixture
def model() -> Iterator[GatedModel]:
    model = GatedModel()
    with serving(script=model) as model.stub:
        yield model
        model.open()


@pytest.fixture
def path(tmp_path: Path, model: GatedModel) -> Path:
    """A database with one workflow, its items and a slow model."""
    path = tmp_path / "workbench.duckdb"
    database = Database(path)
    workflow, _ = a_world(database, ITEMS)
    endpoint(database, workflow, model.stub.base_url, concurrency=2, usd_per_million_input_tokens=100.0)
    database.close()
    return path


@pytest.fixture
def start_app(path: Path) -> Iterator[Callable[[], App]]:
    started: list[App] = []

    def start() -> App:
        started.append(App(path, "--no-samples"))
        return started[-1]

    yield start
    for app in started:
        app.stop()


def open_runs(page: Page, app: App) -> None:
    page.goto(f"{app.url}/runs?workflow=Clauses")
    expect(page.get_by_role("heading", name="Runs", exact=True)).to_be_visible()


def start_run(page: Page, app: App, model: GatedModel) -> None:
    open_runs(page, app)
    page.get_by_role("button", name="Start 1 run").click()
    expect(page.get_by_role("heading", name="1 run under way")).to_be_visible()
    model.wait_until_asked(40)


def open_row(page: Page, table: str, row: int) -> None:
    """Click the box at the head of a row; the table is a canvas, so the place counts."""
    canvas = page.locator(f".st-key-{table} canvas").first
    expect(canvas).to_be_visible()
    box = canvas.bounding_box()
    assert box
    page.mouse.click(box["x"] + 15, box["y"] + 52 + 33 * row)


def stored_keys(path: Path) -> list[str]:
    """The item key of every stored output, however many times; the app has let go of the file by then."""
    database = Database(path)
    try:
        [run] = runs.list_runs(database)
        assert run.state is RunState.FINISHED
        assert run.cost_usd == pytest.approx(ITEMS * 10 * 100 / 1e6)
        return [row["item_key"] for row in runs.list_outputs(database, run.run_id, limit=10_000)]
    finally:
        database.close()


def test_a_run_outlives_its_tab_and_is_stopped_and_resumed(
    browser: Browser, page: Page, model: GatedModel, path: Path, start_app: Callable[[], App]
) -> None:
    app = start_app()
    first = browser.new_context(viewport={"width": 1366, "height": 768})
    start_run(first.new_page(), app, model)
    first.close()
    model.allowed = 60
    model.wait_until_asked(62)

    open_runs(page, app)
    expect(page.get_by_role("heading", name=f"1 run under way: 60 of {ITEMS} items done")).to_be_visible()
    expect(page.get_by_test_id("stProgress")).to_contain_text(f"60 of {ITEMS} items")
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_role("button", name="Stopping")).to_be_disabled()
    model.allowed = 62
    # Final figures appear by themselves, without a refresh.
    expect(
        page.get_by_role("heading", name=f"“Model” was stopped: 62 of {ITEMS} items done.")
    ).to_be_visible()
    model.open()
    page.reload()
    open_row(page, "runs-1", 0)
    expect(page.get_by_role("heading", name="Run 1: Model over Golden, version 1, all items")).to_be_visible()
    assert model.asked == 62
    page.get_by_role("button", name="Resume, 58 left").click()
    finished = page.get_by_role("heading", name=f"“Model” finished: {ITEMS} of {ITEMS} items done.")
    expect(finished).to_be_visible()
    expect(page.get_by_text(f"Answered {ITEMS}")).to_be_visible()
    assert model.asked == ITEMS
    assert "Traceback" not in app.log()
    app.stop()
    assert sorted(stored_keys(path)) == sorted(f"k{n}" for n in range(ITEMS))


def test_a_killed_process_loses_no_item_and_stores_none_twice(
    page: Page, model: GatedModel, path: Path, start_app: Callable[[], App]
) -> None:
    app = start_app()
    start_run(page, app, model)
    expect(page.get_by_role("heading", name=f"1 run under way: 40 of {ITEMS} items done")).to_be_visible()
    app.process.kill()
    app.process.wait()
    model.open()

    again = start_app()
    open_runs(page, again)
    expect(page.get_by_role("heading", name="“Model” was cut off when the app ended")).to_be_visible()
    page.get_by_role("button", name=f"Resume, {ITEMS - 40} left").first.click()
    finished = page.get_by_role("heading", name=f"“Model” finished: {ITEMS} of {ITEMS} items done.")
    expect(finished).to_be_visible()
    expect(page.get_by_role("heading", name="Run 1: Model over Golden, version 1, all items")).to_be_visible()
    assert "run=1" in page.url
    again.stop()
    assert sorted(stored_keys(path)) == sorted(f"k{n}" for n in range(ITEMS))
    assert model.asked == ITEMS + 2, "asked twice are only the two calls that were in flight"


def test_a_run_pauses_at_its_cap_and_the_next_one_reuses_what_was_paid(
    page: Page, model: GatedModel, path: Path, start_app: Callable[[], App]
) -> None:
    model.open()
    app = start_app()
    open_runs(page, app)
    page.get_by_role("button", name="No spending cap").click()
    page.get_by_label("At most per run, USD").fill("0.05")
    page.get_by_role("button", name="Save caps").click()
    expect(page.get_by_role("button", name="Cap $0.05 per run")).to_be_visible()
    expect(page.get_by_text("it pauses at the cap of $0.0500 per run.")).to_be_visible()
    page.get_by_role("button", name="Start 1 run").click()
    expect(page.get_by_role("heading", name="“Model” paused at a spending cap: 5")).to_be_visible()
    expect(page.get_by_text("Paused at the cap of $0.0500 per run")).to_be_visible()
    paid = model.asked
    assert 50 <= paid <= 52, "the cap, and the calls in flight"

    page.get_by_text("Start a run", exact=True).click()
    page.get_by_role("button", name="Cap $0.05 per run").click()
    page.get_by_label("At most per run, USD").fill("5")
    page.get_by_role("button", name="Save caps").click()
    page.get_by_role("combobox", name="Candidates").click()
    page.get_by_role("option", name="Model", exact=True).click()
    page.keyboard.press("Escape")
    expect(page.get_by_text(f"{paid} of {ITEMS} already answered: reused, not paid.")).to_be_visible()
    page.get_by_role("button", name="Start 1 run").click()
    expect(
        page.get_by_role("heading", name=f"“Model” finished: {ITEMS} of {ITEMS} items done.")
    ).to_be_visible()
    expect(
        page.get_by_text(f"{paid} answers were reused from earlier runs and not paid for again.")
    ).to_be_visible()
    assert model.asked == ITEMS
    assert "Traceback" not in app.log()
