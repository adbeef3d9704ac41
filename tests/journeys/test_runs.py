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

pytestmark = pytest.mark.browser
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


def test_a_run_outlives_its_tab_is_stopped_and_resumed_and_survives_the_death_of_the_process(
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
    model.allowed = 80
    page.reload()
    open_row(page, "runs-1", 0)
    expect(page.get_by_role("heading", name="Run 1: Model over Golden, version 1, all items")).to_be_visible()
    assert model.asked == 62
    page.get_by_role("button", name="Resume, 58 left").click()
    expect(page.get_by_role("heading", name=f"1 run under way: 80 of {ITEMS} items done")).to_be_visible()
    model.wait_until_asked(82)
    assert "Traceback" not in app.log()
    app.process.kill()
    app.process.wait()
    model.open()

    again = start_app()
    open_runs(page, again)
    expect(page.get_by_role("heading", name="“Model” was cut off when the app ended")).to_be_visible()
    page.get_by_role("button", name="Resume, 40 left").first.click()
    finished = page.get_by_role("heading", name=f"“Model” finished: {ITEMS} of {ITEMS} items done.")
    expect(finished).to_be_visible()
    expect(page.get_by_text(f"Answered {ITEMS}")).to_be_visible()
    assert "run=1" in page.url
    assert "Traceback" not in again.log()
    again.stop()
    assert sorted(stored_keys(path)) == sorted(f"k{n}" for n in range(ITEMS))
    assert model.asked == ITEMS + 2, "asked twice are only the two calls that were in flight"
