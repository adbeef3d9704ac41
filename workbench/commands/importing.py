"""Files into the workspace: golden datasets, and answers made elsewhere."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from workbench.commands import finding
from workbench.commands.import_preview import Named, preview_every_sheet, preview_file
from workbench.datasets.importing import ImportResult
from workbench.datasets.importing import import_dataset as import_items
from workbench.datasets.sheets import SheetsResult, import_tables
from workbench.domain import Workflow
from workbench.domain.formats import count, plural
from workbench.errors import BadMapping
from workbench.runs.outputs_file import import_outputs as import_answers
from workbench.spreadsheets.reading import read_every_table
from workbench.spreadsheets.tables import Choices
from workbench.store import workflow as workflows
from workbench.store.database import Database


def import_dataset(
    database: Database,
    file: str,
    workflow: str = "",
    dataset: str | None = None,
    sheet: str | None = None,
    every_sheet: bool = False,
    with_hidden_sheets: bool = False,
    id_column: str | None = None,
    input_columns: Sequence[str] = (),
    expected_column: str | None = None,
    slice_columns: Sequence[str] = (),
    header_rows: Sequence[int] = (),
    encoding: str = "",
    delimiter: str = "",
    day_first: bool | None = None,
    switches: Sequence[str] = (),
    imported_by: str = "",
    note: str = "",
    dry_run: bool = False,
) -> dict[str, Any]:
    """Import a file as a dataset's next version, or every sheet as a dataset; makes the workflow where there is none.

    With `dry_run` nothing is stored. Raises UnreadableFile, BadMapping; a workflow made for a file that is refused
    does not stay behind.
    """
    path = finding.get_file(file)
    rows = tuple(row for row in header_rows if row) if header_rows else None
    choices = Choices(rows, encoding, delimiter, day_first, frozenset(switches))
    named = Named(id_column, list(input_columns) or None, expected_column, list(slice_columns) or None)
    found = workflows.find_workflow(database, workflow) if workflow else None
    if dry_run and every_sheet:
        return preview_every_sheet(database, path, choices, with_hidden_sheets)
    if dry_run:
        return preview_file(database, path, sheet, choices, named, found)
    with _made_if_new(database, workflow, found) as into:
        if every_sheet:
            tables = read_every_table(path, path.name, choices, with_hidden_sheets)
            done = import_tables(
                database, tables, path, into.workflow_id, switches, imported_by, note, is_new_workflow=not found
            )  # fmt: skip
            return _every_sheet(path.name, into, done)
        result = import_items(
            database, path, path.name, into.workflow_id, dataset, sheet, *named,
            imported_by=imported_by, note=note, choices=choices, is_new_workflow=not found,
        )  # fmt: skip
    return _imported(path.name, into, result)


@contextmanager
def _made_if_new(database: Database, name: str, found: Workflow | None) -> Iterator[Workflow]:
    """The workflow to import into: the one found, or one made for this import, which goes if the import fails."""
    if not name:
        raise BadMapping(
            "Name the workflow the dataset belongs to with --workflow, or try it with --dry-run."
        )
    if found and found.archived_at:
        raise BadMapping(
            f"The workflow “{found.name}” is archived, so what is imported into it would not be seen. Bring it back on "
            "the Workflows page first, or name another one."
        )
    into = found or workflows.add_workflow(database, Workflow(workflow_id=0, name=name))
    try:
        yield into
    except BaseException:
        if not found:
            workflows.delete_workflow(database, into.workflow_id)
        raise


def _every_sheet(file_name: str, into: Workflow, done: SheetsResult) -> dict[str, Any]:
    told = [_imported(file_name, into, result) for result in done.results]
    sentence = (
        f"{file_name}: {plural(len(told), 'sheet')} imported as {plural(len(told), 'dataset')} with "
        f"{plural(sum(one['item_count'] for one in told), 'item')}"
    )
    if done.passed_over:
        sentence += f"; {plural(len(done.passed_over), 'sheet')} passed over"
    return {
        "workflow": into.name,
        "datasets": told,
        "passed_over": [{"sheet": sheet, "reason": reason} for sheet, reason in done.passed_over],
        "refused": [row for one in told for row in one["refused"]],
        "sentence": f"{sentence}.",
    }


def _imported(file_name: str, into: Workflow, result: ImportResult) -> dict[str, Any]:
    version = result.version
    stands = "imported as" if result.is_new_version else "nothing new; it is the same as"
    sentence = (
        f"{file_name}: {plural(result.rows_read, 'row')} read, {stands} version {version.number} of "
        f"“{version.dataset_name}” ({plural(version.item_count, 'item')})"
    )
    if result.is_new_version and version.number > 1:
        sentence += (
            f"; {count(result.added)} added, {count(result.removed)} removed, {count(result.changed)} changed"
        )
    if result.answer_type:
        sentence += f"; answers taken as “{result.answer_type.words}”"
    return {
        "workflow": into.name,
        "dataset": version.dataset_name,
        "version": version.number,
        "is_new_version": result.is_new_version,
        "item_count": version.item_count,
        "rows_read": result.rows_read,
        "rows_imported": result.rows_imported if result.is_new_version else 0,
        "added": result.added,
        "removed": result.removed,
        "changed": result.changed,
        "answer_type": result.answer_type,
        "refused": _refused(result.refused),
        "sentence": sentence + _refused_words(result.refused),
    }


def import_outputs(
    database: Database,
    file: str,
    workflow: str,
    item_column: str,
    output_column: str,
    candidate_column: str | None = None,
    candidate: str | None = None,
    verdict_column: str | None = None,
    dataset: str | None = None,
    labeler: str = "",
    sheet: str | None = None,
) -> dict[str, Any]:
    """Import answers made elsewhere, with their verdicts where a column has them."""
    if (candidate_column is None) == (candidate is None):
        raise BadMapping("Name either the column that says which candidate answered, or the one candidate.")
    path = finding.get_file(file)
    into = finding.get_workflow(database, workflow)
    result = import_answers(
        database,
        path,
        path.name,
        into.workflow_id,
        candidate_column,
        item_column,
        output_column,
        verdict_column=verdict_column,
        dataset_version_id=finding.get_version(database, into, dataset).dataset_version_id,
        labeler=labeler,
        sheet=sheet,
        candidate_name=candidate or "",
    )
    sentence = (
        f"{path.name}: {plural(result.rows_read, 'row')} read, {plural(result.outputs_added, 'output')} and "
        f"{plural(result.labels_added, 'label')} added for {plural(len(result.candidates), 'candidate')}"
    )
    return {
        "workflow": into.name,
        "candidates": result.candidates,
        "rows_read": result.rows_read,
        "outputs_added": result.outputs_added,
        "labels_added": result.labels_added,
        "refused": _refused(result.refused),
        "sentence": sentence + _refused_words(result.refused),
    }


def _refused(refused: Iterable[Any]) -> list[dict[str, Any]]:
    return [{"row": row.row_number, "reason": row.reason} for row in refused]


def _refused_words(refused: Sequence[Any]) -> str:
    return f"; {plural(len(refused), 'row')} refused." if refused else "."
