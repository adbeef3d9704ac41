"""The parts of the Automate page: whose confidence, the curve, and the threshold that is settled on."""

from collections.abc import Sequence

import streamlit as st

from workbench.charts.coverage import CoveragePoint, coverage_chart
from workbench.comparison import Standing
from workbench.decisions.automating import Part, Step, get_policy, set_policy
from workbench.decisions.automating_sentences import (
    changes_since,
    ground_sentence,
    part_sentence,
    policy_words,
    threshold_words,
)
from workbench.decisions.bar import bar_words
from workbench.decisions.sureness import Sorting
from workbench.domain import Workflow
from workbench.domain.formats import count, percent, rate_with_counts
from workbench.spreadsheets.writing import Figure, Sheet, SheetColumn
from workbench.ui.chart_frame import draw_chart, safe_file_name
from workbench.ui.choices import settle_choice, show_choice
from workbench.ui.labelers import labeler
from workbench.ui.pickers import database
from workbench.ui.states import notice, sentences
from workbench.ui.text import plain

_HOW = (
    "Where a confidence comes from: a trained candidate has one by itself; a model can be asked to state one, to "
    "return its log-probabilities, or to answer several times so that its agreement with itself is one. All three "
    "are settings on the Candidates page. A judge's word, and other candidates that answer the same items, can sort "
    "answers as well."
)


def pick_candidate(workflow: Workflow, standings: Sequence[Standing]) -> Standing | None:
    """Whose answers are sorted; None where no candidate has run."""
    ran = {str(one.candidate_id): one for one in standings if one.output_count}
    if not ran:
        return None
    key = f"automate-candidate-{workflow.workflow_id}"
    first = max(ran, key=lambda one: (ran[one].answered, ran[one].precision_rate or 0.0))
    settle_choice("candidate", key, list(ran), first)
    chosen = st.selectbox(
        "Candidate",
        list(ran),
        format_func=lambda one: ran[one].candidate_name,
        key=key,
        persist_state="session",
    )
    show_choice("candidate", chosen)
    return ran[chosen]


def pick_sorting(workflow: Workflow, part: Part) -> Sorting:
    """What the answers are sorted by, where there is a choice."""
    names = [one.value for one in part.sortings]
    if len(names) < 2:
        return part.sorting
    key = f"automate-sorting-{workflow.workflow_id}"
    settle_choice("sorting", key, names)
    chosen = st.segmented_control(
        "Sorted by", names, format_func=lambda one: Sorting(one).words, required=True, key=key,
        persist_state="session",
    )  # fmt: skip
    show_choice("sorting", chosen)
    return Sorting(chosen or part.sorting)


def draw_part(workflow: Workflow, part: Part) -> None:
    """The finding, by what right it holds, and the curve."""
    st.subheader(plain(part_sentence(part)), anchor=False)
    if said := ground_sentence(part):
        st.caption(plain(said))
    known = [one for one in part.steps if one.interval]
    if not known:
        st.caption(_HOW)
        return
    points = [
        CoveragePoint(
            one.size / part.items,
            one.rate or 0.0,
            one.interval.low,
            one.interval.high,
            _words(part, one),
            one.is_shown,
        )
        for one in known
        if one.interval
    ]
    finding = (
        f"The surest {percent(part.automated_rate)} can go unseen"
        if part.chosen
        else "No share is shown to meet the bar"
    )
    draw_chart(
        coverage_chart(
            points, part.automated_rate if part.chosen else None, part.bar_rate, bar_words(part.bar_rate), finding,
            f"Precision with 95 % interval for one look, n = {count(known[-1].judged)} labelled answers of "
            f"“{part.standing.candidate_name}”; filled: shown to meet the bar",
        ),
        f"automate-{workflow.workflow_id}-{part.standing.candidate_id}",
        safe_file_name(workflow.name, "automate part"),
        finding,
        lambda: _sheet(part),
    )  # fmt: skip


def _words(part: Part, one: Step) -> str:
    interval = one.interval
    if interval is None:
        return "no label"
    rate = rate_with_counts(one.right, one.judged, interval.low, interval.high)
    return f"{threshold_words(part.sorting, one.threshold)}: {count(one.size)} answers, {rate}"


def _choice_words(part: Part, one: Step) -> str:
    shown = "" if one.is_shown else "; not shown to meet the bar"
    return f"{count(one.size)} answers, {threshold_words(part.sorting, one.threshold)}{shown}"


def draw_policy(workflow: Workflow, part: Part) -> None:
    """The policy that stands, and the form that settles on another one."""
    policy = get_policy(database(), workflow)
    st.subheader("Policy", anchor=False)
    if policy:
        since = changes_since(policy, part)
        st.markdown(plain(f"{policy_words(policy)} {since}"))
    usable = [one for one in part.steps if one.judged and one.threshold > float("-inf")]
    if not usable:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        places = list(range(len(usable)))
        chosen = next((place for place in places if usable[place] == part.chosen), places[-1])
        place = st.selectbox(
            "Use without review",
            places,
            index=chosen,
            format_func=lambda one: _choice_words(part, usable[one]),
            key=f"automate-threshold-{workflow.workflow_id}-{part.standing.candidate_id}-{part.sorting}",
        )
        who = labeler("Settled by")
        pressed = st.button("Store the policy", type="primary", key="automate-store")
    if part.sorting is Sorting.CONFIDENCE:
        st.caption("ROI then counts with it under “A person reviews the answers it is unsure of”.")
    if pressed:
        with sentences():
            set_policy(database(), workflow, part, usable[place], who)
            notice("The policy is stored with what it rests on.")
            st.rerun()


def _sheet(part: Part) -> Sheet:
    columns = [
        SheetColumn("Share of the answers", Figure.RATE), SheetColumn("Answers", Figure.COUNT),
        SheetColumn(f"From ({part.sorting.words.lower()})", Figure.DECIMAL), SheetColumn("Labelled", Figure.COUNT),
        SheetColumn("Right", Figure.COUNT), SheetColumn("Precision", Figure.RATE), SheetColumn("Low", Figure.RATE),
        SheetColumn("High", Figure.RATE), SheetColumn("Shown to meet the bar"),
    ]  # fmt: skip
    rows = [
        [
            one.share, one.size, max(one.threshold, 0.0), one.judged, one.right, one.rate,
            *(one.interval or (None, None)), one.is_shown,
        ]
        for one in part.steps
    ]  # fmt: skip
    return Sheet(
        "Data", columns, rows, [("Finding", part_sentence(part)), ("Rests on", ground_sentence(part))]
    )
