"""The parts of the Compare page: which two, what comes of it, slice by slice, the items to read."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from workbench.charts.paired import overlap_chart
from workbench.charts.theme import PALETTE, candidate_style
from workbench.comparison import Standing
from workbench.comparison.pair_sentences import (
    cell_count,
    cell_words,
    certainty_sentences,
    difference_words,
    finding_words,
    left_out_sentence,
    p_words,
    rates_sentence,
)
from workbench.comparison.pairs import Basis, Cell, Pair, compare_slices, verdicts_of
from workbench.datasets.placeholders import as_text
from workbench.domain import DatasetVersion, Role, Workflow
from workbench.domain.formats import count, plural
from workbench.spreadsheets.writing import Figure, Sheet, SheetColumn
from workbench.store import pairs as stored
from workbench.ui.chart_frame import draw_chart, safe_file_name
from workbench.ui.choices import settle_choice, show_choice
from workbench.ui.pickers import database
from workbench.ui.text import plain, text

_PER_PAGE = 20
_GREY, _PALE = "#7C8794", "#B9C1CA"


def pick_two(workflow: Workflow, standings: Sequence[Standing]) -> tuple[Standing, Standing] | None:
    """The two candidates; the last two that ran unless others are picked. None where fewer than two have run."""
    ran = {str(one.candidate_id): one for one in standings if one.output_count}
    if len(ran) < 2:
        return None
    by_rate = sorted(ran, key=lambda key: -(ran[key].precision_rate or 0.0))
    first = _pick(workflow, "First candidate", "first", ran, list(ran), by_rate[0])
    rest = [key for key in ran if key != first]
    second = _pick(workflow, "Second candidate", "second", ran, rest, next(k for k in by_rate if k != first))
    return ran[first], ran[second]


def _pick(
    workflow: Workflow, label: str, name: str, ran: dict[str, Standing], options: list[str], default: str
) -> str:
    key = f"compare-{name}-{workflow.workflow_id}"
    settle_choice(name, key, options, default)
    chosen = st.selectbox(
        label, options, format_func=lambda one: ran[one].candidate_name, key=key, persist_state="session"
    )
    show_choice(name, chosen)
    return chosen


def pick_basis() -> Basis:
    """Whether no answer counts as not right, or only items that both answered are compared."""
    settle_choice("basis", "compare-basis", [one.value for one in Basis])
    chosen = st.selectbox(
        "Compared",
        [one.value for one in Basis],
        format_func=lambda one: Basis(one).words,
        key="compare-basis",
        persist_state="session",
        help="Right against not right: an item left unanswered is not right. Only items that both answered: how "
        "precise the two are where both dare to answer.",
    )
    show_choice("basis", chosen)
    return Basis(chosen)


def draw_pair(workflow: Workflow, pair: Pair) -> None:
    """The finding, the overlap, what is left out, and how sure it is."""
    st.subheader(plain(finding_words(pair)), anchor=False)
    for sentence in (rates_sentence(pair), left_out_sentence(pair)):
        if sentence:
            st.caption(plain(sentence))
    if not pair.compared:
        return
    colours = {
        Cell.BOTH: _GREY, Cell.NEITHER: _PALE, Cell.FIRST: candidate_style(pair.first.ordinal).color,
        Cell.SECOND: candidate_style(pair.second.ordinal).color,
    }  # fmt: skip
    parts = [
        (
            _begin(cell_words(pair, cell)),
            cell_count(pair, cell),
            colours.get(cell, PALETTE[0]),
            cell.value,
        )
        for cell in Cell
    ]
    draw_chart(
        overlap_chart(
            parts,
            f"They differ on {plural(pair.first_only + pair.second_only, 'item')} of {count(pair.compared)}",
            f"Items by who is right, n = {count(pair.compared)}",
        ),
        f"compare-overlap-{workflow.workflow_id}",
        safe_file_name(workflow.name, "compared"),
        finding_words(pair),
        lambda: pair_table([pair]),
        partial(_read_next, workflow),
        "Click a bar to read its items.",
    )
    with st.expander("How do we know", icon=":material/help:"):
        for sentence in certainty_sentences(pair):
            st.markdown(plain(sentence))
        st.markdown(
            plain(
                "Items of one document often stand or fall together; p-values and intervals take them as separate."
            )
        )


def _begin(words: str) -> str:
    return words[0].upper() + words[1:]


def draw_slices(workflow: Workflow, version: DatasetVersion, split: str | None, pair: Pair) -> None:
    """The same two slice by slice, where the items have slices."""
    columns = version.named(Role.SLICE)
    if not columns or not pair.compared:
        return
    st.subheader("By slice", anchor=False)
    column = columns[0]
    if len(columns) > 1:
        column = st.segmented_control(
            "Slices of", columns, default=columns[0], key="compare-slice", required=True
        )
    found = compare_slices(database(), version, pair.first, pair.second, column, split, pair.basis)
    rows = [
        {
            column: one.value,
            "Items": one.compared,
            f"Only {pair.first.candidate_name}": one.first_only,
            f"Only {pair.second.candidate_name}": one.second_only,
            "Difference, points": difference_words(one) if one.compared else "–",
            "p, adjusted": p_words(one.p_adjusted) if one.p_adjusted is not None and one.compared else "–",
        }
        for one in found
    ]
    st.dataframe(rows, hide_index=True, key=f"compare-slices-{workflow.workflow_id}")
    st.caption(
        "Slices with fewer than 20 compared items are pooled. p is McNemar's mid-p, adjusted by Holm's method for "
        "looking at several slices; it holds for one look settled beforehand."
    )


def _read_next(workflow: Workflow, picked: list[Any]) -> None:
    st.session_state[f"compare-cell-{workflow.workflow_id}"] = picked[0]


@st.fragment
def read_pairs(workflow: Workflow, version: DatasetVersion, split: str | None, pair: Pair) -> None:
    """The items of one part, both answers side by side."""
    st.subheader("Items", anchor=False)
    key = f"compare-cell-{workflow.workflow_id}"
    names = {
        cell.value: f"{_begin(cell_words(pair, cell))} ({count(cell_count(pair, cell))})" for cell in Cell
    }
    if st.session_state.get(key) not in names:
        st.session_state[key] = (Cell.FIRST if pair.first_only >= pair.second_only else Cell.SECOND).value
    chosen = st.segmented_control(
        "Which", list(names), format_func=lambda one: plain(names[one]), key=key, required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    searched = st.text_input(
        "Search", placeholder="Words in item, expected answer or answers", key="compare-search",
        icon=":material/search:", label_visibility="collapsed",
    )  # fmt: skip
    first_verdicts, second_verdicts = verdicts_of(Cell(chosen or Cell.FIRST.value), pair.basis)
    page_key = f"compare-page-{chosen}-{searched}-{pair.first.candidate_id}-{pair.second.candidate_id}"
    page = st.session_state.get(page_key, 1)
    rows = stored.list_pairs(
        database(), version.dataset_version_id, pair.first.candidate_id, pair.second.candidate_id, first_verdicts,
        second_verdicts, split, searched, _PER_PAGE, (page - 1) * _PER_PAGE,
    )  # fmt: skip
    if not rows:
        st.caption("No item matches.")
        return
    for row in rows:
        _draw_item(version, pair, row)
    pages = -(-rows[0]["found_count"] // _PER_PAGE)
    if pages > 1:
        st.pagination(pages, key=page_key)


def _draw_item(version: DatasetVersion, pair: Pair, row: dict[str, Any]) -> None:
    inputs = version.named(Role.INPUT) or tuple(row["content"])
    body = "\n".join(as_text(row["content"].get(name)) for name in inputs)
    shown = " ".join(body.split())
    title = f"{row['item_key']} · {shown[:90]}{'…' if len(shown) > 90 else ''}"
    with st.expander(plain(title)):
        text(body)
        columns = st.columns(3)
        answers = (
            ("Expected", row["expected"], ""),
            (pair.first.candidate_name, row["first_answer"], row["first_comment"]),
            (pair.second.candidate_name, row["second_answer"], row["second_comment"]),
        )
        for place, (name, answer, comment) in zip(columns, answers, strict=True):
            with place:
                st.caption(plain(name))
                text(answer or ("None given." if name == "Expected" else "No answer."))
                if comment:
                    st.caption(plain(f"Comment: {comment}"))


def pair_table(found: Sequence[Pair], part: str = "") -> Sheet:
    """The counts behind the chart."""
    columns = [
        *([SheetColumn(part)] if part else []), SheetColumn("First"), SheetColumn("Second"),
        SheetColumn("Both right", Figure.COUNT), SheetColumn("Only the first", Figure.COUNT),
        SheetColumn("Only the second", Figure.COUNT), SheetColumn("Neither", Figure.COUNT),
        SheetColumn("Difference", Figure.RATE), SheetColumn("Low", Figure.RATE), SheetColumn("High", Figure.RATE),
        SheetColumn("p at every look", Figure.DECIMAL), SheetColumn("p, McNemar mid-p", Figure.DECIMAL),
        SheetColumn("p, McNemar exact", Figure.DECIMAL),
    ]  # fmt: skip
    rows = [
        [
            *([one.value] if part else []), one.first.candidate_name, one.second.candidate_name, one.both,
            one.first_only, one.second_only, one.neither, one.difference, *(one.interval or (None, None)),
            one.anytime_p, one.fixed_look.mid_p, one.fixed_look.exact,
        ]
        for one in found
    ]  # fmt: skip
    return Sheet("Data", columns, rows)
