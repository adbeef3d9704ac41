"""The price list on the Candidates page: looked up, changed, taken in, and given back to the app."""

from pathlib import Path

import pytest

from tests.pages.framing import button, field, open_page, read, replace_links, settled
from workbench.connectors.price_list import listed_prices
from workbench.runs.price_lists import ENTERED, list_prices, price_sheet
from workbench.runs.prices import own_prices
from workbench.spreadsheets.results_csv import write_csv
from workbench.store.database import Database

HAIKU = "claude-haiku-5-5"


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    replace_links(monkeypatch)


def _row(database: Database, model: str = HAIKU):
    return next(row for row in list_prices(database) if row.model == model)


def test_an_empty_workspace_has_the_apps_list(database: Database) -> None:
    page = open_page("candidates", show="prices")
    assert f"{len(listed_prices())} models, in US dollars per million tokens, checked on " in read(page)
    assert button(page, "Save changed prices").disabled
    assert "LINK All candidates" in read(page) and "Go back to the app's list" not in read(page)


def test_a_cell_changed_is_a_price_of_the_workspace_until_it_is_forgotten(database: Database) -> None:
    page = open_page("candidates", show="prices")
    field(page.text_input, "Search").set_value("anthropic haiku-5-5").run()
    editor = "price-list-0-anthropic haiku-5-5"
    page.session_state[editor] = {"edited_rows": {0: {"output": 7.5}}, "added_rows": [], "deleted_rows": []}
    settled(page.run())
    assert f"1 price changed: {HAIKU}." in read(page)
    button(page, "Save changed prices").click().run()
    assert "1 price changed, dated today." in read(settled(page))
    assert (_row(database).output, _row(database).source, _row(database).is_own) == (7.5, ENTERED, True)
    assert "1 price is this workspace's own" in read(page)
    button(page, "Forget this workspace's prices").click().run()
    assert "The app's own list holds again." in read(settled(page))
    assert not _row(database).is_own and own_prices(database) == ""


def test_what_nobody_lists_is_said(database: Database) -> None:
    page = open_page("candidates", show="prices")
    field(page.text_input, "Search").set_value("no such model").run()
    assert "No model in the list is called that." in read(settled(page))


def test_a_changed_list_is_shown_before_it_is_taken_over(database: Database, tmp_path: Path) -> None:
    write_csv(tmp_path / "prices.csv", price_sheet(listed_prices()))
    lines = (tmp_path / "prices.csv").read_text("utf-8-sig").splitlines()
    at = next(n for n, line in enumerate(lines) if f',"{HAIKU}",' in line)
    cells = lines[at].split(",")
    cells[2] = "0.25"
    changed = "\n".join([lines[0], ",".join(cells), "mistral,our-own,,,,,,,,,,,,"])
    page = open_page("candidates", show="prices")
    page.file_uploader[0].upload("prices.csv", changed.encode(), "text/csv").run()
    assert "Row 3 of the price list lacks its provider, model, input or output price." in read(page)
    changed = changed.replace("our-own,,,,", "our-own,1,,,2")
    page.file_uploader[0].upload("prices.csv", changed.encode(), "text/csv").run()
    assert f"1 price changed and 1 model new: {HAIKU}, our-own." in read(settled(page))
    assert own_prices(database) == ""
    button(page, "Take over 2 rows").click().run()
    assert "2 prices taken over from “prices.csv”." in read(settled(page))
    assert (_row(database).input, _row(database).source) == (0.25, "uploaded from prices.csv")
    assert (_row(database, "our-own").input, _row(database, "our-own").output) == (1.0, 2.0)
