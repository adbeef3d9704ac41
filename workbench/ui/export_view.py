"""The parts of the Exports page: one workbook of a scope, and each of its sheets as .csv."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import streamlit as st

from workbench.decisions.exporting import (
    Export,
    SheetNote,
    export_csv,
    export_table,
    export_workbook,
    list_sheets,
)
from workbench.decisions.table_files import FILE_FORMATS
from workbench.domain.formats import plural
from workbench.ui.chart_frame import XLSX, safe_file_name
from workbench.ui.export_download import download, draw_button, making_of, tell
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
    key = f"export-{_scope_key(export)}"
    making = making_of(key)
    download(
        "Download the workbook (.xlsx)",
        lambda path: export_workbook(
            export.database, export.workflow, path, export.version, export.split, making.tell_share
        ),
        f"{_file_name(export)}.xlsx",
        key,
        "Writing the workbook",
        XLSX,
        is_primary=True,
    )
    st.markdown("**What its sheets hold**, each also alone as .csv, which reads back as it was")
    with st.container(gap="xxsmall"):
        for note in notes:
            _draw_sheet(export, note)
    _draw_other_formats(export, notes)


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


@st.fragment
def _draw_other_formats(export: Export, notes: list[SheetNote]) -> None:
    """One sheet in a format that data tools read back exactly, chosen from lists."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        sheet = st.selectbox("Sheet", [note.name for note in notes], key="export-other-sheet", width=200)
        name = st.selectbox(
            "Format for data tools",
            list(FILE_FORMATS),
            format_func=lambda one: f"{FILE_FORMATS[one].words} ({FILE_FORMATS[one].extension})",
            key="export-other-format",
            width=260,
        )
        making = draw_button(
            "Download",
            lambda path: export_table(
                export.database, export.workflow, sheet, path, name, export.version, export.split
            ),
            f"{_file_name(export, sheet)}{FILE_FORMATS[name].extension}",
            f"export-{_scope_key(export)}-other-{sheet}-{name}",
            "application/octet-stream",
        )
    st.caption(f"{FILE_FORMATS[name].explanation} It reads back exactly as it was.")
    tell(making, f"Writing {sheet}")


def _csv_writer(export: Export, sheet: str) -> Callable[[Path], None]:
    return lambda path: export_csv(
        export.database, export.workflow, sheet, path, export.version, export.split
    )


def _file_name(export: Export, *more: str) -> str:
    return safe_file_name(export.workflow.name, *more, f"{datetime.now():%Y-%m-%d}")


def _scope_key(export: Export) -> str:
    return f"{export.workflow.workflow_id}-{export.version.dataset_version_id}-{export.split or 'all'}"
