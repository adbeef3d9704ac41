"""The outputs behind a mark: filtered by verdict and text, paged, one of them read in full."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from workbench.comparison import Standing
from workbench.decisions.sentences import standing_sentence
from workbench.domain import DatasetVersion, Workflow
from workbench.domain.formats import count, plural
from workbench.store import evidence
from workbench.ui.pickers import database
from workbench.ui.precision_view import candidate_key
from workbench.ui.text import plain, text

_PER_PAGE = 20
_VERDICTS = ("correct", "incorrect", "no_answer", "unsure", "failed", "unlabelled")
_BASIS = {
    "label": "label",
    "scorer": "trusted scorer",
    "abstention": "no answer given",
    "failure": "failed call",
    "none": "–",
}


@st.fragment
def read_outputs(
    workflow: Workflow, version: DatasetVersion, split: str | None, standings: Sequence[Standing]
) -> None:
    """Pick a candidate (or click its mark), filter, and read."""
    by_id = {one.candidate_id: one for one in standings if one.output_count}
    key = candidate_key(workflow)
    if st.session_state.get(key) not in by_id:
        best = max(by_id.values(), key=lambda one: one.precision_low or 0)
        st.session_state[key] = best.candidate_id
    st.subheader("Outputs", anchor=False)
    picker, searcher = st.columns([1, 1], vertical_alignment="bottom")
    candidate_id = picker.selectbox(
        "Candidate",
        list(by_id),
        key=key,
        format_func=lambda one: by_id[one].candidate_name,
        persist_state="session",
    )
    standing = by_id[candidate_id]
    st.caption(plain(standing_sentence(standing, workflow.bar_rate) + "."))
    searched = searcher.text_input(
        "Search",
        placeholder="Words in item, expected answer or answer",
        key=f"search-{workflow.workflow_id}",
        icon=":material/search:",
    )
    verdict = _pick_verdict(workflow, standing)
    scope = (
        database(),
        workflow.workflow_id,
        version.dataset_version_id,
        split,
        candidate_id,
        verdict,
        searched,
    )
    found = evidence.count_judged(*scope)
    if not found:
        st.caption("No output matches.")
        return
    offset = _pick_page(found, f"{candidate_id}-{verdict}-{searched}")
    _read_rows(evidence.list_judged(*scope, limit=_PER_PAGE, offset=offset), version)


def _pick_verdict(workflow: Workflow, standing: Standing) -> str | None:
    numbers = {verdict: getattr(standing, verdict) for verdict in _VERDICTS}
    offered = ["all", *[verdict for verdict in _VERDICTS if numbers[verdict]]]
    words = {
        verdict: f"{verdict.replace('_', ' ').capitalize()} {count(numbers[verdict])}"
        for verdict in _VERDICTS
    }
    words["all"] = f"All {count(standing.output_count)}"
    key = f"read-verdict-{workflow.workflow_id}"
    if st.session_state.get(key) not in offered:
        st.session_state[key] = "all"
    chosen = st.segmented_control(
        "Verdict",
        offered,
        key=key,
        format_func=words.__getitem__,
        required=True,
        label_visibility="collapsed",
    )
    return None if chosen == "all" else chosen


def _pick_page(found: int, filters: str) -> int:
    """The offset of the page to show."""
    pages = -(-found // _PER_PAGE)
    if pages == 1:
        st.caption(plural(found, "output"))
        return 0
    with st.container(horizontal=True, vertical_alignment="center"):
        page = st.pagination(pages, key=f"page-{filters}")
        st.caption(plural(found, "output"))
    return (page - 1) * _PER_PAGE


def _read_rows(rows: list[dict[str, Any]], version: DatasetVersion) -> None:
    chosen = st.dataframe(
        [
            {
                "Item": row["item_key"],
                "Verdict": row["verdict"].replace("_", " "),
                "Answer": _answer(row),
                "Expected": row["expected"] or "",
                "Verdict from": _basis(row),
                "Comment": row["comment"] or "",
            }
            for row in rows
        ],
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        selection_default={"selection": {"rows": [0]}},
        column_config={
            "Item": st.column_config.TextColumn(width="small"),
            "Verdict": st.column_config.TextColumn(width="small"),
            "Answer": st.column_config.TextColumn(width="large"),
        },
        height=min(38 + 35 * len(rows), 320),
        key=f"rows-{rows[0]['output_id']}-{len(rows)}",
    )
    picked = chosen.selection.rows
    if picked and picked[0] < len(rows):
        _read_one(rows[picked[0]], version)
    else:
        st.caption("Select a row to read the item and the answer in full.")


def _read_one(row: dict[str, Any], version: DatasetVersion) -> None:
    item, answers = st.columns(2)
    with item:
        st.caption(plain(f"Item {row['item_key']}"))
        fields = [f"{name}: {value}" for name, value in row["content"].items() if value not in (None, "")]
        text("\n\n".join(fields), height=360)
    with answers:
        st.caption("Expected")
        text(row["expected"] if row["expected"] is not None else "No expected answer stored.")
        st.caption(plain(f"Answer: {row['verdict'].replace('_', ' ')}, {_basis(row)}"))
        text(_answer(row), height=220 if len(_answer(row)) > 400 else None)
        if row["correction"]:
            st.caption("Corrected to")
            text(row["correction"])
        if row["comment"]:
            st.caption("Comment")
            text(row["comment"])


def _answer(row: dict[str, Any]) -> str:
    if row["state"] == "failed":
        return f"The call failed: {row['failure_reason']}"
    return row["answer"] or "No answer given."


def _basis(row: dict[str, Any]) -> str:
    if row["basis"] != "label":
        return _BASIS[row["basis"]]
    return f"{'sample label' if row['label_is_sample'] else 'label'} by {row['labeler']}"
