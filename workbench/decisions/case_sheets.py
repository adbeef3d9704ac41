"""Sheets of the business case: the assumptions with their names, the model of a month, and month by month."""

from functools import partial

from workbench.decisions.business_case import BusinessCase, CandidateCase
from workbench.decisions.case_columns import Formats, Place, Row, shared_inputs
from workbench.decisions.roi_expressions import excel, written
from workbench.decisions.roi_model import INPUTS, LINES, MONTH_LINES, Unit, name_of
from workbench.decisions.roi_months import Month, list_months
from workbench.decisions.roi_spreads import Ranged, SameAs
from workbench.spreadsheets.writing_live import LiveCell, LiveSheet, Look, cell_name, cell_range

FIRST_MONTH = 4  # the row of the first month, counted from 0
_MONTHS = 120  # the sheet counts so many; how many are looked at is an assumption
_NEVER = "never"
_BEYOND = f"not within {_MONTHS} months"


def assumptions_sheet(case: BusinessCase, one: CandidateCase, place: Place, formats: Formats) -> LiveSheet:
    """Every input by name, with where it is from; those that differ by candidate follow the candidate chosen."""
    cases = [*case.cases, *case.cascades]
    shared = shared_inputs(cases)
    number = next(n for n, other in enumerate(cases) if other.key == one.key) + 1
    heads = ("Figure", "Sign", "Value", "Unit", "Low", "Likely", "High", "Where it is from", "What it means")
    rows: list[Row] = [
        [LiveCell("Assumptions", look=Look.TITLE)],
        [
            LiveCell(
                "Figures with a background may be changed; everything else in this workbook follows. Where low, likely "
                "and high are given, the value is (low + 4 × likely + high) ÷ 6.", look=Look.NOTE,
            )
        ],
        [
            LiveCell("Candidate"), None,
            LiveCell(one.name, look=Look.ENTERED, name="candidate", choices=place.heads(), across=3),
            None, None, LiveCell("number"),
            LiveCell(number, f"MATCH(candidate, {place.heads()}, 0)", "0", name="candidate_number"),
            LiveCell("choose another from the list", look=Look.NOTE),
        ],
        [],
        [LiveCell(head, look=Look.HEAD) for head in heads],
    ]  # fmt: skip
    for known in INPUTS:
        spread = one.spreads[known.key]
        cell, ends = _input_cells(one, known.key, known.key in shared, place, len(rows), formats(known.key))
        unit = case.currency if known.unit is Unit.MONEY else known.unit.value
        source = spread.source if known.key in shared else f"{spread.source} (sheet Candidates)"
        rows.append(
            [
                LiveCell(known.name),
                LiveCell(known.symbol, look=Look.NOTE),
                cell,
                LiveCell(unit, look=Look.ASIDE),
                *ends,
                LiveCell(source, look=Look.ASIDE),
                LiveCell(known.explanation, look=Look.ASIDE),
            ]
        )
    return LiveSheet(
        "Assumptions", [36, 6, 16, 12, 11, 11, 11, 44, 50], rows, frozen=(5, 1), is_one_page=True
    )


def _input_cells(
    one: CandidateCase, key: str, is_shared: bool, place: Place, row: int, shown: str
) -> tuple[LiveCell, Row]:
    """The cell that holds an input, and its low, likely and high where it is entered as a range."""
    spread, value, ends = one.spreads[key], one.values[key], [None, None, None]
    if not is_shared:
        chosen = f"INDEX({place.across(key)}, candidate_number)"
        return LiveCell(value, chosen, shown, name=key), [*ends]
    if isinstance(spread, Ranged):
        low, likely, high = (cell_name(row, column) for column in (4, 5, 6))
        figures = (spread.low, spread.likely, spread.high)
        mean = f"({low} + 4 * {likely} + {high}) / 6"
        entered = [LiveCell(figure, number_format=shown, look=Look.ENTERED) for figure in figures]
        return LiveCell(value, mean, shown, name=key), [*entered]
    if isinstance(spread, SameAs):
        return LiveCell(value, spread.key, shown, name=key), [*ends]
    is_empty = key == "setup_cost_amount" and not one.has_setup
    return LiveCell(None if is_empty else value, number_format=shown, look=Look.ENTERED, name=key), [*ends]


def model_sheet(one: CandidateCase, formats: Formats) -> LiveSheet:
    """Every line of the model by name, as a formula over names."""
    rows: list[Row] = [
        [LiveCell("The model of a month", look=Look.TITLE)],
        [LiveCell("Each line is a formula over the assumptions and the lines above it.", look=Look.NOTE)],
        [],
        [LiveCell(head, look=Look.HEAD) for head in ("Line", "Sign", "Value", "How it is counted")],
    ]
    for line in LINES:
        look = Look.RESULT if line.key in ("by_hand_amount", "total_amount", "saving_amount") else Look.PLAIN
        rows.append(
            [
                LiveCell(line.name, look=look),
                LiveCell(line.symbol, look=Look.NOTE),
                LiveCell(one.values[line.key], excel(line.formula), formats(line.key), look, line.key),
                LiveCell(
                    written(line.formula, lambda key: name_of(key)[0].lower() + name_of(key)[1:]),
                    look=Look.ASIDE,
                ),
            ]
        )
    return LiveSheet("Model", [38, 6, 18, 90], rows, frozen=(4, 1), is_one_page=True)


def months_sheet(one: CandidateCase, formats: Formats) -> LiveSheet:
    """The months one below the other, and what follows from them: payback and what all of it is worth today."""
    first, last = FIRST_MONTH, FIRST_MONTH + _MONTHS - 1
    money = formats("saving_amount")
    present, back = (cell_range("Months", (first, column), (last, column)) for column in (4, 6))
    nothing = (
        f'IF(setup_cost_amount = "", "–", IF(one_off_amount <= 0, IF(saving_amount > 0, 0, "{_NEVER}"), '
        f'IF(growth_rate = 0, IF(saving_amount > 0, one_off_amount / saving_amount, "{_NEVER}"), '
        f'IF(COUNT({back}) = 0, "{_BEYOND}", MIN({back})))))'
    )
    worth = f"SUM({present}) - one_off_amount"
    payback = payback_value(one)
    rows: list[Row] = [
        [LiveCell("Month by month", look=Look.TITLE)],
        [
            LiveCell("Worth today, less what is spent before"), None, None, None,
            LiveCell(one.net_present_amount, worth, money, Look.RESULT, "net_present_amount"),
        ],
        [
            LiveCell("Payback, months"), None, None, None,
            LiveCell(payback, nothing, "0.0", Look.RESULT, "payback_months"),
        ],
        [
            LiveCell(head, look=Look.HEAD)
            for head in ("Month", *[line.name for line in MONTH_LINES], "Balance", "Paid back after")
        ],
    ]  # fmt: skip
    longest = list_months(dict(one.values) | {"horizon_months": _MONTHS})
    rows += [_month_row(one, month, formats) for month in longest]
    return LiveSheet("Months", [40, 26, 22, 24, 18, 18, 18], rows, [], (4, 1), False, True)


def payback_value(one: CandidateCase) -> float | str:
    """What stands for the payback: months, or why there is none."""
    payback = one.payback_months
    if payback is None:
        return _NEVER if one.has_setup else "–"
    return payback if one.values["growth_rate"] == 0 or payback <= _MONTHS else _BEYOND


def _month_row(one: CandidateCase, month: Month, formats: Formats) -> Row:
    money = formats("saving_amount")
    row = FIRST_MONTH + month.number - 1
    here = {line.key: cell_name(row, 1 + number) for number, line in enumerate(MONTH_LINES)} | {
        "month": cell_name(row, 0)
    }
    factor = 1 / (1 + one.values["discount_rate"]) ** (month.number / 12)
    is_seen = month.number <= round(one.values["horizon_months"])
    values = (month.volume_factor, month.saving_amount, factor, month.present_amount if is_seen else 0.0)
    cells: list[LiveCell | None] = [LiveCell(month.number, number_format="0")]
    for line, value in zip(MONTH_LINES, values, strict=True):
        formula = excel(line.formula, partial(_here_or_named, here))
        if line.key == "present_amount":
            formula = f"IF({here['month']} <= horizon_months, {formula}, 0)"
        cells.append(LiveCell(value, formula, formats(line.key)))
    before = "-one_off_amount" if month.number == 1 else cell_name(row - 1, 5)
    earned, balance = here["month_saving_amount"], cell_name(row, 5)
    cells.append(LiveCell(month.balance_amount, f"{before} + {earned}", money))
    paid = f'IF(AND({before} < 0, {balance} >= 0), {here["month"]} - 1 - {before} / {earned}, "")'
    was = month.balance_amount - month.saving_amount
    now = month.number - 1 - was / month.saving_amount if was < 0 <= month.balance_amount else ""
    cells.append(LiveCell(now, paid, "0.0", Look.NOTE))
    return cells


def _here_or_named(here: dict[str, str], key: str) -> str:
    """A cell of the same month, else the named one."""
    return here.get(key, key)
