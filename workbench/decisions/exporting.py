"""A workflow's results as a workbook or .csv, sheet by sheet; the same numbers as on the pages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from workbench.comparison import Standing, category_standings, count_pool, list_standings, slice_standings
from workbench.decisions.certificates import Certificate
from workbench.decisions.certification import certify
from workbench.decisions.leaderboard_sheet import LEADERBOARD, leaderboard_sheet
from workbench.decisions.output_sheets import label_sheet, output_sheet
from workbench.decisions.provenance_sheets import FAILURES, PROVENANCE, failure_sheet, provenance_sheet
from workbench.decisions.report import AUTO
from workbench.decisions.roi_sheets import roi_sheet
from workbench.decisions.scope import choose_scope, choose_split, scope_words
from workbench.decisions.sentences import basis_sentence, left_out_sentence
from workbench.decisions.table_files import write_table
from workbench.decisions.verdict_sentences import certificate_sentence, certified_finding
from workbench.domain import AnswerType, DatasetVersion, Role, Workflow
from workbench.errors import NotFound
from workbench.labeling.disagreement_sheet import DISAGREEMENTS, count_disagreements, disagreement_sheet
from workbench.spreadsheets.results_csv import write_csv
from workbench.spreadsheets.writing import Figure, Sheet, SheetColumn, write_workbook
from workbench.store import evidence
from workbench.store.database import Database, now

_RATE = Figure.RATE
_COUNT = Figure.COUNT
_BY_CATEGORY = "By category"
_Part = tuple[str, str, Callable[[], list[Standing]]]


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

    @cached_property
    def certificates(self) -> list[Certificate]:
        """Where every candidate stands against the bar, in the order of the standings."""
        return certify(self.database, self.workflow, self.version, self.split, self.standings)

    @cached_property
    def scope_words(self) -> str:
        """ "Golden, version 1, holdout split (240 items)"."""
        return scope_words(self.database, self.version, self.split)


@dataclass(frozen=True)
class SheetNote:
    """A sheet of the workbook: its name, what it holds in a line, and its rows where they are known beforehand."""

    name: str
    holds: str
    row_count: int | None


def export_workbook(
    database: Database,
    workflow: Workflow,
    target: Path,
    version: DatasetVersion | None = None,
    split: str | None = AUTO,
    on_progress: Callable[[float], None] | None = None,
) -> None:
    """Write the workflow's .xlsx: every sheet of `list_sheets`.

    The scope is the default one of every results page unless another is named. Raises NotFound where there is
    no dataset, UnwritableFile where the file cannot be written.
    """
    export = _export(database, workflow, version, split)
    # One after the other, so that a large scope is not held in memory as all its sheets at once.
    built = (build(export) for build in _builders(export).values())
    expected = sum(note.row_count or 0 for note in list_sheets(export)) if on_progress else 0
    write_workbook(
        target,
        (sheet for sheet in built if sheet is not None),
        (lambda rows: on_progress(min(rows / max(expected, 1), 1.0))) if on_progress else None,
    )


def export_csv(
    database: Database,
    workflow: Workflow,
    sheet: str,
    target: Path,
    version: DatasetVersion | None = None,
    split: str | None = AUTO,
) -> None:
    """Write one sheet (a name that `list_sheets` gives) as .csv. Raises NotFound, UnwritableFile as
    `export_workbook` does."""
    export = _export(database, workflow, version, split)
    write_csv(target, _builders(export)[sheet](export) or Sheet(sheet, [], []))


def export_table(
    database: Database,
    workflow: Workflow,
    sheet: str,
    target: Path,
    file_format: str,
    version: DatasetVersion | None = None,
    split: str | None = AUTO,
) -> None:
    """Write one sheet as .csv.zip, .jsonl.zip or .parquet (a name of FILE_FORMATS), which reads back exactly.

    Raises NotFound, BadSetting, UnwritableFile.
    """
    export = _export(database, workflow, version, split)
    write_table(target, _builders(export)[sheet](export) or Sheet(sheet, [], []), file_format)


def list_sheets(export: Export) -> list[SheetNote]:
    """What the workbook of this scope holds, sheet by sheet, counted without building any of it."""
    outputs = sum(one.output_count for one in export.standings)
    labels = evidence.count_standing_labels(
        export.database, export.workflow.workflow_id, export.version.dataset_version_id
    )
    notes = [
        SheetNote(
            "Summary",
            "One row per candidate: counts, precision and coverage with their intervals, the bar, the finding.",
            len(export.standings),
        ),
        SheetNote(
            LEADERBOARD,
            "Candidates from the most precise on: precision and coverage with intervals, price, speed.",
            len(export.standings),
        ),
        SheetNote(
            "Outputs",
            "One row per candidate and item: the item, the expected answer, the answer, its verdict and who gave it.",
            outputs,
        ),
        SheetNote(
            "Labels",
            "Every label that stands on an item of this dataset version, and whether the Summary counts it.",
            labels,
        ),
        SheetNote(
            "ROI",
            "One row per candidate and policy: where a month's money goes, what is saved, the figures entered.",
            None,
        ),
    ]
    for name, title, _ in _parts(export):
        per = "category answered" if name == _BY_CATEGORY else f"value of “{title}”"
        notes.append(SheetNote(name, f"Counts and precision of each candidate per {per}.", None))
    return [*notes, *_disagreement_note(export), *_failure_note(export), _PROVENANCE_NOTE]


def _disagreement_note(export: Export) -> list[SheetNote]:
    """The sheet of disagreements, where there are any."""
    found = count_disagreements(export.database, export.version, export.split)
    holds = (
        "One row per answer that labelers disagree on: each verdict, and what an adjudicator decided and why."
    )
    return [SheetNote(DISAGREEMENTS, holds, found)] if found else []


def _failure_note(export: Export) -> list[SheetNote]:
    """The sheet of lost outputs, where there are any."""
    lost = sum(one.failed for one in export.standings)
    holds = "One row per output that was lost to a failed call: whose, on which item, why."
    return [SheetNote(FAILURES, holds, lost)] if lost else []


_PROVENANCE_NOTE = SheetNote(
    PROVENANCE, "Every run behind these figures, and which file the items came from.", None
)


def summary_sheet(export: Export) -> Sheet:
    """One row per candidate: the counts, rates and intervals of the Precision page."""
    bar_rate = export.workflow.bar_rate
    facts = [
        ("Finding", certified_finding(export.certificates, export.workflow)),
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
        (
            "Verdicts",
            "Hold at every look, as on the Precision page; so do the limits beside them, where they are always valid.",
        ),
        ("Written (UTC)", now()),
    ]
    columns = [
        SheetColumn("Candidate"),
        SheetColumn("Kind"),
        *_COUNT_COLUMNS,
        SheetColumn("Verdict"),
        SheetColumn("Limit below, with the verdict", _RATE),
        SheetColumn("Limit above, with the verdict", _RATE),
        SheetColumn("These limits are"),
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
            held.verdict.value,
            held.low,
            held.high,
            held.kind.value,
            one.labelled,
            one.sample_labelled,
            one.scored,
            one.mean_cost_usd,
            one.median_latency_s,
            certificate_sentence(held, export.workflow),
        ]
        for one, held in zip(export.standings, export.certificates, strict=True)
    ]
    return Sheet("Summary", columns, rows, facts)


SHEETS: dict[str, Callable[[Export], Sheet]] = {
    "Summary": summary_sheet,
    LEADERBOARD: lambda export: leaderboard_sheet(
        export.standings, export.certificates, export.workflow.bar_rate
    ),
    "Outputs": lambda export: output_sheet(export.database, export.workflow, export.version, export.split),
    "Labels": lambda export: label_sheet(export.database, export.workflow, export.version, export.split),
    "ROI": lambda export: roi_sheet(export.database, export.workflow, export.standings, export.scope_words),
}


def precision_table(standings: list[Standing], bar_rate: float, part_title: str = "") -> Sheet:
    """The counts and rates behind a precision chart; with a title for the part, one row per candidate and part."""
    part = [SheetColumn(part_title)] if part_title else []
    columns = [SheetColumn("Candidate"), *part, *_COUNT_COLUMNS]
    rows = [
        [one.candidate_name, *([one.value] if part else []), *_counts(one, bar_rate)] for one in standings
    ]
    return Sheet("Data", columns, rows)


def certificate_table(certificates: Sequence[Certificate]) -> Sheet:
    """The counts, limits and verdicts behind the Precision page's chart."""
    columns = [
        SheetColumn("Candidate"), SheetColumn("Against the bar"), SheetColumn("Correct", _COUNT),
        SheetColumn("Answered", _COUNT), SheetColumn("Answers in the pool", _COUNT), SheetColumn("Unlabelled", _COUNT),
        SheetColumn("Precision", _RATE), SheetColumn("Low", _RATE), SheetColumn("High", _RATE),
        SheetColumn("The limits are"), SheetColumn("Low, future questions", _RATE),
        SheetColumn("High, future questions", _RATE), SheetColumn("Bar", _RATE),
    ]  # fmt: skip
    rows = [
        [
            one.candidate_name, one.verdict.value, one.right, one.answered, one.pool_count, one.unlabelled,
            one.rate, one.low, one.high, one.kind.value, *(one.future or (None, None)), one.bar_rate,
        ]
        for one in certificates
    ]  # fmt: skip
    return Sheet("Data", columns, rows)


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


def _builders(export: Export) -> dict[str, Callable[[Export], Sheet | None]]:
    """Every sheet of the workbook in order; None where there is nothing to stand on it."""

    def build(name: str, title: str, standings: Callable[[], list[Standing]]) -> Sheet | None:
        found = standings()
        table = precision_table(found, export.workflow.bar_rate, title)
        return Sheet(name, table.columns, table.rows) if found else None

    def later(part: _Part) -> Callable[[Export], Sheet | None]:
        return lambda _export: build(*part)

    scope = (export.database, export.workflow, export.version, export.split)
    more: dict[str, Callable[[Export], Sheet | None]] = {
        DISAGREEMENTS: lambda _: disagreement_sheet(export.database, export.version, export.split),
        FAILURES: lambda _: failure_sheet(*scope),
        PROVENANCE: lambda _: provenance_sheet(*scope[:3]),
    }
    return {**SHEETS, **{part[0]: later(part) for part in _parts(export)}, **more}


def _parts(export: Export) -> list[_Part]:
    """The sheets in parts: name, title of the column that tells the parts apart, and their counts when asked."""
    scope = (export.database, export.workflow, export.version, export.split)
    parts: list[_Part] = []
    if export.workflow.answer_type is AnswerType.CATEGORY:
        parts.append((_BY_CATEGORY, "Category answered", partial(category_standings, *scope)))
    for number, column in enumerate(export.version.named(Role.SLICE), start=1):
        name = "By slice" if number == 1 else f"By slice {number}"
        parts.append((name, column, partial(slice_standings, *scope, column)))
    return parts


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
