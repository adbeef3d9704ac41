"""Two labelers in two browsers judge the same outputs, differ on three, and a third person decides."""

import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import App
from tests.journeys.steps import at_rest
from tests.journeys.worlds import app_on
from tests.store.building import a_small_world
from workbench.store.database import Database

pytestmark = pytest.mark.browser

expect.set_options(timeout=60_000)

ITEMS = tuple(f"I{number}" for number in range(6))


def six_outputs(database: Database) -> None:
    a_small_world(database, ITEMS, "Clauses")


def a_person(browser: Browser) -> Page:
    page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    page.set_default_timeout(60_000)
    return page


def sit_down(app: App, page: Page, name: str, path: str = "label") -> None:
    page.goto(f"{app.url}/{path}")
    page.get_by_role("textbox", name="Your name").fill(name)
    page.keyboard.press("Enter")


def assign_to_both(page: Page) -> None:
    """Everything to Ada and Ben, each output to both."""
    page.get_by_role("radio", name="Assign work").click()
    people = page.get_by_role("combobox", name="People")
    for name in ("Ada", "Ben"):
        people.fill(name)
        people.press("Enter")
    people.press("Escape")  # an open list hides the rest of the form from assistive technology, and from us
    each = page.get_by_label("People who judge the same output", exact=True)
    each.fill("2")
    each.press("Enter")
    share = page.get_by_label("On a share drawn at random, in %", exact=True)
    share.fill("100")
    share.press("Enter")
    page.get_by_role("button", name="Assign", exact=True).click()
    expect(page.get_by_text("6 outputs assigned").filter(visible=True).first).to_be_visible()


def judge(page: Page, keys: str) -> None:
    """One key an output, each after the next output has been painted; the last leaves nothing to judge."""
    for place, key in enumerate(keys, start=1):
        shown = page.wait_for_selector(".desk[data-output]").get_attribute("data-output")
        page.wait_for_timeout(150)  # a key that comes sooner after an output is taken for one that bounced
        page.keyboard.press(key)
        if place < len(keys):
            page.wait_for_selector(f".desk[data-output]:not([data-output='{shown}'])")
    expect(page.get_by_text("You labelled 6 outputs in this sitting")).to_be_visible()


def decide(page: Page, key: str, why: str, said: str) -> None:
    page.get_by_role("textbox", name="Why?").fill(why)
    page.get_by_role("textbox", name="Why?").press("Enter")
    at_rest(page)
    page.keyboard.press(key)
    expect(page.get_by_text(said)).to_be_visible()


def test_a_third_person_decides_what_two_labelers_disagree_on(browser: Browser, tmp_path: Path) -> None:
    app = app_on(tmp_path, six_outputs)
    try:
        start = time.monotonic()
        ada, ben, dora = (a_person(browser) for _ in range(3))
        sit_down(app, ada, "Ada")
        assign_to_both(ada)
        sit_down(app, ben, "Ben")
        ada.get_by_role("radio", name="Desk").click()
        judge(ada, "111111")
        judge(ben, "222111")

        dora.goto(f"{app.url}/agreement")
        expect(dora.get_by_text("Ada and Ben agree on 50")).to_contain_text("3 of 6")
        expect(dora.get_by_text("3 disagreements wait for a decision")).to_be_visible()
        dora.get_by_role("button", name="Decide 3 disagreements").click()
        dora.get_by_role("textbox", name="Your name").fill("Dora")
        dora.keyboard.press("Enter")
        expect(dora.get_by_text("Labeler A")).to_be_visible()
        main = dora.locator("[data-testid=stMain]")
        box = dora.get_by_role("button", name="Undo Shortcut U").bounding_box()
        assert box and box["y"] + box["height"] <= 768, "all of the desk is in sight"
        dora.keyboard.press("1")
        expect(dora.get_by_text("say why in a few words first")).to_be_visible()
        decide(dora, "1", "It names the law, see clause 2.", "2 disagreements left")
        decide(dora, "2", "It names a court.", "1 disagreement left")
        dora.keyboard.press("u")
        expect(dora.get_by_role("textbox", name="Why?")).to_have_value("It names a court.")
        expect(dora.get_by_text("2 disagreements wait for a decision")).to_be_visible()
        decide(dora, "2", "It names a court.", "1 disagreement left")
        decide(dora, "2", "It names a tax.", "Every disagreement here is decided")
        expect(dora.get_by_text("all 3 disagreements are decided")).to_be_visible()
        assert "Ben:" not in main.inner_text()

        dora.get_by_text("Labelers", exact=True).first.click()
        expect(dora.get_by_text("was overruled most")).to_contain_text("1 of 3")
        dora.goto(f"{app.url}/precision")
        expect(dora.get_by_text("4 of 6").filter(visible=True).first).to_be_visible()
        assert app.log().count("Traceback") == 0
        print(f"{time.monotonic() - start:.0f} s")
    finally:
        app.stop()
