"""The adjudicator's desk: one disagreement at a time, what was said side by side, a verdict and why."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from workbench.datasets.placeholders import as_text
from workbench.domain import DatasetVersion, Role, Verdict
from workbench.domain.formats import count, day, plural
from workbench.labeling.adjudication import (
    AdjudicationDesk,
    Dispute,
    DisputeOrder,
    Opinion,
    list_decisions,
    list_waiting_disputes,
    open_adjudication,
)
from workbench.labeling.agreement import Overlap
from workbench.labeling.passages import passage_first
from workbench.labeling.reliability import can_estimate
from workbench.ui.labelers import ask_labeler, current_labeler, remember_labeler
from workbench.ui.pickers import database
from workbench.ui.states import sentences
from workbench.ui.text import plain, text

_KEYS = {Verdict.CORRECT: "1", Verdict.INCORRECT: "2", Verdict.NO_ANSWER: "3", Verdict.UNSURE: "4"}
_DESK = "_adjudication"
_INPUT_HEIGHT = 152
_ANSWER_HEIGHT = 68
_OPINION_HEIGHT = 102
_OPINIONS_A_ROW = 3
_LETTERS = "letters stand for names and change from answer to answer"
_OWN = "one of these labels is yours: a third person is the better judge, but you can decide"


def draw_adjudication(version: DatasetVersion, split: str | None, overlap: Overlap) -> None:
    """Ask who decides, then show one disagreement after the other, and what has been decided."""
    adjudicator = current_labeler()
    if not adjudicator:
        st.markdown("Who decides? The decision is stored under a name and counts before all other labels.")
        ask_labeler(action="Start deciding")
        return
    remember_labeler()
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.popover(plain(adjudicator), icon=":material/person:"):
            order = _pick_order(overlap)
            ask_labeler("Decide under another name", action="Start deciding")
        progress = st.container(width="stretch")
    desk = _desk(version, split, adjudicator, order)
    dispute = None
    with sentences():
        dispute = desk.next_dispute(database())
    with progress:
        _draw_progress(desk, dispute)
    if dispute is None:
        _draw_end(desk, overlap)
    else:
        _draw_dispute(version, dispute)
        _draw_verdicts(desk, dispute)
    _draw_decisions(desk, version, split)


def _pick_order(overlap: Overlap) -> DisputeOrder:
    if not can_estimate(overlap):
        return DisputeOrder.LEAST_CERTAIN
    order = st.segmented_control(
        "Which come first",
        list(DisputeOrder),
        default=DisputeOrder.LEAST_CERTAIN,
        format_func=_ORDER_WORDS.__getitem__,
        required=True,
        key="adjudication-order",
        persist_state="session",
    )
    return order or DisputeOrder.LEAST_CERTAIN


_ORDER_WORDS = {
    DisputeOrder.LEAST_CERTAIN: "Least certain first",
    DisputeOrder.DATASET: "As in the dataset",
}


def _desk(
    version: DatasetVersion, split: str | None, adjudicator: str, order: DisputeOrder
) -> AdjudicationDesk:
    """The sitting, kept for as long as name, scope and order stay the same; it takes in what comes up meanwhile."""
    scope = (str(database().path), version.dataset_version_id, split, adjudicator, order)
    kept = st.session_state.get(_DESK)
    if kept is None or kept[0] != scope:
        kept = (scope, open_adjudication(database(), version, split, adjudicator, order))
        st.session_state[_DESK] = kept
    desk: AdjudicationDesk = kept[1]
    if not desk.left:
        desk.take_in(list_waiting_disputes(database(), version, split, order))
    return desk


def _draw_progress(desk: AdjudicationDesk, dispute: Dispute | None) -> None:
    said = f":material/check: Decided: {desk.saved.words}" if desk.saved else ""
    if desk.sentence:
        said = f"**{plain(desk.sentence)}**"
    parts = [
        f"**{plural(desk.left, 'disagreement')} left**",
        f"{count(desk.aside)} put aside" if desk.aside else "",
        f"{count(desk.done)} decided in this sitting" if desk.done else "",
        f"item {plain(dispute.item_key)}" if dispute else "",
        said,
        _OWN if dispute and dispute.is_own else "" if said else _LETTERS,
    ]
    st.caption(" · ".join(filter(None, parts)))


def _draw_dispute(version: DatasetVersion, dispute: Dispute) -> None:
    key = f"{dispute.output_id}"
    inputs = version.named(Role.INPUT) or tuple(dispute.content)
    body = "\n\n".join(
        f"{name}\n{as_text(dispute.content.get(name))}"
        if len(inputs) > 1
        else as_text(dispute.content.get(name))
        for name in inputs
    )
    shown_first = passage_first(body, (dispute.expected, dispute.answer))
    heading = ", ".join(inputs) + (
        ": the passage that matters, then all of it" if shown_first != body else ""
    )
    left, right = st.columns([3, 2])
    # The panes are named after the output: a new one begins at its top, however far the last was scrolled.
    with left.container(gap="xsmall"):
        st.caption(plain(heading))
        text(shown_first, height=_INPUT_HEIGHT, key=f"dispute-input-{key}")
    with right.container(gap="xsmall"):
        st.caption("Expected answer")
        text(dispute.expected or "None given.", height=_ANSWER_HEIGHT, key=f"dispute-expected-{key}")
        st.caption("The candidate's answer")
        text(dispute.answer, height=_ANSWER_HEIGHT, key=f"dispute-answer-{key}")
    for start in range(0, len(dispute.opinions), _OPINIONS_A_ROW):
        shown = dispute.opinions[start : start + _OPINIONS_A_ROW]
        for column, opinion in zip(st.columns(len(shown)), shown, strict=True):
            with column:
                _draw_opinion(opinion, f"opinion-{key}-{opinion.letter}")


def _draw_opinion(opinion: Opinion, key: str) -> None:
    with st.container(border=True, height=_OPINION_HEIGHT, key=key, gap="xxsmall"):
        st.markdown(f"**Labeler {opinion.letter}: {opinion.verdict.words}**")
        if opinion.correction:
            st.text(f"Right answer: {opinion.correction}", width="stretch")
        st.text(opinion.comment or "No comment.", width="stretch")


def _draw_verdicts(desk: AdjudicationDesk, dispute: Dispute) -> None:
    reason_key, correction_key = f"why-{dispute.output_id}", f"dispute-correction-{dispute.output_id}"

    def decide(verdict: Verdict) -> None:
        reason = st.session_state.get(reason_key, dispute.reason)
        correction = st.session_state.get(correction_key, dispute.correction)
        desk.decide(database(), verdict, reason or "", correction or "")

    # What is typed waits in the browser and arrives together with the verdict.
    with st.container(key="adjudication-notes"):
        why, right = st.columns([3, 2])
    why.text_input(
        "Why? In a few words, then Enter and a key", dispute.reason, key=reason_key, on_change="ignore", live=True,
    )  # fmt: skip
    right.text_input(
        "Right answer, if you like", dispute.correction, key=correction_key, on_change="ignore", live=True
    )
    with st.container(horizontal=True, key="adjudication-verdicts"):
        for verdict, key in _KEYS.items():
            _button(desk, dispute, verdict.words.capitalize(), key, partial(decide, verdict))
        _button(desk, dispute, "Skip", "s", desk.put_aside)
        _undo_button(desk)


def _button(
    desk: AdjudicationDesk, dispute: Dispute, label: str, key: str, on_click: Callable[[], None]
) -> None:
    def act() -> None:
        with sentences():
            if desk.shows(dispute.key):
                on_click()

    st.button(label, key=f"adjudicate-{label}", shortcut=key, on_click=act)


def _undo_button(desk: AdjudicationDesk) -> None:
    def act() -> None:
        with sentences():
            desk.undo(database())

    # Never disabled: a key pressed while the button is about to come alive would be lost.
    st.button("Undo", key="adjudicate-undo", shortcut="u", on_click=act, type="tertiary")


def _draw_end(desk: AdjudicationDesk, overlap: Overlap) -> None:
    with st.container(border=True):
        if desk.aside:
            st.subheader(f"{plural(desk.aside, 'disagreement')} put aside", anchor=False)
            st.button("Take them up again", on_click=desk.take_up_aside, type="primary")
        elif desk.done:
            st.subheader("Every disagreement here is decided", anchor=False)
            st.markdown(
                f"You decided {plural(desk.done, 'disagreement')}. The decisions count before all other labels, which "
                "stay as they were given."
            )
        elif overlap.is_disputed.any():
            st.subheader("Every disagreement here is decided", anchor=False)
            st.markdown("New ones appear here as soon as two people label the same answer differently.")
        else:
            st.subheader("Nobody disagrees here", anchor=False)
            st.markdown("Disagreements appear here as soon as two people label the same answer differently.")
        if desk.can_undo:
            _undo_button(desk)


def _draw_decisions(desk: AdjudicationDesk, version: DatasetVersion, split: str | None) -> None:
    found = list_decisions(database(), version, split)
    if not found:
        return
    with st.expander(f"Decided so far ({count(len(found))})"):
        rows = [
            {
                "Item": one.item_key,
                "Answer": one.answer,
                "Verdict": one.verdict.words,
                "Why": one.reason,
                "Decided by": one.adjudicator,
                "On": day(one.decided_at),
            }
            for one in found
        ]
        picked = st.dataframe(
            rows, hide_index=True, height=min(38 + 35 * len(rows), 290), key="adjudication-decided",
            on_select="rerun", selection_mode="single-row",
        )  # fmt: skip
        chosen = picked.selection.rows
        st.button(
            "Decide it anew",
            disabled=not chosen,
            on_click=lambda: desk.take_up(found[chosen[0]].key),
            help="Tick a row first. The new decision counts; the earlier one stays readable.",
        )
