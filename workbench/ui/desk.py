"""The labelling desk on the screen: one output, four verdicts, a key for each."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from workbench.comparison import list_standings
from workbench.datasets.placeholders import as_text
from workbench.domain import DatasetVersion, Role, Verdict, Workflow
from workbench.domain.formats import count, duration, plural
from workbench.labeling import Desk, Task, list_waiting, open_desk
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
_DESK = "_desk"
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
    kept = st.session_state.get(_DESK)
    if kept is None or kept[0] != scope:
        opened = open_desk(database, workflow, version, split=split, labeler=labeler, revisits=revisits)
        kept = st.session_state[_DESK] = (scope, opened)
    desk: Desk = kept[1]
    if not desk.left:
        desk.take_in(list_waiting(database, workflow, version, split=split, revisits=revisits))
    _draw_next(database, workflow, version, split, desk)


@st.fragment
def _draw_next(
    database: Database, workflow: Workflow, version: DatasetVersion, split: str | None, desk: Desk
) -> None:
    task = desk.next_task(database)
    # Drawn last though it stands first: once the count has moved, the next output is there and can be judged.
    progress = st.container()
    if task is None:
        _draw_end(database, desk, lambda: has_outputs(database, workflow, version, split))
    else:
        _draw_task(version, task)
        _draw_verdicts(database, desk, task)
    with progress:
        _draw_progress(desk)


def has_outputs(database: Database, workflow: Workflow, version: DatasetVersion, split: str | None) -> bool:
    """True when any candidate has an output in this scope, judged or not."""
    return any(one.output_count for one in list_standings(database, workflow, version, split))


def _draw_progress(desk: Desk) -> None:
    saved = f":material/check: Saved as {desk.saved.words}" if desk.saved else plain(desk.sentence)
    pace = f" · {duration(desk.pace_s)} per label" if desk.pace_s is not None else ""
    aside = f" · {count(desk.queue.skipped)} put aside" if desk.queue.skipped else ""
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.caption(
            f"**{plural(desk.left, 'output')} left**{aside} · {count(desk.done_today)} labelled today{pace}"
        )
        st.caption(saved or "The candidate's name stays hidden, so that nobody is favoured.", width="content")


def _draw_task(version: DatasetVersion, task: Task) -> None:
    inputs = version.named(Role.INPUT) or tuple(task.content)
    body = "\n\n".join(
        f"{name}\n{as_text(task.content.get(name))}" if len(inputs) > 1 else as_text(task.content.get(name))
        for name in inputs
    )
    heading = st.container()
    # The panes are named after the output: a new one begins at its top, however far the last was scrolled.
    text(body, height=_INPUT_HEIGHT, key=f"desk-input-{task.output_id}")
    expected, answer = st.columns(2)
    with expected:
        st.caption("Expected answer")
        text(task.expected or "None given.", height=_ANSWER_HEIGHT, key=f"desk-expected-{task.output_id}")
    with answer:
        st.caption("The candidate's answer")
        text(task.answer, height=_ANSWER_HEIGHT, key=f"desk-answer-{task.output_id}")
    heading.caption(f"Item {plain(task.item_key)} · {plain(', '.join(inputs))}")


def _draw_verdicts(database: Database, desk: Desk, task: Task) -> None:
    correction_key, comment_key = f"correction-{task.output_id}", f"comment-{task.output_id}"

    def save(verdict: Verdict) -> None:
        correction = st.session_state.get(correction_key, task.correction)
        comment = st.session_state.get(comment_key, task.comment)
        desk.save(database, verdict, correction or "", comment or "")

    with st.container(horizontal=True, key="desk-verdicts"):
        for verdict, key in _VERDICT_KEYS.items():
            _button(desk, task, verdict.words.capitalize(), key, partial(save, verdict))
        _button(desk, task, "Skip", "s", desk.skip)
        _undo_button(database, desk)
    # What is typed waits in the browser and arrives together with the verdict.
    with st.container(key="desk-notes"):
        left, right = st.columns(2)
        left.text_input(
            "Right answer, if you like", task.correction, key=correction_key, on_change="ignore", live=True
        )
        right.text_input("Comment, if you like", task.comment, key=comment_key, on_change="ignore", live=True)


def _button(desk: Desk, task: Task, label: str, key: str, on_click: Callable[[], None]) -> None:
    def act() -> None:
        with sentences():
            if desk.shows(task.output_id):
                on_click()
            else:
                desk.pass_over_key()

    st.button(label, key=f"desk-{label}", shortcut=key, on_click=act)


def _undo_button(database: Database, desk: Desk) -> None:
    def act() -> None:
        with sentences():
            desk.undo(database)

    # Never disabled: a key pressed while the button is about to come alive would be lost.
    st.button("Undo", key="desk-undo", shortcut="u", on_click=act, type="tertiary")


def _draw_end(database: Database, desk: Desk, has_outputs: Callable[[], bool]) -> None:
    with st.container(border=True):
        if desk.queue.skipped:
            st.subheader(f"{plural(desk.queue.skipped, 'output')} put aside", anchor=False)
            st.button("Take them up again", on_click=desk.take_up_skipped, type="primary")
        elif desk.done:
            st.subheader("Every output here has a label", anchor=False)
            st.markdown(f"You labelled {plural(desk.done, 'output')} in this sitting.")
        elif desk.revisits:
            st.subheader(f"No output here is labelled {desk.revisits.words}", anchor=False)
            st.markdown("Untick the box under “Which outputs” to go on with those that have no label.")
        elif has_outputs():
            st.subheader("Every output here has a label", anchor=False)
            st.markdown("Run another candidate, choose other items, or see where each candidate stands.")
        else:
            st.subheader("No candidate has answered these items yet", anchor=False)
            st.markdown("Labelling needs outputs: run a candidate, or bring outputs from a file.")
        with st.container(horizontal=True):
            if desk.can_undo:
                _undo_button(database, desk)
            link("precision", "See precision against the bar", icon=":material/arrow_forward:")
            link("runs", "Start a run", icon=":material/arrow_forward:")
