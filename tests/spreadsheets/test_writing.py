"""Workbooks and .csv files: real numbers and dates, text that stays text, long cells, refusals."""

import csv
import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook

from workbench.spreadsheets import writing
from workbench.spreadsheets.results_csv import write_csv
from workbench.spreadsheets.writing import (
    Figure,
    Sheet,
    SheetColumn,
    UnwritableFile,
    write_workbook,
)

MOMENT = dt.datetime(2026, 11, 23, 14, 5)
HOSTILE = ["=1+1", "+31 6 1234", "-2+3", "@SUM(A1)", "http://example.org", "007", "{=A1}", "\t=1", "_x0041_"]


def one_column(cells: list[Any], figure: Figure = Figure.GENERAL) -> Sheet:
    return Sheet("Sheet", [SheetColumn("Value", figure)], [[cell] for cell in cells])


def read_back(path: Path) -> list[Any]:
    return [row[0].value for row in load_workbook(path)["Sheet"].iter_rows(min_row=2)]


def test_writes_numbers_dates_and_truths_as_such(tmp_path: Path) -> None:
    cells = [3, 0.59, np.int64(7), np.float32(0.5), True, MOMENT, dt.date(2026, 1, 2), pd.Timestamp(MOMENT)]
    write_workbook(tmp_path / "out.xlsx", [one_column(cells)])
    assert read_back(tmp_path / "out.xlsx") == [
        3,
        0.59,
        7,
        0.5,
        True,
        MOMENT,
        dt.datetime(2026, 1, 2),
        MOMENT,
    ]


def test_prints_on_a4_with_its_heads_on_every_page_and_narrow_tables_on_one_page_s_width(
    tmp_path: Path,
) -> None:
    wide = Sheet("Wide", [SheetColumn(f"Column number {n}") for n in range(40)], [["x" * 60] * 40])
    write_workbook(tmp_path / "out.xlsx", [one_column([1]), wide])
    book = load_workbook(tmp_path / "out.xlsx")
    for sheet in book:
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.print_title_rows == "$1:$1"
    fits = [bool(sheet.sheet_properties.pageSetUpPr.fitToPage) for sheet in book]
    assert fits == [True, False]


def test_leaves_empty_what_is_unknown(tmp_path: Path) -> None:
    write_workbook(
        tmp_path / "out.xlsx", [one_column([1, None, float("nan"), pd.NaT, pd.NA, float("inf"), 2])]
    )
    assert read_back(tmp_path / "out.xlsx") == [1, None, None, None, None, None, 2]


def test_keeps_text_as_text(tmp_path: Path) -> None:
    write_workbook(tmp_path / "out.xlsx", [one_column(HOSTILE)])
    cells = [row[0] for row in load_workbook(tmp_path / "out.xlsx")["Sheet"].iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert [cell.value for cell in cells][:6] == HOSTILE[:6]
    assert all(cell.hyperlink is None for cell in cells)


def test_freezes_the_header_and_fits_the_columns(tmp_path: Path) -> None:
    sheet = Sheet("Sheet", [SheetColumn("Id"), SheetColumn("Precision", Figure.RATE)], [["x" * 40, 0.59]])
    write_workbook(tmp_path / "out.xlsx", [sheet])
    page = load_workbook(tmp_path / "out.xlsx")["Sheet"]
    assert page.freeze_panes == "A2"
    assert page["A1"].font.bold
    assert page.column_dimensions["A"].width > 40
    assert page["B2"].number_format == "0.0%"
    assert page.auto_filter.ref == "A1:B2"


def test_puts_facts_below_the_table(tmp_path: Path) -> None:
    sheet = Sheet("Sheet", [SheetColumn("Name"), SheetColumn("Count")], [["a", 1]], facts=[("Bar", 0.95)])
    write_workbook(tmp_path / "out.xlsx", [sheet])
    page = load_workbook(tmp_path / "out.xlsx")["Sheet"]
    assert [cell.value for cell in page[4]] == ["Bar", 0.95]


def test_writes_an_empty_table_with_its_header(tmp_path: Path) -> None:
    write_workbook(tmp_path / "out.xlsx", [one_column([])])
    assert load_workbook(tmp_path / "out.xlsx")["Sheet"]["A1"].value == "Value"


@pytest.mark.parametrize("letter", ["a", "😀"])
def test_cuts_cells_that_excel_cannot_hold_and_says_so(tmp_path: Path, letter: str) -> None:
    write_workbook(tmp_path / "out.xlsx", [one_column([letter * 40_000, letter * 10, letter * 16_383])])
    book = load_workbook(tmp_path / "out.xlsx")
    cut, short, fits = [row[0].value for row in book["Sheet"].iter_rows(min_row=2)]
    assert len(cut.encode("utf-16-le")) // 2 <= 32_767
    assert cut.endswith("[cut: 40,000 characters in all]")
    assert (short, fits) == (letter * 10, letter * 16_383)
    assert book["Notes"]["A1"].value.startswith("1 cell was longer than Excel's 32,767 characters")


def test_goes_on_in_a_further_sheet_past_the_row_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST_ROWS", 4)
    write_workbook(tmp_path / "out.xlsx", [one_column([1, 2, 3, 4, 5, 6])])
    book = load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["Sheet", "Sheet 2"]
    assert [cell.value for cell in book["Sheet 2"]["A"]] == ["Value", 4, 5, 6]


def test_writes_control_signs_and_broken_text(tmp_path: Path) -> None:
    write_workbook(tmp_path / "out.xlsx", [one_column(["bell \x07", "half \ud83d sign", "naïve €"])])
    bell, half, accents = read_back(tmp_path / "out.xlsx")
    assert (bell.replace("_x0007_", "\x07"), half, accents) == ("bell \x07", "half ? sign", "naïve €")


def test_guards_formulas_in_a_csv_and_leaves_numbers_alone(tmp_path: Path) -> None:
    write_csv(
        tmp_path / "out.csv", one_column([*HOSTILE[:4], "plain", -5, 0.25, None, True, MOMENT, 'a "b"\nc'])
    )
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [row[0] for row in csv.reader(file)]
    assert cells == [
        "Value", "'=1+1", "'+31 6 1234", "'-2+3", "'@SUM(A1)", "plain", "-5", "0.25", "", "true",
        "2026-11-23 14:05:00", 'a "b"\nc',
    ]  # fmt: skip


@pytest.mark.parametrize("write", [write_workbook, write_csv])
def test_refuses_a_folder_that_is_not_there_in_a_sentence(tmp_path: Path, write: Any) -> None:
    content = [one_column([1])] if write is write_workbook else one_column([1])
    with pytest.raises(UnwritableFile, match="cannot be written: no such file or directory"):
        write(tmp_path / "missing" / "out.file", content)


def test_leaves_nothing_half_written(tmp_path: Path) -> None:
    (tmp_path / "out.xlsx").write_text("what stood before")

    def broken() -> Any:
        yield [1]
        raise RuntimeError("the source broke")

    with pytest.raises(RuntimeError):
        write_workbook(tmp_path / "out.xlsx", [Sheet("Sheet", [SheetColumn("Value")], broken())])
    assert [path.name for path in tmp_path.iterdir()] == ["out.xlsx"]
    assert (tmp_path / "out.xlsx").read_text() == "what stood before"
