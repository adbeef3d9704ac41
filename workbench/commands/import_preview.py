"""What an import would do, as plain data: every count that was made, and nothing stored."""

from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from workbench.datasets.importing import ImportPlan, plan_import
from workbench.datasets.intake import Intake, open_file, open_table
from workbench.datasets.near_duplicates import NearRows, count_near, find_near_rows, is_quick
from workbench.datasets.roles import Roles, guess_roles, merge_roles
from workbench.domain import Workflow, parse_verdict
from workbench.domain.formats import plural
from workbench.errors import BadMapping
from workbench.spreadsheets.reading import read_every_table, read_sheets
from workbench.spreadsheets.tables import Choices, RefusedRow, Table
from workbench.store.database import Database

# Encodings as programs call them; the pages say them as Excel does.
_CODECS = {"Windows-1252": "cp1252", "UTF-8": "utf-8", "UTF-8 with BOM": "utf-8 with BOM"}
_MOST_NEAR = 1000  # pairs of near duplicates that are listed; their count is not bounded
_SMALL = 20_000_000  # bytes up to which all sheets of a workbook are looked at


class Named(NamedTuple):
    """The columns that were named; None where they are to be guessed."""

    id_column: str | None = None
    input_columns: list[str] | None = None
    expected_column: str | None = None
    slice_columns: list[str] | None = None


def preview_file(
    database: Database,
    path: Path,
    sheet: str | None,
    choices: Choices,
    named: Named,
    workflow: Workflow | None,
) -> dict[str, Any]:
    """What was understood of one table. Raises UnreadableFile, and BadMapping for columns it does not have."""
    with open_file(database, path, path.name, sheet, choices) as intake:
        roles = merge_roles(intake.table, guess_roles(intake.table), *named)
        told = _about_file(path) | _preview(intake, roles, choices, workflow)
    if told["sheets"] > 1 and sheet is None and path.stat().st_size < _SMALL:
        told["per_sheet"] = preview_every_sheet(database, path, choices, with_hidden=True)["per_sheet"]
    return told


def preview_every_sheet(
    database: Database, path: Path, choices: Choices, with_hidden: bool
) -> dict[str, Any]:
    """What was understood of every sheet: the sheets one by one, and the sums of their counts."""
    found = []
    for table in read_every_table(path, path.name, choices, with_hidden):
        with open_table(database, table) as intake:
            found.append(_preview(intake, guess_roles(table), choices, None))
    sums = {name: sum(one[name] for one in found) for name in ("rows_read", "rows_imported")}
    header_rows = sorted({row for one in found for row in one["header_rows"]})
    return _about_file(path) | sums | {
        "header_rows": header_rows,
        "per_sheet": {one["sheet"]: one["rows_imported"] for one in found},
        "rows_refused": [row for one in found for row in one["rows_refused"]],
        "rows_left_out": [row for one in found for row in one["rows_left_out"]],
        "datasets": found,
        "sentence": f"{path.name}: {plural(len(found), 'sheet')} would become {plural(len(found), 'dataset')} with "
        f"{plural(sums['rows_imported'], 'item')}. Nothing is stored.",
    }  # fmt: skip


def _about_file(path: Path) -> dict[str, Any]:
    sheets = [sheet for sheet in read_sheets(path, path.name) if sheet.name]
    return {
        "file": path.name,
        "sheets": len(sheets),
        "sheet_names": [sheet.name for sheet in sheets],
        "hidden_sheets": [sheet.name for sheet in sheets if sheet.is_hidden],
    }


def _preview(intake: Intake, roles: Roles, choices: Choices, workflow: Workflow | None) -> dict[str, Any]:
    table = intake.table
    try:
        plan = plan_import(intake, roles, choices.switches, workflow)
    except BadMapping as error:
        return _read(intake, table) | {
            "rows_imported": 0,
            "rows_refused": _rows(table.unreadable),
            "rows_left_out": _rows(table.left_out),
            "duplicate_ids": [],
            "conflicts": [],
            "near_duplicates": [],
            "columns": _columns(table, roles),
            "findings": _findings(table),
            "sentence": str(error),
        }
    return _read(intake, table) | _checked(plan)


def _read(intake: Intake, table: Table) -> dict[str, Any]:
    told = {
        "sheet": table.sheet,
        "shape": table.shape,
        "header_rows": list(table.header_rows),
        "first_data_row": table.first_data_row,
        "encoding": _CODECS.get(table.encoding, table.encoding.lower()),
        "delimiter": table.delimiter,
        "rows_read": intake.rows_read,
        "hidden_rows": len(table.hidden_rows),
        "hidden_columns": list(table.hidden_columns),
        "counts": table.counts,
    }
    if table.shape == "labels":
        told["verdict_counts"] = {
            name: counted for name in table.columns if (counted := _verdicts(table, name)) is not None
        }
    return told


def _verdicts(table: Table, column: str) -> dict[str, int] | None:
    """The verdicts a column holds, whatever their spelling; None where it holds something else."""
    texts = [text for text in table.texts(column) if text is not None]
    meant = [parse_verdict(text) for text in texts]
    known = Counter(str(verdict) for verdict in meant if verdict)
    return dict(known) if texts and known.total() >= 0.9 * len(texts) else None


def _checked(plan: ImportPlan) -> dict[str, Any]:
    report = plan.report
    refused = f", {plural(report.refused_count, 'row')} refused" if report.refused_count else ""
    left_out = f", {plural(report.left_out_count, 'row')} left out" if report.left_out_count else ""
    near = find_near_rows(plan.intake) if plan.row_count and is_quick(plan.intake) else None
    return {
        "rows_imported": plan.row_count,
        "rows_refused": _rows(report.refused),
        "rows_left_out": _rows(report.left_out),
        "duplicate_ids": report.duplicate_ids,
        "duplicates_same": len(report.repeats),
        "duplicates_conflicting": len(report.id_conflicts),
        "conflicts": report.id_conflicts,
        "near_duplicates": _near(near or []),  # of files that are searched in seconds
        "near_duplicate_rows": None if near is None else count_near(near),
        "contradictions": [
            {
                "input": one.input,
                "rows": [{"row": row, "id": key, "expected": said} for row, key, said in one.rows],
            }
            for one in report.contradictions
        ],
        "outside_categories": [
            {"value": one.value, "rows": one.row_count, "likely": one.meant} for one in report.outside
        ],
        "columns": [{"name": one.name, "role": one.role, "kind": one.kind} for one in plan.columns],
        "findings": [_finding(finding) for finding in plan.findings],
        "sentence": f"{plan.table.file_name}: {plural(plan.rows_read, 'row')} read, "
        f"{plural(plan.row_count, 'item')} would be imported{refused}{left_out}. Nothing is stored.",
    }


def _columns(table: Table, roles: Roles) -> list[dict[str, Any]]:
    return [{"name": name, "role": roles.role_of(name), "kind": table.kinds[name]} for name in table.columns]


def _findings(table: Table) -> list[dict[str, Any]]:
    return [_finding(finding) for finding in table.findings]


def _finding(finding: Any) -> dict[str, Any]:
    return {
        "sentence": finding.sentence, "switch": finding.switch, "label": finding.label, "is_on": finding.is_on,
    }  # fmt: skip


def _near(pairs: list[NearRows]) -> list[dict[str, Any]]:
    return [
        {"row": one.row_number, "other_row": one.other_number, "similarity": round(one.similarity, 4)}
        for one in pairs[:_MOST_NEAR]
    ]


def _rows(rows: list[RefusedRow]) -> list[dict[str, Any]]:
    return [{"row": row.row_number, "reason": row.reason} for row in rows]
