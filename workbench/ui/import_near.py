"""Rows of a file that are nearly the same: looked for before anything is stored, shown side by side, and kept."""

import time
from dataclasses import dataclass

import streamlit as st

from workbench.datasets.importing import ImportPlan
from workbench.datasets.near_duplicates import NearRows, count_near, find_near_rows, is_quick
from workbench.datasets.roles import Roles
from workbench.domain.formats import count, duration, percent, plural
from workbench.spreadsheets.tables import Choices
from workbench.ui.run_table import table_height
from workbench.ui.text import plain, text

_SHOWN = 200


@dataclass
class NearFound:
    """The near duplicates of one plan; None until they have been looked for."""

    pairs: list[NearRows] | None = None

    @property
    def row_count(self) -> int:
        """The rows that are nearly the same as an earlier one."""
        return count_near(self.pairs or [])


def find_near(plan: ImportPlan, key: str, choices: Choices) -> NearFound:
    """The near duplicates among the rows to import, looked for at once where that takes seconds."""
    found = _found(key, plan.roles, choices)
    if found.pairs is None and is_quick(plan.intake):
        with st.spinner("Looking for near duplicates", show_time=True):
            found.pairs = find_near_rows(plan.intake)
    return found


def near_sentence(found: NearFound) -> str:
    """ "12 rows are nearly the same as another; both are kept.", or "" where there is none."""
    number = found.row_count
    if not number:
        return ""
    are = "row is" if number == 1 else "rows are"
    return f"{count(number)} {are} nearly the same as another; both are kept."


def show_near(plan: ImportPlan, found: NearFound, key: str) -> None:
    """The pairs side by side, or the search where it has to be asked for."""
    if found.pairs is None:
        _search(plan, found, key)
        return
    if not found.pairs:
        st.caption("No two rows ask nearly the same.")
        return
    st.markdown(plain(f"{near_sentence(found)} Splits keep them on one side."))
    shown = sorted(found.pairs, key=lambda one: one.similarity)[:_SHOWN]
    texts = plan.intake.staging.list_texts(
        sorted({at for one in shown for at in (one.place, one.other_place)})
    )
    chosen = st.dataframe(
        [
            {
                "Row": one.row_number,
                "Other row": one.other_number,
                "Alike": percent(one.similarity, 1),
                "Text": _beginning(texts[one.place]["input"]),
                "Other text": _beginning(texts[one.other_place]["input"]),
                "Expected": texts[one.place]["expected"] or "",
                "Other expected": texts[one.other_place]["expected"] or "",
            }
            for one in shown
        ],
        hide_index=True, height=table_height(len(shown), 250), on_select="rerun", placeholder="",
        selection_mode="single-row", key=f"near-rows-{key}",
        column_config={
            "Row": st.column_config.NumberColumn(width=70),
            "Other row": st.column_config.NumberColumn(width=90),
            "Alike": st.column_config.TextColumn(width=70),
            "Text": st.column_config.TextColumn(width=330),
            "Other text": st.column_config.TextColumn(width=330),
        },
    )  # fmt: skip
    if len(found.pairs) > _SHOWN:
        st.caption(f"The {_SHOWN} of {plural(len(found.pairs), 'pair')} that are least alike.")
    for at in chosen.selection.rows[:1]:
        one = shown[at]
        sides = ((one.row_number, one.place), (one.other_number, one.other_place))
        for column, (number, place) in zip(st.columns(2), sides, strict=True):
            with column:
                st.caption(f"{plan.table.row_word} {number}")
                text(texts[place]["input"] or "", height=200)


def _search(plan: ImportPlan, found: NearFound, key: str) -> None:
    st.markdown(
        f"Nearly equal rows have not been looked for. With {plural(plan.row_count, 'row')} that takes a while; "
        "the import does not need it."
    )
    if not st.button("Look for near duplicates", icon=":material/search:", key=f"near-look-{key}"):
        return
    began = time.monotonic()
    bar = st.progress(0.0, "Looking for near duplicates")
    st.button("Stop", key=f"near-stop-{key}", help="Nothing is stored either way.")

    def tell(done: float) -> None:
        waited = time.monotonic() - began
        left = f", about {duration(waited / done * (1 - done))} left" if done > 0.05 else ""
        bar.progress(done, f"Looking for near duplicates: {percent(done)}{left}")

    found.pairs = find_near_rows(plan.intake, on_progress=tell)
    st.rerun()


def _beginning(words: str | None) -> str:
    return " ".join((words or "").split())[:300]


@st.cache_resource(show_spinner=False, max_entries=1, scope="session")
def _found(key: str, roles: Roles, choices: Choices) -> NearFound:
    return NearFound()
