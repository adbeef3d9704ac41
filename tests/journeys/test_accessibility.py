"""Every page, light and dark: nothing serious as axe sees it in what is ours (what is Streamlit's stands in a list),
its title, nothing wider than the screen, nothing fetched from elsewhere."""

from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.journeys.axe_reviewed import REVIEWED
from tests.journeys.conftest import App
from tests.journeys.steps import at_rest
from tests.journeys.worlds import app_on
from tests.store.building import a_label, a_small_world, outputs_by_key
from workbench.domain import LabellingRules, Verdict
from workbench.store.database import Database
from workbench.store.labelling_rules import set_rules

pytestmark = pytest.mark.browser

expect.set_options(timeout=30_000)

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
PAGES = (
    "Home",
    *("Workflows", "Golden datasets", "Candidates"),
    *("Runs", "Label", "Agreement", "Judge"),
    *("Precision", "Compare", "Choose", "Automate part", "ROI", "Portfolio"),
    "Exports",
)

# The serious findings, each named by its rule and by the nearest element that Streamlit gives a name to.
FIND = """async (only) => {
  const options = only ? { runOnly: { type: "rule", values: [only] } } : {};
  const found = await axe.run(document, { ...options, resultTypes: ["violations"] });
  const where = (node) => {
    const element = document.querySelector(node.target.flat()[0]);
    if (element?.closest(".desk")) return `desk ${element.dataset.part ?? element.dataset.act ?? element.tagName}`;
    const named = element?.closest("[data-testid]")?.dataset.testid ?? "page";
    return `${named} ${element?.tagName.toLowerCase() ?? ""}`;
  };
  return found.violations
    .filter((one) => ["serious", "critical"].includes(one.impact))
    .flatMap((one) => one.nodes.map((node) => [one.id, where(node), node.html.slice(0, 160)]));
}"""


def a_labelled_world(database: Database) -> None:
    workflow, _, _, run = a_small_world(database, tuple("abcdefghijklmnopqrstuvwxyz"))
    ids = outputs_by_key(database, run)
    for place, key in enumerate("abc"):
        for labeler in ("Grace", "Alan"):
            a_label(database, ids[key], list(Verdict)[place % 2], labeler)
    set_rules(
        database,
        LabellingRules(workflow.workflow_id, error_categories=("Wrong party",), instructions="Read."),
    )


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    running = app_on(tmp_path_factory.mktemp("axe"), a_labelled_world)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def met() -> set[tuple[str, str]]:
    """The reviewed findings that occurred on any page."""
    return set()


def findings(page: Page, only: str | None = None) -> list[tuple[str, str, str]]:
    return [tuple(one) for one in page.evaluate(FIND, only)]


def lasting(page: Page, only: str | None = None) -> list[tuple[str, str, str]]:
    """Findings that stay: what fades while the page is drawn again has little contrast for a moment."""
    found = findings(page, only)
    for _ in range(4):
        if all(one[:2] in REVIEWED for one in found):
            break
        page.wait_for_timeout(1500)
        at_rest(page)
        found = findings(page, only)
    return found


@pytest.fixture(scope="module")
def foreign() -> list[str]:
    """Addresses that a page fetched from elsewhere."""
    return []


@pytest.fixture(scope="module")
def tab(served: App, browser: Browser, foreign: list[str]) -> Iterator[Page]:
    """One tab that goes from page to page as people do; a page loaded anew costs five times as much."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, reduced_motion="reduce")
    context.add_cookies([{"name": "labeler", "value": "Ada", "url": served.url}])
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    ours = (served.url, "data:", "blob:", served.url.replace("http", "ws"))

    def note(request: Request) -> None:
        if not request.url.startswith(ours):
            foreign.append(request.url)

    opened.on("request", note)
    opened.goto(served.url)
    opened.evaluate(AXE)
    yield opened
    context.close()


@pytest.mark.parametrize("title", PAGES)
def test_nothing_serious_is_ours(tab: Page, met: set[tuple[str, str]], title: str) -> None:
    tab.emulate_media(color_scheme="light")
    tab.get_by_test_id("stSidebarNav").get_by_role("link", name=title, exact=True).click()
    expect(tab.get_by_role("heading", name=title, exact=True, level=1)).to_be_visible()
    expect(tab).to_have_title(f"{title} · Eval Workbench")
    if title == "Label":
        tab.wait_for_selector(".desk[data-output]")
    at_rest(tab)
    assert tab.get_by_text("Deploy", exact=True).count() == 0
    assert tab.evaluate("document.documentElement.scrollWidth") <= 1366
    found = lasting(tab)
    tab.emulate_media(color_scheme="dark")
    at_rest(tab)
    found += lasting(tab, "color-contrast")
    met |= {(rule, where) for rule, where, _ in found}
    assert not [one for one in found if one[:2] not in REVIEWED]


def test_sheets_of_the_desk_have_nothing_serious(tab: Page) -> None:
    tab.emulate_media(color_scheme="light")
    tab.get_by_test_id("stSidebarNav").get_by_role("link", name="Label", exact=True).click()
    tab.wait_for_selector(".desk[data-output]")
    at_rest(tab)
    tab.keyboard.press("e")
    assert not [one for one in findings(tab) if one[:2] not in REVIEWED]
    tab.keyboard.press("Escape")
    for key in "hig":
        tab.keyboard.press(key)
        expect(tab.locator("dialog[open]")).to_be_visible()
        assert not [one for one in findings(tab) if one[:2] not in REVIEWED]
        tab.keyboard.press("Escape")


def test_every_page_was_looked_at_and_none_fetched_from_elsewhere(served: App, foreign: list[str]) -> None:
    assert len(PAGES) == len(list((Path(__file__).parents[2] / "pages").glob("*.py")))
    assert foreign == []
    assert "Traceback" not in served.log()


def test_the_list_holds_nothing_that_no_longer_occurs(met: set[tuple[str, str]]) -> None:
    if not met:
        pytest.skip("runs after the pages")
    assert set(REVIEWED) <= met
