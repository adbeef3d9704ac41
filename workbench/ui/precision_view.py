"""The parts of the Precision page: chart and table, by slice and category."""

from collections.abc import Sequence

import plotly.graph_objects as go
import streamlit as st

from workbench.charts import PrecisionMark, part_chart, precision_chart
from workbench.comparison import Standing, category_standings, slice_standings
from workbench.decisions.bar import bar_words
from workbench.decisions.certificates import Certificate, LimitsKind
from workbench.decisions.exporting import certificate_table, precision_table
from workbench.decisions.sentences import (
    coverage_words,
    measure_words,
    parts_sentence,
    precision_words,
    strict_words,
)
from workbench.decisions.verdict_sentences import (
    certified_measure,
    certified_words,
    decides_words,
    future_chart_sentence,
    future_verdict,
    future_words,
    verdict_chart_sentence,
)
from workbench.domain import AnswerType, DatasetVersion, Role, Workflow
from workbench.domain.formats import count, plural
from workbench.labeling.agreement_sentences import undecided_sentence
from workbench.store.agreement import count_undecided
from workbench.store.labelling_rules import get_rules
from workbench.ui.agreement_view import DECIDE
from workbench.ui.chart_frame import draw_chart, safe_file_name
from workbench.ui.choices import settle_choice, show_choice
from workbench.ui.links import link
from workbench.ui.outputs_reader import Part, read_next
from workbench.ui.pickers import database
from workbench.ui.text import plain

ALL = "All items"
THESE, FUTURE = "These answers", "Future questions like these"
_SUBJECTS = (THESE, FUTURE)
BY_CATEGORY = "By category answered"
_MOST_PARTS = 12
_MOST_TOGETHER = 4


def pick_view(workflow: Workflow, version: DatasetVersion) -> str:
    """All items together, by the category answered, or by one of the slice columns."""
    views = [ALL]
    if workflow.answer_type is AnswerType.CATEGORY and workflow.categories:
        views.append(BY_CATEGORY)
    views += [f"By {column}" for column in version.named(Role.SLICE)]
    if len(views) == 1:
        return ALL
    key = f"view-{version.dataset_version_id}"
    settle_choice("view", key, views)
    chosen = st.segmented_control(
        "View", views, required=True, key=key, persist_state="session", label_visibility="collapsed",
        format_func=plain,
    )  # fmt: skip
    show_choice("view", chosen)
    return chosen or ALL


def pick_subject() -> bool:
    """True where the page is to speak of future questions like these, False where of these answers alone."""
    key = "precision-about"
    settle_choice("about", key, _SUBJECTS)
    chosen = st.segmented_control(
        "About", _SUBJECTS, required=True, key=key, persist_state="session", label_visibility="collapsed"
    )
    show_choice("about", chosen)
    return chosen == FUTURE


def draw_undecided(workflow: Workflow, version: DatasetVersion, split: str | None) -> None:
    """How many answers labelers disagree on without a decision, and the way to decide; nothing without any."""
    undecided = count_undecided(database(), version.dataset_version_id, split)
    if not undecided:
        return
    confirms = get_rules(database(), workflow.workflow_id).confirms_wrong
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(plain(undecided_sentence(undecided, confirms)), width="content")
        link("agreement", f"Decide {plural(undecided, 'disagreement')}", icon=":material/gavel:", view=DECIDE)


def draw_overall(workflow: Workflow, certificates: Sequence[Certificate], is_future: bool) -> None:
    """The chart and table over all items; clicking a mark picks the candidate whose outputs are read."""
    figured = [one for one in certificates if one.answered]
    ranked = sorted(
        certificates, key=lambda one: (-(one.low if one.low is not None else -1), one.standing.ordinal)
    )
    if figured:
        draw_chart(
            overall_figure(workflow, figured, is_future),
            f"precision-{workflow.workflow_id}",
            safe_file_name("precision", workflow.name),
            _chart_finding(figured, is_future),
            lambda: certificate_table(ranked),
            lambda mark: read_next(workflow, mark[0]),
        )
    _draw_table(ranked, workflow, is_future)


def overall_figure(workflow: Workflow, figured: Sequence[Certificate], is_future: bool) -> go.Figure:
    """The chart of every candidate that has a figure against the bar."""
    return precision_chart(
        [_future_mark(one) if is_future else _certified_mark(one) for one in figured],
        workflow.bar_rate,
        bar_words(workflow.bar_rate),
        _chart_finding(figured, is_future),
        certified_measure(figured, is_future),
        "precision on further questions like these" if is_future else "precision of these answers",
    )


def _chart_finding(figured: Sequence[Certificate], is_future: bool) -> str:
    return future_chart_sentence(figured) if is_future else verdict_chart_sentence(figured)


def draw_parts(
    workflow: Workflow, version: DatasetVersion, split: str | None, view: str, standings: Sequence[Standing]
) -> None:
    """Precision per category answered or per value of a slice column, for a few candidates at a time."""
    is_category = view == BY_CATEGORY
    column = "" if is_category else view.removeprefix("By ")
    parts = (
        category_standings(database(), workflow, version, split)
        if is_category
        else slice_standings(database(), workflow, version, split, column)
    )
    best = sorted((one for one in standings if one.answered), key=lambda one: -(one.precision_low or 0))
    names = {one.candidate_id: one.candidate_name for one in best}
    key = f"parts-{workflow.workflow_id}-{version.dataset_version_id}"
    st.session_state[key] = [one for one in st.session_state.get(key, list(names)[:2]) if one in names]
    chosen = st.multiselect(
        "Candidates",
        list(names),
        format_func=lambda candidate_id: names[candidate_id],
        max_selections=_MOST_TOGETHER,
        key=key,
        persist_state="session",
    )
    shown = [part for part in parts if part.candidate_id in chosen]
    marks = [_mark(part) for part in _largest(shown) if part.answered]
    if not marks:
        st.caption("No judged answers to show for these candidates.")
        return
    word = "category" if is_category else column
    finding = parts_sentence(shown, word, workflow.bar_rate)
    draw_chart(
        part_chart(marks, workflow.bar_rate, bar_words(workflow.bar_rate), finding, measure_words(shown)),
        f"parts-{workflow.workflow_id}-{view}",
        safe_file_name("precision by", word, workflow.name),
        finding,
        lambda: precision_table(parts, workflow.bar_rate, word.capitalize()),
        lambda mark: read_next(workflow, mark[0], Part(None if is_category else column, mark[1])),
    )
    if len({part.value for part in shown}) > _MOST_PARTS:
        st.caption(f"The chart shows the {_MOST_PARTS} largest; the table has all.")
    st.caption(
        plain(
            ("Grouped by the candidate's own answer. " if is_category else "")
            + "Each interval stands for itself and for one look: among many small groups some look extreme by chance."
        )
    )
    _draw_part_table(shown, word, workflow)


def _draw_table(certificates: Sequence[Certificate], workflow: Workflow, is_future: bool) -> None:
    standings = [one.standing for one in certificates]
    has_scores = any(one.standing.scored for one in certificates)
    rows = [
        {
            "Candidate": one.candidate_name,
            "Against the bar": future_verdict(one) if is_future else one.verdict.value,
            "Precision": future_words(one) if is_future else certified_words(one),
            "What would decide": "" if is_future else decides_words(one),
            **({"By the scorer": _scored_words(one, workflow)} if has_scores and not is_future else {}),
            "Coverage": coverage_words(one.standing),
            **_strict(one.standing, standings, workflow),
            "Correct": one.right,
            "Incorrect": one.answered - one.right,
            "No answer": one.standing.no_answer,
            "Unlabelled": one.unlabelled,
            **_where_any(one.standing, standings),
        }
        for one in certificates
    ]
    if not any(row["What would decide"] for row in rows):
        for row in rows:
            del row["What would decide"]
    st.dataframe(rows, hide_index=True, column_config=_WIDTHS, height="content")


def _scored_words(one: Certificate, workflow: Workflow) -> str:
    return precision_words(one.standing, workflow.bar_rate) if one.standing.scored else "–"


def _where_any(one: Standing, among: Sequence[Standing]) -> dict[str, int]:
    """Unsure and failed outputs as further columns, where any candidate has some."""
    columns = {"Unsure": "unsure", "Failed": "failed"}
    return {
        title: getattr(one, name)
        for title, name in columns.items()
        if any(getattr(other, name) for other in among)
    }


def _draw_part_table(parts: Sequence[Standing], word: str, workflow: Workflow) -> None:
    ordered = sorted(parts, key=lambda part: (part.value or "", part.ordinal))
    title = word.capitalize()
    rows = [
        {
            "Part": part.value,
            "Candidate": part.candidate_name,
            "Precision": precision_words(part, workflow.bar_rate),
            **_strict(part, parts, workflow),
            "Correct": part.correct,
            "Incorrect": part.incorrect,
            "No answer": part.no_answer,
            "Unlabelled": part.unlabelled,
            **_where_any(part, parts),
        }
        for part in ordered
    ]
    config = _WIDTHS | {"Part": st.column_config.TextColumn(title, pinned=True)}
    st.dataframe(rows, hide_index=True, column_config=config, height=min(38 + 35 * len(rows), 420))


_WIDTHS = {
    "Candidate": st.column_config.TextColumn(pinned=True, width=150),
    "Against the bar": st.column_config.TextColumn(width=164),
    "Precision": st.column_config.TextColumn(help="Correct of answered, with its limits"),
    "What would decide": st.column_config.TextColumn(width=280),
    "By the scorer": st.column_config.TextColumn(help="Labels and the scorer's word together, for one look"),
    "Coverage": st.column_config.TextColumn(
        help="Answered of answered and no answer, with its 95 % interval", width=190
    ),
} | {
    name: st.column_config.NumberColumn(format="localized", width=width)
    for name, width in (
        ("Correct", 64), ("Incorrect", 72), ("No answer", 78), ("Unsure", 62), ("Failed", 60), ("Unlabelled", 82),
    )
}  # fmt: skip


def _strict(one: Standing, among: Sequence[Standing], workflow: Workflow) -> dict[str, str]:
    """The strict precision as a further column, where any candidate's differs."""
    if not any(other.differs_strictly for other in among):
        return {}
    return {"Precision, strictly": strict_words(one, workflow.bar_rate)}


def _largest(parts: Sequence[Standing]) -> list[Standing]:
    sizes: dict[str, int] = {}
    for part in parts:
        sizes[part.value or ""] = sizes.get(part.value or "", 0) + part.answered
    kept = sorted(sizes, key=lambda value: (-sizes[value], value))[:_MOST_PARTS]
    return [part for part in parts if part.value in kept]


def _mark(one: Standing) -> PrecisionMark:
    low, high = one.precision_interval or (0.0, 1.0)
    return PrecisionMark(
        one.candidate_id,
        one.candidate_name,
        one.ordinal,
        one.correct,
        one.answered,
        low,
        high,
        one.value or "",
    )


def _certified_mark(one: Certificate) -> PrecisionMark:
    is_fact = one.kind is LimitsKind.FACT
    return PrecisionMark(
        one.candidate_id,
        one.candidate_name,
        one.standing.ordinal,
        one.right,
        one.answered,
        None if is_fact else one.low,
        None if is_fact else one.high,
        likely_rate=one.likely_rate,
    )


def _future_mark(one: Certificate) -> PrecisionMark:
    low, high = one.future or (None, None)
    return PrecisionMark(
        one.candidate_id, one.candidate_name, one.standing.ordinal, one.right, one.answered, low, high
    )


def label_count_words(standings: Sequence[Standing]) -> str:
    """ "Label 41 outputs", for the link onwards."""
    left = sum(one.unlabelled for one in standings)
    return f"Label {count(left)} outputs" if left else "Label outputs"
