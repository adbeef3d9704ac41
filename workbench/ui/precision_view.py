"""The parts of the Precision page: chart and table, by slice and category, how we know."""

from collections.abc import Sequence

import streamlit as st

from workbench.charts import PrecisionMark, part_chart, precision_chart
from workbench.comparison import Standing, category_standings, slice_standings
from workbench.decisions.bar import bar_words, judge_against_bar
from workbench.decisions.exporting import precision_table
from workbench.decisions.sentences import (
    basis_sentence,
    chart_sentence,
    coverage_words,
    left_out_sentence,
    measure_words,
    parts_sentence,
    precision_words,
    strict_words,
)
from workbench.domain import AnswerType, DatasetVersion, Role, Workflow
from workbench.domain.formats import count
from workbench.ui.chart_frame import draw_chart, safe_file_name
from workbench.ui.choices import settle_choice, show_choice
from workbench.ui.outputs_reader import Part, read_next
from workbench.ui.pickers import database
from workbench.ui.text import plain

ALL = "All items"
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


def draw_overall(workflow: Workflow, standings: Sequence[Standing]) -> None:
    """The chart and table over all items; clicking a mark picks the candidate whose outputs are read."""
    figured = [one for one in standings if one.answered]
    ranked = sorted(standings, key=lambda one: (-(one.precision_low or -1), one.ordinal))
    if figured:
        figure = precision_chart(
            [_mark(one) for one in figured],
            workflow.bar_rate,
            bar_words(workflow.bar_rate),
            chart_sentence(figured, workflow.bar_rate),
            measure_words(figured),
        )

        draw_chart(
            figure,
            f"precision-{workflow.workflow_id}",
            safe_file_name("precision", workflow.name),
            chart_sentence(figured, workflow.bar_rate),
            lambda: precision_table(ranked, workflow.bar_rate),
            lambda mark: read_next(workflow, mark[0]),
        )
    _draw_table(ranked, workflow)


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
            + "Each interval stands for itself: among many small groups some look extreme by chance."
        )
    )
    _draw_part_table(shown, word, workflow)


def draw_method(workflow: Workflow, standings: Sequence[Standing]) -> None:
    """The panel that says what was promised, what was looked at, and what would void it."""
    bar = bar_words(workflow.bar_rate)
    lines = [
        basis_sentence(standings, workflow),
        left_out_sentence(standings) or "Nothing is left out of the rates.",
        "Precision is correct ÷ (correct + incorrect): how often an answer is right when one is given. Coverage is "
        "answered ÷ (answered + no answer). Unsure, unlabelled and failed outputs are in neither.",
        "The range beside each rate is a two-sided 95 % Clopper–Pearson interval. It says where the precision on "
        "further items like these may lie, if these items are a fair sample of them.",
        f"“Meets the bar” means that the whole range is at {bar} or above, “below the bar” that all of it is "
        "under it; in between it is undecided.",
        "The range holds for one look at a number of labels settled beforehand. Looking after every label and "
        "stopping as soon as it pleases makes “meets the bar” come up too often.",
    ]
    if any(one.differs_strictly for one in standings):
        lines.append(
            "Texts that carry several expected answers count as right on any of them; “strictly” counts only the "
            "answer of the item itself."
        )
    with st.expander("How do we know"):
        st.markdown("\n".join(f"- {plain(line)}" for line in lines))


def _draw_table(standings: Sequence[Standing], workflow: Workflow) -> None:
    rows = [
        {
            "Candidate": one.candidate_name,
            "Against the bar": judge_against_bar(one, workflow.bar_rate).value
            if one.output_count
            else "not run",
            "Precision": precision_words(one, workflow.bar_rate),
            "Coverage": coverage_words(one),
            **_strict(one, standings, workflow),
            "Correct": one.correct,
            "Incorrect": one.incorrect,
            "No answer": one.no_answer,
            "Unlabelled": one.unlabelled,
            **_where_any(one, standings),
        }
        for one in standings
    ]
    st.dataframe(rows, hide_index=True, column_config=_WIDTHS, height="content")


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
    "Candidate": st.column_config.TextColumn(pinned=True, width=215),
    "Against the bar": st.column_config.TextColumn(width=105),
    "Precision": st.column_config.TextColumn(help="Correct of answered, with its 95 % interval"),
    "Coverage": st.column_config.TextColumn(
        help="Answered of answered and no answer, with its 95 % interval"
    ),
} | {
    name: st.column_config.NumberColumn(format="localized", width="small")
    for name in ("Correct", "Incorrect", "No answer", "Unsure", "Failed", "Unlabelled")
}


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


def label_count_words(standings: Sequence[Standing]) -> str:
    """ "Label 41 outputs", for the link onwards."""
    left = sum(one.unlabelled for one in standings)
    return f"Label {count(left)} outputs" if left else "Label outputs"
