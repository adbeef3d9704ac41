"""Trying a candidate on three items: agreement where data would leave the machine, then a small table."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from workbench.domain import Answer, Candidate, CandidateKind, DatasetVersion, Item, OutputState, Workflow
from workbench.domain.formats import duration, money, percent
from workbench.errors import BadSetting
from workbench.runs.checking import check_settings
from workbench.runs.planning import destination, is_agreed, set_agreed
from workbench.runs.prompts import input_text
from workbench.runs.trying import try_candidate
from workbench.store.database import Database
from workbench.ui.frame import scroll_to
from workbench.ui.states import sentences
from workbench.ui.text import plain

TRY = "Try it on three items"
_LAST, _AGREED = "_tried", "_agreed_destinations"
_PLACE = "tried"
_LONGEST_ITEM = 300


@dataclass(frozen=True)
class _Tried:
    """The last trial of this session: of what, and what came of it."""

    workflow_id: int
    candidate_id: int
    kind: str
    settings: str
    rows: list[tuple[Item, Answer]]
    version: DatasetVersion


def ask_agreement(
    database: Database, workflow: Workflow, version: DatasetVersion | None, draft: Candidate, key: str
) -> bool:
    """True when the draft may be called: nothing leaves this machine, or a person has agreed to what would.

    Names the host and the columns. An agreement holds for this session's drafts, and once saved for that version.
    """
    host, columns = _destination(workflow, version, draft)
    if not host:
        return True
    named = _columns_words(columns)
    if _is_agreed(database, draft, host, columns):
        st.caption(plain(f"Agreed: each call sends {named} of one item, with the instructions, to {host}."))
        return True
    with st.container(border=True):
        st.markdown(
            plain(
                f"Each call sends {named} of one item and the instructions to {host}, which is not this machine. "
                "Expected answers and labels stay here."
            )
        )
        agreed = st.checkbox(
            plain(f"I agree that this goes to {host}"), key=f"{key}-agree-{host}-{len(columns)}"
        )
    if agreed:
        st.session_state.setdefault(_AGREED, set()).add((workflow.workflow_id, host, columns))
    return agreed


def keep_agreement(
    database: Database,
    workflow: Workflow,
    version: DatasetVersion | None,
    before: Candidate | None,
    after: Candidate,
) -> None:
    """Carry an agreement over to the version just saved where it sends the same columns to the same host."""
    host, columns = _destination(workflow, version, after)
    if host and (
        (before and is_agreed(database, before, host, columns)) or _is_agreed(database, after, host, columns)
    ):
        set_agreed(database, after, host, columns)


def try_it(database: Database, workflow: Workflow, version: DatasetVersion, draft: Candidate) -> None:
    """Ask the draft about three items; the answers stay on the screen until the next trial."""
    st.session_state.pop(_LAST, None)
    with sentences(), st.spinner(_waiting_words(workflow, version, draft), show_time=True):
        check_settings(draft.kind, draft.settings)
        rows = try_candidate(database, draft, version)
        st.session_state[_LAST] = _Tried(
            workflow.workflow_id,
            draft.candidate_id,
            draft.kind.value,
            _as_text(draft.settings),
            rows,
            version,
        )
        # A form can be longer than the screen; the answers stand below it, and their table grows as it is drawn.
        scroll_to(_PLACE)


def show_tried(draft: Candidate) -> None:
    """The answers of the last trial, if it was of this candidate."""
    tried: _Tried | None = st.session_state.get(_LAST)
    if tried is None or (tried.workflow_id, tried.kind) != (draft.workflow_id, draft.kind.value):
        return
    same = tried.settings == _as_text(draft.settings)
    if not same and tried.candidate_id != draft.candidate_id:
        return
    with st.container(key=_PLACE):
        _draw_tried(tried, same, draft.kind)


def _draw_tried(tried: _Tried, same: bool, kind: CandidateKind) -> None:
    answers = [answer for _, answer in tried.rows]
    reasons = list(dict.fromkeys(answer.failure_reason for answer in answers if answer.failure_reason))
    lost = sum(bool(answer.failure_reason) for answer in answers)
    st.markdown("**What it answers**" + ("" if same else " (before the last change)"))
    for reason in reasons:
        which = "Every item failed" if lost == len(answers) else f"{lost} of {len(answers)} items failed"
        st.error(plain(f"{which}: {reason}" if len(reasons) == 1 else reason), icon=":material/error:")
    if lost < len(answers):
        st.dataframe(
            _table(tried.rows, tried.version, kind),
            hide_index=True,
            row_height=72,
            column_config={
                "Item": st.column_config.TextColumn(width="large"),
                "Confidence": st.column_config.TextColumn(alignment="right"),
                "Time": st.column_config.TextColumn(alignment="right"),
                "Cost": st.column_config.TextColumn(alignment="right"),
            },
        )
        st.caption(
            "Items of the holdout come last, so that trying does not wear it out. Nothing of this is stored."
        )


def _columns_words(columns: Sequence[str]) -> str:
    if not columns:
        return "no column"
    noun = "the column" if len(columns) == 1 else "the columns"
    return f"{noun} {', '.join(f'“{name}”' for name in columns)}"


def _table(rows: Sequence[tuple[Item, Answer]], version: DatasetVersion, kind: CandidateKind) -> pd.DataFrame:
    shown = [
        {
            "Item": _item_words(item, version),
            "Answer": _answer_words(answer),
            "Expected": item.expected or "",
            "Confidence": "" if answer.confidence is None else percent(answer.confidence),
            "Time": _time_words(answer),
            "Cost": _cost_words(answer),
        }
        | ({"By": answer.raw if answer.text else ""} if kind is CandidateKind.RULES else {})
        for item, answer in rows
    ]
    table = pd.DataFrame(shown)
    empty = [name for name in ("Confidence", "By") if name in table and not any(table[name])]
    return table.drop(columns=empty)


def _item_words(item: Item, version: DatasetVersion) -> str:
    text = " ".join(input_text(version, item).split())
    cut = text if len(text) <= _LONGEST_ITEM else text[:_LONGEST_ITEM].rsplit(" ", 1)[0] + " …"
    return f"{item.item_key}: {cut}"


def _answer_words(answer: Answer) -> str:
    if answer.state is OutputState.FAILED:
        return "(failed)"
    return answer.text or "(no answer)"


def _time_words(answer: Answer) -> str:
    if answer.latency_s is None:
        return ""
    return "under 1 ms" if answer.latency_s < 0.001 else duration(answer.latency_s)


def _cost_words(answer: Answer) -> str:
    if answer.cost_usd is None:
        return "" if answer.failure_reason else "not known"
    return money(answer.cost_usd) if answer.cost_usd else "free"


def _waiting_words(workflow: Workflow, version: DatasetVersion, draft: Candidate) -> str:
    host, _ = _destination(workflow, version, draft)
    if draft.kind is CandidateKind.TRAINED:
        return "Learning from the train split, then answering three items"
    return plain(f"Asking {host} about three items") if host else "Answering three items"


def _destination(
    workflow: Workflow, version: DatasetVersion | None, draft: Candidate
) -> tuple[str, tuple[str, ...]]:
    """Where the draft's calls go; nowhere while its address cannot be read yet."""
    if version is None:
        return "", ()
    try:
        return destination(draft, workflow, version)
    except BadSetting:
        return "", ()


def _is_agreed(database: Database, draft: Candidate, host: str, columns: tuple[str, ...]) -> bool:
    in_session = (draft.workflow_id, host, columns) in st.session_state.get(_AGREED, set())
    return in_session or (draft.candidate_version_id != 0 and is_agreed(database, draft, host, columns))


def _as_text(settings: dict[str, Any]) -> str:
    return json.dumps(settings, sort_keys=True, ensure_ascii=False)
