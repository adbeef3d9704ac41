"""The Portfolio page: empty, worked, filtered, exported."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.pages.framing import open_page, read, replace_links
from tests.store.building import a_candidate, a_run, a_version, a_workflow, many_labels, outputs_by_key
from workbench.domain import Answer, BusinessFigures, CandidateKind, Verdict
from workbench.domain.locales import DEFAULT, use_locale
from workbench.store import workspace
from workbench.store.database import Database
from workbench.ui import portfolio_view


@pytest.fixture(autouse=True)
def links(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    replace_links(monkeypatch)
    yield
    use_locale(DEFAULT)


def fill(database: Database, name: str, correct: int, incorrect: int) -> None:
    workflow = a_workflow(database, name, figures=BusinessFigures(1000, 12, 50, 2.4, 60, 11_160))
    keys = [f"k{number}" for number in range(correct + incorrect)]
    version = a_version(database, workflow, {key: (key, "x") for key in keys})
    answers = dict.fromkeys(keys, Answer("x", cost_usd=0.02))
    ids = outputs_by_key(
        database,
        a_run(database, a_candidate(database, workflow, "Vendor", CandidateKind.FILE), version, answers),
    )
    many_labels(
        database,
        {ids[key]: Verdict.CORRECT if n < correct else Verdict.INCORRECT for n, key in enumerate(keys)},
    )


def test_an_empty_workspace_is_told_where_to_begin(database: Database) -> None:
    assert "No workflow yet" in read(open_page("portfolio"))


def test_every_workflow_has_its_saving_and_what_blocks_it(database: Database) -> None:
    fill(database, "Open", 38, 2)
    fill(database, "Losing", 20, 20)
    a_workflow(database, "New")
    words = read(open_page("portfolio"))
    assert "1 of 3 workflows would save $6,980 a month together (80 % range $" in words
    assert "none of them meets its bar yet." in words
    assert "Precision 95 % (38 of 40; 83–99 %) meets the 95 % bar on these answers, all labelled; on" in words
    assert "The best candidate would cost $20,000 a month more than by hand" in words
    assert "No golden dataset yet" in words
    assert 'LINK Upload a golden dataset → golden_datasets {"workflow": "New"}' in words


def test_filters_leave_out_what_does_not_fit(database: Database) -> None:
    fill(database, "Open", 38, 2)
    fill(database, "Losing", 20, 20)
    page = open_page("portfolio")
    page.text_input(key="portfolio-name").set_value("los").run()
    assert "None of 1 workflow has a candidate that saves money yet." in read(page)
    page.text_input(key="portfolio-name").set_value("").run()
    page.select_slider(key="portfolio-certainty").set_value(0.8).run()
    assert "1 of 1 workflow" in read(page)
    page.text_input(key="portfolio-name").set_value("nothing like it").run()
    assert "No workflow fits these filters." in read(page)


def test_the_export_holds_the_workflows_that_are_shown(database: Database) -> None:
    fill(database, "Open", 38, 2)
    open_page("portfolio")
    content = portfolio_view.workbook_bytes(
        [portfolio_view.portfolio_sheet(portfolio_view.read_lines(), "USD")]
    )
    sheet = load_workbook(BytesIO(content))["Portfolio"]
    assert (sheet["A2"].value, sheet["B2"].value, sheet["D2"].value) == (
        "Open",
        "promising",
        pytest.approx(6_980),
    )


def test_money_is_written_as_the_workspace_writes_it(database: Database) -> None:
    workspace.set_setting(database, "currency", "EUR")
    workspace.set_setting(database, "locale", "de_DE")
    fill(database, "Open", 38, 2)
    words = read(open_page("portfolio"))
    assert "would save 6.980 € a month together" in words
