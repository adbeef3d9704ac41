"""The business case to take away: a workbook whose formulas go on counting."""

from pathlib import Path

import streamlit as st

from workbench.decisions.business_case import BusinessCase, CandidateCase, build_case, read_assumptions
from workbench.decisions.case_workbook import export_business_case
from workbench.decisions.exporting import Export
from workbench.decisions.roi_sentences import best_case, roi_sentence
from workbench.decisions.scope import scope_words
from workbench.domain import Workflow
from workbench.store import roi as roi_store
from workbench.store.database import Database
from workbench.ui.chart_frame import XLSX, safe_file_name
from workbench.ui.export_download import download
from workbench.ui.pickers import database
from workbench.ui.roi_reads import measured
from workbench.ui.text import plain


def base_case(workflow: Workflow, export: Export) -> BusinessCase:
    """The business case of the workflow's base case on what is exported."""
    evidence = measured(workflow, export.version, export.split)
    return build_case(evidence, read_assumptions(export.database, workflow))


def draw_business_case(workflow: Workflow, case: BusinessCase) -> None:
    """The case in a sentence, and the button that writes it with every scenario; no button where no saving can be
    said."""
    st.markdown("**Business case**")
    st.caption(plain(roi_sentence(case, workflow.bar_rate)))
    best = best_case(case)
    if not best:
        return
    draw_case_button(workflow, case, best, "export")
    st.caption("It goes on counting: change an assumption in Excel, and saving, months and charts follow.")


def draw_case_button(
    workflow: Workflow, case: BusinessCase, one: CandidateCase, place: str, is_primary: bool = False
) -> None:
    """The button that writes the workbook for this candidate or cascade; `place` names the page it stands on."""
    download(
        "Business case (.xlsx)",
        lambda path: write_case(database(), workflow, case, one, path),
        f"{safe_file_name(workflow.name, 'business case')}.xlsx",
        f"{place}-case-{workflow.workflow_id}",
        "Writing the business case",
        XLSX,
        is_primary=is_primary,
    )


def write_case(
    database: Database, workflow: Workflow, case: BusinessCase, one: CandidateCase, path: Path
) -> None:
    """Write the workbook; the scenarios are read and counted only now."""
    base = roi_store.get_base(database, workflow.workflow_id)
    known = [base, *roi_store.list_scenarios(database, workflow.workflow_id)]
    scenarios = {
        each.name: build_case(case.evidence, read_assumptions(database, workflow, each)) for each in known
    }
    version, split = case.evidence.version, case.evidence.split
    scope = scope_words(database, version, split) if version else "no items"
    export_business_case(workflow, case, scenarios, scope, path, one)
