"""The table of rules an expert edits in the browser: pattern and answer, rows added, removed and moved."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from workbench.errors import BadSetting
from workbench.local_models.rules import RuleTable
from workbench.scoring.exact import normalise
from workbench.ui.text import plain

_FIRST_ROWS, _BLANK_ROWS = 4, 2
_MOST_SHOWN = 12  # categories
_MOST_ROWS = 8  # more of them scroll, so that a trial's answers stay in view
_SYNTAX = (
    "A pattern is words or a phrase; upper and lower case are the same. `*` stands for any ending of a word "
    "(`terminat*`) or, on its own, for any words nearby (`liability * exceed`). `|` separates alternatives "
    "(`audit|inspect`). Between slashes it is a regular expression (`/\\d+ days/`)."
)


def rules_editor(rows: Sequence[Mapping[str, Any]], key: str) -> list[dict[str, str]]:
    """The rules as they stand in the table, wholly empty rows included, so that row numbers are those on screen."""
    state = f"{key}-moved"
    start, turn = st.session_state.get(state, (list(rows), 0))
    frame = _frame(start)
    st.markdown("**Rules**, read from top to bottom: the first pattern found gives the answer", help=_SYNTAX)
    edited = st.data_editor(
        frame,
        key=f"{key}-{turn}",
        num_rows="dynamic",
        hide_index=False,
        height="auto" if len(frame) < _MOST_ROWS else 38 + 33 * _MOST_ROWS,
        column_config={
            "_index": st.column_config.NumberColumn("Rule", width=60, disabled=True),
            "Pattern": st.column_config.TextColumn(width=340),
            "Answer": st.column_config.TextColumn(width=190),
        },
        placeholder="",
    )
    found = rows_on_screen(edited)
    with st.container(horizontal=True, vertical_alignment="center"):
        _move(found, state, turn, key)
        st.caption("Rows can be pasted from a spreadsheet. To remove one, tick it and press Delete.")
    return found


def without_blanks(rows: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """The rules that say something, as they are stored."""
    return [
        {"pattern": row["pattern"].strip(), "answer": row["answer"].strip()}
        for row in rows
        if row.get("pattern", "").strip() or row.get("answer", "").strip()
    ]


def _frame(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    filled = [(str(row.get("pattern") or ""), str(row.get("answer") or "")) for row in rows]
    # Blank rows to write into, because a row added in the browser has no number yet.
    filled += [("", "")] * (_BLANK_ROWS if filled else _FIRST_ROWS)
    index = pd.RangeIndex(1, len(filled) + 1)
    return pd.DataFrame(filled, columns=["Pattern", "Answer"], index=index, dtype="str")


def rows_on_screen(edited: pd.DataFrame) -> list[dict[str, str]]:
    """The table's rows by their number on the screen; a removed row leaves its number empty."""
    last = int(edited.index.max()) if len(edited) else 0
    rows = [{"pattern": "", "answer": ""} for _ in range(last)]
    for number, pattern, answer in zip(edited.index, edited["Pattern"], edited["Answer"], strict=True):
        rows[int(number) - 1] = {"pattern": _cell(pattern), "answer": _cell(answer)}
    return rows


def _cell(value: object) -> str:
    return value if isinstance(value, str) else ""


def say_about_rules(rows: Sequence[Mapping[str, str]], categories: Sequence[str], otherwise: str) -> None:
    """What keeps these rules from working, or which answers are none of the workflow's categories.

    Drawn below the buttons: above them it would move a button away from under the pointer.
    """
    if not without_blanks(rows):
        return
    try:
        RuleTable(rows, otherwise)
    except BadSetting as error:
        st.warning(plain(error), icon=":material/warning:")
        return
    known = {normalise(category) for category in categories}
    strange = [
        f"rule {number} “{row['answer'].strip()}”"
        for number, row in enumerate(rows, start=1)
        if known and row["answer"].strip() and normalise(row["answer"]) not in known
    ]
    if strange:
        more = f" and {len(strange) - 3} more" if len(strange) > 3 else ""
        st.caption(
            plain(
                f"Not among this workflow's categories: {', '.join(strange[:3])}{more}. The categories are "
                f"{', '.join(categories[:_MOST_SHOWN])}{' and more' if len(categories) > _MOST_SHOWN else ''}."
            )
        )


def _move(rows: list[dict[str, str]], state: str, turn: int, key: str) -> None:
    kept = without_blanks(rows)
    with st.popover("Move a rule", disabled=len(kept) < 2):
        if len(kept) < 2:
            return
        left, right = st.columns(2)
        number = int(left.number_input("Rule", 1, len(kept), 1, key=f"{key}-from-{turn}"))
        place = int(right.number_input("To place", 1, len(kept), 1, key=f"{key}-to-{turn}"))
        st.caption(plain(f"“{kept[number - 1]['pattern']}” becomes rule {place}."))
        if st.button("Move", key=f"{key}-move", disabled=number == place):
            kept.insert(place - 1, kept.pop(number - 1))
            st.session_state[state] = (kept, turn + 1)
            st.rerun()
