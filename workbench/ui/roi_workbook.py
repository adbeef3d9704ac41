"""The business case to take away: a workbook whose formulas go on counting."""

from pathlib import Path

import streamlit as st

from workbench.decisions.business_case import BusinessCase, build_case, read_assumptions
from workbench.decisions.case_workbook import export_business_case
from workbench.decisions.exporting import Export
from workbench.decisions.roi_sentences import roi_sentence
from workbench.domain import Workflow
from workbench.store import roi as roi_store
from workbench.store.database import Database
from workbench.ui.chart_frame import XLSX, safe_file_name
from workbench.ui.export_download import download
from workbench.ui.roi_reads import measured
from workbench.ui.text import plain


def base_case(workflow: Workflow, export: Export) -> BusinessCase:
    """The business case of the workflow's base case on what is exported."""
    evidence = measured(workflow, export.version, export.split)
    return build_case(evidence, read_assumptions(export.database, workflow))


def draw_business_case(workflow: Workflow, export: Export, case: BusinessCase) -> None:
    """The case in a sentence, and the button that writes it with every scenario; no button where no saving can be
    said."""
    st.markdown("**Business case**")
    st.caption(plain(roi_sentence(case, workflow.bar_rate)))
    if not case.cases:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        download(
            "Business case (.xlsx)",
            lambda path: _write(export.database, workflow, case, export.scope_words, path),
            f"{safe_file_name(workflow.name, 'business case')}.xlsx",
            f"export-case-{workflow.workflow_id}",
            "Writing the business case",
            XLSX,
        )
        st.caption(
            "It goes on counting: change an assumption in Excel, and saving, months and charts follow."
        )


def _write(database: Database, workflow: Workflow, case: BusinessCase, scope_words: str, path: Path) -> None:
    base = roi_store.get_base(database, workflow.workflow_id)
    known = [base, *roi_store.list_scenarios(database, workflow.workflow_id)]
    scenarios = {
        one.name: build_case(case.evidence, read_assumptions(database, workflow, one)) for one in known
    }
    export_business_case(workflow, case, scenarios, scope_words, path)
