"""What a person does on any page, at the pace of the page."""

from playwright.sync_api import Page, TimeoutError, expect


def at_rest(page: Page) -> None:
    """Wait until the page is drawn whole: what an earlier view left behind is gone then."""
    page.wait_for_timeout(300)  # what was pressed or written reaches the server a moment later
    expect(page.get_by_test_id("stApp")).to_have_attribute(
        "data-test-script-state", "notRunning", timeout=60_000
    )


def go(page: Page, title: str) -> None:
    """Go to a page by the sidebar, which costs a fifth of loading it anew."""
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=title, exact=True).click()
    arrived(page, title)


def arrived(page: Page, title: str) -> None:
    """Wait until the page with this title is there."""
    expect(page.get_by_role("heading", name=title, exact=True, level=1)).to_be_visible()


def choose(page: Page, label: str, option: str, *, exact: bool = False) -> None:
    """Open a list and choose from it; one that closed because the page was drawn anew is opened again."""
    box = page.get_by_role("combobox", name=label, exact=exact)
    wanted = page.get_by_role("option", name=option)
    for _ in range(4):
        at_rest(page)
        if not wanted.is_visible():
            box.click()
        try:
            wanted.click(timeout=5_000)
            return
        except TimeoutError:
            page.keyboard.press("Escape")
    at_rest(page)
    box.click()
    wanted.click()
