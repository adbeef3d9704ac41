"""What is wrong with the rows of a file before anything is stored, in sentences with the row and the way out."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.datasets.intake import Intake
from workbench.datasets.roles import Roles
from workbench.domain import Role, Workflow
from workbench.spreadsheets.tables import RefusedRow
from workbench.store.staged import SetAside, Use

MOST_LISTED = 100_000  # rows told one by one; beyond it they are counted only
WITHOUT_EXPECTED = "without_expected"  # the switch that imports rows without an expected answer
_LIKENESS = 0.75


@dataclass(frozen=True)
class Contradiction:
    """Rows that ask the same and expect different answers: (row number, id, expected answer) of each."""

    input: str
    rows: list[tuple[int, str, str | None]]


@dataclass(frozen=True)
class OutsideLabel:
    """An expected answer that is none of the workflow's categories, and the category that was likely meant."""

    value: str
    row_count: int
    first_row: int
    meant: str = ""


@dataclass(frozen=True)
class Report:
    """Every row's fate. `refused` need mending; `left_out` are no data or repeat another row; the rest is imported.

    `repeats` are the left-out rows that repeat an earlier row. `duplicate_ids` stand in several rows, in `id_conflicts`
    of them with different content. Lists end at `MOST_LISTED`, counts do not.
    """

    row_count: int
    refused: list[RefusedRow]
    left_out: list[RefusedRow]
    refused_count: int
    left_out_count: int
    repeats: list[RefusedRow] = field(default_factory=list)
    duplicate_ids: list[str] = field(default_factory=list)
    id_conflicts: list[str] = field(default_factory=list)
    repeated_inputs: int = 0
    contradictions: list[Contradiction] = field(default_factory=list)
    contradiction_count: int = 0
    unanswered_count: int = 0
    outside: list[OutsideLabel] = field(default_factory=list)


def check_rows(
    intake: Intake, roles: Roles, switches: frozenset[str] = frozenset(), workflow: Workflow | None = None
) -> Report:
    """Check every row of a file under these roles; `workflow` has the categories its answers should be among."""
    staging, table = intake.staging, intake.table
    use = use_of(intake, roles, needs_expected=WITHOUT_EXPECTED not in switches)
    counts = staging.check(use)
    same = counts.pop("same", 0)
    aside = staging.list_set_aside(MOST_LISTED) if counts or same else []
    refused = [
        RefusedRow(row.row_number, table.sentence(row.row_number, _reason(row, roles)))
        for row in aside
        if row.reason != "same"
    ]
    left_out = [
        RefusedRow(
            row.row_number,
            table.sentence(
                row.row_number, f"repeats {table.row_word.lower()} {row.first_number} and was left out."
            ),
        )
        for row in aside
        if row.reason == "same"
    ]
    asked = staging.count_contradictions() if use.expected is not None else {}
    contradicting = asked.get("contradictions", 0)
    return Report(
        row_count=staging.row_count - sum(counts.values()) - same,
        refused=_in_order(table.unreadable, refused),
        left_out=_in_order(table.left_out, left_out),
        refused_count=sum(counts.values()) + len(table.unreadable),
        left_out_count=same + len(table.left_out),
        repeats=left_out,
        duplicate_ids=staging.list_repeated_keys(MOST_LISTED) if same or counts.get("conflict") else [],
        id_conflicts=sorted({row.item_key or "" for row in aside if row.reason == "conflict"}),
        repeated_inputs=asked.get("repeated_rows", 0),
        contradictions=_grouped(staging.list_contradictions(1000)) if contradicting else [],
        contradiction_count=contradicting,
        unanswered_count=counts.get("no_expected", 0) or _unanswered(intake, use),
        outside=_outside(intake, use, workflow),
    )


def use_of(intake: Intake, roles: Roles, needs_expected: bool = True) -> Use:
    """The roles by the places of the columns."""
    table = intake.table
    apart = {roles.id_column, roles.expected_column}
    kept = [name for name in table.columns if roles.role_of(name) is not Role.IGNORED and name not in apart]
    return Use(
        inputs=tuple(map(intake.place, roles.input_columns)),
        contents=tuple(map(intake.place, kept)),
        key=intake.place(roles.id_column) if roles.id_column else None,
        expected=intake.place(roles.expected_column) if roles.expected_column else None,
        needs_expected=needs_expected,
    )


def likely_meant(value: str, choices: Sequence[str]) -> str:
    """The choice that a misspelt value was likely meant as, or "".

    >>> likely_meant("Goverining law ", ["Governing Law", "Notice"])
    'Governing Law'
    """
    folded = {" ".join(choice.casefold().split()): choice for choice in choices}
    plain = " ".join(value.casefold().split()).strip(" .;,:")
    if plain in folded:
        return folded[plain]
    near = difflib.get_close_matches(plain, folded, n=1, cutoff=_LIKENESS)
    return folded[near[0]] if near else ""


def _reason(row: SetAside, roles: Roles) -> str:
    fill_in = "Fill it in and upload again, or leave the row out."
    if row.reason == "no_id":
        return f"has no id in column “{roles.id_column}”. {fill_in}"
    if row.reason == "no_input":
        named = " or ".join(f"“{name}”" for name in roles.input_columns)
        return f"has nothing to ask in column {named}. {fill_in}"
    if row.reason == "no_expected":
        return f"has no answer in column “{roles.expected_column}”. {fill_in}"
    return (
        f"has the id “{row.item_key}” of row {row.first_number} but other content. Give one of them another id and "
        "upload again."
    )


def _in_order(first: list[RefusedRow], second: list[RefusedRow]) -> list[RefusedRow]:
    return sorted([*first, *second], key=lambda row: row.row_number)


def _grouped(rows: list[dict[str, Any]]) -> list[Contradiction]:
    found: dict[int, Contradiction] = {}
    for row in rows:
        one = found.setdefault(row["first_number"], Contradiction(row["input"], []))
        one.rows.append((row["row_number"], row["item_key"], row["expected"]))
    return list(found.values())


def _unanswered(intake: Intake, use: Use) -> int:
    if use.expected is None or use.needs_expected:
        return 0
    return intake.staging.row_count - intake.staging.count_filled(use.expected)


def _outside(intake: Intake, use: Use, workflow: Workflow | None) -> list[OutsideLabel]:
    if workflow is None or not workflow.categories or use.expected is None:
        return []
    known = set(workflow.categories)
    return [
        OutsideLabel(
            value["value"],
            value["row_count"],
            value["first_number"],
            likely_meant(value["value"], workflow.categories),
        )
        for value in intake.staging.list_values(use.expected)
        if value["value"] not in known
    ]
