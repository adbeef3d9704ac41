"""The outputs behind a mark: filtered by verdict, part and text, paged, one of them read in full."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import streamlit as st

from workbench.comparison import EMPTY_VALUE, Standing, list_spellings
from workbench.datasets.placeholders import as_text
from workbench.decisions.sentences import standing_sentence
from workbench.domain import DatasetVersion, Role, Workflow
from workbench.domain.formats import count, plural
from workbench.store import evidence
from workbench.store import version as versions
from workbench.ui.choices import settle_choice, show_choice
from workbench.ui.frame import scroll_to
from workbench.ui.pickers import database
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
_CLICKED = "_mark_clicked"


class Part(NamedTuple):
    """Some of the outputs: of items with this value in a column, or (column None) that answer this category."""

    column: str | None
    value: str


def read_next(workflow: Workflow, candidate_id: int, part: Part | None = None) -> None:
    """Let the list show this candidate's outputs, in this part alone, and come into sight."""
    st.session_state[_candidate_key(workflow)] = str(candidate_id)
    st.session_state[_part_key(workflow)] = part
    st.session_state[_verdict_key(workflow)] = "all"
    st.session_state[_CLICKED] = True


@st.fragment
def read_outputs(
    workflow: Workflow,
    version: DatasetVersion,
    split: str | None,
    standings: Sequence[Standing],
    findings: Mapping[int, str] | None = None,
) -> None:
    """Pick a candidate (or click its mark), filter, and read. `findings`: what to say of each, by candidate_id, in
    place of what a fixed look at its counts says."""
    with st.container(key="outputs"):
        by_id = {str(one.candidate_id): one for one in standings if one.output_count}
        _read(workflow, version, split, by_id, findings or {})
    if st.session_state.pop(_CLICKED, False):
        scroll_to("outputs")


def _read(
    workflow: Workflow,
    version: DatasetVersion,
    split: str | None,
    by_id: dict[str, Standing],
    findings: Mapping[int, str],
) -> None:
    st.subheader("Outputs", anchor=False)
    picker, searcher = st.columns([1, 1], vertical_alignment="bottom")
    with picker:
        candidate_id = _pick_candidate(workflow, by_id)
    searched = searcher.text_input(
        "Search",
        placeholder="Words in item, expected answer or answer",
        key=f"search-{workflow.workflow_id}",
        icon=":material/search:",
        live=True,
    )
    standing = by_id[candidate_id]
    finding = findings.get(standing.candidate_id) or standing_sentence(standing, workflow.bar_rate)
    st.caption(plain(f"{finding}."))
    _say_out_of_date(version, standing.candidate_id)
    verdict = _pick_verdict(workflow, standing)
    part = _keep_part(workflow, version)
    scope = (
        database(),
        workflow.workflow_id,
        version.dataset_version_id,
        split,
        standing.candidate_id,
        verdict,
        searched,
        *_part_filter(workflow, version, split, part),
    )
    found = evidence.count_judged(*scope)
    if not found:
        st.caption("No output matches.")
        return
    offset = _pick_page(found, f"{candidate_id}-{verdict}-{searched}-{part}-{split}")
    _read_rows(evidence.list_judged(*scope, limit=_PER_PAGE, offset=offset), version)


def _say_out_of_date(version: DatasetVersion, candidate_id: int) -> None:
    """What is not counted, because it answers items as they no longer read."""
    for row in versions.count_out_of_date(database(), version):
        if row["candidate_id"] == candidate_id:
            outputs, labels = row["output_count"], row["label_count"]
            labelled = f" ({plural(labels, 'label')} on them)" if labels else ""
            st.caption(
                f":material/history: {plural(outputs, 'more output')} {'is' if outputs == 1 else 'are'} out of "
                f"date{labelled}: the items have changed since, so they are not counted. Run the candidate again."
            )


def _pick_candidate(workflow: Workflow, by_id: dict[str, Standing]) -> str:
    key = _candidate_key(workflow)
    best = max(by_id, key=lambda one: by_id[one].precision_low or 0)
    settle_choice("candidate", key, list(by_id), best)
    chosen = st.selectbox(
        "Candidate",
        list(by_id),
        key=key,
        format_func=lambda one: by_id[one].candidate_name,
        persist_state="session",
    )
    show_choice("candidate", chosen)
    return chosen


def _keep_part(workflow: Workflow, version: DatasetVersion) -> Part | None:
    """The part that a click asked for, with a way out of it."""
    key = _part_key(workflow)
    part: Part | None = st.session_state.get(key)
    if part is None or part.column not in (None, *version.named(Role.SLICE)):
        return None
    with st.container(horizontal=True, vertical_alignment="center"):
        where = "answered as" if part.column is None else f"{part.column}:"
        st.caption(plain(f"Only those {where} {part.value}"), width="content")
        if st.button("Show all", key=f"{key}-all", type="tertiary", icon=":material/close:"):
            st.session_state[key] = None
            st.rerun(scope="fragment")
    return part


def _part_filter(
    workflow: Workflow, version: DatasetVersion, split: str | None, part: Part | None
) -> tuple[str | None, str, list[str] | None]:
    """The part as `evidence` filters it: column, its value, answers."""
    if part is None:
        return None, "", None
    if part.column is None:
        return None, "", list_spellings(database(), workflow, version, split, part.value)
    return part.column, "" if part.value == EMPTY_VALUE else part.value, None


def _candidate_key(workflow: Workflow) -> str:
    return f"read-candidate-{workflow.workflow_id}"


def _part_key(workflow: Workflow) -> str:
    return f"_read-part-{workflow.workflow_id}"


def _verdict_key(workflow: Workflow) -> str:
    return f"read-verdict-{workflow.workflow_id}"


def _pick_verdict(workflow: Workflow, standing: Standing) -> str | None:
    numbers = {verdict: getattr(standing, verdict) for verdict in _VERDICTS}
    offered = ["all", *[verdict for verdict in _VERDICTS if numbers[verdict]]]
    words = {
        verdict: f"{verdict.replace('_', ' ').capitalize()} {count(numbers[verdict])}"
        for verdict in _VERDICTS
    }
    words["all"] = f"All {count(standing.output_count)}"
    key = _verdict_key(workflow)
    settle_choice("verdict", key, offered, "all")
    chosen = st.segmented_control(
        "Verdict",
        offered,
        key=key,
        format_func=words.__getitem__,
        required=True,
        persist_state="session",
        label_visibility="collapsed",
    )
    show_choice("verdict", chosen)
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
            "Item": st.column_config.TextColumn(width=110),
            "Verdict": st.column_config.TextColumn(width=80),
            "Verdict from": st.column_config.TextColumn(width=165),
            "Answer": st.column_config.TextColumn(width=300),
            "Expected": st.column_config.TextColumn(width=190),
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
        text(_item_text(row["content"], version), height=360)
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


def _item_text(content: dict[str, Any], version: DatasetVersion) -> str:
    """What the candidate was asked first, then the rest of the item."""
    inputs = [name for name in version.named(Role.INPUT) if name in content]
    others = [name for name in content if name not in inputs]
    shown = {name: as_text(content[name]) for name in inputs + others}
    return "\n\n".join(f"{name}: {value}" for name, value in shown.items() if value)


def _answer(row: dict[str, Any]) -> str:
    if row["state"] == "failed":
        return f"The call failed: {row['failure_reason']}"
    return row["answer"] or "No answer given."


def _basis(row: dict[str, Any]) -> str:
    if row["basis"] != "label":
        return _BASIS[row["basis"]]
    return f"{'sample label' if row['label_is_sample'] else 'label'} by {row['labeler']}"
