"""Any version, exported and read back, is the same: cell by cell, types included, in every format."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.datasets.building import COLUMNS, a_row, a_version_of
from tests.store.building import a_workflow
from workbench.datasets.exporting import FORMATS, export_version
from workbench.datasets.importing import import_dataset
from workbench.domain import Kind, Role
from workbench.errors import BadSetting
from workbench.spreadsheets.dataset_files import DatasetFile, FileColumn
from workbench.spreadsheets.reading_back import read_back
from workbench.store import dataset as datasets
from workbench.store.database import Database

COLUMNS_ = [
    FileColumn("id", Role.ID, Kind.NUMBER),
    FileColumn("=text", Role.INPUT, Kind.TEXT),
    FileColumn("amount", Role.SLICE, Kind.NUMBER),
    FileColumn("day", Role.OTHER, Kind.DATE),
    FileColumn("is so", Role.OTHER, Kind.BOOLEAN),
    FileColumn("expected", Role.EXPECTED, Kind.NUMBER),
]
AWKWARD = [
    "", " ", "'", "'=1", "=1+1", "+49 30", "-", "-5", "@SUM(A1)", "\t", "\r", "\r\n", "a\nb", "007", "1e5", "1_000",
    "nan", "inf", "true", "TRUE", "2020-01-01", "2020-01-01T00:00:00", "2020-02-30", "1899-12-31", "0.1",
    "_x0041_", "\x01", "\ufffe", "\u00a0x", "🙂", '"', '""', "a,b;c", "#N/A", "None", "null", "\ufeff", "\x00",
]  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(AWKWARD), st.text(max_size=20), st.text(alphabet="'=+-@ \t\r\n\"", max_size=5)
)
NUMBERS = st.one_of(
    st.integers(-10, 10),
    st.integers(),
    st.sampled_from([0.1 + 0.2, 1 / 3, 5.0, -0.0, 1e22, 2**53, 2**53 + 1, 10**15, 1e15, 1e-300, 10**400]),
    st.floats(allow_nan=False, allow_infinity=False),
)
DATES = st.one_of(st.dates().map(str), st.datetimes().map(lambda at: at.isoformat(timespec="seconds")))
CELLS = st.one_of(st.none(), TEXTS, NUMBERS, DATES, st.booleans())


@st.composite
def rows(draw: st.DrawFn) -> list[list[Any]]:
    keys = draw(st.lists(TEXTS.filter(bool), min_size=1, max_size=5, unique=True))
    answers = st.one_of(st.none(), TEXTS)
    return [
        [
            key,
            draw(CELLS),
            draw(st.one_of(NUMBERS, CELLS)),
            draw(st.one_of(DATES, CELLS)),
            draw(CELLS),
            draw(answers),
        ]
        for key in keys
    ]


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and repr(one) == repr(other)


def _came_back(path: Path, given_rows: list[list[Any]], floats: frozenset[int], name: str) -> None:
    FORMATS[name].write(path, DatasetFile(COLUMNS_, given_rows, float_columns=floats))
    table = read_back(path.read_bytes(), path.name, path)
    assert table is not None
    assert table.columns == [column.name for column in COLUMNS_]
    assert table.kinds == {column.name: column.kind for column in COLUMNS_}
    assert table.roles == {column.name: column.role for column in COLUMNS_}
    found = [table.values(column) for column in table.columns]
    for row, back in zip(given_rows, zip(*found, strict=True), strict=True):
        for cell, again in zip(row, back, strict=True):
            assert _same(cell, again), (cell, again)


@pytest.mark.parametrize("ending", [".xlsx", ".csv.zip", ".csv", ".jsonl.zip", ".jsonl", ".parquet"])
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows(), st.sampled_from([frozenset(), frozenset({2})]))
@example([[text, text, text, text, text, text] for text in AWKWARD if text], frozenset())
@example([["k", 10000000000.613945, 10000000000.613945, None, 10000000000.613945, None]], frozenset({2}))
@example([[str(n), 5, 5.0, 5, 5.5, "5"] for n in range(3)], frozenset({2}))
def test_every_cell_comes_back_as_it_was(
    tmp_path: Path, ending: str, given_rows: list[list[Any]], floats: frozenset[int]
) -> None:
    name = ending.removesuffix(".zip").removeprefix(".")
    _came_back(tmp_path / f"items{ending}", given_rows, floats, name)


@pytest.mark.parametrize("length", [32_766, 32_767, 32_768, 100_000])
@pytest.mark.parametrize("sign", ["a", "🙂"])
def test_texts_too_long_for_excel_stand_in_full_on_their_own_sheet(
    tmp_path: Path, length: int, sign: str
) -> None:
    long = sign * (length // len(sign.encode("utf-16-le")) * 2)
    path = tmp_path / "items.xlsx"
    _came_back(
        path,
        [["k1", long, 1, None, None, long[::-1]], ["k2", "short", 2, None, None, "x"]],
        frozenset(),
        "xlsx",
    )
    book = load_workbook(path)
    is_long = len(long.encode("utf-16-le")) // 2 > 32_767
    assert ("Long texts" in book.sheetnames) is is_long
    assert book["About this export"].sheet_state == "hidden"
    assert len(book["Items"]["B2"].value.encode("utf-16-le")) // 2 <= 32_767
    if is_long:
        parts = [
            row[3] for row in book["Long texts"].iter_rows(min_row=2, values_only=True) if row[1] == "=text"
        ]
        assert "".join(parts) == long


def test_numbers_and_dates_are_real_ones_in_excel_and_formulas_are_text(tmp_path: Path) -> None:
    path = tmp_path / "items.xlsx"
    FORMATS["xlsx"].write(path, DatasetFile(COLUMNS_, [["k1", "=1+1", 12.5, "2024-03-05", True, "007"]]))
    cells = list(load_workbook(path)["Items"][2])
    assert [cell.value for cell in cells[:3]] == ["k1", "=1+1", 12.5]
    assert (cells[1].data_type, cells[3].is_date, cells[4].value, cells[5].value) == ("s", True, True, "007")


def test_the_apostrophe_is_in_our_csv_only_and_comes_off_only_there(tmp_path: Path) -> None:
    path = tmp_path / "items.csv"
    FORMATS["csv"].write(path, DatasetFile(COLUMNS_, [["k1", "=1+1", None, None, None, "-"]]))
    assert path.read_text("utf-8-sig").splitlines()[1] == "k1,'=1+1,,,,'-"
    alone = tmp_path / "elsewhere.csv"
    alone.write_bytes(path.read_bytes())
    assert read_back(alone.read_bytes(), alone.name, alone) is None


def test_a_cell_edited_in_between_is_read_as_edited(tmp_path: Path) -> None:
    path = tmp_path / "items.xlsx"
    long = "long " * 10_000
    FORMATS["xlsx"].write(
        path,
        DatasetFile(COLUMNS_, [["k1", "", 0.1 + 0.2, None, None, "x"], ["k2", long, 5.0, None, None, "y"]]),
    )
    book = load_workbook(path)
    sheet = book["Items"]
    sheet["B2"], sheet["C3"], sheet["B3"] = "now filled", 6, "now short"
    sheet.insert_rows(2)
    for column, cell in enumerate(["k0", "new", 1, None, None, "z"], start=1):
        sheet.cell(2, column, cell)
    book.save(path)
    table = read_back(path.read_bytes(), path.name)
    assert table is not None
    assert table.values("=text") == ["new", "now filled", "now short"]
    assert table.values("amount") == [1, 0.1 + 0.2, 6]


def test_other_files_are_left_to_the_other_readers(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as package:
        package.writestr("a.csv", "id,text\n1,x\n")
        package.writestr("a.schema.json", json.dumps({"made_by": "someone else"}))
    for data, name in [
        ((tmp_path / "a.zip").read_bytes(), "a.zip"),
        (b"id,text\n1,x\n", "a.csv"),
        (b"PK\x03\x04 broken", "a.xlsx"),
        (b"PAR1 broken", "a.parquet"),
    ]:
        try:
            assert read_back(data, name) is None
        except Exception as error:
            assert "damaged" in str(error)


MESSY = """No,Question,Contract,Signed,Amount,Is paid,Answer
007,=1+1 is what?,A,2024-01-31,1577,true,2
008,"Two
lines, and a “quote”",A,2024-02-29,12.5,false,-5
009,'+49 30' is a number,B,,-3,true,@home
010,Straße   and  spaces,B,2024-03-01,,,1577.00
"""


@pytest.mark.parametrize("ending", [".xlsx", ".csv.zip", ".csv", ".jsonl.zip", ".jsonl", ".parquet"])
@pytest.mark.parametrize("id_column", ["No", None])
def test_a_version_exported_and_imported_again_is_the_same_version(
    database: Database, tmp_path: Path, ending: str, id_column: str | None
) -> None:
    workflow = a_workflow(database)
    without = "Question,Answer\nWhat is it?,a thing\nWho is it?,-5\n"
    given_file = (MESSY if id_column else without).encode()
    first = import_dataset(
        database, given_file, "messy.csv", workflow.workflow_id, "Messy", id_column=id_column,
        input_columns=["Question"], expected_column="Answer",
    )  # fmt: skip
    assert bool(first.version.named(Role.ID)) is bool(id_column)
    assert first.rows_imported in (2, 4)
    path = tmp_path / f"messy{ending}"
    export_version(database, first.version, path)
    again = import_dataset(database, path, path.name, workflow.workflow_id)
    assert not again.is_new_version
    assert again.version == first.version
    assert (again.refused, again.left_out) == ([], [])
    other = import_dataset(database, path, path.name, workflow.workflow_id, "Another")
    assert other.version.columns == first.version.columns
    one, two = (
        datasets.list_items(database, version.dataset_version_id)
        for version in (first.version, other.version)
    )
    assert [(item.item_key, item.content, item.expected) for item in one] == [
        (item.item_key, item.content, item.expected) for item in two
    ]
    assert [[type(value) for value in item.content.values()] for item in one] == [
        [type(value) for value in item.content.values()] for item in two
    ]


def test_a_format_nobody_knows_is_refused_with_those_there_are(database: Database, tmp_path: Path) -> None:
    version = a_version_of(database, [a_row("k1", "text")])
    with pytest.raises(BadSetting, match="Name a file that ends in .xlsx"):
        export_version(database, version, tmp_path / "items.docx")
    assert list(tmp_path.glob("items*")) == []


def test_progress_is_told_while_a_version_is_written(database: Database, tmp_path: Path) -> None:
    version = a_version_of(database, [a_row(f"k{n}", f"text {n}") for n in range(10)])
    told: list[float] = []
    export_version(database, version, tmp_path / "items.csv.zip", on_progress=told.append)
    assert told == [0.0]
    assert version.columns == tuple(COLUMNS)
