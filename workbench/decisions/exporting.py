"""A workflow's results as a workbook or .csv: Summary, Outputs, Labels, ROI; the same numbers as on the pages."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from workbench.comparison import Standing, category_standings, count_pool, list_standings, slice_standings
from workbench.decisions.bar import judge_against_bar
from workbench.decisions.business_case import BusinessCase, CandidateCase, build_business_case
from workbench.decisions.output_sheets import label_sheet, output_sheet
from workbench.decisions.report import AUTO
from workbench.decisions.roi import Policy
from workbench.decisions.roi_sentences import assumption_sentences, roi_sentence
from workbench.decisions.scope import choose_scope, choose_split
from workbench.decisions.sentences import (
    basis_sentence,
    finding_sentence,
    left_out_sentence,
    standing_sentence,
)
from workbench.domain import AnswerType, DatasetVersion, Role, Workflow
from workbench.errors import NotFound
from workbench.spreadsheets.writing import Figure, Sheet, SheetColumn, write_csv, write_workbook
from workbench.store.database import Database, now

_RATE = Figure.RATE
_COUNT = Figure.COUNT
_MONEY = Figure.MONEY

_ROI_METHOD = (
    "Unreviewed: saving = items × (share × cost by hand − share × (1 − precision) × cost of an error − cost of a "
    "call). Reviewed: saving = items × (share × precision × cost by hand − share × cost of a review − cost of a "
    "call). Share = coverage × (1 − failure rate); the rest is done by hand."
)


@dataclass(frozen=True)
class Export:
    """What one export speaks of: a workflow, a version of its dataset and a split (None: all items)."""

    database: Database
    workflow: Workflow
    version: DatasetVersion
    split: str | None

    @cached_property
    def standings(self) -> list[Standing]:
        """Every candidate in this scope, counted once for all sheets."""
        return list_standings(self.database, self.workflow, self.version, self.split)


def export_workbook(
    database: Database,
    workflow: Workflow,
    target: Path,
    version: DatasetVersion | None = None,
    split: str | None = AUTO,
) -> None:
    """Write the workflow's .xlsx: Summary, Outputs, Labels, ROI, and by category and slice where there are any.

    The scope is the default one of every results page unless another is named. Raises NotFound where there is
    no dataset, UnwritableFile where the file cannot be written.
    """
    export = _export(database, workflow, version, split)
    sheets = [build(export) for build in SHEETS.values()]
    write_workbook(target, [*sheets, *_part_sheets(export)])


def export_csv(
    database: Database,
    workflow: Workflow,
    sheet: str,
    target: Path,
    version: DatasetVersion | None = None,
    split: str | None = AUTO,
) -> None:
    """Write one sheet (a name in SHEETS) as .csv. Raises NotFound, UnwritableFile as `export_workbook` does."""
    write_csv(target, SHEETS[sheet](_export(database, workflow, version, split)))


def summary_sheet(export: Export) -> Sheet:
    """One row per candidate: the counts, rates and intervals of the Precision page."""
    bar_rate = export.workflow.bar_rate
    facts = [
        ("Finding", finding_sentence(export.standings, bar_rate)),
        ("Rests on", basis_sentence(export.standings, export.workflow)),
        ("Left out", left_out_sentence(export.standings) or "Nothing is left out of the rates."),
        ("Workflow", export.workflow.name),
        ("Dataset", f"{export.version.dataset_name}, version {export.version.number}"),
        ("Items", f"{export.split} split" if export.split else "all items"),
        ("Item count", count_pool(export.database, export.version, export.split)),
        (
            "Intervals",
            "Two-sided 95 % Clopper–Pearson, for one look at a number of labels settled beforehand.",
        ),
        ("Written (UTC)", now()),
    ]
    columns = [
        SheetColumn("Candidate"),
        SheetColumn("Kind"),
        *_COUNT_COLUMNS,
        SheetColumn("Verdict"),
        SheetColumn("Labelled by people", _COUNT),
        SheetColumn("Of these sample labels", _COUNT),
        SheetColumn("Scored automatically", _COUNT),
        SheetColumn("Cost per item, USD", Figure.PRICE),
        SheetColumn("Median latency, s", Figure.SECONDS),
        SheetColumn("Finding"),
    ]
    rows = [
        [
            one.candidate_name,
            one.kind.words,
            *_counts(one, bar_rate),
            judge_against_bar(one, bar_rate).value,
            one.labelled,
            one.sample_labelled,
            one.scored,
            one.mean_cost_usd,
            one.median_latency_s,
            standing_sentence(one, bar_rate),
        ]
        for one in export.standings
    ]
    return Sheet("Summary", columns, rows, facts)


def roi_sheet(export: Export) -> Sheet:
    """One row per candidate and policy: where a month's money goes and what is saved."""
    cases = {
        policy: build_business_case(export.database, export.workflow, export.standings, policy)
        for policy in Policy
    }
    unreviewed = cases[Policy.UNREVIEWED]
    figures = export.workflow.figures
    said = [
        (f"ROI, {policy.value}", roi_sentence(case, export.workflow.bar_rate))
        for policy, case in cases.items()
    ]
    facts = [
        *said,
        *[(f"Missing, {policy.value}", fault) for policy, case in cases.items() for fault in case.missing],
        *[("Assumed", sentence) for sentence in assumption_sentences(unreviewed)],
        ("Currency", unreviewed.currency),
        (f"{unreviewed.currency} per US dollar", unreviewed.usd_rate),
        ("Items a month", figures.items_per_month),
        ("Minutes by hand", figures.minutes_by_hand),
        ("Hourly cost", figures.hourly_cost_amount),
        ("Minutes to review an output", figures.review_minutes),
        ("Cost of an undetected error", figures.error_cost_amount),
        ("Set-up cost", figures.setup_cost_amount),
        ("Method", _ROI_METHOD),
        (
            "Range",
            "The saving at the two ends of the precision's 95 % interval; coverage is taken as measured.",
        ),
    ]
    rows = [_roi_row(case, one) for case in cases.values() for one in case.cases]
    return Sheet("ROI", _roi_columns(unreviewed.currency), rows, facts)


SHEETS: dict[str, Callable[[Export], Sheet]] = {
    "Summary": summary_sheet,
    "Outputs": lambda export: output_sheet(export.database, export.workflow, export.version, export.split),
    "Labels": lambda export: label_sheet(export.database, export.workflow, export.version, export.split),
    "ROI": roi_sheet,
}


def precision_table(standings: list[Standing], bar_rate: float, part_title: str = "") -> Sheet:
    """The counts and rates behind a precision chart; with a title for the part, one row per candidate and part."""
    part = [SheetColumn(part_title)] if part_title else []
    columns = [SheetColumn("Candidate"), *part, *_COUNT_COLUMNS]
    rows = [
        [one.candidate_name, *([one.value] if part else []), *_counts(one, bar_rate)] for one in standings
    ]
    return Sheet("Data", columns, rows)


def roi_table(case: BusinessCase) -> Sheet:
    """The amounts behind a ROI chart."""
    return Sheet("Data", _roi_columns(case.currency), [_roi_row(case, one) for one in case.cases])


def _export(
    database: Database, workflow: Workflow, version: DatasetVersion | None, split: str | None
) -> Export:
    if version is None:
        version, _ = choose_scope(database, workflow)
    if version is None:
        raise NotFound(
            f"“{workflow.name}” has no golden dataset, so there is nothing to export. Upload one first."
        )
    return Export(database, workflow, version, choose_split(database, version) if split == AUTO else split)


def _part_sheets(export: Export) -> list[Sheet]:
    scope = (export.database, export.workflow, export.version, export.split)
    parts: list[tuple[str, str, list[Standing]]] = []
    if export.workflow.answer_type is AnswerType.CATEGORY:
        parts.append(("By category", "Category answered", category_standings(*scope)))
    for number, column in enumerate(export.version.named(Role.SLICE), start=1):
        name = "By slice" if number == 1 else f"By slice {number}"
        parts.append((name, column, slice_standings(*scope, column)))
    sheets = []
    for name, title, standings in parts:
        table = precision_table(standings, export.workflow.bar_rate, title)
        if standings:
            sheets.append(Sheet(name, table.columns, table.rows))
    return sheets


_COUNT_COLUMNS = [
    *[
        SheetColumn(title, _COUNT)
        for title in ("Correct", "Incorrect", "Answered", "No answer", "Unsure", "Failed", "Unlabelled")
    ],
    *[
        SheetColumn(title, _RATE)
        for title in (
            "Precision", "Precision low", "Precision high", "Coverage", "Coverage low", "Coverage high", "Bar",
        )
    ],
    SheetColumn("Correct, strictly", _COUNT),
    *[
        SheetColumn(title, _RATE)
        for title in ("Strict precision", "Strict precision low", "Strict precision high")
    ],
]  # fmt: skip


def _counts(one: Standing, bar_rate: float) -> list[Any]:
    strict = one.precision_strict_interval or (None, None)
    return [
        one.correct, one.incorrect, one.answered, one.no_answer, one.unsure, one.failed, one.unlabelled,
        one.precision_rate, one.precision_low, one.precision_high,
        one.coverage_rate, one.coverage_low, one.coverage_high, bar_rate,
        one.correct_strict, one.precision_strict_rate, *strict,
    ]  # fmt: skip


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
        SheetColumn("Precision", _RATE),
        SheetColumn("Precision low", _RATE),
        SheetColumn("Precision high", _RATE),
        SheetColumn("Break-even precision", _RATE),
        SheetColumn("Against the bar"),
        SheetColumn("Coverage", _RATE),
        SheetColumn("Failure rate", _RATE),
        SheetColumn("Automated share", _RATE),
        SheetColumn(f"Call per item, {currency}", Figure.PRICE),
        SheetColumn("Call cost from"),
        SheetColumn("Payback, months", Figure.DECIMAL),
    ]


def _roi_row(case: BusinessCase, one: CandidateCase) -> list[Any]:
    return [
        case.policy.value, one.name,
        one.saving_amount, one.saving_low_amount, one.saving_high_amount,
        case.by_hand_amount, one.cost.total_amount, one.cost.calls_amount, one.cost.review_amount,
        one.cost.errors_amount, one.cost.redone_amount, one.cost.people_amount,
        one.standing.precision_rate, one.standing.precision_low, one.standing.precision_high,
        one.break_even_rate, one.bar_verdict.value,
        one.standing.coverage_rate, one.standing.failure_rate, one.automated_rate,
        one.call_cost.usd * case.usd_rate, one.call_cost.source, one.payback_months,
    ]  # fmt: skip
