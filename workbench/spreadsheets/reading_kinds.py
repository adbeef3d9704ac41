"""What the values of a column are: numbers, dates, booleans or text."""

import re
from typing import Any

import pandas as pd

from workbench.domain import Kind

# A number as written without doubt: no leading zero (that is an id), no separators, at most 15 digits, which is
# what a double keeps exactly. Everything else stays text and loses nothing.
_NUMBER = r"[-+]?(?:0|[1-9]\d{0,14})(?:\.\d{1,17})?(?:[eE][-+]?\d{1,3})?"
_ISO_DATE = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:T\d{2}:\d{2}:\d{2})?")
_SAMPLE = 1000


def kind_of_text(column: "pd.Series[Any]") -> Kind:
    """The kind of a column of text cells (None where empty), as .csv files have them."""
    filled = column.dropna()
    if filled.empty:
        return Kind.TEXT
    start = filled.iloc[:_SAMPLE].astype("str")
    for kind, pattern, flags in (
        (Kind.NUMBER, _NUMBER, 0),
        (Kind.DATE, _ISO_DATE.pattern, 0),
        (Kind.BOOLEAN, "true|false", re.IGNORECASE),
    ):
        # most columns are text: a look at the beginning spares matching a million cells
        if start.str.fullmatch(pattern, flags=flags).all() and (
            len(filled) <= _SAMPLE or filled.astype("str").str.fullmatch(pattern, flags=flags).all()
        ):
            return kind
    return Kind.TEXT


def kind_of_values(cells: list[Any]) -> Kind:
    """The kind of a column of typed cells, as workbooks and records have them; mixed columns are text."""
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds and kinds <= {int, float}:
        return Kind.NUMBER
    if kinds == {bool}:
        return Kind.BOOLEAN
    if kinds == {str} and all(_ISO_DATE.fullmatch(cell) for cell in cells if cell is not None):
        return Kind.DATE
    return Kind.TEXT
