"""Nine awkward files and what a right import finds in each, by the manifest that lies beside them."""

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.real_data.folder import real_data
from workbench.datasets.importing import ImportPlan, plan_import
from workbench.datasets.intake import open_file, open_table
from workbench.datasets.roles import guess_roles
from workbench.domain import Kind, parse_verdict
from workbench.spreadsheets.reading import read_every_table, read_sheets, read_table, table_sheets
from workbench.spreadsheets.tables import Choices, Table
from workbench.store.database import Database, close_database, open_database


@pytest.fixture(scope="module")
def folder() -> Path:
    return real_data("awkward")


@pytest.fixture(scope="module")
def manifest(folder: Path) -> dict[str, Any]:
    said = json.loads((folder / "MANIFEST.json").read_text())
    for name, facts in said.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == facts["sha256"], name
    return said


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path = tmp_path_factory.mktemp("awkward") / "workbench.duckdb"
    yield open_database(path)
    close_database(path)


def _plan(database: Database, path: Path, *switches: str) -> ImportPlan:
    choices = Choices(switches=frozenset(switches))
    with open_file(database, path, choices=choices) as intake:
        return plan_import(intake, guess_roles(intake.table), choices.switches)


def _row_count(database: Database, table: Table) -> int:
    with open_table(database, table) as intake:
        return plan_import(intake, guess_roles(table)).row_count


def _findings(table: Table) -> dict[str, str]:
    return {finding.switch: finding.sentence for finding in table.findings if finding.switch}


def test_a_review_with_merged_headers_gives_its_150_items(
    database: Database, folder: Path, manifest: dict[str, Any]
) -> None:
    said = manifest["01_merged_header_review.xlsx"]
    plan = _plan(database, folder / "01_merged_header_review.xlsx")
    table = plan.table
    assert table.sheet == said["sheet"]
    assert list(table.header_rows) == said["header_rows"]
    assert table.first_data_row == said["first_data_row"]
    assert (plan.rows_read, plan.row_count, len(plan.refused), len(plan.left_out)) == (166, 150, 2, 14)
    assert [row.row_number for row in plan.refused] == [193, 194]
    left_out = {row.row_number for row in plan.left_out}
    assert {191, 192, 196} <= left_out
    assert len(left_out - {191, 192, 196}) == said["subtotal_rows"]
    assert len(table.hidden_rows) == said["hidden_rows"]
    assert table.hidden_columns == ("Length",)  # column F
    assert set(table.texts("ID")) >= set(said["duplicate_ids"])


def test_merged_companies_are_filled_in_and_amounts_read_as_shown(
    folder: Path, manifest: dict[str, Any]
) -> None:
    said = manifest["01_merged_header_review.xlsx"]
    table = read_table(folder / "01_merged_header_review.xlsx")
    rows = dict(zip(table.row_numbers, table.values("Company"), strict=True))
    assert rows[5] == rows[12] == "3M"
    assert rows[15] == rows[17] == "AES Corporation"
    assert None not in rows.values() or [number for number, name in rows.items() if name is None] == [194]
    counts = table.counts["Expected answer"]
    assert counts["currency_as_number"] == said["answers_as_currency_number"]
    assert counts["percent_as_number"] == said["answers_as_percent_number"]
    answers = dict(zip(table.row_numbers, table.texts("Expected answer"), strict=True))
    assert answers[5] == "$1,577.00"
    assert answers[19] == "4.2%"
    assert answers[194] is None
    assert table.as_read("Expected answer")[-1] == "#N/A"
    assert table.kinds["Needs a sum?"] is Kind.BOOLEAN
    verdicts = Counter(table.texts("Verdict (GPT-4-Turbo)")[: said["data_rows"]])
    assert verdicts == said["verdict_counts"]


def test_its_switches_bring_rows_back_or_leave_them_out(database: Database, folder: Path) -> None:
    path = folder / "01_merged_header_review.xlsx"
    assert _findings(read_table(path)).keys() >= {
        "subtotals",
        "closing",
        "hidden_rows",
        "hidden_columns",
        "merged_down",
    }
    assert _plan(database, path, "hidden_rows").row_count == 146
    assert len(read_table(path, choices=Choices(switches=frozenset({"subtotals"})))) == 154 + 11
    assert "Length" not in read_table(path, choices=Choices(switches=frozenset({"hidden_columns"}))).columns


def test_dates_that_are_serial_text_or_none_are_counted(folder: Path, manifest: dict[str, Any]) -> None:
    said = manifest["02_dates_and_money.xlsx"]
    table = read_table(folder / "02_dates_and_money.xlsx")
    column = "Agreement date (normalised)"
    assert (table.sheet, len(table), list(table.header_rows)) == (
        said["sheet"],
        said["data_rows"],
        said["header_rows"],
    )
    counts = table.counts[column]
    assert counts["dates_as_serial"] == said["dates_as_serial"]
    assert counts["dates_as_text"] == said["dates_as_text"]
    assert counts["not_a_date"] == said["not_a_date"]
    values = dict(zip(table.texts("Contract"), table.values(column), strict=True))
    contract, day = said["first_serial_date"]
    assert values[contract] == day
    assert table.as_read(column)[0] == "21/06/1999"
    assert table.values(column)[2] == "2010-06-08"  # 6/8/2010, month first
    assert table.values(column)[5] == "[]/[]/2004"
    assert "month first" in _findings(table)["day_first"]


def test_six_ways_to_write_a_number_give_the_true_figures(folder: Path, manifest: dict[str, Any]) -> None:
    said = manifest["02_dates_and_money.xlsx"]
    truth = real_data("tatqa") / "numeric_300.csv"
    with truth.open(encoding="utf-8-sig", newline="") as file:
        true = {row["uid"]: (float(row["answer"]), row["scale"]) for row in csv.DictReader(file)}
    table = read_table(folder / "02_dates_and_money.xlsx", sheet="Figures")
    assert (len(table), table.kinds["figure"]) == (said["figures_rows"], Kind.NUMBER)
    for uid, value, unit in zip(table.texts("uid"), table.values("figure"), table.texts("unit"), strict=True):
        answer, scale = true[uid or ""]
        assert (unit or "") == scale
        assert value * (100 if unit == "percent" else 1) == pytest.approx(answer, abs=0.051), (
            uid
        )  # some texts are rounded
    styles = said["figure_styles"]
    assert table.counts["figure"] == {
        "percent_as_number": styles["percent as number"],
        "currency_as_number": styles["accounting number"],
        "plain_number": styles["plain number"],
        "percent_as_text": styles["percent as text"],
        "currency_as_text": styles["text with $ and unit"],
        "number_as_text": styles["text, brackets for negatives"],
        "in_brackets": table.counts["figure"]["in_brackets"],
    }
    multiplied = read_table(
        folder / "02_dates_and_money.xlsx",
        sheet="Figures",
        choices=Choices(switches=frozenset({"scale:figure"})),
    )
    assert multiplied.values("figure")[10] == 1_291_000_000  # "$ 1,291.0 million"


def test_labels_given_by_hand_are_recognised(folder: Path, manifest: dict[str, Any]) -> None:
    said = manifest["03_labels_by_hand.xlsx"]
    table = read_table(folder / "03_labels_by_hand.xlsx")
    assert (table.shape, table.sheet, len(table)) == ("labels", said["sheet"], said["data_rows"])
    verdicts = [parse_verdict(text) for text in table.texts("Reviewer A")]
    counted = Counter("refusal" if verdict == "no_answer" else str(verdict) for verdict in verdicts)
    assert counted == said["canonical_counts_reviewer_a"]
    assert sum(text is not None for text in table.texts("Reviewer B")) == said["reviewer_b_filled"]


def test_a_german_table_keeps_zeros_umlauts_and_sums(folder: Path, manifest: dict[str, Any]) -> None:
    said = manifest["04_semicolon_cp1252.csv"]
    table = read_table(folder / "04_semicolon_cp1252.csv")
    assert (table.encoding, table.delimiter) == ("Windows-1252", said["delimiter"])
    assert (len(table), len(table.columns)) == (said["data_rows"], said["columns"])
    values = table.values("Erwarteter Wert")
    assert values[0] == said["first_value"]
    assert table.as_read("Erwarteter Wert")[0] == said["first_value_as_written"]
    assert sum(values) == pytest.approx(said["sum_of_values"], abs=0.005)
    assert table.texts("Nr.")[:2] == ["0001", "0002"]
    assert (table.kinds["Nr."], table.kinds["Länge"]) == (Kind.TEXT, Kind.NUMBER)
    lengths = [len(text or "") for text in table.as_read("Textstelle (Auszug)")]
    assert max(table.values("Länge")) > 1000
    assert (
        any("“R&D”" in (text or "") for text in table.as_read("Textstelle (Auszug)")) and max(lengths) > 1000
    )


def test_a_broken_line_is_refused_and_the_others_are_read(
    database: Database, folder: Path, manifest: dict[str, Any]
) -> None:
    said = manifest["06_nested_faulty.jsonl"]
    table = read_table(folder / "06_nested_faulty.jsonl")
    assert (table.encoding, len(table)) == ("UTF-8 with BOM", said["data_rows"])
    assert [row.row_number for row in table.unreadable] == [said["malformed_line"]]
    assert table.columns[0] == "financebench_id"
    runs = {name.split(".")[1] for name in table.columns if name.startswith("runs.")}
    assert len(runs) == said["runs_per_row"]
    assert _row_count(database, table) == said["data_rows"]


def test_the_gold_that_is_a_number_in_some_rows_stays_one(folder: Path, manifest: dict[str, Any]) -> None:
    said = manifest["06_nested_faulty.jsonl"]
    table = read_table(folder / "06_nested_faulty.jsonl")
    numeric = [isinstance(value, int | float) for value in table.values("runs.1.output.gold")]
    assert sum(numeric) == said["rows_with_numeric_gold"]


def test_cells_like_formulas_stay_text(folder: Path, manifest: dict[str, Any]) -> None:
    said = manifest["08_bom_quotes_formula_cells.csv"]
    table = read_table(folder / "08_bom_quotes_formula_cells.csv")
    assert (table.encoding, table.delimiter) == ("UTF-8 with BOM", ",")
    assert (table.columns[0], len(table)) == ("id", said["data_rows"])
    made_up = [row for row, system in enumerate(table.texts("system")) if system == "synthetic"]
    signed = [
        text
        for column in table.columns
        for row, text in enumerate(table.as_read(column))
        if text and text[0] in "=+-@" and row not in made_up
    ]
    assert len(signed) == said["real_cells_starting_with_sign"]
    assert table.values("output")[-4:] == [
        '=HYPERLINK("http://127.0.0.1/x","open")',
        "=1+2",
        "@SUM(1,2)",
        "+1-555-0100",
    ]


def test_every_sheet_is_a_dataset_of_its_own(
    database: Database, folder: Path, manifest: dict[str, Any]
) -> None:
    said = manifest["11_many_sheets.xlsx"]
    path = folder / "11_many_sheets.xlsx"
    sheets = read_sheets(path)
    assert len(sheets) == said["sheets"]
    assert [sheet.name for sheet in sheets if sheet.is_hidden] == said["hidden_sheets"]
    seen = read_every_table(path)
    everything = read_every_table(path, with_hidden=True)
    assert {table.sheet for table in everything} - {table.sheet for table in seen} == set(
        said["hidden_sheets"]
    )
    counts = {table.sheet: _row_count(database, table) for table in everything}
    assert counts == said["per_sheet"]
    assert sum(counts.values()) == said["data_rows"]
    assert {table.header_rows for table in everything} == {tuple(said["header_rows"])}
    assert "READ ME" not in table_sheets(sheets) and "Empty" not in table_sheets(sheets)


def test_vertical_bars_without_column_names(folder: Path, manifest: dict[str, Any]) -> None:
    said = manifest["12_pipe_no_header.txt"]
    table = read_table(folder / "12_pipe_no_header.txt")
    assert (table.delimiter, table.header_rows) == (said["delimiter"], tuple(said["header_rows"]))
    assert (len(table), len(table.columns)) == (said["data_rows"], said["columns"])
    assert table.rows_read == said["data_rows"]


def test_preference_pairs_are_recognised(folder: Path, manifest: dict[str, Any]) -> None:
    said = manifest["14_json_array.json"]
    table = read_table(folder / "14_json_array.json")
    assert (table.shape, len(table), table.encoding) == ("pairs", said["data_rows"], "UTF-8")
