"""The parts of the Exports page: one workbook of a scope, and each of its sheets as .csv."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import streamlit as st

from workbench.decisions.exporting import Export, SheetNote, export_csv, export_workbook, list_sheets
from workbench.domain.formats import plural
from workbench.ui.chart_frame import XLSX, safe_file_name
from workbench.ui.export_download import download, draw_button, tell
from workbench.ui.text import plain


def draw_workbook(export: Export) -> None:
    """What the workbook speaks of, and the button that makes it."""
    notes = list_sheets(export)
    counts = {note.name: note.row_count or 0 for note in notes}
    said = (
        f"“{export.workflow.name}” in one workbook: {plural(counts['Summary'], 'candidate')}, "
        f"{plural(counts['Outputs'], 'output')}, {plural(counts['Labels'], 'label')}."
    )
    st.subheader(plain(said), anchor=False)
    st.caption(
        plain(f"It speaks of {export.scope_words}. Numbers are numbers and dates are dates; text stays text.")
    )
    download(
        "Download the workbook (.xlsx)",
        lambda path: export_workbook(export.database, export.workflow, path, export.version, export.split),
        f"{_file_name(export)}.xlsx",
        f"export-{_scope_key(export)}",
        "Writing the workbook",
        XLSX,
        is_primary=True,
    )
    st.markdown("**What its sheets hold**, each also alone as .csv")
    with st.container(gap="xxsmall"):
        for note in notes:
            _draw_sheet(export, note)


@st.fragment
def _draw_sheet(export: Export, note: SheetNote) -> None:
    name, holds, rows, button = st.columns([1.1, 5.6, 1, 0.7], vertical_alignment="center")
    name.markdown(f"**{plain(note.name)}**")
    holds.caption(plain(note.holds))
    if note.row_count is not None:
        rows.caption(plural(note.row_count, "row"))
    with button:
        making = draw_button(
            ".csv",
            _csv_writer(export, note.name),
            f"{_file_name(export, note.name)}.csv",
            f"export-{_scope_key(export)}-{note.name}",
            "text/csv",
            look="tertiary",
        )
    tell(making, f"Writing {note.name}")


def _csv_writer(export: Export, sheet: str) -> Callable[[Path], None]:
    return lambda path: export_csv(
        export.database, export.workflow, sheet, path, export.version, export.split
    )


def _file_name(export: Export, *more: str) -> str:
    return safe_file_name(export.workflow.name, *more, f"{datetime.now():%Y-%m-%d}")


def _scope_key(export: Export) -> str:
    return f"{export.workflow.workflow_id}-{export.version.dataset_version_id}-{export.split or 'all'}"
