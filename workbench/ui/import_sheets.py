"""A workbook of many tables: every sheet becomes a dataset of its own."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from workbench.datasets.roles import guess_roles
from workbench.datasets.sheets import SheetsResult, import_tables
from workbench.domain import Workflow
from workbench.domain.formats import count, plural
from workbench.spreadsheets.reading import read_every_table
from workbench.spreadsheets.tables import Table
from workbench.store.database import Database
from workbench.ui.import_reading import Upload, every_table_of, sheets_of
from workbench.ui.import_storing import store_sheets_watched
from workbench.ui.text import plain

_ONE, _EVERY = "One sheet", "Every sheet becomes a dataset"


def wants_every_sheet(upload: Upload) -> bool:
    """Asks, where the workbook has several tables, whether all of them are wanted."""
    if len(every_table_of(upload, with_hidden=True)) < 3:
        return False
    chosen = st.segmented_control(
        "Which sheets", [_ONE, _EVERY], default=_ONE, required=True, key=f"every-{upload.key}"
    )
    return chosen == _EVERY


def show_every_sheet(upload: Upload) -> list[Table]:
    """The sheets with the rows and columns of each, and the switch for hidden ones; returns their tables."""
    hidden = [sheet.name for sheet in sheets_of(upload) if sheet.is_hidden]
    with_hidden = False
    if hidden:
        are = "is a hidden sheet" if len(hidden) == 1 else "are hidden sheets"
        left, right = st.columns([4, 1.3], vertical_alignment="center")
        with_hidden = right.toggle("Import hidden sheets too", key=f"hidden-{upload.key}")
        fate = "imported too" if with_hidden else "left out"
        left.markdown(plain(f"{', '.join(f'“{name}”' for name in hidden)} {are}: {fate}."))
    tables = _tables(upload.key, with_hidden, upload)
    roles = [guess_roles(table) for table in tables]
    total = sum(map(len, tables))
    st.success(plain(f"{plural(len(tables), 'sheet')} with {plural(total, 'row')} of data."))
    st.dataframe(
        pd.DataFrame(
            {
                "Sheet": [table.sheet for table in tables],
                "Rows": [len(table) for table in tables],
                "Item id": [one.id_column or "row number" for one in roles],
                "Input": [", ".join(one.input_columns) for one in roles],
                "Expected answer": [one.expected_column for one in roles],
            }
        ),
        hide_index=True,
        height="content" if len(tables) <= 10 else 390,
        column_config={"Rows": st.column_config.NumberColumn(width=90, format="localized")},
    )
    return tables


def store_every_sheet(
    database: Database,
    upload: Upload,
    tables: list[Table],
    workflow: Workflow,
    who: str,
    note: str,
    is_new_workflow: bool = False,
    tidy_up: Callable[[], None] = lambda: None,
) -> SheetsResult:
    """Store them all, and tell on the page how far it is."""
    return store_sheets_watched(
        tables,
        lambda telling: import_tables(
            database, tables, upload.data, workflow.workflow_id, (), who, note, is_new_workflow,
            telling.begin, telling,
        ),
        tidy_up,
    )  # fmt: skip


def sheets_sentence(done: SheetsResult) -> str:
    """What was stored, in one sentence."""
    items = sum(result.version.item_count for result in done.results)
    said = f"{plural(len(done.results), 'dataset')} with {plural(items, 'item')} imported"
    if done.passed_over:
        said += f"; {count(len(done.passed_over))} passed over: {done.passed_over[0][1]}"
    return f"{said}."


@st.cache_data(show_spinner="Reading every sheet", show_time=True, max_entries=2)
def _tables(key: str, with_hidden: bool, _upload: Upload) -> list[Table]:
    return read_every_table(_upload.data, _upload.name, with_hidden=with_hidden)
