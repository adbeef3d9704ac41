"""Workflows in a real browser: what only a browser shows of adding one."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import App

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_the_form_closes_once_a_workflow_is_added(app: App, page: Page) -> None:
    page.goto(f"{app.url}/workflows")
    add = page.get_by_role("button", name="Add workflow")
    for name in ("Clause types", "Card lines"):
        page.get_by_role("button", name="Add a workflow").click()
        page.get_by_label("Name", exact=True).fill(name)
        add.click()
        expect(page.get_by_role("heading", name=name)).to_be_visible(timeout=30_000)
        expect(add).to_be_hidden(timeout=30_000)
