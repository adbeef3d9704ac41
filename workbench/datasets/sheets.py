"""A workbook of many tables: every sheet becomes a dataset of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from workbench.datasets.importing import ImportResult, plan_import, store_import
from workbench.datasets.intake import fingerprint, open_table
from workbench.datasets.roles import guess_roles
from workbench.errors import BadMapping
from workbench.spreadsheets.tables import Table
from workbench.store.database import Database
from workbench.store.staged import Stage


@dataclass(frozen=True)
class SheetsResult:
    """What an import of many sheets stored, and the sheets without a table of items, with the reason."""

    results: list[ImportResult] = field(default_factory=list)
    passed_over: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class SheetBegun:
    """A sheet that is stored next: the how-manieth, its name, the rows and datasets stored before it.

    `interrupt` ends what is stored of it, from another thread; nothing of it stays.
    """

    number: int
    sheet: str
    rows_before: int
    datasets_before: int
    interrupt: Callable[[], None]


def import_tables(
    database: Database,
    tables: Sequence[Table],
    source: Path | bytes,
    workflow_id: int,
    switches: Sequence[str] = (),
    imported_by: str = "",
    note: str = "",
    is_new_workflow: bool = False,
    on_sheet: Callable[[SheetBegun], None] = lambda begun: None,
    on_stage: Callable[[Stage], None] = lambda stage: None,
) -> SheetsResult:
    """Store each table as a dataset called after its sheet, with guessed roles. Raises BadMapping where none can be.

    `is_new_workflow`: the answers of the first sheet decide what kind of answer the workflow asks for. `on_sheet` and
    `on_stage` are told what comes next; what they raise ends the import after the datasets that are stored by then.
    """
    done = SheetsResult()
    size, sha256 = fingerprint(source)
    rows = 0
    for number, table in enumerate(tables, start=1):
        with open_table(database, table, size, sha256) as intake:
            on_sheet(SheetBegun(number, table.sheet, rows, len(done.results), intake.staging.interrupt))
            rows += len(table)
            try:
                plan = plan_import(intake, guess_roles(table), frozenset(switches))
                is_first = is_new_workflow and not done.results
                done.results.append(
                    store_import(
                        database, plan, workflow_id, table.sheet, imported_by, note,
                        is_new_workflow=is_first, on_stage=on_stage,
                    )
                )  # fmt: skip
            except BadMapping as error:
                done.passed_over.append((table.sheet, str(error)))
    if not done.results:
        raise BadMapping(
            done.passed_over[0][1] if done.passed_over else "The file has no sheet with a table."
        )
    return done
