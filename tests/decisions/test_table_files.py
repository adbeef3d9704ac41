"""Sheets of results as files for programs, and back again."""

import datetime as dt
from pathlib import Path

import pytest

from tests.store.building import a_candidate, a_label, a_run, a_version, a_workflow, outputs_by_key
from workbench.datasets.intake import open_file
from workbench.decisions.exporting import Export, export_csv, export_table, export_workbook, list_sheets
from workbench.decisions.table_files import FILE_FORMATS, write_table
from workbench.domain import Answer, BusinessFigures, Verdict
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
    assert names == [
        "Summary", "Leaderboard", "Outputs", "Labels", "ROI", "By category", "Failures", "Provenance",
    ]  # fmt: skip
    for name in names:
        for file_format in FILE_FORMATS:
            target = tmp_path / f"{name}{SUFFIX[file_format]}"
            export_table(database, workflow, name, target, file_format)
            assert target.stat().st_size
    [failure] = read(tmp_path / "Failures.parquet")
    assert (failure["Item"], failure["Reason"]) == ("b", "The endpoint did not answer.")
    [run] = read(tmp_path / "Provenance.jsonl.zip")
    assert (run["Items"], run["Done"], run["Failed"], run["Cost, USD"]) == (2, 2, 1, 0.25)


def test_every_sheet_as_plain_csv_reads_back_as_it_was(database: Database, tmp_path: Path) -> None:
    """The file that Excel opens, without a schema beside it: text, numbers, moments and nothing stay what they are."""
    workflow = a_workflow(
        database, categories=("007", "=no"), figures=BusinessFigures(1000, 12, 50, 2.4, 60, 11_160)
    )
    texts = [
        "=1+1",
        "'=1",
        "007",
        "12.50",
        "true",
        "2026-11-26",
        'a "b", c\r\nd',
        "",
        " ",
        "é €",
        "x" * 40_000,
    ]
    items = {f"k{number}": (text, text or None) for number, text in enumerate(texts)}
    version = a_version(database, workflow, items, slices={key: text[:9] for key, (text, _) in items.items()})
    answers = {
        key: Answer(text or None, confidence=0.1 + 0.2, cost_usd=1e-9, latency_s=2.0)
        for key, (text, _) in items.items()
    } | {"k1": Answer(failure_reason="-timed out")}
    run = a_run(database, a_candidate(database, workflow, "=1+2"), version, answers)
    for labeler, verdict in (("@Ada", Verdict.CORRECT), ("Ben", Verdict.INCORRECT)):
        a_label(
            database, outputs_by_key(database, run)["k0"], verdict, labeler, comment="+1", correction="2.50"
        )
    names = [note.name for note in list_sheets(Export(database, workflow, version, None))]
    assert {"Outputs", "Labels", "ROI", "By category", "By slice", "Disagreements", "Failures"} < set(names)
    for name in names:
        export_csv(database, workflow, name, tmp_path / "plain.csv")
        export_table(database, workflow, name, tmp_path / "packed.csv.zip", "csv")
        plain, packed = read(tmp_path / "plain.csv"), read(tmp_path / "packed.csv.zip")
        assert plain == packed, name
        kinds = [[type(cell) for cell in row.values()] for row in plain]
        assert kinds == [[type(cell) for cell in row.values()] for row in packed], name
    export_csv(database, workflow, "Outputs", tmp_path / "Outputs.csv")
    with open_file(database, tmp_path / "Outputs.csv") as intake:
        answers_read = intake.table.values("Answer")
    assert answers_read == [answers[key].text for key in items]


def test_a_long_text_of_the_workbook_is_whole_again_when_it_comes_back(
    database: Database, tmp_path: Path
) -> None:
    workflow = a_workflow(database)
    long = {"a": "=" + "word " * 20_000, "b": "short", "c": "\N{GRINNING FACE}" * 20_000}
    version = a_version(database, workflow, {key: (text, "x") for key, text in long.items()})
    a_run(database, a_candidate(database, workflow), version, long)
    export_workbook(database, workflow, tmp_path / "out.xlsx")
    table = read_table(tmp_path / "out.xlsx", sheet="Outputs")
    assert dict(zip(table.values("Item"), table.values("Answer"), strict=True)) == long
    assert dict(zip(table.values("Item"), table.values("Item: text"), strict=True)) == long


def test_another_format_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="Choose one of: csv, jsonl, parquet"):
        write_table(tmp_path / "x.doc", Sheet("Outputs", COLUMNS, ROWS), "doc")
