"""A chart as every page shows it: clickable marks, a picture as PNG or SVG, the data as .xlsx."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from workbench.charts import chart_config
from workbench.spreadsheets.writing import Sheet, write_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def draw_chart(
    figure: go.Figure,
    key: str,
    file_name: str,
    alt: str,
    make_data: Callable[[], Sheet],
    on_pick: Callable[[list[Any]], None] | None = None,
    pick_hint: str = "Click a mark to read the outputs behind it.",
) -> None:
    """Draw a figure with its downloads below. `on_pick` gets the customdata of a mark that is clicked; `pick_hint`
    says what a click does."""

    def picked() -> None:
        points = st.session_state[key].selection.points
        if points and on_pick and points[0].get("customdata"):
            on_pick(list(points[0]["customdata"]))

    picture = st.session_state.get(f"{key}-picture") or "PNG"
    st.plotly_chart(
        figure,
        key=key,
        config=chart_config(file_name, picture.lower()),
        on_select=picked if on_pick else "ignore",
        selection_mode="points",
        alt=alt,
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        _draw_downloads(key, file_name, make_data)
        if on_pick:
            st.caption(pick_hint, width="content")


def _draw_downloads(key: str, file_name: str, make_data: Callable[[], Sheet]) -> None:
    with st.popover("Download", icon=":material/download:", type="tertiary"):
        st.segmented_control(
            "Picture", ["PNG", "SVG"], default="PNG", key=f"{key}-picture", required=True,
            help="The camera button at the chart's upper right corner saves the picture.",
        )  # fmt: skip
        st.caption("The camera button at the chart's upper right corner saves the picture.")
        st.download_button(
            "Data as .xlsx",
            data=lambda: workbook_bytes([make_data()]),
            file_name=f"{file_name}.xlsx",
            mime=XLSX,
            on_click="ignore",
            key=f"{key}-data",
        )


def workbook_bytes(sheets: list[Sheet]) -> bytes:
    """Sheets as the content of an .xlsx file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.xlsx"
        write_workbook(path, sheets)
        return path.read_bytes()


def safe_file_name(*parts: str) -> str:
    """Words joined to a file name that every system takes: letters, digits, blanks, dashes."""
    kept = "".join(sign if sign.isalnum() or sign in " -_." else " " for sign in " ".join(parts))
    return " ".join(kept.split())[:80].strip(" .") or "export"
