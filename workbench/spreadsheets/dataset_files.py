"""What a dataset's file says about itself, so that it reads back as it was: columns, roles, kinds, inexact cells.

A file format shows some values otherwise than they are: a .csv knows only text, Excel no whole decimals and 15 digits,
a .parquet column one type. `Shown` says what a cell shows and what a reader would take it for; where that is not the
value, the schema carries the value itself. So a round trip is exact by construction, and a cell that someone edits in
between is read as edited.
"""

import datetime as dt
import json
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.domain import Kind, Role
from workbench.spreadsheets.writing import MOST_CHARACTERS

MADE_BY = "Eval Workbench"
SCHEMA_SHEET = "About this export"
OVERFLOW_SHEET = "Long texts"
SCHEMA_SUFFIX = ".schema.json"
PARQUET_KEY = b"eval_workbench"

_FORMULA_START = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_WHOLE = re.compile(r"-?[0-9]{1,400}")
_DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ISO_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}")
_EXACT_WHOLE = 2**53
# What an .xlsx cannot hold, or holds only as an escape that programs read differently.
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_LARGEST_IN_EXCEL = 1e15


@dataclass(frozen=True)
class FileColumn:
    """A column of a dataset's file: its header, what it is for (a role's name) and what its values are.

    `form`: what its cells are; keys and expected answers are text, whatever they say.
    """

    name: str
    role: str
    kind: Kind = Kind.TEXT

    @property
    def form(self) -> Kind:
        """The kind that the cells are written as."""
        return Kind.TEXT if self.role in (Role.ID, Role.EXPECTED) else self.kind


@dataclass(frozen=True)
class DatasetFile:
    """A dataset version on its way into a file. Cells of `rows` (read once) are text, int, float, bool or None.

    `key_column`: the place of the column that tells rows apart. `has_made_up_key`: that column is not one of the
    dataset, its values are row numbers. `facts`: what a person wants to know of the file, such as its version.
    """

    columns: Sequence[FileColumn]
    rows: Iterable[Sequence[Any]]
    key_column: int = 0
    has_made_up_key: bool = False
    facts: dict[str, str] = field(default_factory=dict)
    float_columns: frozenset[int] = (
        frozenset()
    )  # number columns with decimals, which .parquet has to know before


@dataclass
class Schema:
    """The part of a file that describes it.

    `exact`: (the row's key as the file shows it, column, what the cell is taken for, the value).
    """

    columns: list[FileColumn]
    key_column: int
    has_made_up_key: bool
    facts: dict[str, str] = field(default_factory=dict)
    sheets: list[str] = field(default_factory=list)
    exact: list[tuple[str, int, Any, Any]] = field(default_factory=list)

    @classmethod
    def of(cls, file: DatasetFile) -> "Schema":
        """The schema of a file about to be written."""
        return cls(list(file.columns), file.key_column, file.has_made_up_key, dict(file.facts))

    def as_json(self) -> str:
        """The schema as text in plain ASCII."""
        return json.dumps(
            {
                "made_by": MADE_BY,
                "about": self.facts,
                "columns": [{"name": c.name, "role": c.role, "kind": c.kind.value} for c in self.columns],
                "key_column": self.key_column,
                "has_made_up_key": self.has_made_up_key,
                "sheets": self.sheets,
                "exact": self.exact,
            }
        )

    @classmethod
    def from_json(cls, text: str) -> "Schema | None":
        """The schema in a text; None where it is none of ours."""
        try:
            told = json.loads(text)
            if told["made_by"] != MADE_BY:
                return None
            return cls(
                [FileColumn(c["name"], c["role"], Kind(c["kind"])) for c in told["columns"]],
                int(told["key_column"]),
                bool(told["has_made_up_key"]),
                dict(told["about"]),
                [str(name) for name in told["sheets"]],
                [(str(key), int(column), shown, value) for key, column, shown, value in told["exact"]],
            )
        except (ValueError, KeyError, TypeError, RecursionError):
            return None


class Shown(ABC):
    """How one file format shows values, and what it is taken for when read."""

    @abstractmethod
    def cell(self, value: Any, kind: Kind) -> Any:
        """What the file's cell holds."""

    @abstractmethod
    def value(self, cell: Any, kind: Kind) -> Any:
        """What a cell is taken for."""

    def note(self, schema: Schema, row: Sequence[Any], cells: Sequence[Any]) -> None:
        """Put the values of a row that would not read back into the schema."""
        key = str(self.value(cells[schema.key_column], Kind.TEXT))
        for place, (value, cell, column) in enumerate(zip(row, cells, schema.columns, strict=True)):
            taken_for = self.value(cell, column.form)
            if not is_same(taken_for, value):
                schema.exact.append((key, place, taken_for, value))


class ShownAsText(Shown):
    """A .csv: every cell is text; text that a program could run as a formula has an apostrophe before it."""

    def cell(self, value: Any, kind: Kind) -> str:
        if value is None:
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        return guarded(value) if isinstance(value, str) else repr(value)

    def value(self, cell: Any, kind: Kind) -> Any:
        if not cell:
            return None
        if kind is Kind.NUMBER:
            return _number(cell)
        if kind is Kind.BOOLEAN and cell in ("true", "false"):
            return cell == "true"
        return unguarded(cell)


class ShownInExcel(Shown):
    """An .xlsx: text, numbers of 15 digits, true and false, dates. Texts too long for a cell are the writer's care."""

    def cell(self, value: Any, kind: Kind) -> Any:
        if isinstance(value, str):
            moment = _moment(value) if kind is Kind.DATE else None
            return moment if moment is not None else _UNSAFE.sub(_escaped, value)
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= _LARGEST_IN_EXCEL:
            return repr(value)
        return value

    def value(self, cell: Any, kind: Kind) -> Any:
        if cell is None or cell == "":
            return None
        if isinstance(cell, float):
            # The file holds 16 digits, Excel keeps 15: rounded the same way twice, so that reading changes nothing.
            shown = float(f"{float(f'{cell:.16G}'):.15G}")
            return int(shown) if shown.is_integer() and abs(shown) < _LARGEST_IN_EXCEL else shown
        if isinstance(cell, dt.datetime):
            is_day = cell.time() == dt.time()
            return cell.date().isoformat() if is_day else cell.isoformat(timespec="seconds")
        if isinstance(cell, dt.date):
            return cell.isoformat()
        return cell


class ShownInRecords(Shown):
    """A .jsonl: values as they are."""

    def cell(self, value: Any, kind: Kind) -> Any:
        return value

    def value(self, cell: Any, kind: Kind) -> Any:
        return cell


class ShownInParquet(Shown):
    """A .parquet: one type per column; what does not fit it is left empty."""

    def __init__(self, float_columns: frozenset[str] = frozenset()):
        self.float_columns = float_columns

    def cell(self, value: Any, kind: Kind) -> Any:
        if value is None:
            return None
        if kind is Kind.NUMBER:
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            return value if is_number and abs(value) < 2**63 else None
        if kind is Kind.BOOLEAN:
            return value if isinstance(value, bool) else None
        return value if isinstance(value, str) else json.dumps(value)

    def value(self, cell: Any, kind: Kind) -> Any:
        is_whole = isinstance(cell, float) and cell.is_integer() and abs(cell) <= _EXACT_WHOLE
        return int(cell) if is_whole else cell


def cut(text: str) -> str:
    """The text as an Excel cell shows it: cut, with a mark, where it is too long."""
    if len(text) * 2 <= MOST_CHARACTERS:
        return text
    units = text.encode("utf-16-le")
    if len(units) // 2 <= MOST_CHARACTERS:
        return text
    mark = f" … [cut: {len(text):,} characters in all, see sheet “{OVERFLOW_SHEET}”]"
    return units[: 2 * (MOST_CHARACTERS - len(mark))].decode("utf-16-le", "ignore") + mark


def _escaped(found: re.Match[str]) -> str:
    return "".join(f"\\u{ord(sign):04x}" if sign != "_" else "\\_" for sign in found[0])


def is_same(one: Any, other: Any) -> bool:
    """True for equal values of one type; 1, 1.0, true and "1" are four different ones."""
    return type(one) is type(other) and one == other


def guarded(text: str) -> str:
    """Text with an apostrophe before it where a program could take it for a formula."""
    return f"'{text}" if _FORMULA_START.match(text) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given.

    >>> [unguarded(guarded(text)) for text in ("=1", "'=1", "it's", "'quoted'")]
    ['=1', "'=1", "it's", "'quoted'"]
    """
    return text[1:] if _GUARDED.match(text) else text


def _number(text: str) -> Any:
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else unguarded(text)


def _moment(text: str) -> dt.date | dt.datetime | None:
    """ISO text as a date or time that Excel can hold; before March 1900 its calendar has a day too many."""
    try:
        if _ISO_DAY.fullmatch(text):
            day = dt.date.fromisoformat(text)
            return day if day.year > 1900 else None
        if _ISO_TIME.fullmatch(text):
            moment = dt.datetime.fromisoformat(text)
            return moment if moment.year > 1900 else None
    except ValueError:
        pass
    return None
