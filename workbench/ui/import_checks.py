"""The check report: rows refused and left out, to take away and mend; repeats, contradictions, unknown categories."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from workbench.datasets.checking import Report
from workbench.datasets.importing import ImportPlan
from workbench.datasets.roles import REFUSED_COLUMN
from workbench.domain.formats import count, plural
from workbench.spreadsheets.reading_sentences import quoted
from workbench.spreadsheets.tables import RefusedRow
from workbench.spreadsheets.writing import Sheet, SheetColumn
from workbench.ui.chart_frame import XLSX, safe_file_name, workbook_bytes
from workbench.ui.text import plain

_SHOWN = 1000
_NAMED = 3


def plan_sentence(plan: ImportPlan) -> str:
    """ "166 rows read: 150 will be imported, 2 are refused, 14 are left out. The question stands in …" """
    report = plan.report
    said = f"{plural(plan.rows_read, 'row')} read: {count(plan.row_count)} will be imported"
    for number, fate in ((report.refused_count, "refused"), (report.left_out_count, "left out")):
        if number:
            said += f", {count(number)} {'is' if number == 1 else 'are'} {fate}"
    roles = plan.roles
    asked = quoted(roles.input_columns[:_NAMED])
    asked += f" and {len(roles.input_columns) - _NAMED} more" if len(roles.input_columns) > _NAMED else ""
    if roles.expected_column:
        return f"{said}. The question stands in {asked}, the expected answer in “{roles.expected_column}”."
    said += f". The question stands in {asked}"
    return (
        f"{said}. No column holds the expected answer, so people judge every output and nothing can be trained: "
        "give one column the role Expected answer below if there is one."
    )


def rows_title(report: Report) -> str:
    """The title of the tab with refused and left-out rows."""
    number = report.refused_count + report.left_out_count
    return f"Rows not imported ({count(number)})" if number else "Rows not imported"


def repeats_title(report: Report, near_count: int = 0) -> str:
    """The title of the tab with repeats, near duplicates, contradictions and unknown categories."""
    number = len(report.duplicate_ids) + report.contradiction_count + len(report.outside) + near_count
    return f"Repeats and conflicts ({count(number)})" if number else "Repeats and conflicts"


def show_rows(plan: ImportPlan) -> None:
    """Refused rows, to be mended, and rows left out."""
    report = plan.report
    if not report.refused_count and not report.left_out_count:
        st.markdown("Every row will be imported.")
        return
    if report.refused_count:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(plain(f"{plural(report.refused_count, 'row')} refused."))
            if not plan.intake.is_sample:
                stem = plan.table.file_name.rsplit(".", 1)[0]
                st.download_button(
                    "Download them to mend (.xlsx)",
                    data=lambda: refused_workbook(plan),
                    file_name=f"{safe_file_name(stem, 'refused rows')}.xlsx",
                    mime=XLSX,
                    on_click="ignore",
                    icon=":material/download:",
                    help="With the reason in the last column. Mend the rows and upload the file to add them.",
                )
        show_refused(report.refused)
    if report.left_out_count:
        st.markdown(
            plain(f"{plural(report.left_out_count, 'row')} left out: no data, or the same as another row.")
        )
        show_refused(report.left_out)


def refused_workbook(plan: ImportPlan) -> bytes:
    """The refused rows as they stand in the file, with the reason of each in a last column."""
    table = plan.table
    place = {number: at for at, number in enumerate(table.row_numbers)}
    cells = [table.as_read(name) for name in table.columns]
    rows = [
        [
            *(column[place[row.row_number]] if row.row_number in place else None for column in cells),
            row.reason,
        ]
        for row in plan.report.refused
    ]
    columns = [SheetColumn(name) for name in (*table.columns, REFUSED_COLUMN)]
    return workbook_bytes([Sheet("Refused rows", columns, rows)])


def show_refused(rows: Sequence[RefusedRow]) -> None:
    """Rows with the reason of each, scrolling; the first thousand."""
    shown = rows[:_SHOWN]
    table = pd.DataFrame({"Row": [row.row_number for row in shown], "Why": [row.reason for row in shown]})
    st.dataframe(
        table,
        hide_index=True,
        height=min(38 + 35 * len(shown), 250),
        column_config={
            "Row": st.column_config.NumberColumn(width=70),
            "Why": st.column_config.TextColumn(width=880),
        },
    )


def show_repeats(plan: ImportPlan) -> None:
    """Ids in several rows, inputs with several expected answers, answers that are no category of the workflow."""
    report = plan.report
    if not (report.duplicate_ids or report.contradiction_count or report.outside or report.repeated_inputs):
        st.markdown("No id, no input and no category stands in the way.")
    if report.duplicate_ids:
        same, other = len(report.repeats), len(report.id_conflicts)
        said = f"{plural(len(report.duplicate_ids), 'id')} in several rows"
        said += f": {plural(same, 'row')} repeat another one and are left out" if same else ""
        said += (
            f"; {plural(other, 'id')} with different content, of which the first row counts" if other else ""
        )
        st.markdown(plain(f"{said}."))
    if report.contradiction_count:
        st.markdown(
            plain(
                f"{plural(report.contradiction_count, 'input')} with different expected answers. They are imported; "
                "decide which answer holds, or give the workflow a way to tell them apart."
            )
        )
        st.dataframe(
            pd.DataFrame(
                [
                    {"Row": row, "Item": key, "Expected": expected, "Input": one.input[:500]}
                    for one in report.contradictions
                    for row, key, expected in one.rows
                ]
            ),
            hide_index=True,
            height=250,
            column_config={"Row": st.column_config.NumberColumn(width=70)},
        )
    elif report.repeated_inputs:
        st.markdown(
            plain(
                f"{plural(report.repeated_inputs, 'row')} ask the same as an earlier row, with the same answer."
            )
        )
    if report.outside:
        st.markdown(
            plain(f"{plural(len(report.outside), 'expected answer')} not among the workflow's categories.")
        )
        st.dataframe(
            pd.DataFrame(
                {
                    "Expected answer": [one.value for one in report.outside],
                    "Rows": [one.row_count for one in report.outside],
                    "First in row": [one.first_row for one in report.outside],
                    "Likely meant": [one.meant for one in report.outside],
                }
            ),
            hide_index=True,
            height=min(38 + 35 * len(report.outside), 250),
        )
