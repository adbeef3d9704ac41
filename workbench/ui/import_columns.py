"""The columns of an uploaded file: what each is for, how it is filled, and what was made of its cells."""

import pandas as pd
import streamlit as st

from workbench.charts import answers_chart
from workbench.datasets.importing import ImportPlan
from workbench.datasets.intake import Intake
from workbench.datasets.profiling import ColumnProfile, list_readings, profile_columns
from workbench.datasets.roles import Roles, guess_roles, roles_from
from workbench.domain import Kind, Role
from workbench.domain.formats import count, plural
from workbench.ui.text import plain

ROLE_WORDS = {
    "Item id": Role.ID,
    "Input": Role.INPUT,
    "Expected answer": Role.EXPECTED,
    "Slice": Role.SLICE,
    "Keep, unused": Role.OTHER,
    "Leave out": Role.IGNORED,
}
_WORDS = {role: words for words, role in ROLE_WORDS.items()}
_KINDS = {Kind.TEXT: "text", Kind.NUMBER: "numbers", Kind.DATE: "dates", Kind.BOOLEAN: "true or false"}
_MOST_BARS = 12


def pick_roles(intake: Intake, key: str) -> Roles:
    """The grid of columns with the role of each, guessed and changeable, beside how each is filled."""
    guessed = guess_roles(intake.table)
    profiles = _profiles(key, intake)
    grid = pd.DataFrame(
        {
            "Column": [one.name for one in profiles],
            "Role": [_WORDS[guessed.role_of(one.name)] for one in profiles],
            "Holds": [_KINDS[intake.table.kinds[one.name]] for one in profiles],
            "Filled": [_filled(one) for one in profiles],
            "Distinct": [one.distinct for one in profiles],
            "Characters": [_lengths(one) for one in profiles],
            "First values": [" · ".join(one.examples) for one in profiles],
        }
    )
    edited = st.data_editor(
        grid,
        hide_index=True,
        key=f"roles-{key}",
        disabled=[name for name in grid.columns if name != "Role"],
        height=min(37 + 35 * len(grid), 430),
        column_config={
            "Column": st.column_config.TextColumn(width=170),
            "Role": st.column_config.SelectboxColumn(options=list(ROLE_WORDS), required=True, width=130),
            "Holds": st.column_config.TextColumn(width=90),
            "Filled": st.column_config.TextColumn(
                width=90, help="Share of the rows with something in this column"
            ),
            "Distinct": st.column_config.NumberColumn(width=80, format="localized"),
            "Characters": st.column_config.TextColumn(width=95, help="From the shortest to the longest cell"),
            "First values": st.column_config.TextColumn(width="large"),
        },
    )
    named = {
        column: ROLE_WORDS[words] for column, words in zip(edited["Column"], edited["Role"], strict=True)
    }
    roles = roles_from(named)
    same = all(roles.role_of(name) is guessed.role_of(name) for name in intake.table.columns)
    return guessed if same else roles


def show_answers(plan: ImportPlan) -> None:
    """How often which answer is expected."""
    expected = plan.roles.expected_column
    if not expected:
        st.caption(
            "No column holds expected answers, so outputs can be labelled, but not scored by themselves."
        )
        return
    staging, place = plan.intake.staging, plan.intake.place(expected)
    values = staging.list_values(place, _MOST_BARS)
    filled = staging.count_filled(place)
    distinct = staging.profile(place)["distinct_count"]
    if not values or values[0]["row_count"] < 0.02 * filled or values[0]["row_count"] == 1:
        st.markdown(plain(f"{count(distinct)} different answers in {plural(filled, 'row')} of “{expected}”."))
        return
    first = values[0]
    finding = (
        f"“{first['value']}” is expected most often: {count(first['row_count'])} of {plural(filled, 'row')}"
    )
    shown = (
        f"the {_MOST_BARS} most frequent of {count(distinct)}"
        if distinct > len(values)
        else f"all {count(distinct)}"
    )
    st.plotly_chart(
        answers_chart(
            [(one["value"], one["row_count"]) for one in values],
            finding,
            f"Rows per expected answer, {shown}",
        ),
        key=f"answers-{plan.intake.sha256[:12]}-{plan.table.sheet}",
        config={"displayModeBar": False},
        alt=finding,
    )


def show_readings(plan: ImportPlan) -> None:
    """What was read beside what was understood, where the two differ."""
    readings = list_readings(plan.table)
    if not readings:
        st.markdown("Every cell was taken over as it stands in the file.")
        return
    st.caption("Cells that were understood as something else than they read; a few of each column.")
    st.dataframe(
        pd.DataFrame(
            {
                "Row": [one.row_number for one in readings],
                "Column": [one.column for one in readings],
                "In the file": [one.as_read for one in readings],
                "Understood as": [one.understood for one in readings],
            }
        ),
        hide_index=True,
        height=min(38 + 35 * len(readings), 320),
        column_config={"Row": st.column_config.NumberColumn(width=70)},
    )


def _filled(one: ColumnProfile) -> str:
    if one.filled == one.row_count:
        return "all"
    return f"{count(one.filled)} of {count(one.row_count)}" if one.filled else "none"


def _lengths(one: ColumnProfile) -> str:
    if one.shortest == one.longest:
        return count(one.longest)
    return f"{count(one.shortest)} to {count(one.longest)}"


@st.cache_data(show_spinner=False, max_entries=6)
def _profiles(key: str, _intake: Intake) -> list[ColumnProfile]:
    return profile_columns(_intake)
