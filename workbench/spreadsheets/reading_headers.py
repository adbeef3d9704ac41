"""Which row of a grid holds the column names, and what the columns are then called."""

import math
import re
from collections.abc import Sequence
from typing import Any

_SAMPLE = 300
_LONGEST_NAME = 120
_NUMBER = re.compile(r"^[-+]?[\d.,' ]*\d\s*%?$")

Row = Sequence[Any]


def is_empty(cell: Any) -> bool:
    """True for a cell without content: None, "" or only spaces."""
    return cell is None or (isinstance(cell, str) and (not cell or cell.isspace()))


def find_header(rows: Sequence[Row]) -> tuple[int | None, int]:
    """The index of the header row (None where there is none) and of the first row of data.

    Titles and notes above a table fill fewer cells than the table does, so the header is the first row about as
    wide as the rows below it, provided it reads like names and not like one more row of data.
    """
    sample = rows[:_SAMPLE]
    widths = [sum(not is_empty(cell) for cell in row) for row in sample]
    filled = sorted(width for width in widths if width)
    if not filled:
        return None, 0
    usual = filled[(len(filled) * 3) // 4]
    wanted = max(1, math.ceil(usual * 0.6))
    first = next(index for index, width in enumerate(widths) if width >= wanted)
    below = [row for row in sample[first + 1 :] if list(row) != list(sample[first])]
    if _reads_like_names(sample[first], below):
        return first, first + 1
    return None, first


def name_columns(header: Row | None, width: int) -> list[str]:
    """One distinct name per column: the header's text on one line, "Column 4" where it is empty, "Answer (2)"."""
    names: list[str] = []
    taken: set[str] = set()
    for position in range(width):
        cell = header[position] if header is not None and position < len(header) else None
        name = f"Column {position + 1}" if is_empty(cell) else " ".join(str(cell).split())
        number, plain = 1, name
        while name in taken:
            number += 1
            name = f"{plain} ({number})"
        names.append(name)
        taken.add(name)
    return names


def _reads_like_names(row: Row, below: Sequence[Row]) -> bool:
    cells = [(position, cell) for position, cell in enumerate(row) if not is_empty(cell)]
    texts = [(position, cell.strip()) for position, cell in cells if isinstance(cell, str)]
    if len(texts) * 2 <= len(cells) or any(len(text) > _LONGEST_NAME for _, text in texts):
        return False
    if sum(bool(_NUMBER.match(text)) for _, text in texts) * 2 >= len(cells):
        return False
    return not any(
        _continues_in(text, [_cell(other, position) for other in below]) for position, text in texts
    )


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
    shape = _shape(text)
    return sum(_shape(value) == shape for value in values) >= len(values) * 0.8


def _shape(text: str) -> str:
    """ "LEDGAR-0042" → "a-9": ids of one kind share a shape."""
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "9", text[:200]))


def _cell(row: Row, position: int) -> Any:
    return row[position] if position < len(row) else None
