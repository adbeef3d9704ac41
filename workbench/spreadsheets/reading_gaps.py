"""What empty cells mean: merged groups, values that count for the rows below, a second table beside the first."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from workbench.domain.formats import plural
from workbench.spreadsheets.reading_headers import is_empty
from workbench.spreadsheets.reading_notes import GridNotes
from workbench.spreadsheets.reading_sentences import columns_named

_LOOK = 1000  # rows within which a column of groups has its first gap


def fill_merged(reading: GridNotes, first: int, data: Sequence[int]) -> None:
    """Give every row under a merged cell that cell's value."""
    rows = reading.grid.rows
    below = [one for one in reading.grid.facts.merges if one[2] > one[0] >= first + 1 and one[0] <= len(rows)]
    below = [
        one for one in below if one[1] < len(rows[one[0] - 1]) and not is_empty(rows[one[0] - 1][one[1]])
    ]
    if not below:
        return
    among = set(data)
    if not reading.is_on("merged_down"):
        for top, left, bottom, _ in below:
            for at in range(top, min(bottom, len(rows))):
                if at in among and left < len(rows[at]):
                    rows[at][left] = rows[top - 1][left]
    one = len(below) == 1
    reach = "merged cell reaches" if one else "merged cells reach"
    done = f"{'its value was' if one else 'their values were'} filled in on all of them"
    if reading.is_on("merged_down"):
        done = "the rows below the first were left empty"
    reading.say(
        f"{len(below):,} {reach} over several rows: {done}.",
        "merged_down",
        "Leave all but the first row empty",
    )


def leave_out_beside(
    reading: GridNotes, columns: dict[str, list[Any]], places: dict[str, int], gaps: Sequence[int]
) -> None:
    """Drop a second table beside the first: columns after an empty one, full from the top and ending elsewhere."""
    blocks: dict[int, list[str]] = {}
    for name in columns:
        blocks.setdefault(sum(gap < places[name] for gap in gaps), []).append(name)
    if len(blocks) < 2:
        return
    reach = {at: _full_rows([columns[name] for name in names]) for at, names in blocks.items()}
    main = max(blocks, key=lambda at: reach[at] * len(blocks[at]))
    for at, names in blocks.items():
        if at == main or len(names) < 2 or not 1 < reach[at] < reach[main] - 1:
            continue
        if any(cell is not None for name in names for cell in columns[name][reach[at] :]):
            continue
        said = f"{columns_named(names)} look like a second table beside the first"
        if reading.is_on("beside"):
            reading.say(f"{said}: kept.", "beside", "Keep them")
            continue
        reading.say(f"{said}: left out.", "beside", "Keep them")
        for name in names:
            del columns[name]


def _full_rows(cells: Sequence[Sequence[Any]]) -> int:
    """How many rows from the top have no empty cell in these columns."""
    ends = [column.index(None) if None in column else len(column) for column in cells]
    return min(ends)


def fill_down(reading: GridNotes, columns: dict[str, list[Any]]) -> None:
    """Offer to repeat the values of a column that is filled in only where its value changes, as groups are written."""
    begun = [
        name for name in list(columns)[:3] if columns[name][0] is not None and None in columns[name][:_LOOK]
    ]
    for name in begun if len(columns) > 2 else ():
        if _share(columns[name]) > 0.6:
            continue
        cells = columns[name]
        others = sorted(_share(other_cells) for other, other_cells in columns.items() if other != name)
        filled = [cell for cell in cells if cell is not None]
        if len(filled) < 2:
            continue
        if others[len(others) // 2] < 0.9 or not all(isinstance(cell, str) for cell in filled):
            continue
        changes = sum(one != other for one, other in pairwise(filled))
        if changes < 0.9 * (len(filled) - 1):
            continue
        switch = f"fill_down:{name}"
        sentence = f"“{name}” is filled in on {len(filled):,} of {plural(len(cells), 'row')}"
        if reading.is_on(switch):
            last = None
            columns[name] = [last := cell if cell is not None else last for cell in cells]
            reading.say(f"{sentence}; the rows below each value were given it, too.", switch, "Fill it down")
        else:
            reading.say(
                f"{sentence}, as if each value counted for the rows below it.", switch, "Fill it down"
            )


def _share(cells: list[Any]) -> float:
    """The share of cells that are filled."""
    return 1 - cells.count(None) / len(cells)
