"""Which rows of a grid hold the column names, and what the columns are then called."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

_SAMPLE = 300
_LONGEST_NAME = 120
_LONGEST_GROUP = 60
_YEARS = range(1900, 2101)
_NUMBER = re.compile(r"^[-+]?[\d.,' ]*\d\s*%?$")

Row = Sequence[Any]
Merge = tuple[int, int, int, int]


@dataclass(frozen=True)
class Header:
    """The rows that hold the column names and the first row of data, as places in the grid (from 0)."""

    rows: tuple[int, ...]
    first: int


def is_empty(cell: Any) -> bool:
    """True for a cell without content: None, "" or only spaces."""
    return cell is None or (isinstance(cell, str) and (not cell or cell.isspace()))


def find_header(rows: Sequence[Row], merges: Sequence[Merge] = ()) -> Header:
    """The header rows (none where there are none) and where the data begins.

    Titles and notes above a table fill fewer cells than the table does, so the header is the first row about as
    wide as the rows below it, provided it reads like names and not like one more row of data. A row of groups above
    it, or a second row of names under groups, belongs to it.
    """
    sample = rows[:_SAMPLE]
    widths = [sum(not is_empty(cell) for cell in row) for row in sample]
    filled = sorted(width for width in widths if width)
    if not filled:
        return Header((), 0)
    usual = filled[(len(filled) * 3) // 4]
    wanted = max(1, math.ceil(usual * 0.6))
    first = next(index for index, width in enumerate(widths) if width >= wanted)
    below = [row for row in sample[first + 1 :] if list(row) != list(sample[first])]
    if not _reads_like_names(sample[first], below):
        return Header((), first)
    last = _last_header_row(sample, first, merges)
    top = first - 1 if _is_group_row(sample, first - 1, merges) else first
    return Header(tuple(range(top, last + 1)), last + 1)


def name_columns(names: Row | None, width: int) -> list[str]:
    """One distinct name per column: the header's text on one line, "Column 4" where it is empty, "Answer (2)"."""
    found: list[str] = []
    taken: set[str] = set()
    for position in range(width):
        cell = names[position] if names is not None and position < len(names) else None
        name = f"Column {position + 1}" if is_empty(cell) else _on_one_line(cell)
        number, plain = 1, name
        while name in taken:
            number += 1
            name = f"{plain} ({number})"
        found.append(name)
        taken.add(name)
    return found


def join_header(rows: Sequence[Row], header: Header, width: int, merges: Sequence[Merge]) -> list[Any] | None:
    """The names of a header of one or more rows; a group stands before a name only where two names are alike.

    >>> join_header([["Model", "", "Human"], ["answer", "score", "answer"]], Header((0, 1), 2), 3, ())
    ['Model: answer', 'score', 'Human: answer']
    """
    if not header.rows:
        return None
    levels = [
        _spread(rows[index], index, width, merges, index != header.rows[-1])
        for index in header.rows
        if index < len(rows)
    ]
    if not levels:
        return None
    names: list[Any] = [None] * width
    groups: list[Any] = [None] * width
    for position in range(width):
        stack = [level[position] for level in levels if not is_empty(level[position])]
        own = [rows[index][position] for index in header.rows if not is_empty(_cell(rows[index], position))]
        names[position] = own[-1] if own else (stack[-1] if len(levels) == 1 and stack else None)
        if len(levels) > 1 and stack and (not own or stack[0] != own[-1]):
            groups[position] = stack[0]
    often = Counter(_on_one_line(name) for name in names if not is_empty(name))
    return [
        f"{_on_one_line(groups[position])}: {_on_one_line(name)}"
        if not is_empty(name) and often[_on_one_line(name)] > 1 and groups[position]
        else name if not is_empty(name) else groups[position]
        for position, name in enumerate(names)
    ]  # fmt: skip


def _spread(row: Row, index: int, width: int, merges: Sequence[Merge], is_group: bool) -> list[Any]:
    """A header row with each group's text over all of its columns."""
    cells = [_cell(row, position) for position in range(width)]
    across = {
        first: last for top, first, bottom, last in merges if top <= index + 1 <= bottom and last > first
    }
    if across:
        for first, last in across.items():
            for position in range(first + 1, min(last + 1, width)):
                cells[position] = cells[first] if is_empty(cells[position]) else cells[position]
        return cells
    if is_group and not merges:
        for position in range(1, width):
            cells[position] = cells[position - 1] if is_empty(cells[position]) else cells[position]
    return cells


def _is_group_row(rows: Sequence[Row], index: int, merges: Sequence[Merge]) -> bool:
    if index < 0:
        return False
    filled = [position for position, cell in enumerate(rows[index]) if not is_empty(cell)]
    width = max(len(rows[index]), len(rows[index + 1]))
    if not filled:
        return False
    own = [merge for merge in merges if merge[0] == index + 1]
    if any((last > first and last - first + 1 < width) or bottom > top for top, first, bottom, last in own):
        return True
    texts = [rows[index][position] for position in filled]
    if len(filled) < 2 or len(filled) == width or not all(isinstance(text, str) for text in texts):
        return False
    gaps = sum(is_empty(_cell(rows[index], position + 1)) and position + 1 < width for position in filled)
    if gaps * 2 < len(filled) or any(
        len(text) > _LONGEST_GROUP or text.strip().endswith(":") for text in texts
    ):
        return False
    return not any(any(map(str.isdigit, text)) for text in texts) and all(
        not is_empty(_cell(rows[index + 1], position)) or not is_empty(_cell(rows[index], position))
        for position in range(width)
    )


def _last_header_row(rows: Sequence[Row], first: int, merges: Sequence[Merge]) -> int:
    """The last of the header rows: further down where merged cells reach down, or names stand under groups."""
    down = [
        bottom - 1 for top, _, bottom, _ in merges if top == first + 1 and first < bottom - 1 <= first + 2
    ]
    if down:
        return max(down)
    if first + 1 >= len(rows):
        return first
    here, below = rows[first], rows[first + 1]
    gaps = {position for position in range(len(here)) if position and is_empty(here[position])}
    filled = {position for position, cell in enumerate(below) if not is_empty(cell)}
    under = gaps | {position - 1 for position in gaps}
    if gaps and gaps <= filled <= under and all(isinstance(below[position], str) for position in filled):
        return first + 1 if len(filled) < len(here) else first
    return first


def _reads_like_names(row: Row, below: Sequence[Row]) -> bool:
    cells = [(position, cell) for position, cell in enumerate(row) if not is_empty(cell)]
    periods = _periods([cell for _, cell in cells])
    cells = [(position, cell) for position, cell in cells if not any(cell is one for one in periods)]
    texts = [(position, cell.strip()) for position, cell in cells if isinstance(cell, str)]
    if len(texts) * 2 <= len(cells) or any(len(text) > _LONGEST_NAME for _, text in texts):
        return False
    if sum(bool(_NUMBER.match(text)) for _, text in texts) * 2 >= len(cells):
        return False
    return not any(
        _continues_in(text, [_cell(other, position) for other in below]) for position, text in texts
    )


def _periods(cells: Sequence[Any]) -> list[Any]:
    """The years or dates among would-be names, where they rise or fall from column to column as periods do."""
    found: list[Any] = [
        cell
        for cell in cells
        if isinstance(cell, date)
        or (isinstance(cell, int | float) and not isinstance(cell, bool) and cell in _YEARS)
    ]
    if len(found) < 2 or len(set(map(type, found))) > 1:
        return []
    steps = [later > earlier for earlier, later in pairwise(found)]
    return found if all(steps) or (not any(steps) and len(set(found)) == len(found)) else []


def _continues_in(text: str, column: list[Any]) -> bool:
    """True where a would-be name looks like one more value of its column: it recurs there, or is an id like them."""
    values = [str(cell).strip() for cell in column if not is_empty(cell)]
    if not values:
        return False
    folded = text.casefold()
    recurs = sum(value.casefold() == folded for value in values)
    if recurs >= max(1, len(values) * 0.02):
        return True
    if not any(character.isdigit() for character in text):
        return False
    shape = shape_of(text)
    return sum(shape_of(value) == shape for value in values) >= len(values) * 0.8


def shape_of(text: str) -> str:
    """ "LEDGAR-0042" → "a-9": ids of one kind share a shape."""
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "9", text[:200]))


def _on_one_line(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime) and cell == datetime(cell.year, cell.month, cell.day):
        cell = cell.date()
    return " ".join(str(cell).split())


def _cell(row: Row, position: int) -> Any:
    return row[position] if position < len(row) else None
