"""The tornado of the business case, counted live: one figure at its low and at its high, the others as assumed."""

import math

from workbench.decisions.business_case import CandidateCase
from workbench.decisions.case_columns import BLUE, RED, Case, Formats, Place, Row, axis_format, model_rows
from workbench.decisions.roi_model import count_lines
from workbench.decisions.roi_outlook import Swing
from workbench.decisions.roi_spreads import SameAs, expected_values
from workbench.spreadsheets.writing_live import (
    LiveCell,
    LiveChart,
    LiveSheet,
    Look,
    Series,
    cell_name,
    cell_range,
)

SENSITIVITY = "Sensitivity"
_HEADS = (
    "Figure", "Range", "Low", "High", "Saving at low", "Saving at high", "Change at low", "Change at high",
)  # fmt: skip
_FIRST_ROW = 4
_ROW_HEIGHT = 20  # pixels
_ALIKE = "precision makes no difference"


def sensitivity_sheet(one: CandidateCase, formats: Formats) -> LiveSheet:
    """A table of what moves the saving, and below it the whole model once for each end of each figure."""
    columns = [
        _ends_column(one, swing, is_high, formats) for swing in one.swings for is_high in (False, True)
    ]
    columns += [_precision_column(one, rate, formats) for rate in (0.0, 1.0)]
    chart_height = max(120 + 26 * len(one.swings), 240)
    chart_row = _FIRST_ROW + len(one.swings) + 2
    below = chart_row + math.ceil(chart_height / _ROW_HEIGHT) + 1
    body, place = model_rows(SENSITIVITY, "", "", ("Figure moved", "To its"), columns, formats, below)
    note = (
        f"Each figure alone is moved to the ends of its 80 % range for “{one.name}” (or 10 % either way where none is "
        "known), the others stay as on the sheet Assumptions; the columns below count it."
    )
    rows: list[Row] = [[LiveCell("What moves the saving most", look=Look.TITLE)]]
    rows += [[LiveCell(note, look=Look.NOTE)], [], [LiveCell(head, look=Look.HEAD) for head in _HEADS]]
    rows += [_swing_row(one, number, place, formats) for number in range(len(one.swings))]
    rows.append(_break_even_row(one, place, len(columns)))
    rows += [[] for _ in range(below - len(rows))]
    charts = [_tornado(len(one.swings), chart_row, chart_height, formats)] if one.swings else []
    widths = [36, 44, *[17] * len(columns)]
    printed = (below - 1, len(_HEADS) - 1)
    return LiveSheet(SENSITIVITY, widths, rows + body[below:], charts, (0, 1), True, True, printed=printed)


def _swing_row(one: CandidateCase, number: int, place: Place, formats: Formats) -> Row:
    swing, money = one.swings[number], formats("saving_amount")
    now = one.values["saving_amount"]
    at_low, at_high = (place.cell("saving_amount", 2 * number + side) for side in (0, 1))
    shown = formats(swing.key)
    return [
        LiveCell(swing.name),
        LiveCell("80 % range" if swing.is_range else "10 % either way", look=Look.NOTE),
        LiveCell(swing.low, place.cell(swing.key, 2 * number), shown),
        LiveCell(swing.high, place.cell(swing.key, 2 * number + 1), shown),
        LiveCell(swing.saving_low_amount, at_low, money),
        LiveCell(swing.saving_high_amount, at_high, money),
        LiveCell(swing.saving_low_amount - now, f"{at_low} - saving_amount", money),
        LiveCell(swing.saving_high_amount - now, f"{at_high} - saving_amount", money),
    ]


def _break_even_row(one: CandidateCase, place: Place, columns: int) -> Row:
    """The saving is a straight line over precision: where it is zero follows from its two ends."""
    none, all_right = (place.cell("saving_amount", columns - 2 + side) for side in (0, 1))
    turn = f'IF(ABS({none} - {all_right}) < 0.000001, "{_ALIKE}", {none} / ({none} - {all_right}))'
    rate: float | str = _ALIKE if one.break_even_rate is None else one.break_even_rate
    return [
        LiveCell("Break-even precision", look=Look.RESULT),
        LiveCell("above it the candidate saves", look=Look.NOTE),
        LiveCell(rate, turn, "0.0%", Look.RESULT, "break_even_rate"),
    ]


def _tornado(swings: int, row: int, height: int, formats: Formats) -> LiveChart:
    first, last = _FIRST_ROW, _FIRST_ROW + swings - 1
    names, low, high = (cell_range(SENSITIVITY, (first, column), (last, column)) for column in (0, 6, 7))
    return LiveChart(
        "bar",
        "Change of the saving a month",
        [Series("at its low", names, low, RED), Series("at its high", names, high, BLUE)],
        cell_name(row, 0),
        is_overlaid=True,
        value_format=axis_format(formats),
        is_reversed=True,
        height=height,
    )


def _ends_column(one: CandidateCase, swing: Swing, is_high: bool, formats: Formats) -> Case:
    moved = swing.high if is_high else swing.low
    head = (swing.name, "high" if is_high else "low")
    return _moved(one, swing.key, moved, head, formats)


def _precision_column(one: CandidateCase, rate: float, formats: Formats) -> Case:
    return _moved(one, "precision_rate", rate, ("Precision", "all right" if rate else "all wrong"), formats)


def _moved(one: CandidateCase, key: str, to: float, heads: tuple[str, str], formats: Formats) -> Case:
    """A column in which one input is another and all others are the assumed ones."""
    tied = {name: spread.key for name, spread in one.spreads.items() if isinstance(spread, SameAs)}
    inputs = expected_values(one.spreads) | {key: to}
    inputs |= {name: inputs[source] for name, source in tied.items()}
    cells = {name: LiveCell(inputs[name], name, formats(name)) for name in one.spreads}
    cells |= {name: LiveCell(inputs[name], f"@{source}", formats(name)) for name, source in tied.items()}
    cells[key] = LiveCell(to, number_format=formats(key), look=Look.ENTERED)
    return Case(heads, cells, count_lines(inputs))
