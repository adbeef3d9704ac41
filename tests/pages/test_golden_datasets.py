"""The Golden datasets page on an empty workspace, with one version, and with several."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.datasets.building import a_row, a_version_of
from tests.pages.framing import FRAME, PAGES, replace_links
from tests.store.building import a_candidate, a_label, a_run, outputs_by_key
from workbench.datasets.editing import edit_items
from workbench.datasets.splitting import draw_split
from workbench.domain import DatasetVersion, Verdict
from workbench.store import dataset as datasets
from workbench.store import workflow as workflows
from workbench.store.database import Database

FRAME_OF_PAGE = FRAME.format(path=str(PAGES / "golden_datasets.py"))


@pytest.fixture(autouse=True)
def a_page_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    replace_links(monkeypatch)


def open_page(part: str = "Items", **query: str) -> AppTest:
    page = AppTest.from_string(FRAME_OF_PAGE, default_timeout=30)
    page.session_state["dataset-part"] = part
    for name, value in query.items():
        page.query_params[name] = value
    return settled(page.run())


def settled(page: AppTest) -> AppTest:
    assert not page.exception, page.exception
    assert not page.error, [error.value for error in page.error]
    return page


def said(page: AppTest) -> str:
    """Every sentence on the page, as a reader sees it."""
    parts = [*page.markdown, *page.caption, *page.warning, *page.toast, *page.text]
    return (
        "\n".join(str(part.value) for part in parts)
        .replace("\\", "")
        .replace("&#58;", ":")
        .replace("\u00a0", " ")
    )


def named(elements: Any, label: str) -> Any:
    [found] = [one for one in elements if one.label == label]
    return found


def a_golden(database: Database, count: int = 120) -> DatasetVersion:
    rows = [
        a_row(
            f"k{n:03}",
            f"the {n * n} wording of item {n} is its own",
            f"c{n // 3}",
            f"area {n % 3}",
            "yes" if n % 2 else "no",
        )
        for n in range(count)
    ]
    return a_version_of(
        database, rows, imported_by="Ada", note="First try", file_sha256="ab" * 32, file_size=2048
    )


def test_an_empty_workspace_offers_the_upload_and_nothing_else(database: Database) -> None:
    page = open_page()
    assert page.title[0].value == "Golden datasets"
    assert "One row per question with the answer an expert expects" in said(page)
    assert page.expander[0].label == "Upload a golden dataset"
    assert not page.dataframe


def test_the_first_sentence_says_what_is_there_and_what_to_do_next(database: Database) -> None:
    a_golden(database)
    page = open_page()
    assert said(page).startswith(
        "“Golden” holds 120 items. The question stands in text, the expected answer in expected. "
        "No splits are drawn yet."
    )


def test_items_are_searched_filtered_by_split_and_shown_a_page_at_a_time(database: Database) -> None:
    version = a_golden(database)
    draw_split(
        database, version.dataset_version_id, {"train": 0.5, "holdout": 0.5}, "contract", slice_column="area"
    )
    page = open_page()
    table = page.dataframe[0].value
    assert table["id"].tolist() == [f"k{n:03}" for n in range(50)]
    assert list(table.columns) == ["id", "text", "contract", "area", "expected", "Split"]
    named(page.text_input, "Search").set_value("ITEM 7 is").run()
    assert settled(page).dataframe[0].value["id"].tolist() == ["k007"]
    named(page.text_input, "Search").set_value("no such words").run()
    assert "No item has these words" in said(settled(page))
    named(page.text_input, "Search").set_value("").run()
    page.session_state[f"items-split-{version.dataset_version_id}"] = "holdout"
    assert set(settled(page.run()).dataframe[0].value["Split"]) == {"holdout"}


def test_one_version_says_what_would_make_the_next(database: Database) -> None:
    a_golden(database)
    assert "There is one version so far." in said(open_page("What changed"))


def test_what_changed_stands_side_by_side_with_what_it_leaves_out_of_date(database: Database) -> None:
    first = a_golden(database)
    workflow = workflows.get_workflow(database, first.workflow_id)
    run = a_run(database, a_candidate(database, workflow), first, {"k001": "yes", "k002": "no"})
    a_label(database, outputs_by_key(database, run)["k001"], Verdict.CORRECT)
    edit_items(database, first, {"k001": {"expected": "no", "area": "elsewhere"}}, "Bob")
    page = open_page("What changed")
    words = said(page)
    assert "Since version 1: 1 item changed. 1 output is out of date." in words
    assert "From version 1 to version 2: **1 item changed**; 119 as before." in words
    assert (
        "1 output is out of date, 1 of them labelled, because the item has changed since (“Rules” 1)" in words
    )
    table = page.dataframe[0].value
    assert table.to_dict("records") == [
        {"Item": "k001", "Column": "area", "Before": "area 1", "After": "elsewhere"},
        {"Item": "k001", "Column": "expected", "Before": "yes", "After": "no"},
    ]
    named(page.selectbox, "From").set_value(2)
    named(page.selectbox, "To").set_value(1).run()
    assert settled(page).dataframe[0].value["After"].tolist() == ["area 1", "yes"]


def test_splits_are_drawn_by_slice_and_their_shares_shown(database: Database) -> None:
    version = a_golden(database)
    page = open_page("Splits")
    assert "No splits yet." in said(page)
    named(page.number_input, "Train, in %").set_value(60)
    named(page.number_input, "Dev, in %").set_value(10)
    named(page.selectbox, "Keep together").set_value("contract")
    named(page.selectbox, "Same shares within each").set_value("area")
    named(page.button, "Draw splits").click().run()
    words = said(settled(page))
    assert "72 train (60 %), 12 dev (10 %), 36 holdout (30 %) of 120 items." in words
    assert (
        "with seed 1; items with the same contract stand on one side; the shares hold within each area."
        in words
    )
    table = page.dataframe[0].value
    assert table["Items"].tolist() == [40, 40, 40]
    assert [cell.replace("\u00a0", " ") for cell in table["Train"]] == ["60 % (24)"] * 3
    assert datasets.count_splits(database, version.dataset_version_id) == {
        "train": 72,
        "dev": 12,
        "holdout": 36,
    }


def test_shares_that_cannot_be_are_refused_in_a_sentence(database: Database) -> None:
    a_golden(database)
    page = open_page("Splits")
    named(page.number_input, "Train, in %").set_value(90)
    named(page.number_input, "Dev, in %").set_value(20)
    named(page.button, "Draw splits").click().run()
    assert "add up to something other than 100" in page.error[0].value


def test_near_duplicates_are_told_and_can_be_looked_for_after_a_drawing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = "The Supplier shall deliver the goods within thirty days of the order and bear the cost"
    rows = [
        a_row("k1", long),
        a_row("k2", long.replace("thirty", "sixty")),
        a_row("k3", "Something else entirely"),
    ]
    version = a_version_of(database, rows)
    monkeypatch.setattr("workbench.datasets.near_duplicates.SEARCHED_UNASKED", 2)
    monkeypatch.setattr("workbench.ui.dataset_splits.SEARCHED_UNASKED", 2)
    draw_split(database, version.dataset_version_id, {"train": 0.5, "holdout": 0.5})
    page = open_page("Splits")
    assert "Nearly equal texts have not been looked for." in said(page)
    named(page.button, "Look for near duplicates").click().run()
    words = said(settled(page))
    assert "1 pair of near duplicates were found after these splits were drawn." in words.replace(
        "was", "were"
    )
    assert page.expander[1].label == "1 pair of items with nearly the same text"


def test_versions_say_who_when_from_what_and_why_and_an_older_one_is_restored(database: Database) -> None:
    first = a_golden(database)
    edit_items(database, first, {"k001": {"expected": "no"}}, "Bob", "Agreed")
    page = open_page("Versions")
    table = page.dataframe[0].value
    assert table["Version"].tolist() == [2, 1]
    assert table["By"].tolist() == ["Bob", "Ada"]
    assert table["How"].tolist() == ["edited here", "imported"]
    assert table["Why"].tolist() == ["k001, expected: “yes” → “no”. Agreed", "First try"]
    page = open_page("Versions", dataset=str(first.dataset_version_id))
    words = said(page)
    assert "This is version 1; version 2 is the newest." in words
    assert "from “golden.csv”, 2.0 kB" in words
    assert "ab" * 32 in words
    named(page.button, "Restore as version 3").click().run()
    assert "Version 1 of “Golden” is restored as version 3." in said(settled(page))
    newest = datasets.list_versions(database, first.dataset_id)[0]
    assert (newest.number, newest.origin) == (3, "restore")


def test_only_the_newest_version_can_be_edited(database: Database) -> None:
    first = a_golden(database)
    edit_items(database, first, {"k001": {"expected": "no"}}, "Bob")
    assert not named(open_page().toggle, "Edit").disabled
    assert named(open_page(dataset=str(first.dataset_version_id)).toggle, "Edit").disabled


def test_every_format_is_offered_with_what_it_holds(database: Database) -> None:
    a_golden(database)
    page = open_page("Export")
    assert "uploaded again, it reads back as this version" in said(page)
    assert "Real numbers and dates" in said(page)
