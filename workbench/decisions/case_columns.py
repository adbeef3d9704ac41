"""Sheets of the business case in which each column is the whole model once: candidates, and scenarios."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from workbench.decisions.business_case import BusinessCase, CandidateCase
from workbench.decisions.roi_expressions import excel, written
from workbench.decisions.roi_model import INPUTS, LINES, name_of
from workbench.decisions.roi_sentences import best_case
from workbench.decisions.roi_spreads import Counted, SameAs, Spread
from workbench.spreadsheets.writing_live import (
    LiveCell,
    LiveChart,
    LiveSheet,
    Look,
    Series,
    cell_name,
    cell_range,
)

CANDIDATES, SCENARIOS = "Candidates", "Scenarios"
_FIRST = 2  # the first column that holds a case; before it the names and how each is counted
_COUNTS = ("precision_rate", "automated_rate")
RED, BLUE = "#B4542F", "#2F6DB4"
_SUMS = ("saving_amount", "total_amount", "by_hand_amount")

Formats = Callable[[str], str]
Row = list[LiveCell | None]


@dataclass(frozen=True)
class Case:
    """One column: its heads from top to bottom, and each input as a cell; lines follow by themselves."""

    heads: tuple[str, ...]
    inputs: Mapping[str, LiveCell]
    values: Mapping[str, float]
    counted: Mapping[str, Counted] = field(default_factory=dict)


@dataclass(frozen=True)
class Place:
    """Where things stand on such a sheet, counted from 0."""

    sheet: str
    head_row: int
    rows: Mapping[str, int]
    columns: int

    def across(self, key: str) -> str:
        """The range of one input or line over all columns."""
        row = self.rows[key]
        return cell_range(self.sheet, (row, _FIRST), (row, _FIRST + self.columns - 1))

    def heads(self) -> str:
        """The range of the first heads."""
        return cell_range(self.sheet, (self.head_row, _FIRST), (self.head_row, _FIRST + self.columns - 1))

    def cell(self, key: str, column: int) -> str:
        """One input or line of one column."""
        return cell_name(self.rows[key], _FIRST + column, self.sheet)


def shared_inputs(cases: Sequence[CandidateCase]) -> dict[str, Spread]:
    """The inputs that are the same for all of them; they stand once, on the sheet of assumptions."""
    first = cases[0].spreads
    return {key: one for key, one in first.items() if all(case.spreads[key] == one for case in cases)}


def candidates_sheet(case: BusinessCase, formats: Formats) -> tuple[LiveSheet, Place]:
    """Every candidate and cascade: what was measured of each, and the month that follows from the assumptions."""
    cases = [*case.cases, *case.cascades]
    shared = shared_inputs(cases)
    columns = [_candidate_column(one, shared, formats) for one in cases]
    note = (
        "One column per candidate, the assumptions shared by all. Figures with a background may be changed; the others "
        "follow. “First” and “then” is a cascade: the second candidate is asked what the first leaves."
    )
    rows, place = model_rows(CANDIDATES, "Candidates side by side", note, ("Candidate",), columns, formats)
    chart = LiveChart(
        "bar",
        "Saving a month by candidate",
        [Series("Saving a month", place.heads(), place.across("saving_amount"), BLUE)],
        cell_name(len(rows) + 1, 0),
        value_format=axis_format(formats),
        is_reversed=True,
        height=120 + 40 * len(cases),
    )
    return LiveSheet(
        CANDIDATES, [36, 44, *[20] * len(cases)], rows, [chart], (place.head_row + 1, _FIRST), False, True
    ), place


def scenarios_sheet(scenarios: Mapping[str, BusinessCase], formats: Formats) -> LiveSheet:
    """Every scenario with the candidate its headline speaks of, each figure there to be changed."""
    columns, silent = [], []
    for name, case in scenarios.items():
        best = best_case(case)
        if best is None:
            silent.append(f"“{name}”: {' '.join(case.missing) or 'no candidate has a judged answer.'}")
            continue
        cells = {key: _entered(key, one, best, formats) for key, one in best.spreads.items()}
        columns.append(Case((name, best.name, case.policy.words), cells, best.values))
    note = "One column per scenario, as the app holds it; changing a figure changes its own column alone."
    if silent:
        note += f" Left out, since no saving can be said: {' '.join(silent)}"
    rows, place = model_rows(
        SCENARIOS,
        "Scenarios side by side",
        note,
        ("Scenario", "Candidate", "Use of the answers"),
        columns,
        formats,
    )
    charts = []
    if columns:
        saved = Series("Saving a month", place.heads(), place.across("saving_amount"), BLUE)
        charts = [
            LiveChart(
                "column", "Saving a month by scenario", [saved], cell_name(len(rows) + 1, 0),
                value_format=axis_format(formats),
            )
        ]  # fmt: skip
    return LiveSheet(
        SCENARIOS, [36, 44, *[22] * len(columns)], rows, charts, (place.head_row + 1, _FIRST), False, True
    )


def axis_format(formats: Formats) -> str:
    """How a chart's axis shows money: without decimals."""
    return formats("saving_amount").replace(".00", "")


def _candidate_column(one: CandidateCase, shared: Mapping[str, Spread], formats: Formats) -> Case:
    cells, counted = {}, {}
    for key, spread in one.spreads.items():
        if key in shared:
            cells[key] = LiveCell(one.values[key], key, formats(key))
        else:
            cells[key] = _entered(key, spread, one, formats)
        if key in _COUNTS and isinstance(spread, Counted):
            counted[key] = spread
    return Case((one.name,), cells, one.values, counted)


def _entered(key: str, spread: Spread, one: CandidateCase, formats: Formats) -> LiveCell:
    """An input's own figure; "@key" in a formula stands for the cell of that key in the same column."""
    if isinstance(spread, SameAs):
        return LiveCell(one.values[key], f"@{spread.key}", formats(key))
    return LiveCell(one.values[key], number_format=formats(key), look=Look.ENTERED)


def model_rows(
    sheet: str,
    title: str,
    note: str,
    heads: Sequence[str],
    columns: Sequence[Case],
    formats: Formats,
    start: int = 0,
) -> tuple[list[Row], Place]:
    """The sheet's rows, and where each input and line stands; the first `start` rows are left to others."""
    rows: list[Row] = [[] for _ in range(start)]
    if title:
        rows += [[LiveCell(title, look=Look.TITLE)], [LiveCell(note, look=Look.NOTE)], []]
    head_row = len(rows)
    for number, head in enumerate(heads):
        shown = [LiveCell(one.heads[number], look=Look.HEAD) for one in columns]
        rows.append(
            [
                LiveCell(head, look=Look.HEAD),
                LiveCell("" if number else "How it is counted", look=Look.HEAD),
                *shown,
            ]
        )
    counts = [key for key in _COUNTS if columns and all(key in one.counted for one in columns)]
    places: dict[str, int] = {}
    for key in counts:
        for part in ("part", "whole"):
            places[f"{key}_{part}"] = len(rows)
            rows.append(_count_row(key, part, columns))
    places |= {one.key: len(rows) + number for number, one in enumerate(INPUTS)}
    places |= {one.key: len(rows) + len(INPUTS) + 1 + number for number, one in enumerate(LINES)}
    for known in INPUTS:
        held = [
            _input_cell(one.inputs[known.key], places, number, known.key in counts)
            for number, one in enumerate(columns)
        ]
        if known.key in counts:
            held = [_rate_cell(cell, known.key, places, number) for number, cell in enumerate(held)]
        rows.append([LiveCell(known.name), LiveCell(known.origin.value, look=Look.ASIDE), *held])
    rows.append([])
    for line in LINES:
        look = Look.RESULT if line.key in _SUMS else Look.PLAIN
        counted = [
            LiveCell(
                one.values[line.key], excel(line.formula, partial(_spelt, places, number)), formats(line.key), look
            )
            for number, one in enumerate(columns)
        ]  # fmt: skip
        rows.append([LiveCell(line.name), LiveCell(written(line.formula, _small), look=Look.ASIDE), *counted])
    return rows, Place(sheet, head_row, places, len(columns))


def _spelt(places: Mapping[str, int], number: int, key: str) -> str:
    """The cell of an input or a line in one column."""
    return cell_name(places[key], _FIRST + number)


def _count_row(key: str, part: str, columns: Sequence[Case]) -> Row:
    title = {
        ("precision_rate", "part"): "Judged right",
        ("precision_rate", "whole"): "Judged right or wrong",
        ("automated_rate", "part"): "Outputs that are answers",
        ("automated_rate", "whole"): "Outputs",
    }[key, part]
    figures = [getattr(one.counted[key], part) for one in columns]
    cells = [LiveCell(figure, number_format="#,##0.##", look=Look.ENTERED) for figure in figures]
    return [LiveCell(title), LiveCell("counted", look=Look.ASIDE), *cells]


def _rate_cell(cell: LiveCell, key: str, places: Mapping[str, int], number: int) -> LiveCell:
    """A counted rate: part ÷ whole, half an observation off the ends, as the app expects it."""
    part, whole = (cell_name(places[f"{key}_{end}"], _FIRST + number) for end in ("part", "whole"))
    formula = f"IF(OR({part} = 0, {part} = {whole}), ({part} + 0.5) / ({whole} + 1), {part} / {whole})"
    return LiveCell(cell.value, formula, cell.number_format)


def _input_cell(cell: LiveCell, places: Mapping[str, int], number: int, is_counted: bool) -> LiveCell:
    if not cell.formula.startswith("@") or is_counted:
        return cell
    return LiveCell(
        cell.value, cell_name(places[cell.formula[1:]], _FIRST + number), cell.number_format, cell.look
    )


def _small(key: str) -> str:
    name = name_of(key)
    return name[0].lower() + name[1:]
