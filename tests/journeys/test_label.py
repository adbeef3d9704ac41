"""Labelling by keyboard in a real browser: what a key judges, what typing never does, how soon the next is there."""

import os
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import App
from tests.journeys.worlds import app_on
from tests.store.building import a_candidate, a_run, a_version, a_workflow
from workbench.store.database import Database

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

expect.set_options(timeout=30_000)

ITEMS = 2_500
CANDIDATES = 4
LONG = "The parties agree that the law of the State of New York applies to this Agreement. " * 40
SLOWEST_MEDIAN_MS = 300

# Times from a key to the first frame that shows another output's text.
WATCH = """() => {
  const shown = () => document.querySelector("[class*='st-key-desk-input-']")?.className ?? "";
  window.times = [];
  let pressed = null, last = shown();
  document.addEventListener("keydown", () => { pressed = performance.now(); }, true);
  const look = () => {
    const now = shown();
    if (now && now !== last) {
      if (pressed !== null) window.times.push(performance.now() - pressed);
      pressed = null;
      last = now;
    }
    requestAnimationFrame(look);
  };
  look();
}"""


def ten_thousand_outputs(database: Database) -> None:
    workflow = a_workflow(database, "Volume")
    items = {f"I{number:05}": (f"Clause {number}. {LONG}", "Governing law") for number in range(ITEMS)}
    version = a_version(database, workflow, items)
    for place in range(CANDIDATES):
        candidate = a_candidate(database, workflow, f"Secret candidate {place}")
        a_run(database, candidate, version, {key: f"Answer {place} to {key}" for key in items})


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    running = app_on(tmp_path_factory.mktemp("label"), ten_thousand_outputs)
    yield running
    running.stop()


def sit_down(app: App, page: Page, name: str) -> None:
    page.goto(f"{app.url}/label")
    page.get_by_role("textbox", name="Your name").fill(name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Correct Shortcut 1")).to_be_visible()


def shown(page: Page) -> str:
    """Which output the desk shows; two candidates' outputs to one item are two."""
    names = page.locator("[class*='st-key-desk-input-']").get_attribute("class") or ""
    return next(name for name in names.split() if name.startswith("st-key-desk-input-"))


def pressed(page: Page, key: str) -> str:
    """Press a key and wait for another output; returns which."""
    before = shown(page)
    page.keyboard.press(key)
    page.wait_for_selector(f"[class*='st-key-desk-input-']:not(.{before})")
    return shown(page)


def left(page: Page) -> str:
    return page.get_by_text("outputs left").inner_text().split(" ·")[0]


def test_keys_judge_undo_and_put_aside(served: App, page: Page) -> None:
    sit_down(served, page, "Ada")
    first = shown(page)
    start = left(page)
    second = pressed(page, "1")
    expect(page.get_by_text("Saved as correct")).to_be_visible()
    third = pressed(page, "2")
    expect(page.get_by_text("Saved as incorrect")).to_be_visible()
    pressed(page, "3")
    pressed(page, "4")
    expect(page.get_by_text("Saved as unsure")).to_be_visible()
    pressed(page, "s")
    expect(page.get_by_text("1 put aside")).to_be_visible()
    for _ in range(3):
        pressed(page, "u")
    assert pressed(page, "u") == second
    assert third != second
    assert pressed(page, "u") == first
    expect(page.get_by_text(start)).to_be_visible()
    assert "Secret candidate" not in page.content()


def test_what_is_typed_judges_nothing_and_goes_with_the_next_key(served: App, page: Page) -> None:
    sit_down(served, page, "Grace")
    first = shown(page)
    page.get_by_role("textbox", name="Right answer").click()
    page.keyboard.type("1 2 3 4 u s")
    page.wait_for_timeout(600)
    assert shown(page) == first
    page.keyboard.press("Enter")
    pressed(page, "2")
    expect(
        page.get_by_text("Saved as incorrect")
    ).to_be_visible()  # drawn last: the boxes are the new output's
    page.get_by_role("textbox", name="Comment").click()
    page.keyboard.type("not committed at all")
    before = shown(page)
    page.get_by_role("button", name="Unsure Shortcut 4").click()
    expect(page.get_by_text("Saved as unsure")).to_be_visible()
    assert pressed(page, "u") == before
    expect(page.get_by_role("textbox", name="Comment")).to_have_value("not committed at all")
    assert pressed(page, "u") == first
    expect(page.get_by_role("textbox", name="Right answer")).to_have_value("1 2 3 4 u s")


def test_a_key_held_down_judges_one_output(served: App, page: Page) -> None:
    sit_down(served, page, "Held")
    before = int(left(page).split()[0].replace(",", ""))
    for _ in range(40):
        page.keyboard.down("1")
        page.wait_for_timeout(25)
    page.keyboard.up("1")
    page.wait_for_timeout(1500)
    assert int(left(page).split()[0].replace(",", "")) == before - 1
    pressed(page, "u")


def test_everything_needed_is_in_sight_at_1366_by_768_and_the_next_text_begins_at_its_top(
    served: App, page: Page
) -> None:
    sit_down(served, page, "Sight")
    for name in (
        "Correct Shortcut 1",
        "Incorrect Shortcut 2",
        "No answer Shortcut 3",
        "Unsure Shortcut 4",
        "Skip Shortcut S",
    ):
        box = page.get_by_role("button", name=name).bounding_box()
        assert box and box["y"] + box["height"] <= 768
    comment = page.get_by_role("textbox", name="Comment").bounding_box()
    assert comment and comment["y"] + comment["height"] <= 768
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight") <= 768
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366
    scrolled = """() => {
      const pane = document.querySelector("[class*='st-key-desk-input-']");
      const panes = [pane, ...pane.querySelectorAll("*"), pane.parentElement];
      return panes.find((one) => one.scrollHeight > one.clientHeight + 40);
    }"""
    page.evaluate(f"({scrolled})().scrollTop = 300")
    pressed(page, "1")
    assert page.evaluate(f"({scrolled})().scrollTop") == 0
    pressed(page, "u")


def test_the_name_is_asked_once_per_browser(served: App, browser: Browser, page: Page) -> None:
    sit_down(served, page, "Ada [Lovelace]; path=/x")
    page.reload()
    expect(page.get_by_role("button", name="Ada [Lovelace]; path=/x")).to_be_visible()
    expect(page.get_by_role("button", name="Correct Shortcut 1")).to_be_visible()
    stranger = browser.new_context().new_page()
    stranger.goto(f"{served.url}/label")
    expect(stranger.get_by_text("Who is labelling?")).to_be_visible()
    stranger.context.close()


def test_two_tabs_and_a_colleague_do_not_redo_each_others_work(
    served: App, browser: Browser, page: Page
) -> None:
    sit_down(served, page, "First")
    other = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    sit_down(served, other, "Second")
    assert shown(page) == shown(other), "everyone gets the same committed order"
    second = pressed(page, "1")
    third = pressed(page, "1")
    assert pressed(other, "1") == third, "what the first judged meanwhile is passed over"
    assert third != second
    other.context.close()


def test_the_next_output_is_there_at_once(served: App, page: Page) -> None:
    """Median over 20 keys with 10,000 outputs: 300 ms is the promise, about 100 ms is usual on an idle machine."""
    sit_down(served, page, "Fast")
    page.evaluate(WATCH)
    for number in range(22):
        pressed(page, "1234"[number % 4])
        page.wait_for_timeout(60)
    times = page.evaluate("window.times")[2:]
    assert len(times) == 20
    busy = os.getloadavg()[0] / (os.cpu_count() or 1)
    print(f"key to next output: median {statistics.median(times):.0f} ms, load {busy:.1f} per processor")
    assert statistics.median(times) < SLOWEST_MEDIAN_MS * max(1.0, busy), times
    assert served.log().count("Traceback") == 0


def test_dark_is_dark(served: App, browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    sit_down(served, page, "Night")
    color = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    assert color == "rgb(20, 24, 30)"
    context.close()
