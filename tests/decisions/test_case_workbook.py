"""The workbooks in LibreOffice: the business case gives the app's figures, also changed; results stay as held."""

import datetime as dt
import math
import shutil
import subprocess
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook

from tests.decisions.building import a_standing
from tests.store.building import a_candidate, a_label, a_run, a_version, a_workflow, outputs_by_key
from workbench.decisions.business_case import BusinessCase, build_case, read_assumptions, read_evidence
from workbench.decisions.case_workbook import export_business_case, formats_of
from workbench.decisions.exporting import export_workbook
from workbench.decisions.roi import Policy
from workbench.decisions.roi_model import INPUTS, LINES
from workbench.decisions.roi_sentences import best_case
from workbench.domain import BusinessFigures, Verdict
from workbench.domain.locales import use_locale
from workbench.domain.scenarios import Estimate, Scenario
from workbench.errors import NotFound
from workbench.spreadsheets.writing import MOST_CHARACTERS
from workbench.store import roi as roi_store
from workbench.store.database import Database, close_database, open_database

FIGURES = BusinessFigures(1000, 12, 50, 2.4, 60, 11_160)
STANDINGS = [
    replace(a_standing(190, 10, 50, mean_cost_usd=0.02), candidate_id=1, candidate_name="Small one"),
    replace(a_standing(40, 0, 60, mean_cost_usd=0.3), candidate_id=2, candidate_name='=Large, "dear" one'),
]

DEARER: dict[str, float | str] = {"hourly_cost_amount": 80, "items_per_month": 2500, "horizon_months": 24}
HOSTILE = [
    "=1+1", "+31 6", "-2+3", "@SUM(A1)", '=HYPERLINK("http://example.org")', "'quoted", "007", "_x0041_",
    "<b>&amp;</b>", "\x01 bell\x07 escape\x1b delete\x7f",
    "\N{GRINNING FACE} \N{WOMAN}\N{ZERO WIDTH JOINER}\N{STAFF OF AESCULAPIUS}",
    "tab\tand\nline", "  spaces  ", "#N/A", "TRUE", "2026-11-26", "x" * 32_767, "=" + "x" * 32_766,
    "y" * 32_765 + "\N{GRINNING FACE}", "z" * 40_000,
]  # fmt: skip


def office() -> str:
    """LibreOffice on this machine, Debian's package where it can be installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if not found and shutil.which("apt-get"):
        for command in (
            ["apt-get", "update"],
            ["apt-get", "install", "-y", "--no-install-recommends", "libreoffice-calc-nogui"],
        ):
            subprocess.run(command, capture_output=True, check=False, timeout=900)
        found = shutil.which("soffice")
    if not found:
        pytest.fail(
            "LibreOffice is needed to recalculate the workbook: apt-get install libreoffice-calc-nogui"
        )
    return found


def changed_copy(path: Path, name: str, changes: dict[str, float | str]) -> Path:
    """A copy without any value of ours, named cells changed: only the formulas are left to give figures."""
    book = load_workbook(path)
    for key, value in changes.items():
        sheet, address = next(book.defined_names[key].destinations)
        cell = book[sheet][address.replace("$", "")]
        cell.value = value
        cell.data_type = "s" if isinstance(value, str) else "n"  # a name may begin with "="
    target = path.with_name(f"{name}.xlsx")
    book.save(target)
    return target


def opened_in_libreoffice(paths: list[Path]) -> Path:
    """The folder with the workbooks as LibreOffice reads, counts and writes them: one start for all of them."""
    folder = paths[0].with_name("opened")
    profile = f"-env:UserInstallation={paths[0].with_name('office').as_uri()}"
    command = [office(), profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder)]
    done = subprocess.run([*command, *map(str, paths)], check=True, capture_output=True, timeout=240)
    assert done.stdout.count(b"using filter") == len(paths), done.stdout.decode() + done.stderr.decode()
    return folder


def rounded(rows: list[list[Any]]) -> list[list[Any]]:
    """LibreOffice writes 15 digits of a number."""
    return [[float(f"{cell:.14g}") if isinstance(cell, float) else cell for cell in row] for row in rows]


def named(book: Workbook, name: str) -> Any:
    sheet, address = next(book.defined_names[name].destinations)
    return book[sheet][address.replace("$", "")].value


@dataclass(frozen=True)
class Opened:
    """What was written, and what LibreOffice makes of it."""

    database: Database
    case: BusinessCase
    folder: Path
    results: Path

    def book(self, name: str) -> Workbook:
        """A business case with the values that LibreOffice counted."""
        return load_workbook(self.folder / f"{name}.xlsx", data_only=True)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Opened]:
    folder = tmp_path_factory.mktemp("office")
    shutil.copyfile(migrated_file, folder / "workbench.duckdb")
    database = open_database(folder / "workbench.duckdb")
    case = a_case(database)
    other = next(one for one in case.cases if one.name != best_case(case).name)  # type: ignore[union-attr]
    plain = written(case, folder, {"Base case": case, "Twice": case})
    results = written_results(database, folder)
    copies = [
        changed_copy(plain, name, changes)
        for name, changes in {"same": {}, "dearer": DEARER, "other": {"candidate": other.name}}.items()
    ]
    yield Opened(database, case, opened_in_libreoffice([*copies, results]), results)
    close_database(folder / "workbench.duckdb")


@pytest.fixture
def case(database: Database) -> BusinessCase:
    return a_case(database)


def a_case(database: Database) -> BusinessCase:
    workflow = a_workflow(database, figures=FIGURES)
    base = roi_store.get_base(database, workflow.workflow_id)
    ranged = {
        "minutes_by_hand": Estimate(12, 8, 20),
        "growth_rate": Estimate(0.2),
        "running_cost_amount": Estimate(300),
    }
    roi_store.set_base(database, replace(base, figures=ranged))
    return build_case(
        read_evidence(database, workflow, STANDINGS),
        read_assumptions(database, workflow, policy=Policy.UNREVIEWED),
    )


def written_results(database: Database, folder: Path) -> Path:
    """The results of a workflow whose items, answers, comments and names are as hostile as they come."""
    workflow = a_workflow(database, "=Results", figures=FIGURES, categories=("+yes", "-no"))
    items = {f"@{number}": (text, text) for number, text in enumerate(HOSTILE)}
    version = a_version(database, workflow, items, slices={key: items[key][0][:40] for key in items})
    run = a_run(
        database,
        a_candidate(database, workflow, '=1+2, "dear"'),
        version,
        {key: items[key][0] for key in items},
    )
    for output_id in outputs_by_key(database, run).values():
        a_label(database, output_id, Verdict.INCORRECT, "=Ada", comment="-2+3", correction="@SUM(A1)")
    export_workbook(database, workflow, folder / "results.xlsx")
    return folder / "results.xlsx"


def written(case: BusinessCase, folder: Path, scenarios: dict[str, BusinessCase] | None = None) -> Path:
    target = folder / "case.xlsx"
    export_business_case(
        case.evidence.workflow, case, scenarios or {"Base case": case}, "Golden (200 items)", target
    )
    return target


def test_libreoffice_counts_what_the_app_counts(opened: Opened) -> None:
    case, book = opened.case, opened.book("same")
    one = best_case(case)
    assert one
    for key in [known.key for known in INPUTS] + [line.key for line in LINES]:
        assert float(named(book, key) or 0) == pytest.approx(one.values[key], abs=1e-9), key
    assert named(book, "net_present_amount") == pytest.approx(one.net_present_amount, abs=0.005)
    assert named(book, "payback_months") == pytest.approx(one.payback_months)
    assert named(book, "break_even_rate") == pytest.approx(one.break_even_rate)
    errors = [
        (sheet.title, cell.coordinate, cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith(("#", "Err:"))
    ]
    assert not errors
    for number, other in enumerate([*case.cases, *case.cascades]):
        column = [row[2 + number].value for row in book["Candidates"].iter_rows()]
        assert any(
            isinstance(v, float) and math.isclose(v, other.saving_amount, abs_tol=1e-6) for v in column
        )
    swings = {
        row[0].value: row for row in book["Sensitivity"].iter_rows(min_row=5, max_row=4 + len(one.swings))
    }
    for swing in one.swings:
        assert swings[swing.name][4].value == pytest.approx(swing.saving_low_amount, abs=1e-6)
        assert swings[swing.name][5].value == pytest.approx(swing.saving_high_amount, abs=1e-6)


def test_a_figure_changed_in_the_workbook_is_the_app_with_that_figure(opened: Opened) -> None:
    case, book = opened.case, opened.book("dearer")
    workflow = case.evidence.workflow
    dearer = Scenario(
        0, workflow.workflow_id, "Dearer", figures={key: Estimate(value) for key, value in DEARER.items()}
    )
    expected = build_case(
        case.evidence, read_assumptions(opened.database, workflow, dearer, Policy.UNREVIEWED)
    )
    name = best_case(case).name  # type: ignore[union-attr]
    one = next(found for found in expected.cases if found.name == name)
    assert named(book, "saving_amount") == pytest.approx(one.saving_amount, abs=0.005)
    assert named(book, "net_present_amount") == pytest.approx(one.net_present_amount, abs=0.005)
    assert named(book, "payback_months") == pytest.approx(one.payback_months, abs=1e-6)
    assert round(named(book, "saving_amount")) != round(best_case(case).saving_amount)  # type: ignore[union-attr]


def test_another_candidate_can_be_chosen_in_the_workbook(opened: Opened) -> None:
    one = best_case(opened.case)
    other = next(found for found in opened.case.cases if one and found.name != one.name)
    assert named(opened.book("other"), "saving_amount") == pytest.approx(other.saving_amount, abs=0.005)


def test_the_results_open_in_libreoffice_and_hold_what_they_held(opened: Opened) -> None:
    """Read by Excel's rules, in which _x0007_ spells a control character that a file cannot hold as it is."""
    before = CalamineWorkbook.from_path(opened.results)
    after = CalamineWorkbook.from_path(opened.folder / "results.xlsx")
    assert before.sheet_names == after.sheet_names
    for name in before.sheet_names:
        held, kept = (rounded(book.get_sheet_by_name(name).to_python()) for book in (before, after))
        assert held == kept, name
    head, *rows = before.get_sheet_by_name("Outputs").to_python()
    answers = {row[head.index("Item")]: row[head.index("Answer")] for row in rows if row[head.index("Item")]}
    whole = {f"@{number}": text for number, text in enumerate(HOSTILE) if len(text) <= MOST_CHARACTERS}
    assert {key: answers[key] for key in whole} == whole
    assert answers[f"@{len(HOSTILE) - 1}"].endswith("characters in all]")
    assert any(isinstance(cell, dt.datetime) for row in rows for cell in row)


def test_the_results_are_strictly_what_the_format_allows(opened: Opened) -> None:
    """openpyxl warns of nothing, every part is well-formed, and every cell that holds text says so."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        book = load_workbook(opened.results)
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value}
    assert kinds <= {"s", "n", "d", "b"}, "no cell is a formula"
    with ZipFile(opened.results) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(package.read(name))


def test_values_stand_in_the_file_for_programs_that_do_not_count(case: BusinessCase, tmp_path: Path) -> None:
    one = best_case(case)
    book = load_workbook(written(case, tmp_path), data_only=True)
    assert one and named(book, "saving_amount") == pytest.approx(one.saving_amount)
    assert book.sheetnames == [
        "Summary", "Assumptions", "Model", "Months", "Candidates", "Scenarios", "Sensitivity", "Uncertainty", "Method",
    ]  # fmt: skip
    assert all(sheet.page_setup.paperSize == 9 for sheet in book)
    formulas = load_workbook(tmp_path / "case.xlsx")
    heads = [cell for row in formulas["Candidates"].iter_rows(max_row=5) for cell in row]
    hostile = next(cell for cell in heads if cell.value == '=Large, "dear" one')
    assert hostile.data_type == "s"


def test_every_sheet_is_made_for_a4_and_no_head_is_cut_off(case: BusinessCase, tmp_path: Path) -> None:
    book = load_workbook(
        written(case, tmp_path, {"Base case": case, "Twice the items of a year before": case})
    )
    for sheet in book:
        assert sheet.page_setup.paperSize == 9 and sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.title
    assert book["Summary"].column_dimensions["E"].hidden, "what only feeds the chart is out of sight"
    assert "$A$1:$H$" in book["Sensitivity"].print_area, "the columns behind the table are not for paper"
    heads = next(row for row in book["Scenarios"].iter_rows() if row[0].value == "Scenario")
    assert str(heads[3].value).startswith("Twice")
    assert book["Scenarios"].row_dimensions[heads[3].row].height >= 30, "two lines"
    assert heads[3].alignment.horizontal == "right" and heads[0].alignment.horizontal is None


def test_there_is_no_business_case_without_a_saving(database: Database, tmp_path: Path) -> None:
    workflow = a_workflow(database, figures=replace(FIGURES, items_per_month=None))
    case = build_case(read_evidence(database, workflow, STANDINGS), read_assumptions(database, workflow))
    with pytest.raises(NotFound, match="Items a month is not entered"):
        export_business_case(workflow, case, {}, "Golden", tmp_path / "case.xlsx")
    assert not (tmp_path / "case.xlsx").exists()


def test_money_is_shown_as_the_locale_writes_it() -> None:
    assert formats_of("EUR")("saving_amount") == '"€"#,##0.00'
    use_locale("de_DE")
    try:
        assert formats_of("EUR")("saving_amount") == '#,##0.00"\N{NO-BREAK SPACE}€"'
    finally:
        use_locale("en_US")
