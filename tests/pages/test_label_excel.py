"""Label, in Excel: outputs go out in a workbook and labels come back, each half saying what it will do."""

import io
from pathlib import Path

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.framing import button, field, open_page, read, replace_links, settled
from tests.store.building import a_label, a_small_world, outputs_by_key
from workbench.domain import Verdict, Workflow
from workbench.labeling.workbook import write_out
from workbench.store import dataset as datasets
from workbench.store import label as labels
from workbench.store import run as runs
from workbench.store.database import Database


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    replace_links(monkeypatch)


@pytest.fixture
def workflow(database: Database) -> Workflow:
    return a_small_world(database)[0]


def sit_down(name: str = "Ada") -> AppTest:
    page = open_page("label", view="excel")
    field(page.text_input, "Your name").set_value(name)
    button(page, "Start labelling").click().run()
    return settled(page)


def filled_workbook(database: Database, workflow: Workflow, folder: Path, **verdicts: str) -> bytes:
    path = folder / "labels.xlsx"
    write_out(database, workflow, datasets.get_version(database, 1), None, "Ada", path)
    book = openpyxl.load_workbook(path)
    page = book["Labels"]
    at = [cell.value for cell in page[1]].index("Verdict")
    for row in page.iter_rows(min_row=2):
        row[at].value = verdicts.get(str(row[0].value))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_labels_come_back_once_and_conflicts_are_shown(
    database: Database, workflow: Workflow, tmp_path: Path
) -> None:
    data = filled_workbook(database, workflow, tmp_path, a="correct", b="wrong", c="perhaps not")
    page = sit_down()
    words = read(page)
    assert "One row per output without a label" in words
    assert "Bringing a file back twice changes nothing." in words
    page.file_uploader[0].upload("labels.xlsx", data).run()
    words = read(settled(page))
    assert "2 new labels of Ada. 1 row cannot be taken over." in words
    assert "“perhaps not” is no verdict" in words
    button(page, "Store 2 labels").click().run()
    assert "2 labels of Ada stored." in read(settled(page))
    assert labels.count_events(database) == 2
    assert "Nothing new in this file. 2 stand already." in read(page)
    output_id = outputs_by_key(database, runs.get_run(database, 1))["a"]
    a_label(database, output_id, Verdict.UNSURE)
    page.run()
    words = read(settled(page))
    assert "1 changed here meanwhile" in words
    assert "What stands in the app stays unless you tick a row." in words


def test_another_file_is_refused_in_words(database: Database, workflow: Workflow) -> None:
    page = sit_down()
    page.file_uploader[0].upload("other.xlsx", b"PK\x03\x04 nothing of ours").run()
    assert "is not a labelling workbook from here" in read(settled(page))
