"""A vendor's file of outputs: looked at, taken over, and brought up to date."""

from io import BytesIO
from threading import Thread

import openpyxl
import pytest

from tests.runs.building import a_world, rules
from tests.store.building import a_workflow
from workbench.comparison import list_standings
from workbench.datasets.importing import import_dataset
from workbench.domain import AnswerType, Label, Verdict
from workbench.errors import BadMapping, BadSetting
from workbench.runs.outputs_columns import OutputsColumns
from workbench.runs.outputs_file import import_outputs, preview_outputs
from workbench.spreadsheets.reading import read_table
from workbench.store import candidate as candidates
from workbench.store import label as labels
from workbench.store import run as runs
from workbench.store.database import Database

FILE = b"id,who,answer,verdict\nk0,A,Law,correct\nk1,A,,no answer\nk0,B,Cap,wrong\nk9999,B,Cap,wrong\n"
COLUMNS = OutputsColumns("id", "answer", "who", "verdict")


def take(database: Database, workflow_id: int, data: bytes, **more):
    return import_outputs(database, data, "v.csv", workflow_id, "who", "id", "answer", "verdict", **more)


def test_a_look_at_three_rows_stores_nothing(database: Database):
    workflow, version = a_world(database)
    rows = preview_outputs(database, read_table(FILE, "v.csv"), version.dataset_version_id, COLUMNS)
    assert [(row.candidate, row.item.item_key, row.answer, row.verdict) for row in rows] == [
        ("A", "k0", "Law", Verdict.CORRECT), ("A", "k1", None, Verdict.NO_ANSWER),
        ("B", "k0", "Cap", Verdict.INCORRECT),
    ]  # fmt: skip
    assert candidates.list_candidates(database, workflow.workflow_id) == []


def test_a_file_of_which_nothing_fits_says_why(database: Database):
    _, version = a_world(database)
    table = read_table(b"id,answer\nq1,x\nq2,y\n", "v.csv")
    with pytest.raises(BadMapping, match=r"No row of “v\.csv” can be taken over.*“q1”"):
        preview_outputs(database, table, version.dataset_version_id, OutputsColumns("id", "answer"))


def test_rows_are_taken_over_refused_and_not_doubled(database: Database):
    workflow, _ = a_world(database)
    result = take(database, workflow.workflow_id, FILE, usd_per_item=0.02)
    assert (result.outputs_added, result.labels_added, len(result.refused)) == (3, 3, 1)
    assert "k9999" in result.refused[0].reason
    again = take(database, workflow.workflow_id, FILE)
    assert (again.outputs_added, again.labels_added) == (0, 0)
    stored = candidates.list_candidates(database, workflow.workflow_id)
    assert [one.settings for one in stored] == [{"file_name": "v.csv", "usd_per_item": 0.02}] * 2


def test_a_name_that_cannot_take_outputs_leaves_nothing_half_stored(database: Database):
    workflow, _ = a_world(database)
    rules(database, workflow)
    clash = FILE.replace(b",B,", b",Rules,")
    with pytest.raises(BadSetting, match="already answers as “rules”"):
        take(database, workflow.workflow_id, clash)
    assert [one.name for one in candidates.list_candidates(database, workflow.workflow_id)] == ["Rules"]
    take(database, workflow.workflow_id, FILE)
    vendor = candidates.find_candidate(database, workflow.workflow_id, "A")
    assert vendor
    candidates.set_candidate_archived(database, vendor.candidate_id, True)
    with pytest.raises(BadSetting, match="“A” is archived"):
        take(database, workflow.workflow_id, FILE)


def test_a_new_price_does_not_part_newer_outputs_from_the_earlier_ones(database: Database):
    workflow, _ = a_world(database)
    take(database, workflow.workflow_id, FILE)
    vendor = candidates.find_candidate(database, workflow.workflow_id, "A")
    assert vendor
    candidates.set_candidate_settings(database, vendor, vendor.settings | {"usd_per_item": 0.5})
    take(database, workflow.workflow_id, FILE.replace(b"k1,A,,no answer", b"k1,A,Cap,correct"))
    answers = runs.list_current_answers(database, vendor.candidate_id)
    assert sorted(str(answer) for _, answer in answers.values()) == ["Cap", "Law"]


def test_one_name_in_two_spellings_is_one_candidate_that_cannot_contradict_itself(database: Database):
    workflow, _ = a_world(database)
    data = b"id,who,answer,verdict\nk0,GPT,Law,ok\nk0,gpt,Cap,wrong\nk1,gpt,Cap,ok\nk2,GPT,Law,ok\n"
    first = take(database, workflow.workflow_id, data)
    assert (first.candidates, first.outputs_added, first.labels_added) == (["GPT"], 3, 3)
    assert "a second time, differently from row 2" in first.refused[0].reason
    again = take(database, workflow.workflow_id, data)
    assert (again.outputs_added, again.labels_added) == (0, 0)


def test_the_same_file_again_does_not_overrule_what_its_labeler_said_since(database: Database):
    workflow, _ = a_world(database)
    take(database, workflow.workflow_id, FILE, labeler="Ada")
    vendor = candidates.find_candidate(database, workflow.workflow_id, "A")
    assert vendor
    outputs = {
        answer: one for one, answer in runs.list_current_answers(database, vendor.candidate_id).values()
    }
    labels.add_label(database, Label(outputs["Law"], "Ada", Verdict.INCORRECT, "Cap"))
    labels.add_label(database, Label(outputs[None], "Ada", None))
    assert take(database, workflow.workflow_id, FILE, labeler="Ada").labels_added == 0
    [stands] = labels.list_standing(database, outputs["Law"])
    assert (stands.verdict, stands.correction) == (Verdict.INCORRECT, "Cap")
    assert labels.list_standing(database, outputs[None]) == []
    changed = FILE.replace(b"Law,correct", b"Law,unsure")
    assert take(database, workflow.workflow_id, changed, labeler="Ada").labels_added == 1
    assert take(database, workflow.workflow_id, FILE, labeler="Ada").labels_added == 1
    assert labels.list_standing(database, outputs["Law"])[0].verdict is Verdict.CORRECT


def test_the_same_file_imported_by_several_at_once_is_stored_once(database: Database):
    workflow, _ = a_world(database)
    threads = [Thread(target=take, args=(database, workflow.workflow_id, FILE)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(runs.list_runs(database, workflow.workflow_id)), labels.count_events(database)) == (2, 3)


def test_outputs_join_those_that_count_after_an_archived_run_comes_back(database: Database):
    workflow, _ = a_world(database)
    take(database, workflow.workflow_id, FILE)
    vendor = candidates.find_candidate(database, workflow.workflow_id, "A")
    assert vendor
    first = next(run for run in runs.list_runs(database) if run.candidate_id == vendor.candidate_id)
    runs.set_run_archived(database, first.run_id, True)
    candidates.set_candidate_settings(database, vendor, vendor.settings | {"usd_per_item": 0.5})
    take(database, workflow.workflow_id, FILE)
    second = next(run for run in runs.list_runs(database) if run.candidate_id == vendor.candidate_id)
    runs.set_run_archived(database, first.run_id, False)
    runs.set_run_archived(database, second.run_id, True)
    take(database, workflow.workflow_id, FILE.replace(b"k1,A,,no answer", b"k1,A,Cap,correct"))
    runs.set_run_archived(database, second.run_id, False)
    take(database, workflow.workflow_id, FILE.replace(b"k1,A,,no answer", b"k2,A,Law,correct"))
    answers = runs.list_current_answers(database, vendor.candidate_id)
    assert [answer for _, answer in answers.values()].count("Law") == 2


@pytest.mark.parametrize(
    ("cells", "shown_as"),
    [
        ((0.1, 0.25, 0.5), "0%"),
        ((1234.5, 7, 80), "$#,##0.00"),
        ((5, 42, 7), "00000"),
        ((0.1 + 0.2, 2, 3), "General"),
    ],
)
def test_a_workbook_s_figures_are_read_as_those_of_the_golden_dataset(
    database: Database, cells: tuple[float, ...], shown_as: str
):
    workflow = a_workflow(database, answer_type=AnswerType.SHORT_TEXT, trusted_scorer="exact")
    golden = _workbook(
        ("id", "question", "expected"), [(n, f"Question {n}", cells[n]) for n in range(3)], shown_as
    )
    version = import_dataset(
        database, golden, "g.xlsx", workflow.workflow_id, None, None, "id", ["question"], "expected"
    ).version
    outputs = _workbook(("id", "answer"), [(n, cells[n]) for n in range(3)], shown_as)
    for added in (3, 0):
        done = import_outputs(
            database, outputs, "v.xlsx", workflow.workflow_id, None, "id", "answer", candidate_name="A"
        )
        assert (done.outputs_added, done.refused) == (added, [])
    [standing] = list_standings(database, workflow, version)
    assert (standing.correct, standing.incorrect) == (3, 0)


def _workbook(head: tuple[str, ...], rows: list[tuple[object, ...]], shown_as: str) -> bytes:
    """A workbook whose ids have leading zeros by their format, and whose last column is shown in another."""
    book, file = openpyxl.Workbook(), BytesIO()
    page = book.worksheets[0]
    for row in (head, *rows):
        page.append(row)
    for row in page.iter_rows(min_row=2):
        row[0].number_format, row[-1].number_format = "000", shown_as
    book.save(file)
    return file.getvalue()
