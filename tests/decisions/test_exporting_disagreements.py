"""The workbook's sheet of disagreements: promised with its rows, there where people disagree and only there."""

import csv
from pathlib import Path

from openpyxl import load_workbook

from tests.labeling.overlapping import an_overlap
from tests.store.building import a_label
from workbench.decisions.exporting import Export, export_csv, export_workbook, list_sheets
from workbench.domain import Verdict
from workbench.store.database import Database


def test_disagreements_and_decisions_are_taken_along(database: Database, tmp_path: Path) -> None:
    workflow, version, ids = an_overlap(database, {"Ada": "ccc", "Ben": "cii"})
    a_label(
        database, ids["k001"], Verdict.CORRECT, "Dora", source="adjudication", comment="=It names the law."
    )
    notes = {note.name: note.row_count for note in list_sheets(Export(database, workflow, version, None))}
    assert notes["Disagreements"] == 2
    export_workbook(database, workflow, tmp_path / "out.xlsx")
    header, first, second = list(load_workbook(tmp_path / "out.xlsx")["Disagreements"].values)
    row = dict(zip(header, first, strict=True))
    assert (row["Verdict: Ada"], row["Verdict: Ben"]) == ("correct", "incorrect")
    assert (row["Adjudicated verdict"], row["Reason"]) == ("correct", "=It names the law.")
    assert dict(zip(header, second, strict=True))["Adjudicated verdict"] is None
    export_csv(database, workflow, "Disagreements", tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [line["Item"] for line in csv.DictReader(file)] == ["k001", "k002"]


def test_without_disagreements_there_is_no_such_sheet(database: Database, tmp_path: Path) -> None:
    workflow, version, _ = an_overlap(database, {"Ada": "cc", "Ben": "cc"})
    assert "Disagreements" not in [
        note.name for note in list_sheets(Export(database, workflow, version, None))
    ]
    export_workbook(database, workflow, tmp_path / "out.xlsx")
    assert "Disagreements" not in load_workbook(tmp_path / "out.xlsx").sheetnames
