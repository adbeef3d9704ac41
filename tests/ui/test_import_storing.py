"""An import that is stopped on the way: nothing more is stored, it is tidied up after, and the next drawing says so."""

import threading
import time
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from workbench.datasets.importing import ImportPlan, ImportResult, plan_import, store_import
from workbench.datasets.intake import open_file
from workbench.datasets.roles import guess_roles
from workbench.datasets.sheets import SheetBegun, SheetsResult, import_tables
from workbench.domain import Workflow
from workbench.spreadsheets.reading import read_table
from workbench.store import dataset as datasets
from workbench.store import workflow as workflows
from workbench.store.database import Database
from workbench.store.staged import Stage
from workbench.ui.import_storing import SheetsTelling, store_sheets_watched, store_watched

Tell = Callable[[Stage], None]
CSV = b"id,text,expected\n1,one,yes\n2,two,no\n3,three,yes\n"


class Clicked(BaseException):
    """What Streamlit raises in the run of a page that a click ends."""


class ClickedPlan(ImportPlan):
    """A plan during whose storing somebody clicks, as soon as the page begins to tell of it."""

    clicked = threading.Event()

    @property
    def row_count(self) -> int:
        self.clicked.set()
        raise Clicked


def page() -> None:
    from workbench.ui.import_storing import say_stopped
    from workbench.ui.states import show_notices

    show_notices()
    say_stopped()


def drawn_next() -> str:
    drawn = AppTest.from_function(page)
    drawn.session_state["import-storing"] = st.session_state["import-storing"]
    drawn.run()
    assert not drawn.exception and "import-storing" not in drawn.session_state
    return str(drawn.info[0].value).replace("\\", "")


def stopped(database: Database, is_late: bool) -> tuple[list[str], int]:
    """What was tidied up, and how many versions there are, after a click while the items are stored."""
    workflow = workflows.add_workflow(database, Workflow(0, "Clauses"))
    tidied: list[str] = []
    with open_file(database, CSV, "golden.csv") as intake:
        plan = plan_import(intake, guess_roles(intake.table))
        watched = ClickedPlan(*(getattr(plan, one.name) for one in fields(ImportPlan)))
        watched.clicked.clear()

        def store(tell: Tell) -> ImportResult:
            if is_late:
                result = store_import(database, plan, workflow.workflow_id, "Golden", on_stage=tell)
                assert watched.clicked.wait(30)
                return result
            for _ in range(3000):  # ends by what `tell` raises
                time.sleep(0.01)
                tell(Stage.STORING)
            raise AssertionError("nobody stopped it")

        with pytest.raises(Clicked):
            store_watched(watched, store, lambda: tidied.append("tidied"))
    return tidied, len(datasets.list_current_versions(database, workflow.workflow_id))


def test_a_click_ends_it_with_nothing_stored_and_the_next_drawing_says_so(database: Database) -> None:
    assert stopped(database, is_late=False) == (["tidied"], 0)
    assert drawn_next() == "The import was stopped. Nothing of it is stored."


def test_what_was_stored_before_the_click_is_told_as_stored(database: Database) -> None:
    assert stopped(database, is_late=True) == (["tidied"], 1)
    assert drawn_next().startswith("The import was finished before it could be stopped.")


class ClickedSheets(list[Any]):
    """Sheets during whose storing somebody clicks, as soon as the page begins to tell of them."""

    clicked = threading.Event()

    def __len__(self) -> int:
        if self.clicked.is_set() and threading.current_thread() is threading.main_thread():
            raise Clicked
        return super().__len__()


def test_datasets_that_are_whole_stay_when_the_rest_of_a_workbook_is_stopped(database: Database) -> None:
    workflow = workflows.add_workflow(database, Workflow(0, "Clauses"))
    tables = [replace(read_table(CSV, "golden.csv"), sheet=name) for name in ("One", "Two", "Three")]
    ClickedSheets.clicked.clear()

    def store(telling: SheetsTelling) -> SheetsResult:
        def begin(sheet: SheetBegun) -> None:
            telling.begin(sheet)
            if sheet.number == 2:  # and the click comes now
                ClickedSheets.clicked.set()
                assert telling.is_stopped.wait(30)

        return import_tables(database, tables, CSV, workflow.workflow_id, on_sheet=begin, on_stage=telling)

    with pytest.raises(Clicked):
        store_sheets_watched(ClickedSheets(tables), store)
    assert [one.dataset_name for one in datasets.list_current_versions(database, workflow.workflow_id)] == [
        "One"
    ]
    assert drawn_next().startswith("The import was stopped after 1 dataset of 3, which is stored.")
