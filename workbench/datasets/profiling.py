"""What stands in the columns of a file: how full they are, how varied, how long, and what was made of their cells."""

from dataclasses import dataclass

from workbench.datasets.intake import Intake
from workbench.spreadsheets.tables import Table

_LOOKED_AT = 2000


@dataclass(frozen=True)
class ColumnProfile:
    """One column over all rows; lengths in characters, of its filled cells."""

    name: str
    row_count: int
    filled: int
    distinct: int
    shortest: int
    longest: int
    mean_length: float
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """A cell that was understood as something else than it reads: what stood there, and what was made of it."""

    row_number: int
    column: str
    as_read: str
    understood: str


def profile_columns(intake: Intake) -> list[ColumnProfile]:
    """Every column of the file, in its order."""
    found = []
    for place, name in enumerate(intake.table.columns):
        counted = intake.staging.profile(place)
        found.append(
            ColumnProfile(
                name,
                counted["row_count"],
                counted["filled"],
                counted["distinct_count"],
                counted["shortest"],
                counted["longest"],
                counted["mean_length"],
                _examples(intake.table, name),
            )
        )
    return found


def list_readings(table: Table, most: int = 200, per_column: int = 12) -> list[Reading]:
    """Cells whose text in the file differs from what was understood, a few of every column, in the file's order."""
    found = []
    for name in table.columns:
        read, values = table.as_read(name)[:_LOOKED_AT], table.values(name)[:_LOOKED_AT]
        shown = 0
        for number, text, value in zip(table.row_numbers, read, values, strict=False):
            meant = "(empty)" if value is None else _said(value)
            if text is not None and text.strip().casefold() != meant.casefold() and shown < per_column:
                found.append(Reading(number, name, text, meant))
                shown += 1
    return sorted(found[:most], key=lambda one: one.row_number)


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip()


def _examples(table: Table, name: str) -> tuple[str, ...]:
    filled = (" ".join(text.split())[:80] for text in table.as_read(name)[:50] if text and text.strip())
    return tuple(list(dict.fromkeys(filled))[:3])
