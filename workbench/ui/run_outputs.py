"""The outputs of one run as they arrive: filtered, searched, paged by the database, one of them read in full."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from workbench.domain import Run, Workflow
from workbench.domain.formats import count, duration, plural
from workbench.runs.progress import Progress
from workbench.scoring.catalogue import scorer_words, usual_scorer
from workbench.store import run as runs
from workbench.ui.pickers import database
from workbench.ui.run_exchange import draw_exchange
from workbench.ui.run_table import draw_table
from workbench.ui.text import plain, text

_PER_PAGE = 20
_READING = "_run_reading"
_STATES = ("answered", "no_answer", "failed")


@dataclass
class _Reading:
    """What is being read: an output, and the newest output there was when it was opened.

    While a run is under way its list grows at the top; it holds still from the moment someone opens a row.
    """

    run_id: int
    output_id: int | None = None
    until: int | None = None


def read_run_outputs(workflow: Workflow, one: Progress) -> None:
    """Filter, page and read what a run has stored so far."""
    run = one.run
    reading = _reading(run.run_id)
    # No further than what has been counted above: more arrive while this is drawn.
    until = (reading.until or run.newest_output_id) if one.is_under_way else None
    states, search = st.columns([1.4, 1], vertical_alignment="bottom")
    searched = search.text_input(
        "Search",
        placeholder="Words in item, expected answer, output or reason",
        key=f"run-search-{run.run_id}",
        icon=":material/search:",
        label_visibility="collapsed",
    )
    counts = runs.count_standing_outputs(database(), run.run_id, searched, until)
    with states:
        state = _pick_state(run.run_id, counts)
    found = counts.get(state, 0) if state else sum(counts.values())
    if one.is_under_way and reading.until is not None:
        _offer_newer(reading, run.done_count, sum(counts.values()), searched)
    if not found:
        st.caption(_nothing_words(one, searched))
        return
    offset = _pick_page(found, f"{run.run_id}-{state}-{searched}")
    usual = usual_scorer(workflow.answer_type)
    scorer = workflow.trusted_scorer or (usual.name if usual else None)
    rows = runs.list_standing_outputs(
        database(),
        run.run_id,
        scorer,
        state,
        searched,
        until,
        newest_first=one.is_under_way,
        limit=_PER_PAGE,
        offset=offset,
    )
    _draw_rows(rows, reading, scorer)
    opened = [row for row in rows if row["output_id"] == reading.output_id]
    if reading.output_id is not None and not opened:
        opened = runs.list_standing_outputs(database(), run.run_id, scorer, output_id=reading.output_id)
    if opened:
        _read_one(run, opened[0], scorer)
    else:
        st.caption("Select a row to read the item and the output in full.")


def _reading(run_id: int) -> _Reading:
    kept = st.session_state.get(_READING)
    if kept is None or kept.run_id != run_id:
        kept = st.session_state[_READING] = _Reading(run_id)
    return kept


def _pick_state(run_id: int, counts: dict[str, int]) -> str | None:
    words = {
        state: f"{state.replace('_', ' ').capitalize()} {count(counts.get(state, 0))}" for state in _STATES
    }
    words["all"] = f"All {count(sum(counts.values()))}"
    chosen = st.segmented_control(
        "State",
        ["all", *_STATES],
        default="all",
        key=f"run-state-{run_id}",
        format_func=words.__getitem__,
        required=True,
        label_visibility="collapsed",
    )
    return None if chosen == "all" else chosen


def _offer_newer(reading: _Reading, done_count: int, shown_count: int, searched: str) -> None:
    """The list holds still while a row is open; say what has arrived meanwhile, and let go of it."""
    newer = done_count - shown_count
    said = (
        "" if searched or newer < 1 else f"{plural(newer, 'more output')} arrived since you opened this one."
    )

    def let_go() -> None:
        reading.output_id = reading.until = None

    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Show the newest", on_click=let_go, type="tertiary", icon=":material/arrow_upward:")
        st.caption(said)


def _nothing_words(one: Progress, searched: str) -> str:
    if searched:
        return "No output matches."
    if one.run.done_count:
        return "No output is in this state."
    return "Outputs appear here as they arrive." if one.is_under_way else "This run has stored no output."


def _pick_page(found: int, filters: str) -> int:
    """The offset of the page to show."""
    pages = -(-found // _PER_PAGE)
    key = f"run-page-{filters}"
    if pages == 1:
        return 0
    page = st.pagination(pages, key=key)
    return (page - 1) * _PER_PAGE


def _draw_rows(rows: list[dict[str, Any]], reading: _Reading, scorer: str | None) -> None:
    def read(n: int | None) -> None:
        reading.output_id = None if n is None else rows[n]["output_id"]
        reading.until = None if n is None else max(row["output_id"] for row in rows)

    columns = _columns_for(rows)
    draw_table(
        [{name: value for name, value in _row(row).items() if name in columns} for row in rows],
        f"run-outputs-{reading.run_id}",
        next((n for n, row in enumerate(rows) if row["output_id"] == reading.output_id), None),
        read,
        _columns(scorer),
        height=min(38 + 35 * len(rows), 320),
    )


def _row(row: dict[str, Any]) -> dict[str, object]:
    return {
        "Item": row["item_key"],
        "Expected": row["expected"] or "",
        "Output": _answer_words(row),
        "Score": _score_words(row),
        "Verdict": (row["verdict"] or "").replace("_", " "),
        "Seconds": row["latency_s"],
        "Cost, USD": row["cost_usd"],
    }


def _columns_for(rows: list[dict[str, Any]]) -> set[str]:
    """The columns in which these rows have anything to show; scores, for instance, come a little later than outputs."""
    shown = [_row(row) for row in rows]
    always = {"Item", "Expected", "Output"}
    return always | {name for row in shown for name, value in row.items() if value not in (None, "")}


def _columns(scorer: str | None) -> dict[str, Any]:
    return {
        "Item": st.column_config.TextColumn(width="small"),
        "Expected": st.column_config.TextColumn(width="medium"),
        "Output": st.column_config.TextColumn(width="medium"),
        "Score": st.column_config.TextColumn(
            width=80,
            help=f"{scorer_words(scorer)}. Scores come a few seconds after the outputs."
            if scorer
            else "No scorer suits these answers.",
        ),
        "Verdict": st.column_config.TextColumn(
            width=90, help="From a label, or from the scorer where the workflow trusts it"
        ),
        "Seconds": st.column_config.NumberColumn(format="%.2f", width=80, help="How long the call took"),
        "Cost, USD": st.column_config.NumberColumn(format="%.6f", width=100),
    }


def _read_one(run: Run, row: dict[str, Any], scorer: str | None) -> None:
    item, answers = st.columns(2)
    with item:
        st.caption(plain(f"Item {row['item_key']}"))
        fields = [f"{name}: {value}" for name, value in row["content"].items() if value not in (None, "")]
        text("\n\n".join(fields), height=260)
    with answers:
        st.caption("Expected")
        text(row["expected"] if row["expected"] is not None else "No expected answer stored.")
        st.caption(plain(" · ".join(["Output", *_facts(row)])))
        body = _answer_words(row)
        text(body, height=180 if len(body) > 400 else None)
        if row["explanation"]:
            st.caption("Why the judge says so" if scorer == "judge" else "Why it does not match")
            text(row["explanation"])
        if row["comment"]:
            st.caption("Comment")
            text(row["comment"])
    draw_exchange(run, row)


def _facts(row: dict[str, Any]) -> list[str]:
    """What is known of one output, in words."""
    facts = [f"verdict {row['verdict'].replace('_', ' ')}"] if row["verdict"] else []
    if row["labeler"]:
        facts[-1:] = [f"{facts[-1]} by {row['labeler']}"] if facts else []
    if row["latency_s"] is not None:
        facts.append(duration(row["latency_s"]))
    if row["reused_from"] is not None:
        facts.append("reused from an earlier run")
    if row["confidence"] is not None:
        facts.append(f"confidence {row['confidence']:.2f}")
    return facts


def _answer_words(row: dict[str, Any]) -> str:
    if row["state"] == "failed":
        return f"The call failed: {row['failure_reason']}"
    return row["answer"] or "No answer given."


def _score_words(row: dict[str, Any]) -> str:
    if row["is_correct"] is None:
        return ""
    return "match" if row["is_correct"] else "no match"
