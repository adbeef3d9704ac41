"""The business case as a workbook: recalculated by LibreOffice it gives the app's figures, changed ones included."""

import math
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.decisions.building import a_standing
from tests.store.building import a_workflow
from workbench.decisions.business_case import BusinessCase, build_case, read_assumptions, read_evidence
from workbench.decisions.case_workbook import export_business_case, formats_of
from workbench.decisions.roi import Policy
from workbench.decisions.roi_model import INPUTS, LINES
from workbench.decisions.roi_sentences import best_case
from workbench.domain import BusinessFigures
from workbench.domain.locales import use_locale
from workbench.domain.scenarios import Estimate, Scenario
from workbench.errors import NotFound
from workbench.store import roi as roi_store
from workbench.store.database import Database

FIGURES = BusinessFigures(1000, 12, 50, 2.4, 60, 11_160)
STANDINGS = [
    replace(a_standing(190, 10, 50, mean_cost_usd=0.02), candidate_id=1, candidate_name="Small one"),
    replace(a_standing(40, 0, 60, mean_cost_usd=0.3), candidate_id=2, candidate_name='=Large, "dear" one'),
]


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


def recalculated(path: Path, changes: dict[str, float | str] | None = None) -> Workbook:
    """The workbook as LibreOffice counts it, named cells changed first; no value of ours is left in it."""
    book = load_workbook(path)  # the formulas alone
    for name, value in (changes or {}).items():
        sheet, address = next(book.defined_names[name].destinations)
        cell = book[sheet][address.replace("$", "")]
        cell.value = value
        cell.data_type = "s" if isinstance(value, str) else "n"  # a name may begin with "="
    changed = path.with_name("changed.xlsx")
    book.save(changed)
    folder = path.with_name("counted")
    profile = f"-env:UserInstallation={path.with_name('office').as_uri()}"
    command = [office(), profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder), str(changed)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return load_workbook(folder / "changed.xlsx", data_only=True)


def named(book: Workbook, name: str) -> Any:
    sheet, address = next(book.defined_names[name].destinations)
    return book[sheet][address.replace("$", "")].value


@pytest.fixture
def case(database: Database) -> BusinessCase:
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


def written(case: BusinessCase, folder: Path, scenarios: dict[str, BusinessCase] | None = None) -> Path:
    target = folder / "case.xlsx"
    export_business_case(
        case.evidence.workflow, case, scenarios or {"Base case": case}, "Golden (200 items)", target
    )
    return target


def test_libreoffice_counts_what_the_app_counts(case: BusinessCase, tmp_path: Path) -> None:
    one = best_case(case)
    assert one
    book = recalculated(written(case, tmp_path, {"Base case": case, "Twice": case}))
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


def test_a_figure_changed_in_the_workbook_is_the_app_with_that_figure(
    database: Database, case: BusinessCase, tmp_path: Path
) -> None:
    target = written(case, tmp_path)
    dearer = Scenario(0, case.evidence.workflow.workflow_id, "Dearer", figures={
        "hourly_cost_amount": Estimate(80), "items_per_month": Estimate(2500), "horizon_months": Estimate(24),
    })  # fmt: skip
    expected = build_case(
        case.evidence, read_assumptions(database, case.evidence.workflow, dearer, Policy.UNREVIEWED)
    )
    name = best_case(case).name  # type: ignore[union-attr]
    one = next(found for found in expected.cases if found.name == name)
    book = recalculated(target, {"hourly_cost_amount": 80, "items_per_month": 2500, "horizon_months": 24})
    assert named(book, "saving_amount") == pytest.approx(one.saving_amount, abs=0.005)
    assert named(book, "net_present_amount") == pytest.approx(one.net_present_amount, abs=0.005)
    assert named(book, "payback_months") == pytest.approx(one.payback_months, abs=1e-6)
    assert round(named(book, "saving_amount")) != round(best_case(case).saving_amount)  # type: ignore[union-attr]


def test_another_candidate_can_be_chosen_in_the_workbook(case: BusinessCase, tmp_path: Path) -> None:
    one = best_case(case)
    other = next(found for found in case.cases if one and found.name != one.name)
    book = recalculated(written(case, tmp_path), {"candidate": other.name})
    assert named(book, "saving_amount") == pytest.approx(other.saving_amount, abs=0.005)


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
