"""Every page as axe sees it, light and dark: nothing serious in what is ours; what is Streamlit's stands in a list."""

from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.axe_reviewed import REVIEWED
from tests.journeys.conftest import App
from tests.journeys.worlds import app_on
from tests.store.building import a_label, a_small_world, outputs_by_key
from workbench.domain import LabellingRules, Verdict
from workbench.store.database import Database
from workbench.store.labelling_rules import set_rules

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

expect.set_options(timeout=30_000)

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
PAGES = sorted(path.stem for path in (Path(__file__).parents[2] / "pages").glob("*.py"))

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


def settled(page: Page) -> None:
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=60_000)
    page.wait_for_timeout(300)


def lasting(page: Page, only: str | None = None) -> list[tuple[str, str, str]]:
    """Findings that stay: what fades while the page is drawn again has little contrast for a moment."""
    found = findings(page, only)
    for _ in range(4):
        if all(one[:2] in REVIEWED for one in found):
            break
        page.wait_for_timeout(1500)
        settled(page)
        found = findings(page, only)
    return found


@pytest.mark.parametrize("name", PAGES)
def test_nothing_serious_is_ours(served: App, page: Page, met: set[tuple[str, str]], name: str) -> None:
    page.context.add_cookies([{"name": "labeler", "value": "Ada", "url": served.url}])
    page.goto(f"{served.url}/{'' if name == 'home' else name}")
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    if name == "label":
        page.wait_for_selector(".desk[data-output]")
    settled(page)
    page.evaluate(AXE)
    found = lasting(page)
    page.emulate_media(color_scheme="dark")
    settled(page)
    found += lasting(page, "color-contrast")
    met |= {(rule, where) for rule, where, _ in found}
    assert not [one for one in found if one[:2] not in REVIEWED]


def test_sheets_of_the_desk_have_nothing_serious(served: App, page: Page) -> None:
    page.context.add_cookies([{"name": "labeler", "value": "Grace Hopper", "url": served.url}])
    page.goto(f"{served.url}/label")
    page.wait_for_selector(".desk[data-output]")
    page.evaluate(AXE)
    page.keyboard.press("e")
    assert not [one for one in findings(page) if one[:2] not in REVIEWED]
    page.keyboard.press("Escape")
    for key in "hig":
        page.keyboard.press(key)
        expect(page.locator("dialog[open]")).to_be_visible()
        assert not [one for one in findings(page) if one[:2] not in REVIEWED]
        page.keyboard.press("Escape")


def test_the_list_holds_nothing_that_no_longer_occurs(met: set[tuple[str, str]]) -> None:
    if not met:
        pytest.skip("runs after the pages")
    assert set(REVIEWED) <= met
