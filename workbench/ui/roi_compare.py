"""Every way to do the work side by side: by hand, each candidate, cascades, and not at all."""

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from workbench.charts import CostBar, roi_chart
from workbench.decisions.bar import bar_words
from workbench.decisions.business_case import BusinessCase, CandidateCase
from workbench.decisions.roi_sentences import break_even_words, cost_finding, payback_words, saving_words
from workbench.decisions.roi_sheets import roi_table
from workbench.decisions.sentences import precision_words
from workbench.domain import Workflow
from workbench.domain.formats import money, number_with, percent, plural
from workbench.domain.locales import signs
from workbench.ui.chart_frame import draw_chart, safe_file_name
from workbench.ui.text import plain

_HELP = {
    "With it": "All of the month: calls, reviews, errors, and what is left to people",
    "Saving": "Expected: by hand − with it",
    "From": "The lower end of the saving's 80 % range",
    "To": "The upper end of the saving's 80 % range",
    "Saves money": "The share of the draws in which anything is saved",
    "Precision": "Correct of answered, with its 95 % interval",
    "Break-even": "The precision at which nothing is saved and nothing lost",
    "Payback": "When the savings have earned back what was spent before the first month",
    "Worth today": "Net present value of the months looked ahead, less what is spent before",
    "Done by people": "What is left unanswered or failed, by hand",
}
_WAY_WIDTH = 230
_MOST_CASCADES = 5  # of the many pairs of many candidates
_AMOUNTS = (
    "With it", "Saving", "From", "To", "Worth today", "Done by people", "Reviews", "Errors corrected", "False alarms",
    "Undetected errors", "Calls", "Running cost",
)  # fmt: skip
_SAVED = ("Saving", "From", "To", "Saves money", "Precision", "Break-even", "Against the bar")
_PARTS = {
    "Done by people": "people_amount",
    "Reviews": "review_amount",
    "Errors corrected": "redone_amount",
    "False alarms": "alarms_amount",
    "Undetected errors": "errors_amount",
    "Calls": "calls_amount",
    "Running cost": "running_amount",
}


def draw_comparison(case: BusinessCase, workflow: Workflow) -> None:
    """Two tables of all ways, each as wide as the page: what they save, and where a month's money goes."""
    shown = (*case.cases, *case.cascades[:_MOST_CASCADES])
    rows = [_by_hand_row(case), *(_row(case, one, workflow) for one in shown)]
    if case.nothing_amount is not None:
        rows.append(_nothing_row(case))
    spent = [name for name in _PARTS if any(row.get(name) for row in rows)]
    config = _columns(bar_words(workflow.bar_rate))
    st.caption(plain(f"What each way saves, in {case.currency} a month"))
    _draw_table(rows, _SAVED, config)
    st.caption(
        plain(f"Where the money goes, in {case.currency} a month, and what the months ahead are worth")
    )
    _draw_table(rows, ("With it", *spent, "Payback", "Worth today"), config)
    st.caption(plain(" ".join(_explained(case))))


def _explained(case: BusinessCase) -> list[str]:
    """What the names of ways mean, of those that are there."""
    said = []
    if case.cascades:
        said.append(
            "“A, then B” is a cascade: A answers where it is sure enough, B the rest, measured on the items both have "
            "answered; its threshold was chosen on those same items, so a little less may be left on others."
        )
    more = len(case.cascades) - _MOST_CASCADES
    if more > 0:
        said.append(f"{plural(more, 'cascade')} that would save less can be picked under “With”.")
    if case.nothing_amount is not None:
        said.append("“Nobody does it” counts every item as an undetected error.")
    return said


def _draw_table(rows: list[dict[str, Any]], columns: Sequence[str], config: dict[str, Any]) -> None:
    table = pd.DataFrame(rows, columns=["Way", *columns])
    st.dataframe(_styled(table), hide_index=True, column_config=config, height="content", placeholder="–")


def draw_costs(case: BusinessCase, workflow: Workflow, pick: Callable[[str], None]) -> None:
    """Where a month's money goes with each candidate; clicking a bar picks it."""
    bars = _bars(case)
    draw_chart(
        roi_chart(bars, case.currency, cost_finding(case), _measure(case)),
        f"roi-{workflow.workflow_id}-{case.policy}",
        safe_file_name("roi", workflow.name, case.policy),
        cost_finding(case),
        lambda: roi_table(case, workflow.bar_rate),
        lambda customdata: pick(str(customdata[0])) if customdata[0] is not None else None,
        "Click a bar to see all of the page for that candidate.",
    )


def _row(case: BusinessCase, one: CandidateCase, workflow: Workflow) -> dict[str, Any]:
    return {
        "Way": one.name,
        "Saving": one.saving_amount,
        "From": one.saving_low_amount,
        "To": one.saving_high_amount,
        "Saves money": one.outlook.positive_rate * 100,
        "With it": one.cost.total_amount,
        "Precision": precision_words(one.standing, workflow.bar_rate),
        "Break-even": break_even_words(one),
        "Against the bar": one.bar_verdict.value,
        "Payback": payback_words(one),
        "Worth today": one.net_present_amount,
        **{title: getattr(one.cost, amount) for title, amount in _PARTS.items()},
    }


def _by_hand_row(case: BusinessCase) -> dict[str, Any]:
    amount = case.by_hand_amount or 0.0
    return {"Way": "By hand", "Saving": 0.0, "With it": amount, "Done by people": amount}


def _nothing_row(case: BusinessCase) -> dict[str, Any]:
    amount = case.nothing_amount or 0.0
    saving = (case.by_hand_amount or 0.0) - amount
    return {"Way": "Nobody does it", "Saving": saving, "With it": amount, "Undetected errors": amount}


def _styled(table: pd.DataFrame) -> Any:
    """The table with figures written as the workspace writes them; they stay numbers for sorting.

    Where that is with a decimal point, the columns' own formats do it, in a third of the time.
    """
    if _has_point():
        return table
    formats: dict[str, Any] = {name: _amount for name in _AMOUNTS if name in table}
    formats["Saves money"] = lambda share: percent(share / 100, 1)
    return table.style.format(formats, na_rep="–")


def _has_point() -> bool:
    found = signs()
    return (found.decimal, found.group) == (".", ",")


def _amount(amount: float) -> str:
    return number_with(amount, 2).replace("-", "−")


def _columns(bar: str) -> dict[str, Any]:
    formats = ("%,.2f", "%.1f\N{NO-BREAK SPACE}%%") if _has_point() else (None, None)
    config: dict[str, Any] = {
        name: st.column_config.NumberColumn(help=_HELP.get(name), format=formats[0]) for name in _AMOUNTS
    }
    config["Saves money"] = st.column_config.NumberColumn(help=_HELP["Saves money"], format=formats[1])
    config["Way"] = st.column_config.TextColumn(pinned=True, width=_WAY_WIDTH)
    config["Against the bar"] = st.column_config.TextColumn(f"Against the {bar} bar")
    config["Precision"] = st.column_config.TextColumn(help=_HELP["Precision"])
    for name in ("Break-even", "Payback"):
        config[name] = st.column_config.TextColumn(help=_HELP[name], alignment="right")
    return config


def _bars(case: BusinessCase) -> list[CostBar]:
    by_hand = case.by_hand_amount or 0.0
    bars = [CostBar(None, "By hand", {"people": by_hand}, money(by_hand, case.currency))]
    for one in case.cases:
        cost = one.cost
        amounts = {
            "people": cost.people_amount, "review": cost.review_amount, "redone": cost.redone_amount,
            "alarms": cost.alarms_amount, "errors": cost.errors_amount, "calls": cost.calls_amount,
            "running": cost.running_amount,
        }  # fmt: skip
        bars.append(
            CostBar(
                one.standing.candidate_id, one.name, amounts, saving_words(one, case.currency),
                by_hand - one.saving_high_amount, by_hand - one.saving_low_amount,
            )
        )  # fmt: skip
    return bars


def _measure(case: BusinessCase) -> str:
    judged = sum(one.standing.answered for one in case.cases)
    words = f"{case.policy.words[0].lower()}{case.policy.words[1:]}"
    return f"Cost of a month, {words}; whiskers: 80 % range; {plural(judged, 'judged answer')} in all"
