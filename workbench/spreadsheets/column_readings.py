"""How the cells of one column were understood, and the three views of a cell: as read, as text, as a value."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from workbench.domain import Kind
from workbench.spreadsheets.reading_dates import parse_date
from workbench.spreadsheets.reading_formats import CellFormat
from workbench.spreadsheets.reading_numbers import Decimal, parse_amount

ERRORS = frozenset({
    "#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#GETTING_DATA", "#SPILL!", "#CALC!",
    "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!", "#NV", "#BEZUG!", "#WERT!", "#ZAHL!", "#VALEUR!",
    "#NOMBRE!", "#NOM?", "#N/D", "#¡REF!", "#¡VALOR!", "#¡NUM!", "#¡DIV/0!",
})  # fmt: skip
TRUE_WORDS = frozenset({"true", "wahr", "vrai", "verdadero", "vero", "waar", "verdadeiro", "prawda"})
FALSE_WORDS = frozenset({"false", "falsch", "faux", "falso", "onwaar", "fałsz"})
DASHES = frozenset({"-", "–", "—", "--"})

_PLAIN = re.compile(r"[-+]?(?:0|[1-9]\d{0,14})(?:\.\d{1,20})?(?:[eE][-+]?\d{1,3})?", re.ASCII).fullmatch
_WHOLE = re.compile(r"[-+]?\d+", re.ASCII).fullmatch

Cell = Any
CellFormats = Mapping[int, CellFormat]
How = Literal["as typed", "numbers", "dates", "booleans"]


@dataclass(frozen=True)
class ColumnReading:
    """How the text cells of a column become values; cells that are typed already keep their type.

    `decimal` is the sign before the fraction; `with_scale` multiplies "million" out; `keeps_rest` leaves what is
    no number or date as text instead of empty; `keeps_errors` leaves #N/A and its like.
    """

    kind: Kind
    how: How = "as typed"
    decimal: Decimal = "."
    day_first: bool = False
    with_scale: bool = True
    keeps_rest: bool = True
    keeps_errors: bool = False

    def value(self, cell: Cell, cell_format: CellFormat | None = None) -> Any:
        """One cell as it was understood."""
        if not isinstance(cell, str):
            if cell_format is None or cell is None:
                return cell
            shown_alone = self.kind is Kind.TEXT or cell_format.dress == "padded"
            return cell_format.show(cell) if shown_alone and cell_format.dress != "date" else cell
        if cell in ERRORS and not self.keeps_errors:
            return None
        if self.how == "numbers":
            return self._number(cell)
        if self.how == "dates":
            found = parse_date(cell, self.day_first)
            return found.iso if found else (cell if self.keeps_rest else None)
        if self.how == "booleans":
            word = cell.strip().casefold()
            return True if word in TRUE_WORDS else False if word in FALSE_WORDS else cell
        return cell

    def _number(self, cell: str) -> Any:
        if self.decimal == "." and _PLAIN(cell):
            return int(cell) if _WHOLE(cell) else float(cell)
        found = parse_amount(cell, self.decimal, self.with_scale)
        if found:
            return found.value
        return cell if self.keeps_rest and cell.strip() not in DASHES else None


def as_read(cell: Cell, cell_format: CellFormat | None, digits: int) -> str | None:
    """A cell as the person saw it in the file; Excel shows 15 digits of a number, other files as many as it has."""
    if cell is None:
        return None
    if cell_format is not None:
        return cell_format.show(cell)
    return _written(cell, digits)


def as_text(cell: Cell, cell_format: CellFormat | None, digits: int, keeps_errors: bool) -> str | None:
    """A cell as text to compare by: dates in ISO, numbers as shown, no outer spaces, errors as empty."""
    if cell is None or (not keeps_errors and isinstance(cell, str) and cell in ERRORS):
        return None
    if cell_format is not None and cell_format.dress != "date":
        return cell_format.show(cell)
    return _written(cell, digits).strip() or None


def _written(cell: Cell, digits: int) -> str:
    if isinstance(cell, float):
        if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        short = f"{cell:.{digits}g}"
        return repr(cell) if digits > 15 or "e" in short else short
    return str(cell)
