"""Sheets of results as files for programs, and back again."""

import datetime as dt
from pathlib import Path

import pytest

from tests.store.building import a_candidate, a_run, a_version, a_workflow
from workbench.decisions.exporting import Export, export_table, list_sheets
from workbench.decisions.table_files import FILE_FORMATS, write_table
from workbench.domain import Answer
from workbench.errors import BadSetting
from workbench.spreadsheets.reading import read_table
from workbench.spreadsheets.writing import Figure, Sheet, SheetColumn
from workbench.store.database import Database

SUFFIX = {"csv": ".csv.zip", "jsonl": ".jsonl.zip", "parquet": ".parquet"}
ROWS = [
    ["=1+1", 3, 0.1, True, dt.datetime(2026, 11, 26, 1, 2, 3), None, "x" * 40_000],
    ["'quoted", 4, 1e-9, False, None, "007", "line one\nline two"],
    ["", 5, None, None, dt.datetime(2026, 1, 1), "null", "|tab\t"],
]
COLUMNS = [
    SheetColumn("Item"), SheetColumn("Count", Figure.COUNT), SheetColumn("Rate", Figure.RATE), SheetColumn("Flag"),
    SheetColumn("When", Figure.TIME), SheetColumn("Item"), SheetColumn("Text"),
]  # fmt: skip


def read(path: Path) -> list[dict[str, object]]:
    table = read_table(path.read_bytes(), path.name)
    rows = table.rows.astype(object).where(table.rows.notna(), None)
    return [dict(zip(table.columns, row, strict=True)) for row in rows.itertuples(index=False)]


@pytest.mark.parametrize("file_format", FILE_FORMATS)
def test_a_sheet_reads_back_cell_by_cell(file_format: str, tmp_path: Path) -> None:
    target = tmp_path / f"sheet{SUFFIX[file_format]}"
    write_table(target, Sheet("Outputs", COLUMNS, ROWS, [("Written", dt.date(2026, 11, 26))]), file_format)
    back = read(target)
    names = ["Item", "Count", "Rate", "Flag", "When", "Item 2", "Text"]
    assert [name for name in back[0] if name != "Row"] == names
    for row, found in zip(ROWS, back, strict=True):
        expected = [cell.isoformat() if isinstance(cell, dt.datetime) else cell for cell in row]
        assert [found[name] for name in names] == expected


def test_every_sheet_of_an_export_can_be_had_in_every_format(database: Database, tmp_path: Path) -> None:
    workflow = a_workflow(database)
    version = a_version(database, workflow, {"a": ("one", "x"), "b": ("two", "y")})
    answers = {"a": Answer("x", cost_usd=0.25), "b": Answer(failure_reason="The endpoint did not answer.")}
    a_run(database, a_candidate(database, workflow), version, answers)
    names = [note.name for note in list_sheets(Export(database, workflow, version, None))]
    assert names == ["Summary", "Outputs", "Labels", "ROI", "By category", "Failures", "Provenance"]
    for name in names:
        for file_format in FILE_FORMATS:
            target = tmp_path / f"{name}{SUFFIX[file_format]}"
            export_table(database, workflow, name, target, file_format)
            assert target.stat().st_size
    [failure] = read(tmp_path / "Failures.parquet")
    assert (failure["Item"], failure["Reason"]) == ("b", "The endpoint did not answer.")
    [run] = read(tmp_path / "Provenance.jsonl.zip")
    assert (run["Items"], run["Done"], run["Failed"], run["Cost, USD"]) == (2, 2, 1, 0.25)


def test_another_format_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="Choose one of: csv, jsonl, parquet"):
        write_table(tmp_path / "x.doc", Sheet("Outputs", COLUMNS, ROWS), "doc")
