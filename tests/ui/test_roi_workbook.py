"""The business case as a workbook from what the ROI page shows: its candidate, its scenario, what is tried out."""

from dataclasses import replace
from pathlib import Path

from openpyxl import load_workbook

from tests.store.building import a_candidate, a_label, a_run, a_version, a_workflow, outputs_by_key
from workbench.comparison import list_standings
from workbench.decisions.business_case import build_case, read_assumptions, read_evidence
from workbench.domain import BusinessFigures, Verdict
from workbench.domain.scenarios import Estimate, Scenario
from workbench.store import roi as roi_store
from workbench.store.database import Database
from workbench.ui.roi_workbook import write_case


def test_speaks_of_the_candidate_and_the_figures_on_the_page(database: Database, tmp_path: Path) -> None:
    workflow = a_workflow(database, figures=BusinessFigures(1000, 12, 50, 2.4, 60, 11_160))
    version = a_version(database, workflow, {key: (key, "x") for key in "abcd"})
    for name, right in (("Better", 4), ("Worse", 3)):
        run = a_run(database, a_candidate(database, workflow, name), version, dict.fromkeys("abcd", "x"))
        for number, output_id in enumerate(outputs_by_key(database, run).values()):
            a_label(database, output_id, Verdict.CORRECT if number < right else Verdict.INCORRECT)
    roi_store.add_scenario(
        database,
        Scenario(
            0, workflow.workflow_id, "Twice", policy="reviewed", figures={"items_per_month": Estimate(2000)}
        ),
    )
    evidence = read_evidence(
        database, workflow, list_standings(database, workflow, version, None), version, None
    )
    entered = read_assumptions(database, workflow)
    tried = replace(
        entered, name="Base case, with figures tried out",
        figures={**entered.figures, "items_per_month": Estimate(3000)},
    )  # fmt: skip
    case = build_case(evidence, tried)
    worse = next(one for one in case.cases if one.name == "Worse")
    write_case(database, workflow, case, worse, tmp_path / "case.xlsx")
    book = load_workbook(tmp_path / "case.xlsx", data_only=True)
    said = " ".join(str(row[0].value) for row in book["Summary"].iter_rows(max_row=3))
    assert "Base case, with figures tried out" in said and "Using “Worse” unreviewed" in said
    assert "Golden, version 1, all items (4 items)" in said
    found = {
        name: book[sheet][place.replace("$", "")].value
        for name in ("candidate", "items_per_month", "saving_amount")
        for sheet, place in book.defined_names[name].destinations
    }
    assert found == {"candidate": "Worse", "items_per_month": 3000, "saving_amount": worse.saving_amount}
    heads = [cell.value for row in book["Scenarios"].iter_rows(max_row=8) for cell in row]
    assert "Twice" in heads and "Base case" in heads
