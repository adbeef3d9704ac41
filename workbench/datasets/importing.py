"""A file becomes a dataset version: rows are checked all at once, unchanged items are stored once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from workbench.datasets.answer_types import fit_workflow
from workbench.datasets.checking import WITHOUT_EXPECTED, Report, check_rows, use_of
from workbench.datasets.intake import Intake, open_file
from workbench.datasets.roles import Roles, check_roles, guess_roles, merge_roles
from workbench.datasets.settling import settle_version
from workbench.domain import AnswerType, Column, DatasetVersion, Kind, Role, Workflow
from workbench.domain.formats import plural
from workbench.errors import BadMapping
from workbench.spreadsheets.reading import NO_CHOICES
from workbench.spreadsheets.tables import Choices, Finding, RefusedRow, Table
from workbench.store import dataset as datasets
from workbench.store import workflow as workflows
from workbench.store.database import Database
from workbench.store.staged import Stage

ROW_NUMBERS = "row_numbers"  # the switch that takes row numbers for ids, whatever column is named


@dataclass(frozen=True)
class ImportPlan:
    """What an import would store, before anything is stored."""

    intake: Intake
    roles: Roles
    columns: list[Column]
    report: Report
    findings: list[Finding]

    @property
    def table(self) -> Table:
        """The table as it was read, or the beginning of a large one."""
        return self.intake.table

    @property
    def rows_read(self) -> int:
        """Rows of data found in the file, readable or not."""
        return self.intake.rows_read

    @property
    def row_count(self) -> int:
        """Rows that will be imported."""
        return self.report.row_count

    @property
    def refused(self) -> list[RefusedRow]:
        """Rows that need mending."""
        return self.report.refused

    @property
    def left_out(self) -> list[RefusedRow]:
        """Rows that are no data or repeat an earlier one."""
        return self.report.left_out


@dataclass(frozen=True)
class ImportResult:
    """What an import stored; `added`, `removed`, `changed` count items against the version before.

    `answer_type`: the kind of answer a new workflow was given by its expected answers.
    """

    version: DatasetVersion
    is_new_version: bool
    rows_read: int
    rows_imported: int
    refused: list[RefusedRow] = field(default_factory=list)
    left_out: list[RefusedRow] = field(default_factory=list)
    added: int = 0
    removed: int = 0
    changed: int = 0
    answer_type: AnswerType | None = None


def import_dataset(
    database: Database,
    source: Path | bytes,
    file_name: str,
    workflow_id: int,
    dataset_name: str | None = None,
    sheet: str | None = None,
    id_column: str | None = None,
    input_columns: Sequence[str] | None = None,
    expected_column: str | None = None,
    slice_columns: Sequence[str] | None = None,
    imported_by: str = "",
    note: str = "",
    choices: Choices = NO_CHOICES,
    is_new_workflow: bool = False,
) -> ImportResult:
    """Read a file, guess what was not named, and store it as a version. Raises UnreadableFile, BadMapping."""
    with open_file(database, source, file_name, sheet, choices) as intake:
        roles = merge_roles(
            intake.table, guess_roles(intake.table), id_column, input_columns, expected_column, slice_columns
        )
        plan = plan_import(intake, roles, choices.switches)
        return store_import(
            database, plan, workflow_id, dataset_name, imported_by, note, is_new_workflow=is_new_workflow
        )


def plan_import(
    intake: Intake, roles: Roles, switches: frozenset[str] = frozenset(), workflow: Workflow | None = None
) -> ImportPlan:
    """Check every row of a file under these roles. Raises BadMapping where no column can be asked about.

    `workflow`: the one it will belong to, where that is known; its categories are compared with the answers.
    """
    table = intake.table
    check_roles(table, roles)
    named_id = roles.id_column
    if ROW_NUMBERS in switches:
        roles = replace(roles, id_column="")
    if not roles.input_columns:
        if table.shape == "labels":
            raise BadMapping(
                f"{table.place} is a sheet of labels: it holds answers and what people said of them, but not what was "
                "asked. Import the golden dataset first, then bring these in as outputs with their labels."
            )
        raise BadMapping(
            f"No column of {table.place} is marked as input, so there is nothing to ask a candidate. "
            "Mark the column with the question or text as input."
        )
    columns = [
        Column(name, roles.role_of(name), table.kinds.get(name, Kind.TEXT))
        for name in table.columns
        if roles.role_of(name) is not Role.IGNORED
    ]
    report = check_rows(intake, roles, switches, workflow)
    findings = [
        *table.findings,
        *map(Finding, roles.findings),
        *_questions(report, roles, switches, named_id),
    ]
    return ImportPlan(intake, roles, columns, report, findings)


def store_import(
    database: Database,
    plan: ImportPlan,
    workflow_id: int,
    dataset_name: str | None = None,
    imported_by: str = "",
    note: str = "",
    keeps_rest: bool = False,
    is_new_workflow: bool = False,
    on_stage: Callable[[Stage], None] = lambda stage: None,
) -> ImportResult:
    """Store what was planned as the next version; items that all stand unchanged make no new version.

    `keeps_rest` adds the rows to those of the newest version instead of replacing them: for rows that were refused
    and have been mended. The splits of the version before are carried over. `is_new_workflow`: it was made for this
    import, so that the expected answers decide what kind of answer it asks for.

    `on_stage` is told what comes next; what it raises ends the import, and nothing is stored.

    Raises BadMapping when no row can be imported, or the dataset is archived.
    """
    table, report = plan.table, plan.report
    name = (dataset_name or table.title).strip()
    _refuse_nothing_and_archived(database, plan, workflow_id, name)
    # What was exported here carries the keys themselves where the dataset has no column of them.
    by_content = not plan.roles.id_column and not table.roles
    stored = plan.intake.staging.add_version(
        workflow_id, name, plan.columns, _origin(plan, imported_by, note), keeps_rest, on_stage, by_content
    )
    guessed = None
    if stored.is_new_version:
        guessed = _fit_workflow(database, workflow_id, plan, is_new_workflow)
    every = datasets.list_versions(database, stored.version.dataset_id)
    before = [one for one in every if one.number < stored.version.number]
    # Also where nothing differs: an earlier import of the same file may have been cut off before it came to this.
    settle_version(database, stored.version, *before[:1])
    return ImportResult(
        stored.version,
        stored.is_new_version,
        plan.rows_read,
        plan.row_count,
        report.refused,
        report.left_out,
        stored.added,
        stored.removed,
        stored.changed,
        guessed,
    )


def _refuse_nothing_and_archived(database: Database, plan: ImportPlan, workflow_id: int, name: str) -> None:
    if not plan.row_count:
        first = plan.refused[0].reason if plan.refused else "It has no rows."
        raise BadMapping(f"No row of {plan.table.place} can be imported. {first}")
    known = datasets.find_dataset(database, workflow_id, name)
    if known and known.archived_at:
        raise BadMapping(
            f"The dataset “{known.name}” is archived, so a next version of it would not be seen. Bring it back on the "
            "Golden datasets page first, or give this one another name."
        )


def _origin(plan: ImportPlan, imported_by: str, note: str) -> datasets.Source:
    """Where the version comes from."""
    return datasets.Source(
        file_name=plan.table.file_name,
        file_size=plan.intake.file_size,
        file_sha256=plan.intake.sha256,
        sheet=plan.table.sheet,
        imported_by=imported_by,
        note=note,
        rows_read=plan.rows_read,
        rows_refused=plan.report.refused_count,
    )


def _questions(report: Report, roles: Roles, switches: frozenset[str], id_column: str) -> list[Finding]:
    """What the checks found that a switch can change."""
    found = []
    if report.unanswered_count:
        is_on = WITHOUT_EXPECTED in switches
        have = "has" if report.unanswered_count == 1 else "have"
        fate = "imported all the same" if is_on else "refused"
        said = f"{plural(report.unanswered_count, 'row')} {have} no answer in column “{roles.expected_column}”: {fate}."
        found.append(
            Finding(
                said,
                WITHOUT_EXPECTED,
                f"Import {'it' if report.unanswered_count == 1 else 'them'} without one",
                is_on,
            )
        )
    if report.id_conflicts or (ROW_NUMBERS in switches and id_column):
        is_on = ROW_NUMBERS in switches
        are = "id stands" if len(report.id_conflicts) == 1 else "ids stand"
        said = (
            f"{len(report.id_conflicts)} {are} in rows with different content: all but the first are refused."
        )
        said = f"Column “{id_column}” is not used as id: the row numbers are." if is_on else said
        found.append(Finding(said, ROW_NUMBERS, "Use row numbers as ids", is_on))
    return found


def _fit_workflow(database: Database, workflow_id: int, plan: ImportPlan, is_new: bool) -> AnswerType | None:
    """Give the workflow what the expected answers tell; returns the kind of answer where it was guessed."""
    workflow = workflows.get_workflow(database, workflow_id)
    place = use_of(plan.intake, plan.roles).expected
    if place is None:
        return None
    fitted = fit_workflow(workflow, plan.intake.staging, place, is_new)
    if fitted != workflow:
        workflows.set_workflow(database, fitted)
    return fitted.answer_type if is_new else None
