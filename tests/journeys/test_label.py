"""Labelling by keyboard in a real browser: what a key judges, what typing never does, what waits for no server."""

import os
import signal
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import App
from tests.journeys.worlds import app_on
from tests.store.building import a_candidate, a_run, a_version, a_workflow
from workbench.store.database import Database, close_database, open_database
from workbench.store.label import list_events

pytestmark = pytest.mark.browser

expect.set_options(timeout=30_000)

ITEMS = 600
CANDIDATES = 2
LONG = "The parties agree that the law of the State of New York applies to this Agreement. " * 40
PASSAGE = "Section 12 shall be governed by Governing law as stated."
HOSTILE = "<img src=x onerror=window.hacked=1> **bold** $x$ :red[wrong]"


def over_a_thousand_outputs(database: Database) -> None:
    workflow = a_workflow(database, "Volume")
    items = {
        f"I{number:05}": (f"Clause {number}. {LONG}{PASSAGE}{LONG}", "Governing law")
        for number in range(ITEMS)
    }
    version = a_version(database, workflow, items)
    for place in range(CANDIDATES):
        candidate = a_candidate(database, workflow, f"Secret candidate {place}")
        a_run(database, candidate, version, {key: f"Answer {place} to {key} {HOSTILE}" for key in items})


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    running = app_on(tmp_path_factory.mktemp("label"), over_a_thousand_outputs)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def sitting(served: App, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.set_default_timeout(20_000)
    sit_down(served, page, "Ada")
    yield page
    context.close()


@pytest.fixture
def desk(sitting: Page) -> Page:
    """One labeler at the desk, for one test after the other: each begins with whatever is shown, all confirmed."""
    sitting.wait_for_function("document.querySelector('.desk')?.desk.pending.length === 0")
    sitting.wait_for_timeout(130)  # a key that comes sooner after an output is taken for one that bounced
    return sitting


def sit_down(app: App, page: Page, name: str) -> None:
    page.goto(f"{app.url}/label?order=random")
    page.get_by_role("textbox", name="Your name").fill(name)
    page.keyboard.press("Enter")
    page.wait_for_selector(".desk[data-output]")


def shown(page: Page) -> str:
    """Which output the desk shows; two candidates' outputs to one item are two."""
    return page.locator(".desk").get_attribute("data-output") or ""


def pressed(page: Page, key: str) -> str:
    """Press a key and wait for another output; returns which."""
    before = shown(page)
    page.wait_for_timeout(130)  # a key that comes sooner after an output is taken for one that bounced
    page.keyboard.press(key)
    page.wait_for_selector(f".desk[data-output]:not([data-output='{before}'])")
    return shown(page)


def left(page: Page) -> int:
    words = page.get_by_text("outputs left").inner_text()
    return int(words.split()[0].replace(",", ""))


def test_keys_judge_undo_and_put_aside(desk: Page) -> None:
    first = shown(desk)
    start = left(desk)
    second = pressed(desk, "1")
    expect(desk.get_by_text("Saved as correct")).to_be_visible()
    third = pressed(desk, "2")
    expect(desk.get_by_text("Saved as incorrect")).to_be_visible()
    pressed(desk, "3")
    pressed(desk, "4")
    expect(desk.get_by_text("Saved as unsure")).to_be_visible()
    pressed(desk, "s")
    expect(desk.get_by_text("1 put aside")).to_be_visible()
    for _ in range(3):
        pressed(desk, "u")
    assert pressed(desk, "u") == second
    assert third != second
    assert pressed(desk, "u") == first
    expect(desk.get_by_text("Taken back.")).to_be_visible()
    expect(desk.get_by_text(f"{start:,} outputs left")).to_be_visible()
    assert "Secret candidate" not in desk.content()


def test_what_is_typed_judges_nothing_and_goes_with_the_next_key(desk: Page) -> None:
    first = shown(desk)
    desk.keyboard.press("e")
    right = desk.get_by_role("textbox", name="Right answer")
    expect(right).to_be_focused()
    assert "Answer" in right.input_value(), "the answer is edited in place"
    desk.keyboard.type("1 2 3 4 u s g h i c r ?")
    desk.keyboard.press("Enter")
    desk.keyboard.press("n")
    desk.keyboard.type("1 2 3")
    desk.keyboard.press("Escape")
    desk.keyboard.press("f")
    desk.keyboard.type("governed by")
    expect(desk.get_by_text("1 of 1")).to_be_visible()
    desk.keyboard.press("Escape")
    assert shown(desk) == first
    second = pressed(desk, "2")
    expect(desk.get_by_text("Saved as incorrect")).to_be_visible()
    expect(right).to_be_hidden()
    desk.keyboard.press("n")
    desk.keyboard.type("not committed at all")
    desk.get_by_role("button", name="Unsure Shortcut 4").click()
    expect(desk.get_by_text("Saved as unsure")).to_be_visible()
    assert pressed(desk, "u") == second
    note = desk.get_by_role("textbox", name="Note")
    expect(note).to_have_value("not committed at all")
    assert pressed(desk, "u") == first
    expect(right).to_have_value("1 2 3 4 u s g h i c r ?")
    expect(note).to_have_value("1 2 3")
    expect(desk.get_by_text("Taken back.")).to_be_visible()


def test_a_key_held_down_judges_one_output(desk: Page) -> None:
    before = left(desk)
    for _ in range(40):
        desk.keyboard.down("1")
        desk.wait_for_timeout(25)
    desk.keyboard.up("1")
    expect(desk.get_by_text("Saved as correct")).to_be_visible()
    assert left(desk) == before - 1
    pressed(desk, "u")
    expect(desk.get_by_text("Taken back.")).to_be_visible()


def test_the_passage_is_in_sight_and_text_stays_text(desk: Page) -> None:
    document = desk.get_by_role("region", name="Document")
    expect(document.locator("mark")).to_have_text("Governing law")
    expect(document.locator("mark")).to_be_in_viewport()
    answer = desk.get_by_role("region", name="The candidate’s answer")
    assert answer.inner_text().endswith(HOSTILE)
    assert desk.locator(".desk img").count() == 0
    assert desk.evaluate("window.hacked") is None


def test_sheets_open_and_close_by_key_and_an_item_is_gone_to(desk: Page) -> None:
    before = shown(desk)
    desk.keyboard.press("h")
    sheet = desk.get_by_role("dialog", name="Keys")
    expect(sheet).to_contain_text("Find in the document")
    desk.keyboard.press("1")
    desk.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    assert shown(desk) == before
    desk.keyboard.press("i")
    expect(desk.get_by_role("dialog", name="Instructions")).to_be_visible()
    desk.keyboard.press("Escape")
    desk.keyboard.press("g")
    desk.keyboard.type("i00123")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="Item I00123")).to_be_visible()


def test_everything_needed_is_in_sight_and_the_next_text_begins_at_its_passage(desk: Page) -> None:
    bottoms = [
        box["y"] + box["height"]
        for box in (one.bounding_box() for one in desk.locator(".desk button, .desk input").all())
        if box
    ]
    assert len(bottoms) == 12
    assert max(bottoms) <= 768
    assert desk.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight") <= 768
    assert desk.evaluate("document.documentElement.scrollWidth") <= 1366
    scrolled = "document.querySelector('.desk-document').scrollTop"
    before = desk.evaluate(scrolled)
    desk.evaluate(f"{scrolled} = 0")
    pressed(desk, "s")
    assert desk.evaluate(scrolled) == pytest.approx(before, abs=40)
    pressed(desk, "u")


def test_at_twice_the_size_every_verdict_is_at_hand(served: App, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 683, "height": 384}, device_scale_factor=2)
    page = context.new_page()
    sit_down(served, page, "Zoom")
    for name in ("Correct Shortcut 1", "Incorrect Shortcut 2", "No answer Shortcut 3", "Unsure Shortcut 4"):
        expect(page.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 683
    answer = page.get_by_role("region", name="The candidate’s answer")
    answer.scroll_into_view_if_needed()
    expect(answer).to_be_in_viewport()
    context.close()


def test_the_name_is_asked_once_per_browser(served: App, browser: Browser, page: Page) -> None:
    sit_down(served, page, "Ada [Lovelace]; path=/x")
    page.reload()
    expect(page.get_by_role("button", name="Ada [Lovelace]; path=/x")).to_be_visible()
    page.wait_for_selector(".desk[data-output]")
    stranger = browser.new_context().new_page()
    stranger.goto(f"{served.url}/label")
    expect(stranger.get_by_text("Who is labelling?")).to_be_visible()
    stranger.context.close()


def test_two_people_do_not_redo_each_others_work(served: App, desk: Page, page: Page) -> None:
    sit_down(served, page, "Second")
    judged = []
    for _ in range(4):
        for one in (desk, page):
            judged.append(shown(one))
            pressed(one, "1")
    assert len(set(judged)) == 8, "two people never get the same output by accident"


def test_the_next_outputs_are_there_without_waiting_for_the_server(served: App, desk: Page) -> None:
    """How many milliseconds it takes is measured by `tests.benchmarks.labelling_latency`."""
    pressed(desk, "1")
    expect(desk.get_by_text("Saved as correct")).to_be_visible()
    os.kill(served.process.pid, signal.SIGSTOP)
    try:
        seen = [pressed(desk, key) for key in "1234"]
        expect(desk.get_by_text("4 labels not saved yet")).to_be_visible()
    finally:
        os.kill(served.process.pid, signal.SIGCONT)
    assert len(set(seen)) == 4
    expect(desk.get_by_text("Saved as unsure")).to_be_visible()


def test_what_the_server_has_not_confirmed_is_said_to_be_so_and_saved_once_it_is_back(
    served: App, desk: Page
) -> None:
    """The last one: it ends the server."""
    judged = [shown(desk), pressed(desk, "1")]
    expect(desk.get_by_text("Saved as correct")).to_be_visible()
    served.process.kill()
    served.process.wait()
    pressed(desk, "2")
    expect(desk.get_by_text("1 label not saved yet")).to_be_visible()
    again = App(served.database, "--no-samples", port=int(served.url.rsplit(":", 1)[1]))
    # For a moment the page that outlived its server stands beside the new one.
    try:
        expect(desk.get_by_text("Saved as incorrect").filter(visible=True).first).to_be_visible(
            timeout=60_000
        )
    finally:
        again.stop()
    database = open_database(served.database)
    events = list_events(database, 1, "Ada")
    close_database(served.database)
    stored = [(str(one.output_id), str(one.verdict)) for one in events if str(one.output_id) in judged]
    assert stored == [(judged[1], "incorrect"), (judged[0], "correct")]
