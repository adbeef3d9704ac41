"""A workbook of many tables: every sheet becomes a dataset of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from workbench.datasets.importing import ImportResult, plan_import, store_import
from workbench.datasets.intake import fingerprint, open_table
from workbench.datasets.roles import guess_roles
from workbench.errors import BadMapping
from workbench.spreadsheets.tables import Table
from workbench.store.database import Database


@dataclass(frozen=True)
class SheetsResult:
    """What an import of many sheets stored, and the sheets without a table of items, with the reason."""

    results: list[ImportResult] = field(default_factory=list)
    passed_over: list[tuple[str, str]] = field(default_factory=list)


def import_tables(
    database: Database,
    tables: Sequence[Table],
    source: Path | bytes,
    workflow_id: int,
    switches: Sequence[str] = (),
    imported_by: str = "",
    note: str = "",
    is_new_workflow: bool = False,
) -> SheetsResult:
    """Store each table as a dataset called after its sheet, with guessed roles. Raises BadMapping where none can be.

    `is_new_workflow`: the answers of the first sheet decide what kind of answer the workflow asks for.
    """
    done = SheetsResult()
    size, sha256 = fingerprint(source)
    for table in tables:
        with open_table(database, table, size, sha256) as intake:
            try:
                plan = plan_import(intake, guess_roles(table), frozenset(switches))
                is_first = is_new_workflow and not done.results
                done.results.append(
                    store_import(
                        database, plan, workflow_id, table.sheet, imported_by, note, is_new_workflow=is_first
                    )
                )
            except BadMapping as error:
                done.passed_over.append((table.sheet, str(error)))
    if not done.results:
        raise BadMapping(
            done.passed_over[0][1] if done.passed_over else "The file has no sheet with a table."
        )
    return done
