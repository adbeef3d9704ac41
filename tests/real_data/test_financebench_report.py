"""FinanceBench: 2,400 real answers with human labels give the published counts in report, page and workbook."""

from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from tests.real_data.folder import real_data
from workbench.comparison import list_standings, slice_standings
from workbench.comparison.pair_sentences import finding_words
from workbench.comparison.pairs import compare
from workbench.datasets.importing import import_dataset
from workbench.decisions.exporting import export_workbook
from workbench.decisions.report import report
from workbench.domain import AnswerType, BusinessFigures, Workflow
from workbench.runs.outputs_file import import_outputs
from workbench.store import dataset as datasets
from workbench.store import workflow as workflows
from workbench.store.database import Database, close_database, open_database


@pytest.fixture(scope="module")
def folder() -> Path:
    return real_data("financebench")


@pytest.fixture(scope="module")
def filled(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A database with the golden workbook and all sixteen configurations imported."""
    path = tmp_path_factory.mktemp("financebench") / "workbench.duckdb"
    database = open_database(path)
    workflow = workflows.add_workflow(
        database, Workflow(0, "Filing questions", answer_type=AnswerType.SHORT_TEXT)
    )
    import_dataset(database, folder / "golden.xlsx", "golden.xlsx", workflow.workflow_id)
    _import_runs(database, folder, workflow)
    yield database, workflow
    close_database(path)


def _import_runs(database: Database, folder: Path, workflow: Workflow) -> Any:
    name = "runs_with_human_labels.csv"
    return import_outputs(
        database, folder / name, name, workflow.workflow_id, "config", "financebench_id", "model_answer",
        verdict_column="human_label", labeler="Paper's authors",
    )  # fmt: skip


def _published(folder: Path) -> dict[str, tuple[int, int, int]]:
    table = pd.read_csv(folder / "counts_16_configs.csv")
    return {row[0]: (int(row[1]), int(row[2]), int(row[3])) for row in table.itertuples(index=False)}


def test_the_report_gives_the_published_counts_of_all_sixteen(filled: Any, folder: Path) -> None:
    database, workflow = filled
    candidates = report(database, workflow)["candidates"]
    counts = {one["candidate"]: (one["correct"], one["incorrect"], one["no_answer"]) for one in candidates}
    assert len(counts) == 16
    assert counts == _published(folder)
    for one in candidates:
        assert (one["unsure"], one["failed"], one["unlabelled"]) == (0, 0, 0)
        assert one["answered"] == one["correct"] + one["incorrect"]
        assert one["coverage_rate"] == pytest.approx(one["answered"] / 150)
        assert one["bar_rate"] == 0.95


def test_the_report_gives_the_figures_of_search_in_a_shared_store(filled: Any) -> None:
    database, workflow = filled
    [found] = [
        one
        for one in report(database, workflow)["candidates"]
        if one["candidate"] == "gpt-4-1106-preview_sharedStore"
    ]
    assert (round(found["precision_low"], 4), round(found["precision_high"], 4)) == (0.4421, 0.7300)
    assert found["sentence"].replace("\N{NO-BREAK SPACE}", " ") == (
        "“gpt-4-1106-preview_sharedStore” is right in 29 of the 49 answers it gives (59 %), all "
        "labelled, and answers 33 % of questions: in this pool it is below the 95 % bar"
    )


def test_every_configuration_is_below_the_bar_as_a_fact_about_this_pool(filled: Any) -> None:
    database, workflow = filled
    certificates = {one["candidate"]: one["certificate"] for one in report(database, workflow)["candidates"]}
    assert {one["verdict"] for one in certificates.values()} == {"below the bar, all labelled"}
    best = max(certificates.values(), key=lambda one: one["right"])
    assert (best["right"], best["answered"], best["low"], best["high"]) == (134, 148, 134 / 148, 134 / 148)
    seven = [one for one in certificates.values() if (one["right"], one["answered"]) == (7, 8)]
    assert seven, "closed-book GPT-4"
    assert all("in this pool it is below the 95" in one["sentence"] for one in seven)


@pytest.fixture(scope="module")
def book(filled: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The exported workbook, read back; the workflow has business figures in it."""
    database, workflow = filled
    path = tmp_path_factory.mktemp("export") / "filing questions.xlsx"
    export_workbook(database, replace(workflow, figures=BusinessFigures(2000, 25, 80, 6, 250, 20_000)), path)
    return load_workbook(path, read_only=True)


def test_the_workbook_gives_the_same_counts_and_every_output_and_label(book: Any, folder: Path) -> None:
    header, *rows = book["Summary"].values
    places = [header.index(title) for title in ("Candidate", "Correct", "Incorrect", "No answer")]
    counts = {row[places[0]]: tuple(row[place] for place in places[1:]) for row in rows[:16]}
    assert counts == _published(folder)
    assert sum(1 for _ in book["Outputs"].values) == 1 + 2400
    assert sum(1 for _ in book["Labels"].values) == 1 + 2400


def test_the_workbook_gives_the_reports_figures_for_all_sixteen(filled: Any, book: Any) -> None:
    database, workflow = filled
    reported = {one["candidate"]: one for one in report(database, workflow)["candidates"]}
    summary = _rows(book["Summary"], 16)
    assert {row["Candidate"] for row in summary} == set(reported)
    titles = {
        "Correct": "correct", "Incorrect": "incorrect", "Answered": "answered", "No answer": "no_answer",
        "Unsure": "unsure", "Failed": "failed", "Unlabelled": "unlabelled", "Precision": "precision_rate",
        "Precision low": "precision_low", "Precision high": "precision_high", "Coverage": "coverage_rate",
        "Bar": "bar_rate", "Finding": "sentence", "Verdict": "verdict",
    }  # fmt: skip
    for row in summary:
        for title, key in titles.items():
            assert row[title] == pytest.approx(reported[row["Candidate"]][key]), (row["Candidate"], title)
    roi = _rows(book["ROI"], 32)
    assert {row["Candidate"] for row in roi} == set(reported)
    for row in roi:
        one = reported[row["Candidate"]]
        assert (row["Correct"], row["Answered"]) == (one["correct"], one["answered"])
        share, precision, by_hand = one["answered"] / 150, one["precision_rate"], 25 / 60 * 80
        unreviewed = 2000 * (share * by_hand - share * (1 - precision) * 250)
        reviewed = 2000 * (share * precision * by_hand - share * 6 / 60 * 80)
        expected = unreviewed if row["Policy"] == "unreviewed" else reviewed
        assert row["Saving a month, USD"] == pytest.approx(expected)


def _rows(sheet: Any, count: int) -> list[dict[str, Any]]:
    header, *rows = islice(sheet.values, count + 1)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_slices_add_up_to_the_whole(filled: Any, folder: Path) -> None:
    database, workflow = filled
    version = datasets.list_current_versions(database, workflow.workflow_id)[0]
    parts = slice_standings(database, workflow, version, None, "question_type")
    assert {part.value for part in parts} == {"metrics-generated", "domain-relevant", "novel-generated"}
    sums: dict[str, list[int]] = {}
    for part in parts:
        total = sums.setdefault(part.candidate_name, [0, 0, 0])
        for place, number in enumerate((part.correct, part.incorrect, part.no_answer)):
            total[place] += number
    assert {name: tuple(total) for name, total in sums.items()} == _published(folder)


def test_importing_the_same_files_again_adds_nothing(filled: Any, folder: Path) -> None:
    database, workflow = filled
    before = workflows.count_attached(database, workflow.workflow_id)
    again = _import_runs(database, folder, workflow)
    assert (again.outputs_added, again.labels_added) == (0, 0)
    assert not import_dataset(
        database, folder / "golden.xlsx", "golden.xlsx", workflow.workflow_id
    ).is_new_version
    assert workflows.count_attached(database, workflow.workflow_id) == before


def test_the_compare_page_gives_the_published_pairs(filled: Any) -> None:
    database, workflow = filled
    version = datasets.list_current_versions(database, workflow.workflow_id)[0]
    standings = {one.candidate_name: one for one in list_standings(database, workflow, version)}
    first = standings["gpt-4-1106-preview_inContext_reverse"]
    pair = compare(database, version, first, standings["claude-2_inContext_reverse"])
    assert (pair.both, pair.first_only, pair.second_only, pair.neither) == (99, 19, 15, 17)
    assert (round(pair.fixed_look.mid_p, 4), round(pair.fixed_look.exact, 4)) == (0.4996, 0.6076)
    assert pair.better is None and not pair.left_out
    assert "cannot be told apart on these items" in finding_words(pair)
