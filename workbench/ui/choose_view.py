"""The parts of the Choose page: the frontier, the candidates in a table, and the decisions that were made."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from workbench.charts.frontier import FrontierMark, frontier_chart
from workbench.decisions.bar import bar_words
from workbench.decisions.choosing import (
    Axis,
    Option,
    changes_since,
    decide,
    decision_words,
    decisions_sheet,
    is_dominated,
    options_sheet,
    set_size,
    size_words,
    snapshot,
    takes,
)
from workbench.decisions.verdict_sentences import certified_words
from workbench.domain import DatasetVersion, Workflow
from workbench.domain.formats import duration, money, plural
from workbench.store import decision as decisions
from workbench.store.decision import Decision
from workbench.ui.chart_frame import XLSX, draw_chart, safe_file_name, workbook_bytes
from workbench.ui.labelers import labeler
from workbench.ui.pickers import database
from workbench.ui.states import notice, sentences
from workbench.ui.text import plain

_UNITS = {
    Axis.COST: "US dollars per 1,000 items",
    Axis.LATENCY: "seconds an item, median",
    Axis.SIZE: "parameters",
}


def draw_frontier(workflow: Workflow, options: Sequence[Option]) -> None:
    """Precision against cost, latency or size, as picked; who has no figure there is named."""
    chosen = st.segmented_control(
        "Precision against", list(Axis), format_func=lambda one: one.words, default=Axis.COST, key="choose-axis",
        required=True,
    )  # fmt: skip
    axis = chosen or Axis.COST
    placed = [one for one in options if one.at(axis) is not None]
    missing = [f"“{one.name}”" for one in options if one.at(axis) is None]
    if placed:
        marks = [_mark(one, placed, axis) for one in placed]
        open_ones = [mark for mark in marks if not mark.is_dominated]
        best = "; ".join(f"{mark.name}" for mark in open_ones[:3])
        finding = (
            f"{plural(len(open_ones), 'candidate')} that no other beats in both: {best}"
            if len(marks) > 1
            else f"Only “{marks[0].name}” can be placed"
        )
        n = f"{min(one.certificate.answered for one in placed)} to {max(one.certificate.answered for one in placed)}"
        measure = (
            f"Precision with its limits against {axis.words.lower()}, n = {n} judged answers each; grey: another is as "
            "precise and takes no more"
        )
        draw_chart(
            frontier_chart(
                marks, workflow.bar_rate, bar_words(workflow.bar_rate), finding, measure, _UNITS[axis],
                "$" if axis is Axis.COST else "",
            ),
            f"choose-frontier-{workflow.workflow_id}-{axis.value}",
            safe_file_name(workflow.name, "choice"),
            finding,
            lambda: options_sheet(options, workflow),
        )  # fmt: skip
    if missing:
        what = {
            Axis.COST: "no price is known",
            Axis.LATENCY: "no time is measured",
            Axis.SIZE: "no size is entered",
        }
        st.caption(plain(f"Not in the chart, since {what[axis]}: {', '.join(missing)}."))
    if axis is Axis.SIZE:
        _draw_sizes(options)


def _mark(one: Option, options: Sequence[Option], axis: Axis) -> FrontierMark:
    value = one.at(axis) or 0.0
    shown = value * 1000 if axis is Axis.COST else value
    words = {
        Axis.COST: f"{money(shown)} per 1,000 items" if value else "nothing for calls",
        Axis.LATENCY: f"{duration(value)} an item",
        Axis.SIZE: size_words(value),
    }
    certificate = one.certificate
    return FrontierMark(
        certificate.candidate_id, one.name, certificate.standing.ordinal, certificate.best_rate or 0.0, certificate.low,
        certificate.high, shown, words[axis], certified_words(certificate), is_dominated(one, options, axis),
    )  # fmt: skip


def _draw_sizes(options: Sequence[Option]) -> None:
    with st.popover("Enter the size of a model", icon=":material/edit:"), sentences():
        by_name = {one.name: one for one in options}
        name = st.selectbox("Candidate", list(by_name), key="choose-size-of")
        known = by_name[name].size
        millions = st.number_input(
            "Millions of parameters", min_value=0.0, value=known / 1e6 if known else None, key=f"choose-size-{name}",
            placeholder="135", help="As the model's maker states it. Rules and small trained models have few or none.",
        )  # fmt: skip
        if st.button("Save the size", key="choose-size-save"):
            set_size(database(), by_name[name].certificate.candidate_id, millions * 1e6 if millions else None)
            notice(f"The size of “{name}” is saved.")
            st.rerun()


def draw_options(workflow: Workflow, options: Sequence[Option]) -> None:
    """The candidates, the cheapest first."""
    rows: list[dict[str, Any]] = [
        {
            "Candidate": one.name,
            "Against the bar": one.certificate.verdict.value,
            "Precision": certified_words(one.certificate),
            "Takes": takes(one),
            "Size": size_words(one.size),
        }
        for one in options
    ]
    st.dataframe(rows, hide_index=True, key=f"choose-options-{workflow.workflow_id}")


def draw_deciding(
    workflow: Workflow, version: DatasetVersion, split: str | None, options: Sequence[Option]
) -> None:
    """Store a decision: for whom, who makes it, why."""
    st.subheader("Decide", anchor=False)
    by_name = {one.name: one for one in options}
    meeting = [one.name for one in options if one.certificate.verdict.is_met]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = f"choose-candidate-{workflow.workflow_id}"
        if st.session_state.get(key) not in by_name:
            surest = max(options, key=lambda one: one.certificate.low or one.certificate.best_rate or 0.0)
            st.session_state[key] = meeting[0] if meeting else surest.name
        name = st.selectbox("Candidate to use", list(by_name), key=key)
        who = labeler("Decided by")
        reason = st.text_input("Why, in a sentence", key=f"choose-why-{workflow.workflow_id}")
        pressed = st.button("Store the decision", type="primary", key="choose-store")
    if name not in meeting:
        stands = by_name[name].certificate.verdict.value
        st.caption(plain(f"“{name}” is not shown to meet the bar: {stands}. It can be chosen all the same."))
    if pressed:
        with sentences():
            decide(database(), workflow, version, split, by_name[name], who, reason)
            notice(f"The decision for “{name}” is stored with what it rests on.")
            st.rerun()


def draw_decisions(
    workflow: Workflow, version: DatasetVersion, split: str | None, options: Sequence[Option]
) -> None:
    """The decisions made before, and what has changed since."""
    made = decisions.list_decisions(database(), workflow.workflow_id)
    if not made:
        return
    st.subheader("Decisions", anchor=False)
    current = {one.certificate.candidate_id: snapshot(one, workflow, version, split) for one in options}
    for one in made:
        _draw_decision(one, current.get(one.candidate_id))
    st.download_button(
        "Decisions and evidence (.xlsx)",
        data=lambda: workbook_bytes([decisions_sheet(made), options_sheet(options, workflow)]),
        file_name=f"{safe_file_name(workflow.name, 'decisions')}.xlsx",
        mime=XLSX,
        on_click="ignore",
        key=f"choose-export-{workflow.workflow_id}",
        icon=":material/download:",
    )


def _draw_decision(one: Decision, current: dict[str, Any] | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        words = decision_words(one)
        if one.withdrawn_at:
            st.caption(plain(f"Taken back. {words}"))
        else:
            since = " ".join(changes_since(one, current))
            said = f"Since then: {since}" if since else "Nothing it rests on has changed since."
            st.markdown(f"{plain(words)}  \n:gray[{plain(said)}]")
        label = "Let it stand again" if one.withdrawn_at else "Take back"
        if st.button(label, key=f"choose-take-back-{one.decision_id}", type="tertiary"):
            decisions.set_withdrawn(database(), one.decision_id, not one.withdrawn_at)
            st.rerun()
