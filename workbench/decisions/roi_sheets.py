"""The ROI of every candidate as a sheet: where a month's money goes, what is saved, from which figures."""

from collections.abc import Sequence
from typing import Any

from workbench.comparison import Standing
from workbench.decisions.business_case import BusinessCase, CandidateCase, build_business_case
from workbench.decisions.roi import FIGURE_NAMES, Policy
from workbench.decisions.roi_sentences import assumption_sentences, roi_sentence
from workbench.decisions.roi_steps import METHOD
from workbench.domain import Workflow
from workbench.spreadsheets.writing import Figure, Sheet, SheetColumn
from workbench.store.database import Database

_RATE, _COUNT = Figure.RATE, Figure.COUNT
_MONEY = Figure.MONEY


def roi_sheet(
    database: Database, workflow: Workflow, standings: Sequence[Standing], scope_words: str
) -> Sheet:
    """One row per candidate and policy: where a month's money goes and what is saved."""
    cases = {
        policy: build_business_case(database, workflow, standings, policy)
        for policy in (Policy.UNREVIEWED, Policy.REVIEWED)
    }
    currency, usd_rate = cases[Policy.UNREVIEWED].currency, cases[Policy.UNREVIEWED].usd_rate
    figures = workflow.figures
    assumed = [sentence for case in cases.values() for sentence in assumption_sentences(case)]
    said = [(f"ROI, {policy.value}", roi_sentence(case, workflow.bar_rate)) for policy, case in cases.items()]
    facts = [
        *said,
        *[(f"Missing, {policy.value}", fault) for policy, case in cases.items() for fault in case.missing],
        *[("Assumed", sentence) for sentence in dict.fromkeys(assumed)],
        ("Measured on", scope_words),
        ("Currency", currency),
        *([] if currency == "USD" else [(f"{currency} per US dollar", usd_rate)]),
        *[(name, getattr(figures, figure)) for figure, name in FIGURE_NAMES.items()],
        *[("Method", sentence) for sentence in METHOD],
    ]
    rows = [_roi_row(case, one, workflow.bar_rate) for case in cases.values() for one in case.cases]
    return Sheet("ROI", _roi_columns(currency), rows, facts)


def roi_table(case: BusinessCase, bar_rate: float) -> Sheet:
    """The amounts behind a ROI chart."""
    rows = [_roi_row(case, one, bar_rate) for one in case.cases]
    return Sheet("Data", _roi_columns(case.currency), rows)


def _roi_columns(currency: str) -> list[SheetColumn]:
    return [
        SheetColumn("Policy"),
        SheetColumn("Candidate"),
        SheetColumn(f"Saving a month, {currency}", _MONEY),
        SheetColumn("Saving low", _MONEY),
        SheetColumn("Saving high", _MONEY),
        SheetColumn("By hand", _MONEY),
        SheetColumn("With the candidate", _MONEY),
        SheetColumn("Calls", _MONEY),
        SheetColumn("Reviews", _MONEY),
        SheetColumn("Undetected errors", _MONEY),
        SheetColumn("Errors redone by hand", _MONEY),
        SheetColumn("Done by people", _MONEY),
        SheetColumn("Correct", _COUNT),
        SheetColumn("Answered", _COUNT),
        SheetColumn("Not judged", _COUNT),
        SheetColumn("Precision", _RATE),
        SheetColumn("Precision low", _RATE),
        SheetColumn("Precision high", _RATE),
        SheetColumn("Break-even precision", _RATE),
        SheetColumn("Bar", _RATE),
        SheetColumn("Against the bar"),
        SheetColumn("Coverage", _RATE),
        SheetColumn("Failure rate", _RATE),
        SheetColumn("Automated share", _RATE),
        SheetColumn(f"Call per item, {currency}", Figure.PRICE),
        SheetColumn("Call cost from"),
        SheetColumn("Payback, months", Figure.DECIMAL),
    ]


def _roi_row(case: BusinessCase, one: CandidateCase, bar_rate: float) -> list[Any]:
    return [
        case.policy.value, one.name,
        one.saving_amount, one.saving_low_amount, one.saving_high_amount,
        case.by_hand_amount, one.cost.total_amount, one.cost.calls_amount, one.cost.review_amount,
        one.cost.errors_amount, one.cost.redone_amount, one.cost.people_amount,
        one.standing.correct, one.standing.answered, one.open_count,
        one.standing.precision_rate, one.standing.precision_low, one.standing.precision_high,
        one.break_even_rate, bar_rate, one.bar_verdict.value,
        one.standing.coverage_rate, one.standing.failure_rate, one.automated_rate,
        one.call_cost.usd * case.usd_rate, one.call_cost.source, one.payback_months,
    ]  # fmt: skip
