"""The versions of a candidate, each with what it has otherwise than the one before, and the way back to it."""

from collections.abc import Sequence

import streamlit as st

from workbench.domain import Candidate, Run
from workbench.domain.formats import day, plural
from workbench.runs.changes import Change, Part, PartKind, changes_between, changes_words
from workbench.store import candidate as candidates
from workbench.store.database import Database
from workbench.ui.states import notice
from workbench.ui.text import plain

_CONTEXT = 12  # words that stay of what is the same around a change
_SHOWN = 10


def draw_versions(database: Database, candidate: Candidate, of_candidate: Sequence[Run]) -> None:
    """Folded away: every version, newest first; nothing where there is only one."""
    versions = candidates.list_candidate_versions(database, candidate.candidate_id)
    if len(versions) < 2:
        return
    newest = changes_words(changes_between(versions[1], versions[0]))
    label = plain(f"{plural(len(versions), 'version')}. Last changed: {_cut(newest)}")
    with st.expander(label, icon=":material/difference:", key=f"versions-{candidate.candidate_id}"):
        for n, one in enumerate(versions[:_SHOWN]):
            before = versions[n + 1] if n + 1 < len(versions) else None
            _draw_version(database, candidate, one, before, of_candidate)
        if len(versions) > _SHOWN:
            st.caption(f"And {plural(len(versions) - _SHOWN, 'earlier version')}.")


def _draw_version(
    database: Database,
    newest: Candidate,
    one: Candidate,
    before: Candidate | None,
    of_candidate: Sequence[Run],
) -> None:
    number = one.version_number
    ran = [run for run in of_candidate if run.candidate_version_id == one.candidate_version_id]
    on = f", {day(one.saved_at)}" if one.saved_at else ""
    said = f"{plural(len(ran), 'run')}" if ran else "not run"
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(plain(f"Version {number}{on}, {said}"), width="content")
        if one.settings != newest.settings and st.button(
            f"Use the settings of version {number} again",
            key=f"version-again-{one.candidate_version_id}",
            type="tertiary",
            icon=":material/undo:",
        ):
            stored = candidates.set_candidate_settings(database, newest, one.settings)
            notice(f"“{stored.name}” is at version {stored.version_number}, with the settings of {number}.")
            st.rerun()
    if before is None:
        st.caption("The first one.")
        return
    changes = changes_between(before, one)
    for change in changes:
        _draw_change(change)
    if not changes:
        st.caption("Nothing that is known here differs from the version before.")


def _draw_change(change: Change) -> None:
    if not change.parts:
        st.caption(plain(f"{change.words}: {change.before} → {change.after}"))
        return
    st.caption(plain(f"{change.words}: struck out is what was taken out, bold what was put in."))
    with st.container(border=True):
        st.markdown(redline(change.parts))


def redline(parts: Sequence[Part]) -> str:
    """A comparison as Markdown: struck out and red what was taken out, bold and green what was put in; of long
    stretches that stay, only the words around a change."""
    shown = []
    for n, part in enumerate(parts):
        text = _near(part.text, n > 0, n < len(parts) - 1) if part.kind is PartKind.KEPT else part.text
        lines = [_dressed(part.kind, line) for line in text.split("\n")]
        shown.append("  \n".join(lines))
    return "".join(shown)


def _dressed(kind: PartKind, line: str) -> str:
    if not line.strip():
        return line
    head = line[: len(line) - len(line.lstrip())] and " "
    tail = line[len(line.rstrip()) :] and " "
    body = plain(line)
    if kind is PartKind.REMOVED:
        body = f":red[~~{body}~~]"
    elif kind is PartKind.ADDED:
        body = f":green[**{body}**]"
    return f"{head}{body}{tail}"


def _near(text: str, is_after: bool, is_before: bool) -> str:
    """The words next to a change; `is_after` one, `is_before` one, or between two."""
    words = text.split(" ")
    if len(words) <= 2 * _CONTEXT:
        return text
    head = " ".join(words[:_CONTEXT]) if is_after else ""
    tail = " ".join(words[-_CONTEXT:]) if is_before else ""
    return f"{head} … {tail}"


def _cut(words: str) -> str:
    return words if len(words) <= 90 else f"{words[:89]}…"
