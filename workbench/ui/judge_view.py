"""The parts of the Judge page: which scorer and labels, the four counts, slices, how we know."""

from collections.abc import Sequence

import streamlit as st

from workbench.decisions.judge_agreement import (
    JudgeAgreement,
    agreed_words,
    cells,
    doubted_words,
    found_words,
    help_sentence,
    help_words,
    judge_finding,
    measure_judge,
    method_lines,
    source_sentence,
)
from workbench.domain import DatasetVersion, Role, Workflow
from workbench.labeling.agreement_sentences import coefficient_words
from workbench.scoring.catalogue import get_scorer
from workbench.ui.choices import settle_choice, show_choice
from workbench.ui.pickers import database
from workbench.ui.text import plain

_ALL, _SETTLED = "All labels that count", "Adjudicated, or two agree"


def pick_judge(workflow: Workflow, names: Sequence[str]) -> str:
    """Which scorer is held against the labels."""
    key = f"judge-{workflow.workflow_id}"
    settle_choice("scorer", key, names)
    chosen = st.selectbox(
        "Judged by", names, key=key, persist_state="session",
        format_func=lambda name: get_scorer(name).noun.capitalize(), width=260,
    )  # fmt: skip
    show_choice("scorer", chosen)
    return str(chosen)


def pick_labels() -> bool:
    """True where labels alone count that an adjudicator decided or two people agree on."""
    settle_choice("labels", "judge-labels", (_ALL, _SETTLED))
    chosen = st.segmented_control(
        "Labels", (_ALL, _SETTLED), required=True, key="judge-labels", persist_state="session"
    )
    show_choice("labels", chosen)
    return chosen == _SETTLED


def draw_judge(one: JudgeAgreement) -> None:
    """The finding, the four counts, and how far the two agree."""
    st.subheader(plain(judge_finding(one)), anchor=False)
    st.caption(plain(f"{help_sentence(one)} {source_sentence(one)}".rstrip()))
    if not one.total:
        return
    st.dataframe([_row(one)], hide_index=True, column_config=_HELP)
    st.dataframe(
        [{"Answers": who, "It passes": passed, "It doubts": doubted} for who, passed, doubted in cells(one)],
        hide_index=True,
        column_config=_NUMBERS,
        width=420,
    )


def draw_slices(
    workflow: Workflow, version: DatasetVersion, split: str | None, scorer: str, settled_only: bool
) -> None:
    """The same per value of a slice column, those with few answers pooled."""
    columns = version.named(Role.SLICE)
    if not columns:
        return
    st.subheader("By slice", anchor=False)
    column = columns[0]
    if len(columns) > 1:
        column = st.segmented_control(
            "Slices of", columns, default=columns[0], key="judge-slice", required=True, format_func=plain
        )
    parts = measure_judge(database(), workflow, version, split, scorer, column, settled_only)
    rows = [
        {
            column: one.value,
            **_row(one),
        }
        for one in parts
    ]
    st.dataframe(rows, hide_index=True, height="content" if len(rows) <= 10 else 390, column_config=_HELP)


def draw_method() -> None:
    """The panel that says what the figures are and what would void them."""
    with st.expander("How do we know"):
        st.markdown("\n".join(f"- {plain(line)}" for line in method_lines()))


def _row(one: JudgeAgreement) -> dict[str, str]:
    return {
        "Says the same": agreed_words(one),
        "Wrong ones found": found_words(one),
        "Right ones doubted": doubted_words(one),
        "Kappa": coefficient_words(one.measured.kappa),
        "AC1": coefficient_words(one.measured.ac1),
        "ρ²": coefficient_words(one.rho_squared),
        "Helps": help_words(one),
    }


_NUMBERS = {name: st.column_config.NumberColumn(format="localized") for name in ("It passes", "It doubts")}
_HELP = {
    "Says the same": st.column_config.TextColumn(
        help="Answers on which it says what people say. High by itself where nearly all answers are right"
    ),
    "Wrong ones found": st.column_config.TextColumn(
        help="Of the answers that people call incorrect, those it doubts"
    ),
    "Right ones doubted": st.column_config.TextColumn(
        help="Of the answers that people call correct, those it doubts all the same: false alarms"
    ),
    "Kappa": st.column_config.TextColumn(help="1 is full agreement, 0 what chance would give (Cohen)"),
    "AC1": st.column_config.TextColumn(
        help="As kappa, and steady where nearly all answers are of one kind (Gwet)"
    ),
    "ρ²": st.column_config.TextColumn(
        help="The share of what is right and wrong that its word explains; from 0.2 on it saves labels"
    ),
}
