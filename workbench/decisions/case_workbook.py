"""The business case as a workbook that counts: change an assumption in Excel and the saving follows."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from workbench.decisions.business_case import BusinessCase, CandidateCase
from workbench.decisions.case_columns import (
    BLUE,
    RED,
    Formats,
    Row,
    axis_format,
    candidates_sheet,
    scenarios_sheet,
)
from workbench.decisions.case_sensitivity import sensitivity_sheet
from workbench.decisions.case_sheets import (
    FIRST_MONTH,
    assumptions_sheet,
    model_sheet,
    months_sheet,
    payback_value,
)
from workbench.decisions.roi_model import COST_KEYS, Unit, name_of, unit_of
from workbench.decisions.roi_sentences import assumption_sentences, best_case, roi_sentence
from workbench.decisions.roi_steps import METHOD
from workbench.domain import Workflow
from workbench.domain.formats import CURRENCY_SIGNS, count, day
from workbench.domain.locales import signs
from workbench.errors import NotFound
from workbench.spreadsheets.writing_live import (
    LiveCell,
    LiveChart,
    LiveSheet,
    Look,
    Series,
    cell_name,
    cell_range,
    write_live_workbook,
)


def export_business_case(
    workflow: Workflow,
    case: BusinessCase,
    scenarios: Mapping[str, BusinessCase],
    scope: str,
    target: Path,
    chosen: CandidateCase | None = None,
) -> None:
    """Write the .xlsx: Summary, Assumptions, Model, Months, Candidates, Scenarios, Sensitivity, Uncertainty, Method.

    Every figure of the model is a formula over named cells of the Assumptions. `scenarios` by name, the base case
    first; `scope` says in words what was measured; `chosen`: the candidate or cascade it speaks of, else the best one.
    Raises NotFound where no saving can be said, UnwritableFile.
    """
    one = chosen or best_case(case)
    if one is None:
        why = " ".join(case.missing) or "No candidate has a judged answer on these items."
        raise NotFound(f"There is no business case of “{workflow.name}” to write yet. {why}")
    formats = formats_of(case.currency)
    candidates, place = candidates_sheet(case, formats)
    write_live_workbook(
        target,
        [
            _summary(workflow, case, one, scope, formats),
            assumptions_sheet(case, one, place, formats),
            model_sheet(one, formats),
            months_sheet(one, formats),
            candidates,
            scenarios_sheet(scenarios, formats),
            sensitivity_sheet(one, formats),
            _uncertainty(one, formats),
            _method(workflow, case, one, scope),
        ],
    )


def formats_of(currency: str) -> Formats:
    """How Excel shows each input and line by its unit, money in this currency as the workspace's locale writes it."""
    found = signs()
    sign = CURRENCY_SIGNS.get(currency, f"{currency} ")
    before = sign if found.before == "¤" else found.before.replace("¤", sign.strip())
    after = found.after.replace("¤", sign.strip())
    amount = f'"{before}"#,##0.00' if before else f'#,##0.00"{after}"'
    by_unit = {
        Unit.ITEMS: "#,##0.0", Unit.MINUTES: "#,##0.00", Unit.MONEY: amount, Unit.DOLLARS: '"$"#,##0.000000',
        Unit.RATE: "0.0%", Unit.FACTOR: "0.0000", Unit.MONTHS: "0",
    }  # fmt: skip
    return lambda key: by_unit[unit_of(key)]


def _summary(
    workflow: Workflow, case: BusinessCase, one: CandidateCase, scope: str, formats: Formats
) -> LiveSheet:
    money = formats("saving_amount")
    counted = f"As the app counted it on {day(date.today())}, scenario “{case.assumptions.name}”, {scope}:"
    heads = ("From cost by hand to saving", "Amount", "Level before", "Level after")
    rows: list[Row] = [
        [LiveCell(f"Business case: {workflow.name}", look=Look.TITLE)],
        [LiveCell(counted, look=Look.NOTE)],
        [LiveCell(_headline(workflow, case, one), look=Look.WORDS, across=4)],
        [],
        [LiveCell("Counted from the sheet Assumptions", look=Look.HEAD), LiveCell("", look=Look.HEAD)],
    ]
    rows += [[LiveCell(name), cell] for name, cell in _results(one, money)]
    rows += [[], [LiveCell(head, look=Look.HEAD) for head in heads]]
    rows[-1] += [LiveCell(head, look=Look.NOTE) for head in ("Nothing", "Bar", "Nothing", "Bar below 0")]
    first = len(rows)
    rows += _waterfall(one, first, money)
    charts = _summary_charts(one, first, len(rows) - 1, axis_format(formats))
    return LiveSheet(
        "Summary", [46, 22, 20, 20, 14, 14, 14, 14], rows, charts, is_landscape=False, is_one_page=True,
        hidden=(4, 7),
    )  # fmt: skip


def _results(one: CandidateCase, money: str) -> list[tuple[str, LiveCell]]:
    values = one.values
    return [
        ("Candidate", LiveCell(one.name, "candidate", look=Look.RESULT)),
        ("Saving a month", LiveCell(one.saving_amount, "saving_amount", money, Look.RESULT)),
        ("By hand a month", LiveCell(values["by_hand_amount"], "by_hand_amount", money)),
        ("With the candidate a month", LiveCell(values["total_amount"], "total_amount", money)),
        ("Spent before the first month", LiveCell(values["one_off_amount"], "one_off_amount", money)),
        ("Payback, months", LiveCell(payback_value(one), "payback_months", "0.0")),
        ("Worth today, months looked ahead", LiveCell(one.net_present_amount, "net_present_amount", money)),
        ("Break-even precision", LiveCell(one.break_even_rate, "break_even_rate", "0.0%")),
        ("Precision measured", LiveCell(values["precision_rate"], "precision_rate", "0.0%")),
    ]


def _summary_charts(one: CandidateCase, first: int, last: int, axis: str) -> list[LiveChart]:
    names = cell_range("Summary", (first, 0), (last, 0))
    parts = [
        Series(
            f"part {number}", names, cell_range("Summary", (first, 4 + number), (last, 4 + number)), colour
        )
        for number, colour in enumerate(("", BLUE, "", RED))
    ]
    end = FIRST_MONTH + round(one.values["horizon_months"]) - 1
    months, balances = (cell_range("Months", (FIRST_MONTH, column), (end, column)) for column in (0, 5))
    return [
        LiveChart(
            "column", "From cost by hand to saving, a month", parts, cell_name(last + 2, 0),
            is_stacked=True, value_format=axis, width=770, height=340,
        ),
        LiveChart(
            "line", "Balance after each month", [Series("Balance", months, balances, BLUE)],
            cell_name(last + 20, 0), value_format=axis, width=770, height=300,
        ),
    ]  # fmt: skip


def _waterfall(one: CandidateCase, first: int, money: str) -> list[Row]:
    """One row per bar: where it starts and ends, and for the chart its part above and below zero."""
    rows: list[Row] = []
    level = one.values["by_hand_amount"]
    steps = [("By hand", "by_hand_amount", False), *[(name_of(key), key, False) for key in COST_KEYS]]
    for number, (name, key, _) in enumerate([*steps, ("Saving a month", "saving_amount", True)]):
        row = first + number
        amount = LiveCell(one.values[key], key, money)
        before, after = cell_name(row, 2), cell_name(row, 3)
        if number == 0 or key == "saving_amount":
            start, end = LiveCell(one.values[key], key, money), LiveCell(0, number_format=money)
            values = (one.values[key], 0.0)
        else:
            above = cell_name(row - 1, 2 if number == 1 else 3)
            values = (level, level - one.values[key])
            start = LiveCell(values[0], above, money)
            end = LiveCell(values[1], f"{before} - {cell_name(row, 1)}", money)
            level = values[1]
        rows.append([LiveCell(name), amount, start, end, *_bar(before, after, *values)])
    return rows


def _bar(before: str, after: str, start: float, end: float) -> list[LiveCell]:
    low, high = min(start, end), max(start, end)
    lower, upper = f"MIN({before}, {after})", f"MAX({before}, {after})"
    parts = (
        (max(low, 0), f"MAX({lower}, 0)"),
        (max(high, 0) - max(low, 0), f"MAX({upper}, 0) - MAX({lower}, 0)"),
        (min(high, 0), f"MIN({upper}, 0)"),
        (min(low, 0) - min(high, 0), f"MIN({lower}, 0) - MIN({upper}, 0)"),
    )
    return [LiveCell(value, formula, "#,##0", Look.NOTE) for value, formula in parts]


def _uncertainty(one: CandidateCase, formats: Formats) -> LiveSheet:
    outlook, money = one.outlook, formats("saving_amount")
    figures = [
        ("Expected saving a month", outlook.expected_amount, money),
        ("Median", outlook.median_amount, money),
        ("80 % range, low", outlook.low_amount, money),
        ("80 % range, high", outlook.high_amount, money),
        ("Share of draws in which money is saved", outlook.positive_rate, "0.0%"),
        ("Mean of the draws", outlook.simulated_amount, money),
        ("Its standard error", outlook.error_amount, money),
        ("Draws", outlook.draws, "#,##0"),
        ("Seed", outlook.seed, "0"),
    ]
    note = (
        f"Counted in the app for “{one.name}” from {count(outlook.draws)} draws of all uncertain figures together. "
        "These figures do not change with the workbook; the expected saving on the sheet Model does."
    )
    rows: list[Row] = [
        [LiveCell("How sure it is", look=Look.TITLE)],
        [LiveCell(note, look=Look.WORDS, across=3)],
        [],
    ]
    rows += [[LiveCell(name), LiveCell(value, number_format=shown)] for name, value, shown in figures]
    return LiveSheet("Uncertainty", [44, 22, 40], rows)


def _headline(workflow: Workflow, case: BusinessCase, one: CandidateCase) -> str:
    return roi_sentence(case, workflow.bar_rate, None if one is best_case(case) else one)


def _method(workflow: Workflow, case: BusinessCase, one: CandidateCase, scope: str) -> LiveSheet:
    said = [
        f"Workflow: {workflow.name}. Measured on {scope}.",
        f"Use of the answers: {case.policy.words}.",
        _headline(workflow, case, one),
        *assumption_sentences(case),
        *METHOD,
    ]
    rows: list[Row] = [[LiveCell("Method", look=Look.TITLE)], []]
    rows += [[LiveCell(sentence, look=Look.WORDS, across=6)] for sentence in said]
    return LiveSheet("Method", [20] * 6, rows, is_landscape=False)
