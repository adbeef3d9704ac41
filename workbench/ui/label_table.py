"""Labelling in a table: many outputs at once, filtered, one verdict for all that are chosen, taken back as one."""

import json

import pandas as pd
import streamlit as st

from workbench.datasets.placeholders import as_text
from workbench.domain import DatasetVersion, Role, Verdict, Workflow
from workbench.domain.formats import count, plural
from workbench.labeling.batches import Batch, label_together, take_back
from workbench.store.database import Database
from workbench.store.desk import label_table
from workbench.store.labelling_rules import get_rules
from workbench.ui.states import sentences

_MOST_ROWS = 200
_BATCHES = "_label_table_batches"
_WAITING = "_label_table_waiting"
_WITHOUT, _MINE = "Without a label", "Labelled by me"


@st.fragment
def draw_label_table(
    database: Database, workflow: Workflow, version: DatasetVersion, split: str | None, labeler: str
) -> None:
    """The outputs of a version (or split) as a table in which many are labelled at once."""
    is_mine, text = _filter()
    rows = label_table(
        database, workflow.workflow_id, version.dataset_version_id, split, labeler, text, is_mine, _MOST_ROWS
    )
    waiting: tuple[Verdict, list[int]] | None = st.session_state.get(_WAITING)
    said = st.container()
    chosen = _draw_rows(rows, version, is_blind=get_rules(database, workflow.workflow_id).is_blind, text=text)
    with said:
        if waiting:
            _confirm(database, workflow, labeler, *waiting)
        else:
            _draw_verdicts(chosen)
            _draw_last(database)


def _filter() -> tuple[bool, str]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(
            "Filter",
            placeholder="Words in the item, the expected answer or the answer",
            key="label-table-text",
        )
        which = st.segmented_control(
            "Show", [_WITHOUT, _MINE], default=_WITHOUT, key="label-table-which", required=True
        )
    return which == _MINE, text or ""


def _draw_rows(rows: pd.DataFrame, version: DatasetVersion, is_blind: bool, text: str) -> list[int]:
    """Draw the table; returns the outputs that are chosen in it."""
    if rows.empty:
        st.caption("No output fits. Change the filter, or see the outputs that you have labelled.")
        return []
    total = int(rows["row_count"].iloc[0])
    shown = (
        f"the first {count(len(rows))} of {count(total)}" if total > len(rows) else plural(total, "output")
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        every = st.checkbox(f"Choose all {count(len(rows))}", key=f"label-table-all-{text}-{total}")
        st.caption(
            f"Showing {shown}. Equal answers stand once and their label counts for every candidate; what colleagues "
            "have on their desks is left out."
        )
    inputs = version.named(Role.INPUT)
    table = pd.DataFrame(
        {
            "Choose": every,
            "Item": rows["item_key"],
            "Text": [_input_text(content, inputs) for content in rows["content"]],
            "Expected answer": rows["expected"].fillna(""),
            "Answer": rows["answer"].fillna(""),
        }
    )
    if not is_blind:
        table["Candidates"] = rows["candidates"]
    if rows["verdict"].notna().any():
        table["Your label"] = [Verdict(one).words if isinstance(one, str) else "" for one in rows["verdict"]]
    edited = st.data_editor(
        table,
        hide_index=True,
        height=430,
        disabled=[name for name in table.columns if name != "Choose"],
        column_config={
            "Choose": st.column_config.CheckboxColumn(width="small"),
            "Item": st.column_config.TextColumn(width="small"),
            "Text": st.column_config.TextColumn(width="large"),
        },
        # Another table whenever its rows are others: a choice belongs to the rows it was made in.
        key=f"label-table-{every}-{hash(tuple(rows['output_id']))}",
    )
    return [int(one) for one in rows["output_id"][edited["Choose"].to_numpy(dtype=bool)]]


def _input_text(content: str, inputs: tuple[str, ...]) -> str:
    values = json.loads(content)
    return " · ".join(as_text(values.get(name)) for name in inputs or values)


def _draw_verdicts(chosen: list[int]) -> None:
    def wait(verdict: Verdict) -> None:
        st.session_state[_WAITING] = (verdict, chosen)

    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plural(len(chosen), 'output')} chosen**", width="content")
        for verdict in Verdict:
            st.button(
                verdict.words.capitalize(),
                key=f"label-table-{verdict.value}",
                disabled=not chosen,
                on_click=wait,
                args=(verdict,),
            )


def _confirm(
    database: Database, workflow: Workflow, labeler: str, verdict: Verdict, output_ids: list[int]
) -> None:
    def go_on() -> None:
        del st.session_state[_WAITING]
        with sentences():
            batch = label_together(database, workflow.workflow_id, labeler, output_ids, verdict)
            st.session_state.setdefault(_BATCHES, []).append(batch)

    def leave() -> None:
        del st.session_state[_WAITING]

    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**Label {plural(len(output_ids), 'output')} as {verdict.words}?**", width="content")
        st.button(f"Label {count(len(output_ids))} as {verdict.words}", type="primary", on_click=go_on)
        st.button("Cancel", on_click=leave)


def _draw_last(database: Database) -> None:
    batches: list[Batch] = st.session_state.get(_BATCHES, [])
    if not batches:
        return
    last = batches[-1]

    def undo() -> None:
        with sentences():
            take_back(database, batches.pop())

    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            f":material/check: {plural(last.count, 'output')} labelled as {last.verdict.words}.",
            width="content",
        )
        st.button("Undo", key="label-table-undo", type="tertiary", on_click=undo)
