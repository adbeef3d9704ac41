"""The charts of the ROI page: waterfall, range, tornado, where it turns, the balance over the months."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from workbench.charts.roi_turning import TurningCurve, balance_chart, turning_chart
from workbench.charts.roi_uncertainty import TornadoBar, range_chart, tornado_chart
from workbench.charts.roi_waterfall import FallStep, waterfall_chart
from workbench.decisions.business_case import BusinessCase, CandidateCase
from workbench.decisions.roi_curves import list_curves, turning_finding, turning_words
from workbench.decisions.roi_expressions import written
from workbench.decisions.roi_model import COST_KEYS, LINE
from workbench.decisions.roi_months import payback_month
from workbench.decisions.roi_outlook import largest_uncertainty, saving_draws
from workbench.decisions.roi_sentences import chance_words, cost_finding, saving_range_words
from workbench.decisions.roi_sheets import roi_table
from workbench.decisions.roi_steps import figure_words, input_words
from workbench.domain import Workflow
from workbench.domain.formats import count, money, percent, plural
from workbench.spreadsheets.writing import Figure, Sheet, SheetColumn
from workbench.ui.chart_frame import draw_chart, safe_file_name

_KIND = {
    "people_amount": ("people", "Done by people"),
    "review_amount": ("review", "Reviews"),
    "redone_amount": ("redone", "Errors corrected"),
    "alarms_amount": ("alarms", "False alarms"),
    "errors_amount": ("errors", "Undetected errors"),
    "calls_amount": ("calls", "Calls"),
    "running_cost_amount": ("running", "Running cost"),
}
_MOST_BARS = 7
# Of the cost by hand, or of the widest bar: less than this is not to be seen.
_TOO_SMALL = 0.004


def draw_waterfall(case: BusinessCase, one: CandidateCase, workflow: Workflow) -> None:
    """From the cost by hand to the net saving; hovering over a bar tells how it is counted."""
    draw_chart(
        waterfall_figure(case, one),
        f"roi-waterfall-{workflow.workflow_id}",
        safe_file_name("roi", workflow.name, one.name, case.policy),
        cost_finding(case, one),
        lambda: roi_table(case, workflow.bar_rate),
    )


def waterfall_figure(case: BusinessCase, one: CandidateCase) -> go.Figure:
    """The chart from the cost by hand to the net saving."""
    seen = [key for key in COST_KEYS if one.values[key] > _TOO_SMALL * one.values["by_hand_amount"]]
    costs = [FallStep(*_KIND[key], one.values[key], _made_of(case, one, key)) for key in seen]
    unseen = [
        f"{_KIND[key][1].lower()} {money(one.values[key], case.currency)}"
        for key in COST_KEYS
        if key not in seen and one.values[key] > 0
    ]
    small = f"; too small to draw: {', '.join(unseen)}" if unseen else ""
    by_hand = FallStep(
        "people", "By hand", one.values["by_hand_amount"], _made_of(case, one, "by_hand_amount")
    )
    word = "Saving" if one.saving_amount >= 0 else "Loss"
    saving = FallStep("people", word, one.saving_amount, _made_of(case, one, "saving_amount"))
    return waterfall_chart(
        by_hand,
        costs,
        saving,
        (one.saving_low_amount, one.saving_high_amount),
        case.currency,
        cost_finding(case, one),
        f"A month, {case.policy.words[0].lower()}{case.policy.words[1:]}; whisker: 80 % range{small}",
    )


def draw_range(case: BusinessCase, one: CandidateCase, workflow: Workflow) -> None:
    """How often each saving came up in the draws."""
    outlook = one.outlook
    chance = chance_words(outlook.positive_rate)
    finding = f"It saves money in {chance} of {count(outlook.draws)} draws"
    median = money(outlook.median_amount, case.currency)
    measure = f"80 % range {saving_range_words(one, case.currency)}; median {median}"
    draws = saving_draws(one.spreads, outlook.seed)
    figure = range_chart(
        draws,
        (outlook.low_amount, outlook.high_amount),
        outlook.expected_amount,
        case.currency,
        finding,
        measure,
    )
    draw_chart(
        figure,
        f"roi-range-{workflow.workflow_id}",
        safe_file_name("roi", workflow.name, one.name, "draws"),
        finding,
        # Ten thousand rows, made only for whoever asks for them.
        lambda: Sheet("Data", [SheetColumn("Saving a month", Figure.MONEY)], [[float(one)] for one in draws]),
    )


def draw_tornado(case: BusinessCase, one: CandidateCase, workflow: Workflow) -> None:
    """What moves the saving most."""
    widest = max((swing.width_amount for swing in one.swings), default=0.0)
    swings = [swing for swing in one.swings if swing.width_amount > _TOO_SMALL * widest][:_MOST_BARS]
    bars = [
        TornadoBar(
            swing.name,
            swing.saving_low_amount,
            swing.saving_high_amount,
            input_words(swing.key, swing.low, case.currency),
            input_words(swing.key, swing.high, case.currency),
            swing.is_range,
            one.spreads[swing.key].source,
        )
        for swing in swings
    ]
    largest = largest_uncertainty(swings)
    finding = (
        f"Largest uncertainty: {largest.name[0].lower()}{largest.name[1:]} moves the saving by "
        f"{money(largest.width_amount, case.currency)}"
        if largest
        else "No figure has a range yet; each is moved by 10 % to show what would matter"
    )
    measure = "Solid: 80 % range of what was measured or entered; hatched: 10 % either way, no range entered"
    figure = tornado_chart(bars, one.saving_amount, case.currency, finding, measure)
    titles = ["Figure", "Low", "High", "Saving at low", "Saving at high", "From"]
    rows = [[bar.name, bar.low_words, bar.high_words, bar.at_low, bar.at_high, bar.source] for bar in bars]
    _draw(
        figure,
        f"roi-tornado-{workflow.workflow_id}",
        (workflow.name, one.name, "tornado"),
        finding,
        titles,
        rows,
    )


def draw_turning(case: BusinessCase, one: CandidateCase, workflow: Workflow) -> None:
    """The saving over precision, volume and error cost, and where each turns it into a loss."""
    found = list_curves(one.spreads, one.outlook.seed)
    curves = [
        TurningCurve(
            curve.name,
            curve.values,
            curve.expected_amounts,
            curve.low_amounts,
            curve.high_amounts,
            curve.now,
            input_words(curve.key, curve.now, case.currency),
            curve.break_even if curve.is_in_sight else None,
            turning_words(curve, case.currency),
            ".0%" if curve.key == "precision_rate" else "~s",
        )
        for curve in found
    ]
    finding = turning_finding(found, case.currency)
    figure = turning_chart(
        curves,
        case.currency,
        finding,
        "Saving a month over one figure, the others as they stand; band: 80 % range",
    )
    rows = [
        [curve.name, float(at), float(mean), float(low), float(high)]
        for curve in curves
        for at, mean, low, high in zip(curve.values, curve.expected, curve.low, curve.high, strict=True)
    ]
    titles = ["Figure", "At", "Saving", "Low", "High"]
    _draw(
        figure,
        f"roi-turning-{workflow.workflow_id}",
        (workflow.name, one.name, "break-even"),
        finding,
        titles,
        rows,
    )


def draw_balance(case: BusinessCase, one: CandidateCase, workflow: Workflow) -> None:
    """The balance month by month, until the money is back and beyond."""
    balances = [-one.values["one_off_amount"], *(month.balance_amount for month in one.months)]
    month = payback_month(one.payback_months)
    worth = money(one.net_present_amount, case.currency)
    ahead = plural(len(one.months), "month")
    paid = f"paid back in month {month}" if month and one.payback_months else "nothing to pay back"
    if month is None and one.has_setup:
        paid = "never paid back"
    elif month is None:
        paid = "no set-up cost entered"
    finding = f"Over {ahead} it is worth {worth} today; {paid}"
    measure = (
        f"Balance after each month; net present value at {percent(one.values['discount_rate'], 1)} a year"
    )
    figure = balance_chart(balances, one.payback_months, case.currency, finding, measure)
    rows = [[number, float(amount)] for number, amount in enumerate(balances)]
    _draw(
        figure,
        f"roi-balance-{workflow.workflow_id}",
        (workflow.name, one.name, "months"),
        finding,
        ["Month", "Balance"],
        rows,
    )


def _draw(
    figure: object,
    key: str,
    names: Sequence[str],
    finding: str,
    titles: Sequence[str],
    rows: Sequence[Sequence[Any]],
) -> None:
    columns = [
        SheetColumn(title, Figure.MONEY if rows and isinstance(rows[0][number], float) else Figure.GENERAL)
        for number, title in enumerate(titles)
    ]
    draw_chart(
        figure,
        key,
        safe_file_name("roi", *names),
        finding,
        lambda: Sheet("Data", columns, rows),
    )


def _made_of(case: BusinessCase, one: CandidateCase, key: str) -> str:
    if key not in LINE:
        return one.spreads[key].source
    return written(LINE[key].formula, lambda part: figure_words(part, one.values, case.currency))
