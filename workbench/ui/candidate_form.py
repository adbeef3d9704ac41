"""Describing a candidate: a new one of some kind, or changed settings, which become its next version."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from workbench.domain import AnswerType, Candidate, CandidateKind, DatasetVersion, Run, RunState, Workflow
from workbench.errors import BadSetting
from workbench.runs.checking import DEFAULTS, check_settings
from workbench.store import candidate as candidates
from workbench.store import run as runs
from workbench.store.database import Database
from workbench.ui.candidate_connection import connection_button, show_connection
from workbench.ui.candidate_fields import draw_fields
from workbench.ui.candidate_list import run_words
from workbench.ui.candidate_outputs import show_stored
from workbench.ui.candidate_rules import say_about_rules, without_blanks
from workbench.ui.candidate_trial import TRY, ask_agreement, keep_agreement, show_tried, try_it
from workbench.ui.candidate_versions import draw_versions
from workbench.ui.lifecycle import lifecycle
from workbench.ui.links import go, link
from workbench.ui.outputs_form import outputs_upload
from workbench.ui.states import notice, sentences
from workbench.ui.text import plain

_SAVE = "save"
_PRESSED = "_candidate_pressed"
_PRESS_HOLDS_S, _LAST_EDIT_S = 5.0, 0.4
_SUGGESTED = {
    CandidateKind.RULES: "Rules",
    CandidateKind.TRAINED: "Trained on our answers",
    CandidateKind.SMALL_MODEL: "Small model on this machine",
}


def add_candidate(
    database: Database, workflow: Workflow, version: DatasetVersion | None, kind: CandidateKind
) -> None:
    """The form for a new candidate of one kind."""
    words = kind.words if kind is CandidateKind.ENDPOINT else kind.words[0].lower() + kind.words[1:]
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.subheader(f"New candidate: {words}", anchor=False, width="content")
        _back()
    if kind is CandidateKind.FILE:
        outputs_upload(database, workflow, version)
        return
    key = f"candidate-new-{kind.value}-{workflow.workflow_id}"
    taken = {one.name.casefold() for one in candidates.list_candidates(database, workflow.workflow_id, True)}
    suggested = _SUGGESTED.get(kind, "")
    left, right = st.columns(2)
    name = left.text_input(
        "Name",
        "" if suggested.casefold() in taken else suggested,
        key=f"{key}-name",
        placeholder="the model's name"
        if kind is CandidateKind.ENDPOINT
        else f"{_SUGGESTED[kind]}, second try",
    ).strip()
    settings = draw_fields(database, workflow, version, kind, DEFAULTS[kind], key, right)
    draft = Candidate(0, workflow.workflow_id, name or kind.words, kind, 0, 1, settings)
    pressed = _buttons(database, workflow, version, draft, key, "Add candidate")
    if pressed == _SAVE:
        with sentences():
            stored = _add(database, workflow, version, kind, name, settings)
            notice(f"“{stored.name}” is added.")
            go("candidates", workflow=workflow, candidate=stored.candidate_id)
    _say_about(workflow, draft, pressed)
    show_tried(draft)


def edit_candidate(
    database: Database, workflow: Workflow, version: DatasetVersion | None, candidate: Candidate
) -> None:
    """The form for a candidate that exists; saving changed settings makes the next version."""
    _head(database, candidate)
    if candidate.kind is CandidateKind.FILE:
        _edit_file(database, workflow, version, candidate)
        return
    key = f"candidate-{candidate.candidate_id}-{candidate.version_number}"
    known = DEFAULTS[candidate.kind] | candidate.settings
    settings = draw_fields(database, workflow, version, candidate.kind, known, key)
    changed = _stored_form(settings) != _stored_form(known)
    draft = replace(candidate, settings=settings)
    saves = f"Save as version {candidate.version_number + 1}"
    pressed = _buttons(database, workflow, version, draft, key, saves, can_save=changed)
    if pressed == _SAVE:
        with sentences():
            _save(database, workflow, version, candidate, settings)
    if changed:
        st.caption("There are changes that are not saved yet. Trying takes them as they stand here.")
    _say_about(workflow, draft, pressed)
    show_tried(draft)
    draw_versions(database, candidate, _runs_of(database, candidate))


def _buttons(
    database: Database,
    workflow: Workflow,
    version: DatasetVersion | None,
    draft: Candidate,
    key: str,
    save_label: str,
    can_save: bool = True,
) -> str:
    """The agreement where one is needed, then Save and Try; returns which was pressed, "" for none."""
    may_call = ask_agreement(database, workflow, version, draft, key)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            save_label,
            type="primary",
            key=f"{key}-save",
            disabled=not can_save,
            on_click=_press,
            args=(key, _SAVE),
        )
        st.button(
            TRY,
            key=f"{key}-try",
            icon=":material/experiment:",
            disabled=version is None or not may_call,
            on_click=_press,
            args=(key, TRY),
        )
        connection_button(draft, key, may_call)
        if draft.candidate_id:
            link("runs", "Run it", icon=":material/arrow_forward:", candidate=draft.candidate_id)
        if version is None:
            st.caption("Trying needs a golden dataset.")
    show_connection(draft)
    pressed = _pressed(key, draft.kind)
    if pressed == TRY and version is not None:
        try_it(database, workflow, version, draft)
    if pressed == TRY:
        st.session_state.pop(_PRESSED, None)
    return pressed


def _press(key: str, what: str) -> None:
    st.session_state[_PRESSED] = (key, what, time.monotonic())


def _pressed(key: str, kind: CandidateKind) -> str:
    """Which button was pressed; also on the run after, where what was typed last arrived only then.

    A table sends its last edit a moment after the click that ends it, and that cuts the click's own run short:
    the run waits for it, so that nothing typed is left out of what is saved or tried.
    """
    of, what, at = st.session_state.get(_PRESSED, ("", "", 0.0))
    if of != key or time.monotonic() - at > _PRESS_HOLDS_S:
        st.session_state.pop(_PRESSED, None)
        return ""
    if kind is CandidateKind.RULES:
        time.sleep(_LAST_EDIT_S)
    st.empty()  # where Streamlit lets a newer run take over
    if what == _SAVE:
        st.session_state.pop(_PRESSED, None)
    return what


def _say_about(workflow: Workflow, draft: Candidate, pressed: str) -> None:
    """What is wrong with rules as they are written; a button pressed has said so already."""
    if draft.kind is CandidateKind.RULES and not pressed:
        categories = workflow.categories if workflow.answer_type is AnswerType.CATEGORY else ()
        say_about_rules(draft.settings["rules"], categories, draft.settings["otherwise"])


def _edit_file(
    database: Database, workflow: Workflow, version: DatasetVersion | None, candidate: Candidate
) -> None:
    key = f"candidate-{candidate.candidate_id}-{candidate.version_number}"
    known = DEFAULTS[candidate.kind] | candidate.settings
    settings = draw_fields(database, workflow, version, candidate.kind, known, key)
    with st.container(horizontal=True, vertical_alignment="center"):
        saves = f"Save as version {candidate.version_number + 1}"
        if st.button(saves, type="primary", key=f"{key}-save", disabled=settings == known):
            with sentences():
                _save(database, workflow, version, candidate, settings)
        looks = st.button(TRY, key=f"{key}-try", icon=":material/experiment:")
        link("label", "Label its outputs", icon=":material/rate_review:")
        link("precision", "See its precision", icon=":material/arrow_forward:")
    if looks:
        with sentences():
            show_stored(database, candidate)
    with st.expander("Upload newer outputs", icon=":material/upload:"):
        outputs_upload(database, workflow, version, candidate)
    draw_versions(database, candidate, _runs_of(database, candidate))


def _add(
    database: Database,
    workflow: Workflow,
    version: DatasetVersion | None,
    kind: CandidateKind,
    name: str,
    settings: dict[str, Any],
) -> Candidate:
    check_settings(kind, settings)
    name = name or str(settings.get("model") or "")
    if not name:
        raise BadSetting(f"The candidate has no name yet. Enter one, such as “{_SUGGESTED[kind]}”.")
    stored = candidates.add_candidate(database, workflow.workflow_id, name, kind, _stored_form(settings))
    keep_agreement(database, workflow, version, None, stored)
    return stored


def _save(
    database: Database,
    workflow: Workflow,
    version: DatasetVersion | None,
    candidate: Candidate,
    settings: dict[str, Any],
) -> None:
    check_settings(candidate.kind, settings)
    stored = candidates.set_candidate_settings(database, candidate, _stored_form(settings))
    keep_agreement(database, workflow, version, candidate, stored)
    ran = candidate.kind is not CandidateKind.FILE and _runs_of(database, candidate)
    rerun = " Its figures stay those of the earlier version until it has run again." if ran else ""
    notice(f"“{stored.name}” is saved as version {stored.version_number}.{rerun}")
    st.rerun()


def _stored_form(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings as they are stored: rules without blank rows."""
    stored = dict(settings)
    if "rules" in stored:
        stored["rules"] = without_blanks(stored["rules"])
    return stored


def _back() -> None:
    link("candidates", "All candidates", icon=":material/arrow_back:")


def _head(database: Database, candidate: Candidate) -> None:
    of_candidate = _runs_of(database, candidate)
    ran = run_words(candidate, of_candidate)
    is_file = candidate.kind is CandidateKind.FILE
    said = "has not run yet" if ran == "not yet" else ran if is_file else f"has run: {ran}"
    sample = " · sample" if candidate.is_sample else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(gap=None, width="stretch"):
            st.subheader(plain(candidate.name), anchor=False)
            st.caption(plain(f"{candidate.kind.words} · version {candidate.version_number} · {said}{sample}"))
        _back()
        lifecycle(
            "candidate",
            candidate.name,
            candidates.count_attached(database, candidate.candidate_id),
            lambda name: candidates.set_candidate_name(database, candidate, name),
            lambda archived: candidates.set_candidate_archived(database, candidate.candidate_id, archived),
            lambda: _delete(database, candidate, of_candidate),
        )


def _delete(database: Database, candidate: Candidate, of_candidate: Sequence[Run]) -> None:
    if any(run.state is RunState.RUNNING for run in of_candidate):
        raise BadSetting(f"“{candidate.name}” is running now. Stop its run on the Runs page, then delete it.")
    candidates.delete_candidate(database, candidate.candidate_id)


def _runs_of(database: Database, candidate: Candidate) -> list[Run]:
    every = runs.list_runs(database, candidate.workflow_id)
    return [run for run in every if run.candidate_id == candidate.candidate_id]
