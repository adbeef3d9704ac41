"""The Exports page: empty, without outputs, what the workbook holds, Back up in every state."""

from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from tests.store.building import a_label, a_small_world, a_version, a_workflow, outputs_by_key
from workbench.domain import Verdict, Workflow
from workbench.store.database import Database
from workbench.ui import export_backup

TRAINING = "export-training-fold"
PAGE = Path(__file__).resolve().parents[2] / "pages" / "exports.py"


@pytest.fixture(autouse=True)
def a_page_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Links need the frame's table of pages, which a page tested alone does not have."""
    monkeypatch.setattr(streamlit, "page_link", lambda *args, **kwargs: None)


@pytest.fixture
def show(database: Database) -> Callable[..., AppTest]:
    def run(workflow: Workflow | None = None, *opened: str) -> AppTest:
        page = AppTest.from_file(str(PAGE), default_timeout=30)
        if workflow:
            page.session_state["workflow"] = workflow.name
        for key in opened:
            page.session_state[key] = True
        page.run()
        assert not page.exception
        return page

    return run


def said(page: AppTest) -> str:
    parts = [
        one.value for kind in (page.subheader, page.markdown, page.caption, page.success) for one in kind
    ]
    return " ".join(parts).replace("\\", "").replace("\u2060", "").replace("&#58;", ":")


def buttons(page: AppTest) -> list[str]:
    return [button.proto.label for button in page.get("download_button")]


def test_an_empty_workspace_can_still_be_backed_up(show: Callable[..., AppTest]) -> None:
    page = show()
    assert page.subheader[0].value == "No workflow yet"
    assert buttons(page) == ["Back up"]


def test_a_workflow_without_a_dataset_is_led_to_one(database: Database, show: Callable[..., AppTest]) -> None:
    page = show(a_workflow(database))
    assert "has no golden dataset yet" in said(page)
    assert buttons(page) == ["Back up"]


def test_a_dataset_without_outputs_has_nothing_to_export(
    database: Database, show: Callable[..., AppTest]
) -> None:
    workflow = a_workflow(database)
    a_version(database, workflow, {"a": ("text", "x")})
    page = show(workflow)
    assert "Nothing to export on these items yet" in said(page)
    assert buttons(page) == ["Back up"], "the training file is looked at when its part is opened"
    assert buttons(show(workflow, TRAINING)) == ["Download the training file (.jsonl)", "Back up"]


def test_says_what_the_workbook_holds_and_offers_each_sheet(
    database: Database, show: Callable[..., AppTest]
) -> None:
    workflow, _, _, run = a_small_world(database)
    a_label(database, outputs_by_key(database, run)["a"], Verdict.CORRECT)
    page = show(workflow, TRAINING)
    assert "“Clauses” in one workbook: 1 candidate, 3 outputs, 1 label." in said(page)
    assert "It speaks of Golden, version 1, all items (3 items)." in said(page)
    # Summary, Leaderboard, Outputs, Labels, ROI, because the answers are categories By category, and Provenance.
    assert buttons(page) == [
        "Download the workbook (.xlsx)", *[".csv"] * 7, "Download", "One page for a board pack (.html)",
        "Download the training file (.jsonl)", "Back up",
    ]  # fmt: skip
    assert "3 examples: 0 with an answer that somebody corrected, 3 with the expected answer" in said(page)
    assert "No saving can be said yet" in said(page)


def test_says_how_to_restore_and_names_the_file(database: Database, show: Callable[..., AppTest]) -> None:
    page = show()
    assert str(database.path) in [code.value for code in page.code]
    assert "Put the copy in its place" in said(page)


def test_a_database_too_large_for_the_browser_is_copied_beside_itself(
    database: Database, show: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    a_small_world(database)
    monkeypatch.setattr(export_backup, "MOST_DOWNLOADED", 0)
    page = show()
    page.button(key="backup-beside").click().run()
    assert not page.exception
    [copy] = database.path.parent.glob("workbench *.duckdb")
    assert f"The copy is {copy}" in said(page)
    restored = Database(copy)
    assert restored.rows("workflow.list_workflows", with_archived=True)[0]["name"] == "Clauses"
    restored.close()
