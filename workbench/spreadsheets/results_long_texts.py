"""Texts of a results workbook that no cell holds: cut where they stand, in parts on a sheet of their own."""

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from workbench.spreadsheets.tables import Grid

TITLES = ["Sheet", "Row", "Column", "Part", "Text"]

_CUT = re.compile(r" … \[cut: [\d,]+ characters in all\]$")


def join_long_texts(grid: Grid, long_texts: Sequence[Sequence[Any]]) -> None:
    """Put the whole texts where the grid's cells still show their beginning, from the rows of the sheet with parts.

    Rows that are no such parts change nothing.
    """
    if not long_texts or list(long_texts[0][: len(TITLES)]) != TITLES or not grid.rows:
        return
    parts: dict[tuple[int, str], list[tuple[float, str]]] = defaultdict(list)
    for sheet, row, column, number, text, *_ in long_texts[1:]:
        if sheet == grid.sheet and isinstance(row, float) and isinstance(number, float):
            parts[int(row), str(column)].append((number, str(text)))
    places = {str(title): place for place, title in reversed(list(enumerate(grid.rows[0])))}
    for (number, column), found in parts.items():
        place = places.get(column)
        if place is None or number > len(grid.rows):
            continue
        cell = grid.rows[number - 1][place]
        mark = _CUT.search(cell) if isinstance(cell, str) else None
        whole = "".join(text for _, text in sorted(found))
        if mark and whole.startswith(cell[: mark.start()]):
            grid.rows[number - 1][place] = whole
