"""Uploading a golden dataset on its page: nothing yet, a tidy file, one with refused rows, a sheet of labels."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.framing import button, field, open_page, read, replace_links, settled
from workbench.datasets import near_duplicates
from workbench.domain import AnswerType
from workbench.store import dataset as datasets
from workbench.store import workflow as workflows
from workbench.store.database import Database

CLAUSES = [
    ("C-1", "Either party may end this agreement on thirty days' written notice to the other party.", "Termination"),
    ("C-2", "Either party may end this agreement on sixty days' written notice to the other party.", "Termination"),
    ("C-3", "This agreement is governed by the law of Ireland.", "Governing law"),
    ("C-4", "The courts of Dublin decide on all disputes.", "Governing law"),
    ("C-5", "The law of Delaware applies, wherever the parties are.", "Governing law"),
    ("C-6", "The customer may end this at any time.", "Termination"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def a_page_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    replace_links(monkeypatch)


def a_file(rows: list[tuple[str, str, str]], header: str = "Clause id,Clause text,Expected answer") -> bytes:
    return "\n".join([header, *(",".join(f'"{cell}"' for cell in row) for row in rows)]).encode()


def upload(data: bytes, name: str = "clauses.csv") -> AppTest:
    page = open_page("golden_datasets")
    page.file_uploader[0].set_value((name, data, "text/csv")).run()
    return settled(page)


def titles(page: AppTest) -> list[str]:
    return [tab.label for tab in page.tabs]


def test_before_a_file_there_is_a_template(database: Database) -> None:
    page = open_page("golden_datasets")
    assert "One row per question with the answer an expert expects." in read(page)
    assert "one row per item" in page.file_uploader[0].label
    assert [one.label for one in page.get("download_button")] == ["Download a template (.xlsx)"]
    assert not page.tabs


def test_a_tidy_file_is_one_click_and_its_near_duplicates_are_told_and_kept(database: Database) -> None:
    page = upload(a_file(CLAUSES))
    assert [one.value.replace("\\", "").replace("&#58;", ":") for one in page.success] == [
        "6 rows read: 6 will be imported. The question stands in “Clause text”, the expected answer in "
        "“Expected answer”. 1 row is nearly the same as another; both are kept."
    ]
    assert "Repeats and conflicts (1)" in titles(page)
    [near] = [table.value for table in page.dataframe if "Other row" in table.value]
    assert near[["Row", "Other row", "Expected"]].values.tolist() == [[2, 3, "Termination"]]
    assert near["Other text"][0].startswith("Either party may end this agreement on sixty days")
    assert field(page.text_input, "Name of the new workflow").value == "clauses"
    button(page, "Import 6 items as version 1").click().run()
    assert "6 items imported as version 1 of “clauses”." in read(settled(page))
    [into] = workflows.list_workflows(database)
    [version] = datasets.list_current_versions(database, into.workflow_id)
    assert (into.name, into.answer_type, version.item_count) == ("clauses", AnswerType.CATEGORY, 6)


def test_a_long_file_is_searched_for_near_duplicates_when_asked(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(near_duplicates, "SEARCHED_UNASKED", 5)
    page = upload(a_file(CLAUSES))
    assert "Nearly equal rows have not been looked for. With 6 rows that takes a while" in read(page)
    assert "nearly the same" not in page.success[0].value
    button(page, "Look for near duplicates").click().run()
    assert "1 row is nearly the same as another; both are kept." in read(settled(page))


def test_refused_rows_are_named_with_the_way_out_and_the_rest_can_be_imported(database: Database) -> None:
    page = upload(a_file([*CLAUSES, ("C-7", "", "Termination"), ("C-1", "Other words.", "Termination")]))
    assert "8 rows read: 6 will be imported, 2 are refused." in read(page)
    assert "Rows not imported (2)" in titles(page)
    [refused] = [table.value for table in page.dataframe if "Why" in table.value]
    assert refused["Row"].tolist() == [8, 9]
    assert "has nothing to ask in column “Clause text”. Fill it in" in refused["Why"][0]
    assert "has the id “C-1” of row 2 but other content" in refused["Why"][1]
    assert "Download them to mend (.xlsx)" in [one.label for one in page.get("download_button")]
    button(page, "Import 6 items as version 1").click().run()
    assert "6 items imported as version 1" in read(settled(page))


def test_a_new_workflow_needs_a_name(database: Database) -> None:
    page = upload(a_file(CLAUSES))
    field(page.text_input, "Name of the new workflow").set_value(" ").run()
    button(page, "Import 6 items as version 1").click().run()
    assert "The new workflow has no name yet. Enter one" in read(page)
    assert workflows.list_workflows(database) == []


def test_a_sheet_of_labels_is_sent_to_where_labels_come_in(database: Database) -> None:
    rows = [(f"C-{n}", f"{n} days", "OK" if n % 3 else "wrong") for n in range(1, 20)]
    page = upload(a_file(rows, "Item id,Output,Verdict"), "labels.csv")
    assert "This is a sheet of labels" in read(page)
    assert "LINK Bring in outputs with their labels → candidates" in read(page)
    assert not [one.label for one in page.button if one.label.startswith("Import")]


def test_a_file_that_cannot_be_read_is_a_sentence(database: Database) -> None:
    page = upload(b"PK\x03\x04 cut off", "clauses.xlsx")
    assert "clauses.xlsx" in page.error[0].value.replace("\\", "")
    assert not page.exception


def test_a_file_goes_to_the_workflow_with_its_columns_and_an_unrelated_one_to_a_new_workflow(
    database: Database,
) -> None:
    page = upload(a_file(CLAUSES))
    button(page, "Import 6 items as version 1").click().run()
    settled(page)
    again = upload(a_file(CLAUSES[:5]), "clauses of June.csv")
    assert field(again.selectbox, "Into the workflow").value == "clauses"
    unrelated = upload(a_file(CLAUSES, "Ticket no,Message,Team expected"), "tickets.csv")
    assert field(unrelated.selectbox, "Into the workflow").value == "A new workflow"


def test_a_file_without_expected_answers_says_what_that_means(database: Database) -> None:
    page = upload(a_file(CLAUSES, "Clause id,Clause text,Remarks"), "no answers.csv")
    assert not page.success
    assert "No column holds the expected answer" in page.warning[0].value
