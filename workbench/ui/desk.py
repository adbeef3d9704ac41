"""The labelling desk on the screen: one output, four verdicts, a key for each."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from workbench.domain import DatasetVersion, Role, Verdict, Workflow
from workbench.domain.formats import count, duration, plural
from workbench.labeling import Desk, Task, open_desk
from workbench.store.database import Database
from workbench.ui.links import link
from workbench.ui.states import sentences
from workbench.ui.text import plain, text

_VERDICT_KEYS = {
    Verdict.CORRECT: "1",
    Verdict.INCORRECT: "2",
    Verdict.NO_ANSWER: "3",
    Verdict.UNSURE: "4",
}
_INPUT_HEIGHT = 210
_ANSWER_HEIGHT = 110


def draw_desk(
    database: Database,
    workflow: Workflow,
    version: DatasetVersion,
    split: str | None,
    labeler: str,
    revisits: Verdict | None = None,
) -> None:
    """The desk of one labeler over the answered outputs of a version (or split) that nobody has labelled."""
    scope = (str(database.path), workflow.workflow_id, version.dataset_version_id, split, labeler, revisits)
    kept = st.session_state.get("_desk")
    if kept is None or kept[0] != scope:
        kept = (
            scope,
            open_desk(database, workflow, version, split=split, labeler=labeler, revisits=revisits),
        )
        st.session_state["_desk"] = kept
    _draw_next(database, version, kept[1])


@st.fragment
def _draw_next(database: Database, version: DatasetVersion, desk: Desk) -> None:
    task = desk.next_task(database)
    _draw_progress(desk)
    if task is None:
        _draw_end(desk, database)
        return
    _draw_task(version, task)
    _draw_verdicts(database, desk, task)


def _draw_progress(desk: Desk) -> None:
    saved = f":material/check: Saved as {desk.saved.words}" if desk.saved else plain(desk.sentence)
    pace = f" · {duration(desk.pace_s)} per label" if desk.pace_s is not None else ""
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.caption(f"{plural(desk.left, 'output')} left · {count(desk.done_today)} labelled today{pace}")
        st.caption(saved or "Judge the answer. The candidate's name stays hidden.")


def _draw_task(version: DatasetVersion, task: Task) -> None:
    inputs = version.named(Role.INPUT) or tuple(task.content)
    body = "\n\n".join(
        f"{name}\n{_shown(task.content.get(name))}" if len(inputs) > 1 else _shown(task.content.get(name))
        for name in inputs
    )
    st.caption(f"Item {plain(task.item_key)} · {plain(', '.join(inputs))}")
    text(body, height=_INPUT_HEIGHT, key="desk-input")
    expected, answer = st.columns(2)
    with expected:
        st.caption("Expected answer")
        text(task.expected or "(none given)", height=_ANSWER_HEIGHT, key="desk-expected")
    with answer:
        st.caption("The candidate's answer")
        text(task.answer, height=_ANSWER_HEIGHT, key="desk-answer")


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def _draw_verdicts(database: Database, desk: Desk, task: Task) -> None:
    correction_key, comment_key = f"correction-{task.output_id}", f"comment-{task.output_id}"

    def save(verdict: Verdict) -> None:
        correction = st.session_state.get(correction_key, task.correction)
        desk.save(database, verdict, correction or "", st.session_state.get(comment_key, task.comment) or "")

    with st.container(horizontal=True, key="desk-verdicts"):
        for verdict, key in _VERDICT_KEYS.items():
            is_first = verdict is Verdict.CORRECT
            _button(verdict.words.capitalize(), key, partial(save, verdict), primary=is_first)
        _button("Undo", "u", lambda: desk.undo(database), disabled=not desk.can_undo)
        _button("Skip", "s", desk.skip)
    left, right = st.columns(2)
    left.text_input("Right answer, if you like", value=task.correction, key=correction_key)
    right.text_input("Comment, if you like", value=task.comment, key=comment_key)


def _button(
    label: str, key: str, on_click: Callable[[], None], primary: bool = False, disabled: bool = False
) -> None:
    def act() -> None:
        with sentences():
            on_click()

    st.button(
        label,
        key=f"desk-{label}",
        shortcut=key,
        on_click=act,
        type="primary" if primary else "secondary",
        disabled=disabled,
    )


def _draw_end(desk: Desk, database: Database) -> None:
    with st.container(border=True):
        if desk.queue.skipped:
            st.subheader(f"{plural(desk.queue.skipped, 'output')} put aside", anchor=False)
            st.button("Take them up again", on_click=desk.take_up_skipped, type="primary")
        else:
            st.subheader("Every output here has a label", anchor=False)
            st.markdown(
                f"You labelled {plural(desk.done, 'output')} in this sitting."
                if desk.done
                else "Nothing is left to label in this selection. Run another candidate, or see where each one stands."
            )
        with st.container(horizontal=True):
            if desk.can_undo:
                _button("Undo", "u", lambda: desk.undo(database))
            link("precision", "See precision against the bar", icon=":material/arrow_forward:")
            link("runs", "Start a run", icon=":material/arrow_forward:")
