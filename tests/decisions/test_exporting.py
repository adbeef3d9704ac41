"""The workbook and the .csv files: the report's numbers, every output and label, text that stays text."""

import csv
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from tests.store.building import a_candidate, a_label, a_run, a_version, a_workflow, outputs_by_key
from workbench.decisions.exporting import SHEETS, Export, export_csv, export_workbook, list_sheets
from workbench.decisions.report import report
from workbench.domain import Answer, BusinessFigures, Column, Kind, Role, Verdict, Workflow
from workbench.errors import NotFound
from workbench.store import dataset as datasets
from workbench.store.database import Database

FIGURES = BusinessFigures(1000, 12, 50, 2.4, 60, 11_160)


@pytest.fixture
def workflow(database: Database) -> Workflow:
    """Six items and two candidates; one answered, wrong, abstained, unsure, failed, unlabelled each, one idle."""
    workflow = a_workflow(database, figures=FIGURES, categories=("yes", "=no"))
    areas = dict(zip("abcdef", ["Tax", "Tax", "Law", "Law", "Law", "Law"], strict=True))
    version = a_version(database, workflow, {key: (f"=text {key}", "yes") for key in "abcdef"}, slices=areas)
    run = a_run(
        database,
        a_candidate(database, workflow, "Rules"),
        version,
        {
            "a": Answer("yes", cost_usd=0.02, latency_s=0.5, confidence=0.9),
            "b": "=no",
            "c": None,
            "d": "yes",
            "e": Answer(failure_reason="timed out"),
            "f": "yes",
        },
    )
    a_candidate(database, workflow, "Idle")
    ids = outputs_by_key(database, run)
    a_label(database, ids["a"], Verdict.CORRECT, "Ada", comment="@fine")
    a_label(database, ids["b"], Verdict.INCORRECT, "Ada", correction="yes", is_sample=True)
    a_label(database, ids["d"], Verdict.UNSURE, "Ben")
    return workflow


def table(path: Path, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet under its header, up to the blank row before the facts."""
    rows = list(load_workbook(path)[sheet].values)
    header, body = rows[0], []
    for row in rows[1:]:
        if not any(cell is not None for cell in row):
            break
        body.append(dict(zip(header, row, strict=True)))
    return body


def facts(path: Path, sheet: str) -> dict[str, Any]:
    rows = list(load_workbook(path)[sheet].values)
    blank = next(number for number, row in enumerate(rows) if not any(cell is not None for cell in row))
    return {row[0]: row[1] for row in rows[blank + 1 :]}


def test_the_summary_has_the_reports_numbers(database: Database, workflow: Workflow, tmp_path: Path) -> None:
    export_workbook(database, workflow, tmp_path / "out.xlsx")
    reported = report(database, workflow)
    rows = table(tmp_path / "out.xlsx", "Summary")
    assert [row["Candidate"] for row in rows] == ["Rules", "Idle"]
    names = {
        "Correct": "correct", "Incorrect": "incorrect", "Answered": "answered", "No answer": "no_answer",
        "Unsure": "unsure", "Failed": "failed", "Unlabelled": "unlabelled", "Precision": "precision_rate",
        "Precision low": "precision_low", "Precision high": "precision_high", "Coverage": "coverage_rate",
        "Bar": "bar_rate", "Verdict": "verdict",
    }  # fmt: skip
    for row, candidate in zip(rows, reported["candidates"], strict=True):
        for title, key in names.items():
            assert row[title] == pytest.approx(candidate[key]), title
    told = facts(tmp_path / "out.xlsx", "Summary")
    assert told["Finding"] == reported["finding"]
    assert isinstance(told["Written (UTC)"], dt.datetime)


def test_holds_the_sheets_it_promises_with_frozen_headers(
    database: Database, workflow: Workflow, tmp_path: Path
) -> None:
    export_workbook(database, workflow, tmp_path / "out.xlsx")
    book = load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == [
        "Summary", "Leaderboard", "Outputs", "Labels", "ROI", "By category", "By slice", "Failures", "Provenance",
    ]  # fmt: skip
    assert {book[name].freeze_panes for name in book.sheetnames} == {"A2"}
    kinds = {cell.data_type for name in book.sheetnames for row in book[name].iter_rows() for cell in row}
    assert "f" not in kinds, "no cell is a formula"


def test_lists_every_output_with_its_item_and_verdict(
    database: Database, workflow: Workflow, tmp_path: Path
) -> None:
    export_workbook(database, workflow, tmp_path / "out.xlsx")
    rows = {row["Item"]: row for row in table(tmp_path / "out.xlsx", "Outputs")}
    assert {key: row["Verdict"] for key, row in rows.items()} == {
        "a": "correct", "b": "incorrect", "c": "no answer", "d": "unsure", "e": "failed", "f": "unlabelled",
    }  # fmt: skip
    first = rows["a"]
    assert (first["Item: text"], first["Item: area"], first["Expected"], first["Answer"]) == (
        "=text a",
        "Tax",
        "yes",
        "yes",
    )
    assert (first["Cost, USD"], first["Latency, s"], first["Confidence"]) == (0.02, 0.5, 0.9)
    assert isinstance(first["Labelled (UTC)"], dt.datetime)
    assert (rows["b"]["Correction"], rows["b"]["Sample label"], rows["e"]["Failure"]) == (
        "yes",
        True,
        "timed out",
    )


def test_lists_every_standing_label_with_who_and_when(
    database: Database, workflow: Workflow, tmp_path: Path
) -> None:
    export_workbook(database, workflow, tmp_path / "out.xlsx")
    rows = table(tmp_path / "out.xlsx", "Labels")
    assert [(row["Item"], row["Labeler"], row["Verdict"], row["Sample label"]) for row in rows] == [
        ("a", "Ada", "correct", False),
        ("b", "Ada", "incorrect", True),
        ("d", "Ben", "unsure", False),
    ]
    assert rows[0]["Comment"] == "@fine"
    assert all(row["Counts in the Summary"] for row in rows)


def test_a_second_labelers_label_is_listed_but_only_one_counts(
    database: Database, workflow: Workflow, tmp_path: Path
) -> None:
    [rules, _] = report(database, workflow)["candidates"]
    output_id = database.rows("label.list_events", workflow_id=workflow.workflow_id, labeler="Ada", limit=1)[
        0
    ]["output_id"]
    a_label(database, output_id, Verdict.CORRECT, "Cy")
    export_workbook(database, workflow, tmp_path / "out.xlsx")
    standing = [row for row in table(tmp_path / "out.xlsx", "Labels") if row["Item"] == "b"]
    assert [(row["Labeler"], row["Counts in the Summary"]) for row in standing] == [
        ("Ada", False),
        ("Cy", True),
    ]
    assert report(database, workflow)["candidates"][0]["correct"] == rules["correct"] + 1


def test_the_roi_sheet_shows_both_policies_and_the_figures_used(
    database: Database, workflow: Workflow, tmp_path: Path
) -> None:
    export_workbook(database, workflow, tmp_path / "out.xlsx")
    rows = table(tmp_path / "out.xlsx", "ROI")
    assert [(row["Policy"], row["Candidate"]) for row in rows] == [
        ("unreviewed", "Rules"),
        ("reviewed", "Rules"),
    ]
    for row in rows:
        assert row["By hand"] - row["With the candidate"] == pytest.approx(row["Saving a month, USD"])
        assert (row["Correct"], row["Answered"], row["Not judged"], row["Bar"]) == (1, 2, 2, 0.95)
    told = facts(tmp_path / "out.xlsx", "ROI")
    assert (told["Items a month"], told["Set-up cost"]) == (1000, 11_160)
    assert told["Measured on"] == "Golden, version 1, all items (6 items)"
    assert "USD per US dollar" not in told


def test_a_roi_sheet_without_figures_says_what_is_missing(database: Database, tmp_path: Path) -> None:
    bare = a_workflow(database, "Bare")
    a_version(database, bare, {"a": ("a", "x")})
    export_workbook(database, bare, tmp_path / "out.xlsx")
    assert table(tmp_path / "out.xlsx", "ROI") == []
    assert facts(tmp_path / "out.xlsx", "ROI")["Missing, unreviewed"].endswith("is not entered.")


@pytest.mark.parametrize("sheet", SHEETS)
def test_each_sheet_is_also_a_csv(database: Database, workflow: Workflow, tmp_path: Path, sheet: str) -> None:
    export_csv(database, workflow, sheet, tmp_path / "out.csv")
    export_workbook(database, workflow, tmp_path / "out.xlsx")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(table(tmp_path / "out.xlsx", sheet))
    if sheet == "Outputs":
        assert rows[1]["Answer"] == "'=no"


def test_dates_of_the_dataset_are_dates_in_the_workbook(database: Database, tmp_path: Path) -> None:
    workflow = a_workflow(database)
    columns = [Column("id", Role.ID), Column("signed", Role.INPUT, Kind.DATE)]
    cells = [("a", json.dumps({"signed": "2026-11-23"})), ("b", json.dumps({"signed": "soon"}))]
    items = pd.DataFrame(
        [(key, content, "x", key, place) for place, (key, content) in enumerate(cells)],
        columns=["item_key", "content", "expected", "content_hash", "position"],
    )
    version = datasets.add_version(
        database, workflow.workflow_id, "Golden", columns, items, datasets.Source()
    )
    a_run(database, a_candidate(database, workflow), version, {"a": "x", "b": "x"})
    export_workbook(database, workflow, tmp_path / "out.xlsx")
    rows = table(tmp_path / "out.xlsx", "Outputs")
    assert [row["Item: signed"] for row in rows] == [dt.datetime(2026, 11, 23), "soon"]


def test_refuses_a_workflow_without_a_dataset(database: Database, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="has no golden dataset"):
        export_workbook(database, a_workflow(database), tmp_path / "out.xlsx")


def test_lists_its_sheets_with_the_rows_they_really_have(
    database: Database, workflow: Workflow, tmp_path: Path
) -> None:
    version = datasets.list_current_versions(database, workflow.workflow_id)[0]
    export_workbook(database, workflow, tmp_path / "out.xlsx")
    notes = list_sheets(Export(database, workflow, version, None))
    assert [note.name for note in notes] == load_workbook(tmp_path / "out.xlsx").sheetnames
    counted = {note.name: note.row_count for note in notes if note.row_count is not None}
    assert counted == {
        name: len(table(tmp_path / "out.xlsx", name))
        for name in ("Summary", "Leaderboard", "Outputs", "Labels", "Failures")
    }


def test_a_sheet_in_parts_is_also_a_csv(database: Database, workflow: Workflow, tmp_path: Path) -> None:
    export_csv(database, workflow, "By slice", tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["area"], row["Correct"], row["Incorrect"]) for row in rows] == [
        ("Law", "0", "0"),
        ("Tax", "1", "1"),
    ]


def test_text_longer_than_a_cell_is_cut_in_the_workbook_and_whole_in_the_csv(
    database: Database, tmp_path: Path
) -> None:
    workflow = a_workflow(database)
    long = "=" + "word " * 20_000
    version = a_version(database, workflow, {"a": (long, "x")})
    a_run(database, a_candidate(database, workflow), version, {"a": long})
    export_workbook(database, workflow, tmp_path / "out.xlsx")
    book = load_workbook(tmp_path / "out.xlsx")
    [row] = table(tmp_path / "out.xlsx", "Outputs")
    assert len(row["Answer"]) <= 32_767 and row["Answer"].endswith("[cut: 100,001 characters in all]")
    assert row["Item: text"].startswith("=word")
    # The text of the item, the answer, and the answer once more as a category.
    assert book["Notes"]["A1"].value.startswith("3 cells were longer")
    parts = [part for part in table(tmp_path / "out.xlsx", "Long texts") if part["Column"] == "Answer"]
    assert [part["Part"] for part in parts] == list(range(1, len(parts) + 1)) and parts[0][
        "Sheet"
    ] == "Outputs"
    assert "".join(part["Text"] for part in parts) == long
    export_csv(database, workflow, "Outputs", tmp_path / "out.csv")
    standing = csv.field_size_limit(200_000)  # one limit for the whole process: it is put back
    try:
        with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
            assert next(csv.DictReader(file))["Answer"] == f"'{long}"
    finally:
        csv.field_size_limit(standing)


def test_answers_that_look_like_formulas_are_text_cells(database: Database, tmp_path: Path) -> None:
    workflow = a_workflow(database)
    hostile = ["=1+1", "+31 6", "-2+3", "@SUM(A1)", '=HYPERLINK("http://example.org")', "007"]
    version = a_version(database, workflow, {str(n): (text, text) for n, text in enumerate(hostile)})
    run = a_run(
        database,
        a_candidate(database, workflow, "=1+2"),
        version,
        {str(n): text for n, text in enumerate(hostile)},
    )
    for output_id in outputs_by_key(database, run).values():
        a_label(database, output_id, Verdict.INCORRECT, "=Ada", comment="=2+2", correction="-7")
    export_workbook(database, workflow, tmp_path / "out.xlsx")
    book = load_workbook(tmp_path / "out.xlsx")
    cells = [cell for page in book for row in page.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [row["Answer"] for row in table(tmp_path / "out.xlsx", "Outputs")] == hostile
    assert table(tmp_path / "out.xlsx", "Labels")[0]["Comment"] == "=2+2"
