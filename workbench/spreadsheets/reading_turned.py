"""Tables that lie on their side: the names stand below each other in the first column, and every item is a column."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from workbench.spreadsheets.reading_headers import Row, is_empty
from workbench.spreadsheets.tables import Grid, SheetFacts

_MOST_NAMES = 60
_LONGEST_NAME = 40
_ASKED = re.compile(
    r"question|prompt|input|clause|passage|context|\btext|query|frage|klausel|pregunta|domanda", re.I
)
_ANSWERED = re.compile(
    r"expected|gold|reference|answer|label|category|truth|target|erwart|antwort|réponse|attendu|respuesta|risposta",
    re.IGNORECASE,
)


def is_turned(rows: Sequence[Row]) -> bool:
    """True where the first column reads like the names of a golden dataset, and the first row does not."""
    filled = list(islice((row for row in rows if not all(map(is_empty, row))), _MOST_NAMES + 1))
    if not 2 <= len(filled) <= _MOST_NAMES:
        return False
    table = [row for row in filled if _width(row) > 2]  # titles stand above it
    left = min((at for row in table for at, cell in enumerate(row) if not is_empty(cell)), default=0)
    names = [row[left] for row in table]
    if not 2 <= len(names) <= 2 * max(map(_width, table)) or not _are_names(names):
        return False
    return not _are_names([cell for cell in table[0][left + 1 :] if not is_empty(cell)])


def turn(grid: Grid) -> Grid:
    """The grid with its rows as columns: what was column C is row 3 now."""
    width = max(map(len, grid.rows), default=0)
    padded = [[*row, *[None] * (width - len(row))] for row in grid.rows if _width(row) > 2]
    kept = [at for at, row in enumerate(grid.rows) if _width(row) > 2]
    places = {at + 1: place for place, at in enumerate(kept)}
    old = grid.facts
    facts = SheetFacts(
        row_count=width,
        column_count=len(kept),
        filled_count=old.filled_count,
        hidden_rows=[column + 1 for column in old.hidden_columns],
        hidden_columns=[places[row] for row in old.hidden_rows if row in places],
        merges=[
            (left + 1, places[top], right + 1, places[bottom])
            for top, left, bottom, right in old.merges
            if top in places and bottom in places
        ],
    )
    for column, formats in old.formats.items():
        for row, one in formats.items():
            if row in places:
                facts.formats.setdefault(places[row], {})[column + 1] = one
    return replace(
        grid, rows=[list(cells) for cells in zip(*padded, strict=True)], facts=facts, row_word="Column"
    )


def _width(row: Row) -> int:
    return sum(not is_empty(cell) for cell in row)


def _are_names(cells: Sequence[Any]) -> bool:
    """True for short texts, each beginning in its own way, of which one asks and another one answers."""
    texts = [cell.strip() for cell in cells if isinstance(cell, str) and len(cell) <= _LONGEST_NAME]
    asked = {text for text in texts if _ASKED.search(text)}
    answered = {text for text in texts if _ANSWERED.search(text)}
    begins = {re.split(r"\W", text.casefold())[0] for text in texts}
    if len(texts) < len(cells) or len(set(texts)) < len(texts) or len(begins) * 2 <= len(texts):
        return False
    return bool(asked and answered) and len(asked | answered) > 1
