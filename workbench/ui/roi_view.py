"""The parts of the ROI page: the policy, the finding, chart and table, the account of one candidate."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from workbench.charts import CostBar, roi_chart
from workbench.comparison import Standing
from workbench.decisions.bar import bar_words
from workbench.decisions.business_case import BusinessCase, CandidateCase
from workbench.decisions.exporting import roi_table
from workbench.decisions.roi import Policy
from workbench.decisions.roi_sentences import (
    assumption_sentences,
    best_case,
    break_even_words,
    cost_finding,
    doubt_sentence,
    month_sentence,
    payback_words,
    roi_sentence,
    saving_words,
)
from workbench.decisions.roi_steps import METHOD, account
from workbench.decisions.sentences import basis_sentence, precision_words
from workbench.domain import Workflow
from workbench.domain.formats import money, plural
from workbench.ui.chart_frame import draw_chart, safe_file_name
from workbench.ui.links import link
from workbench.ui.text import plain

_USED = {
    Policy.UNREVIEWED: "answers used unreviewed",
    Policy.REVIEWED: "all answers reviewed, errors redone by hand",
}


_OPEN = "roi-account-open"


def pick_policy() -> Policy:
    """What happens to the answers, kept in the URL so that a link sent by mail opens the same view."""
    chosen = st.segmented_control(
        "Answers are used",
        [policy.value for policy in Policy],
        default=Policy.UNREVIEWED.value,
        required=True,
        key="policy",
        bind="query-params",
        help="Reviewed: a person checks every answer, and errors found are done again by hand.",
    )
    return Policy(chosen or Policy.UNREVIEWED)


def draw_finding(case: BusinessCase, standings: Sequence[Standing], workflow: Workflow) -> None:
    """The headline, what the month is made of, what the figures rest on, and what to know before trusting them."""
    st.subheader(plain(roi_sentence(case, workflow.bar_rate)), anchor=False)
    best = best_case(case)
    if best:
        st.markdown(plain(month_sentence(case, best, workflow.bar_rate)))
        doubt = doubt_sentence(case, best)
        if doubt:
            st.warning(plain(doubt), icon=":material/info:")
            _link_to_more(best)
    st.caption(plain(" ".join([basis_sentence(standings, workflow), *assumption_sentences(case)])))


def draw_month(case: BusinessCase, workflow: Workflow) -> None:
    """The chart and the table of all candidates; clicking a bar picks the one whose account is shown below."""
    figure = roi_chart(_bars(case), case.currency, cost_finding(case), _measure(case))

    def show_account(customdata: list[int]) -> None:
        if customdata[0] is not None:
            st.session_state[_account_key(workflow)] = customdata[0]
            st.session_state[_OPEN] = True

    draw_chart(
        figure,
        f"roi-{workflow.workflow_id}-{case.policy}",
        safe_file_name("roi", workflow.name, case.policy),
        roi_sentence(case, workflow.bar_rate),
        lambda: roi_table(case, workflow.bar_rate),
        show_account,
        "Click a bar to see below how its month is counted.",
    )
    _draw_table(case, workflow)


def draw_account(case: BusinessCase, workflow: Workflow) -> None:
    """How the figures of one candidate come about, line by line, and the method in words."""
    with st.expander("How is this counted", icon=":material/calculate:", key=_OPEN, on_change="rerun"):
        by_id = {one.standing.candidate_id: one for one in case.cases}
        best = best_case(case)
        if best:
            key = _account_key(workflow)
            if st.session_state.get(key) not in by_id:
                st.session_state[key] = best.standing.candidate_id
            chosen = st.selectbox(
                "The month with",
                list(by_id),
                key=key,
                format_func=lambda candidate_id: by_id[candidate_id].name,
                persist_state="session",
            )
            _draw_steps(case, by_id[chosen], workflow)
        st.markdown("\n".join(f"- {plain(sentence)}" for sentence in METHOD))


def _draw_steps(case: BusinessCase, one: CandidateCase, workflow: Workflow) -> None:
    rows = [
        {"Line": step.what, "Made of": step.made_of, "Figure": step.figure, "Where from": step.source}
        for step in account(case, one)
    ]
    config = {"Figure": st.column_config.TextColumn(alignment="right")}
    st.dataframe(rows, hide_index=True, column_config=config, height="content")


def _draw_table(case: BusinessCase, workflow: Workflow) -> None:
    reviewed = case.policy is Policy.REVIEWED
    parts = {"Reviews": "review_amount", "Errors redone": "redone_amount"} if reviewed else {}
    parts |= {} if reviewed else {"Undetected errors": "errors_amount"}
    parts |= {"Done by people": "people_amount", "Calls": "calls_amount"}
    rows = [
        {
            "Candidate": one.name,
            "By hand": case.by_hand_amount,
            "With it": one.cost.total_amount,
            "Saving": one.saving_amount,
            "From": one.saving_low_amount,
            "To": one.saving_high_amount,
            "Precision": precision_words(one.standing, workflow.bar_rate),
            "Break-even": break_even_words(one),
            "Bar": bar_words(workflow.bar_rate),
            "Against the bar": one.bar_verdict.value,
            "Payback": payback_words(one),
            **{title: getattr(one.cost, amount) for title, amount in parts.items()},
        }
        for one in case.cases
    ]
    st.dataframe(rows, hide_index=True, column_config=_columns(), height="content")
    st.caption(
        plain(
            f"Amounts in {case.currency} a month. By hand − with it = saving; From and To are the saving at the two "
            "ends of the precision's 95 % interval. The columns to the right show where the month goes."
        )
    )


def _columns() -> dict[str, Any]:
    words = {
        "By hand": "A month without any candidate",
        "With it": "All of the month with the candidate: calls, reviews, errors, and what is left to people",
        "Saving": "By hand − with it",
        "From": "The saving at the lower end of the precision's 95 % interval",
        "To": "The saving at the upper end of the precision's 95 % interval",
        "Done by people": "What the candidate leaves unanswered or fails at, by hand",
        "Reviews": None,
        "Errors redone": None,
        "Undetected errors": None,
        "Calls": None,
    }
    config: dict[str, Any] = {
        name: st.column_config.NumberColumn(format="%,.2f", help=text) for name, text in words.items()
    }
    config["Candidate"] = st.column_config.TextColumn(pinned=True, width="medium")
    config["Precision"] = st.column_config.TextColumn(help="Correct of answered, with its 95 % interval")
    config["Break-even"] = st.column_config.TextColumn(
        help="The precision at which nothing is saved and nothing lost", alignment="right"
    )
    config["Bar"] = st.column_config.TextColumn(
        help="The precision this workflow must reach", alignment="right"
    )
    config["Payback"] = st.column_config.TextColumn(help="Set-up cost ÷ saving a month", alignment="right")
    return config


def _bars(case: BusinessCase) -> list[CostBar]:
    by_hand = case.by_hand_amount or 0.0
    bars = [CostBar(None, "By hand", {"people": by_hand}, money(by_hand, case.currency))]
    for one in case.cases:
        cost = one.cost
        bars.append(
            CostBar(
                one.standing.candidate_id,
                one.name,
                {
                    "people": cost.people_amount,
                    "review": cost.review_amount,
                    "redone": cost.redone_amount,
                    "errors": cost.errors_amount,
                    "calls": cost.calls_amount,
                },
                saving_words(one, case.currency),
                by_hand - one.saving_high_amount,
                by_hand - one.saving_low_amount,
            )
        )
    return bars


def _measure(case: BusinessCase) -> str:
    judged = sum(one.standing.answered for one in case.cases)
    return (
        f"Cost of a month, {_USED[case.policy]}; whiskers: 95 % interval of the precision; "
        f"{plural(judged, 'judged answer')} in all"
    )


def _link_to_more(one: CandidateCase) -> None:
    if one.open_count:
        link("label", "Label outputs", icon=":material/rate_review:")
    else:
        link("golden_datasets", "Add items to the golden dataset", icon=":material/dataset:")


def _account_key(workflow: Workflow) -> str:
    return f"roi-account-{workflow.workflow_id}"
