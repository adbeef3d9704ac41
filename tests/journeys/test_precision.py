"""Precision in a real browser: a click on a mark leads to its outputs, a link opens the same view."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import App
from tests.journeys.worlds import app_on
from tests.store.building import (
    a_candidate,
    a_run,
    a_version,
    a_workflow,
    many_labels,
    outputs_by_key,
)
from workbench.domain import Verdict
from workbench.store.database import Database

pytestmark = pytest.mark.browser

expect.set_options(timeout=30_000)

CANDIDATES = 16


def sixteen_candidates(database: Database) -> None:
    """Sixteen candidates over twenty items in two areas; candidate n is right in n + 2 of 20."""
    workflow = a_workflow(database, "Filing questions")
    keys = [f"k{number:02}" for number in range(20)]
    areas = {key: ("law", "tax")[place % 2] for place, key in enumerate(keys)}
    version = a_version(
        database, workflow, {key: (f"question {key}", f"expected {key}") for key in keys}, slices=areas
    )
    for number in range(CANDIDATES):
        candidate = a_candidate(database, workflow, f"model-{number:02}_with-a-rather-long-name")
        run = a_run(database, candidate, version, {key: f"answer of {number} to {key}" for key in keys})
        ids = sorted(outputs_by_key(database, run).values())
        right = ids[: number + 2]
        many_labels(database, {one: Verdict.CORRECT if one in right else Verdict.INCORRECT for one in ids})


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    running = app_on(tmp_path_factory.mktemp("precision"), sixteen_candidates)
    yield running
    running.stop()


def marks(page: Page):  # type: ignore[no-untyped-def]
    page.wait_for_selector(".js-plotly-plot .scatterlayer .trace .points path", timeout=60_000)
    page.wait_for_timeout(500)
    return page.locator(".js-plotly-plot .scatterlayer .trace .points path")


def click_mark(page: Page, place: int) -> None:
    mark = marks(page).nth(place)
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def outputs_are_in_sight(page: Page) -> None:
    page.wait_for_function(
        "Math.abs(document.querySelector('.st-key-outputs').getBoundingClientRect().top) < 200",
        timeout=20_000,
    )


def test_sixteen_marks_with_names_counts_and_the_bar(served: App, page: Page) -> None:
    page.goto(f"{served.url}/precision")
    assert marks(page).count() == CANDIDATES
    chart = page.locator(".js-plotly-plot")
    expect(chart.get_by_text("bar 95 %")).to_be_visible()
    for number in range(CANDIDATES):
        expect(chart.get_by_text(f"({number + 2} of 20)")).to_be_visible()
    boxes = [chart.get_by_text(f"({number + 2} of 20)").bounding_box() for number in range(CANDIDATES)]
    tops = sorted(box["y"] for box in boxes if box)
    assert min(later - earlier for earlier, later in pairwise(tops)) > 15, "lines overlap"
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366


def test_a_click_on_a_mark_leads_to_its_outputs_and_a_link_to_the_same_view(served: App, page: Page) -> None:
    page.goto(f"{served.url}/precision")
    click_mark(page, 0)
    expect(page.get_by_text("“model-00_with-a-rather-long-name” is right in 2 of the 20")).to_be_visible()
    outputs_are_in_sight(page)
    # the table's own copy for screen readers is never visible
    expect(page.get_by_text("answer of 0 to k00").filter(visible=True).first).to_be_visible()
    page.get_by_text("Correct 2").click()
    expect(page.get_by_text("2 outputs", exact=True)).to_be_visible()
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    expect(page.get_by_text("“model-00_with-a-rather-long-name” is right in 2 of the 20")).to_be_visible()
    expect(page.get_by_text("2 outputs", exact=True)).to_be_visible()


def test_a_click_on_a_part_leads_to_the_outputs_of_that_part(served: App, page: Page) -> None:
    page.goto(f"{served.url}/precision?view=By+area")
    click_mark(page, 0)
    expect(page.get_by_text("Only those area: ")).to_be_visible()
    expect(page.get_by_text("10 outputs", exact=True)).to_be_visible()
    outputs_are_in_sight(page)
    page.get_by_role("button", name="Show all").click()
    expect(page.get_by_text("20 outputs", exact=True)).to_be_visible()
    assert "Traceback" not in served.log()
