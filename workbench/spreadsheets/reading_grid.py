"""A grid of cells becomes a table: header found, rows sorted, merged cells filled, columns understood."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pandas as pd

from workbench.domain.formats import plural
from workbench.errors import UnreadableFile
from workbench.spreadsheets.reading_columns import plain_cells, understand_columns
from workbench.spreadsheets.reading_headers import Header, find_header, is_empty, join_header, name_columns
from workbench.spreadsheets.reading_rows import SortedRows, sort_rows
from workbench.spreadsheets.reading_sentences import columns_named, listed, quoted, rows_named
from workbench.spreadsheets.reading_shapes import shape_of_table
from workbench.spreadsheets.reading_turned import is_turned, turn
from workbench.spreadsheets.tables import Choices, Finding, Grid, RefusedRow, Table

# What rows may be instead of data: switch, one of them, several of them, why one was left out.
_NO_DATA = (
    (
        "subtotals",
        "a subtotal or heading",
        "subtotals or headings",
        "looks like a subtotal or heading, not an item",
    ),
    ("closing", "a note below the table", "notes below the table", "looks like a note below the table"),
    ("headers", "the column names again", "the column names again", "repeats the column names"),
    ("second_table", "a second table below", "a second table below", "belongs to a second table below"),
    ("units", "the units of the columns", "the units of the columns", "holds the units of the columns"),
)


@dataclass
class _Reading:
    """What is known of a grid while it is read."""

    grid: Grid
    file_name: str
    choices: Choices
    findings: list[Finding] = field(default_factory=list)
    left_out: list[RefusedRow] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)

    @property
    def place(self) -> str:
        return f"“{self.grid.sheet or self.file_name}”"

    def is_on(self, switch: str) -> bool:
        return switch in self.choices.switches

    def rows_named(self, places: Sequence[int]) -> str:
        return rows_named([at + 1 for at in places], self.grid.row_word)

    def say(self, sentence: str, switch: str = "", label: str = "") -> None:
        self.findings.append(Finding(sentence, switch, label, bool(switch) and self.is_on(switch)))

    def leave_out(self, places: Sequence[int], why: str) -> None:
        self.left_out += [
            RefusedRow(at + 1, f"{self.grid.row_word} {at + 1} of {self.place} {why}") for at in places
        ]


def table_of_grid(grid: Grid, file_name: str, choices: Choices) -> Table:
    """The table in a grid. Raises UnreadableFile where there is no row of data."""
    reading = _Reading(grid, file_name, choices, list(grid.findings), refused=list(grid.refused))
    if is_turned(grid.rows) and choices.header_rows is None:
        grid = _turn(reading)
    header = _find_header(reading)
    headers = [grid.rows[index] for index in header.rows if index < len(grid.rows)]
    merges = grid.facts.merges
    rows = sort_rows(grid.rows, header.first, headers, merges)
    data = _choose_rows(reading, rows)
    if not data:
        raise UnreadableFile(_no_rows(reading, header))
    data = _check_widths(reading, data, headers)
    _fill_merged(reading, header.first, set(data))
    width = max(max(map(len, map(grid.rows.__getitem__, data))), max(map(len, headers), default=0))
    names = _name_columns(reading, header, width)
    return _assemble(reading, header, names, data)


def _turn(reading: _Reading) -> Grid:
    """Put a table that lies on its side upright."""
    said = "Every item has a column of its own, and the names stand in the first one"
    if reading.is_on("turned"):
        reading.say(f"{said}: left as it is.", "turned", "Leave it as it is")
    else:
        reading.grid = turn(reading.grid)
        reading.say(f"{said}: rows and columns were exchanged.", "turned", "Leave it as it is")
    return reading.grid


def _find_header(reading: _Reading) -> Header:
    rows, chosen = reading.grid.rows, reading.choices.header_rows
    if chosen:
        return Header(tuple(sorted(number - 1 for number in chosen if number > 0)), max(chosen))
    found = find_header(rows, reading.grid.facts.merges)
    top = found.rows[0] if found.rows else found.first
    if chosen is not None:
        return Header((), top)
    if not found.rows:
        sentence = (
            "No row with column names was found, so the columns are called Column 1, Column 2 and so on."
        )
        if reading.is_on("first_row_names"):
            sentence = f"The column names were taken from row {top + 1}."
            found = Header((top,), top + 1)
        reading.say(sentence, "first_row_names", f"Take the names from row {top + 1}")
        return found
    numbers = [index + 1 for index in found.rows]
    where = reading.grid.row_word.lower()
    if reading.is_on("no_header"):
        reading.say(
            f"{reading.rows_named(found.rows)} was read as data, not as column names.",
            "no_header",
            "It is data",
        )
        return Header((), top)
    if len(numbers) > 1:
        reading.say(
            f"The column names were found in {where}s {listed([str(number) for number in numbers])}, read together.",
            "no_header",
            "They are data",
        )
    else:
        reading.say(f"The column names were found in {where} {numbers[0]}.", "no_header", "It is data")
    return found


def _choose_rows(reading: _Reading, rows: SortedRows) -> list[int]:
    """The places of the rows of data, after the person's switches."""
    data = list(rows.data)
    if rows.blank_between:
        were = "row was" if rows.blank_between == 1 else "rows were"
        reading.say(f"{rows.blank_between:,} blank {were} skipped.")
    for places, (switch, one_is, many_are, why) in zip(
        (rows.subtotals, rows.closing, rows.repeated, rows.second, rows.units), _NO_DATA, strict=True
    ):
        if not places:
            continue
        one = len(places) == 1
        looks = f"looks like {one_is}" if one else f"look like {many_are}"
        sentence = f"{reading.rows_named(places)} {looks}"
        if reading.is_on(switch):
            data = sorted([*data, *places])
            reading.say(f"{sentence}: kept as data.", switch, "Keep it" if one else "Keep them")
        else:
            reading.leave_out(places, f"{why}, and was left out.")
            reading.say(f"{sentence}: left out.", switch, "Keep it" if one else "Keep them")
    hidden = set(reading.grid.facts.hidden_rows)
    concealed = [at for at in data if at + 1 in hidden] if hidden else []
    if concealed:
        are = "is" if len(concealed) == 1 else "are"
        sentence = f"{reading.rows_named(concealed)} {are} hidden in the sheet"
        label = "Leave it out" if len(concealed) == 1 else "Leave them out"
        if reading.is_on("hidden_rows"):
            data = [at for at in data if at + 1 not in hidden]
            reading.leave_out(concealed, "is hidden in the sheet and was left out.")
            reading.say(f"{sentence}: left out.", "hidden_rows", label)
        else:
            reading.say(f"{sentence}: read all the same.", "hidden_rows", label)
    reading.left_out.sort(key=lambda row: row.row_number)
    return data


def _check_widths(reading: _Reading, data: list[int], headers: list[list[Any]]) -> list[int]:
    """Say which rows of a text table have more or fewer cells than there are columns."""
    if not reading.grid.is_text:
        return data
    rows = reading.grid.rows
    widths = Counter(len(rows[at]) for at in data)
    usual = max(map(len, headers), default=0) or widths.most_common(1)[0][0]
    if widths.keys() == {usual}:
        return data
    longer = [at for at in data if len(rows[at]) > usual and not all(map(is_empty, rows[at][usual:]))]
    shorter = [at for at in data if len(rows[at]) < usual]
    if longer:
        have = "has" if len(longer) == 1 else "have"
        sentence = f"{reading.rows_named(longer)} {have} more cells than there are columns"
        label = "Refuse it" if len(longer) == 1 else "Refuse them"
        if reading.is_on("ragged"):
            reading.refused += [
                RefusedRow(
                    at + 1,
                    f"Row {at + 1} of {reading.place} has {plural(len(rows[at]), 'cell')} where there are "
                    f"{plural(usual, 'column')}. Put quotation marks around cells that hold the separator.",
                )
                for at in longer
            ]
            data = [at for at in data if at not in set(longer)]
            reading.say(f"{sentence}: refused.", "ragged", label)
        else:
            reading.say(f"{sentence}; what was over stands in columns of its own.", "ragged", label)
    if shorter:
        has = "has" if len(shorter) == 1 else "have"
        reading.say(
            f"{reading.rows_named(shorter)} {has} fewer cells than there are columns; the rest is empty."
        )
    for at in data:
        if len(rows[at]) > usual and all(map(is_empty, rows[at][usual:])):
            rows[at] = rows[at][:usual]
    return data


def _fill_merged(reading: _Reading, first: int, data: set[int]) -> None:
    """Give every row under a merged cell that cell's value."""
    rows = reading.grid.rows
    below = [one for one in reading.grid.facts.merges if one[2] > one[0] >= first + 1 and one[0] <= len(rows)]
    below = [
        one for one in below if one[1] < len(rows[one[0] - 1]) and not is_empty(rows[one[0] - 1][one[1]])
    ]
    if not below:
        return
    if not reading.is_on("merged_down"):
        for top, left, bottom, _ in below:
            for at in range(top, min(bottom, len(rows))):
                if at in data and left < len(rows[at]):
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


def _name_columns(reading: _Reading, header: Header, width: int) -> list[str]:
    given = join_header(reading.grid.rows, header, width, reading.grid.facts.merges)
    names = name_columns(given, width)
    if given is not None:
        twice = [
            name
            for name, cell in zip(names, given, strict=True)
            if not is_empty(cell) and name != _tidy(cell)
        ]
        if twice:
            reading.say(f"Several columns have the same name, so they were numbered: {quoted(twice)}.")
    return names


def _tidy(cell: Any) -> str:
    return name_columns([cell], 1)[0]


def _assemble(reading: _Reading, header: Header, names: list[str], data: list[int]) -> Table:
    grid, width = reading.grid, len(names)
    padded = [grid.rows[at] for at in data]
    if set(map(len, padded)) != {width}:
        padded = [row if len(row) == width else [*row, *[None] * (width - len(row))] for row in padded]
    hidden = set(grid.facts.hidden_columns)
    columns: dict[str, list[Any]] = {}
    places: dict[str, int] = {}
    gaps: list[int] = []
    for place, cells in enumerate(zip(*padded, strict=True)):
        values = plain_cells(cells)
        is_unnamed = not header.rows or place >= width or names[place].startswith("Column ")
        if is_unnamed and not any(value is not None for value in values):
            gaps.append(place)
            continue  # an empty column without a name is formatting, not data
        columns[names[place]], places[names[place]] = values, place
    _leave_out_beside(reading, columns, places, gaps)
    _fill_down(reading, columns)
    concealed = [name for name, place in places.items() if place in hidden]
    columns = _choose_columns(reading, columns, concealed, header)
    numbers = [at + 1 for at in data]
    formats = {
        name: grid.facts.formats[places[name]] for name in columns if places[name] in grid.facts.formats
    }
    understood = understand_columns(columns, numbers, formats, grid, reading.choices)
    shape, said = shape_of_table(understood.cells, understood.kinds)
    return Table(
        file_name=reading.file_name,
        sheet=grid.sheet,
        columns=list(columns),
        kinds=understood.kinds,
        rows=pd.DataFrame(understood.cells, dtype=object),
        row_numbers=numbers,
        row_word=grid.row_word,
        header_rows=tuple(index + 1 for index in header.rows),
        encoding=grid.encoding,
        delimiter=grid.delimiter,
        findings=[*said, *reading.findings, *understood.findings],
        unreadable=reading.refused,
        left_out=reading.left_out,
        shape=shape,
        hidden_rows=tuple(sorted(set(grid.facts.hidden_rows).intersection(numbers))),
        hidden_columns=tuple(name for name in concealed if name in columns),
        readings=understood.readings,
        formats=understood.formats,
        error_count=understood.error_count,
        counts=understood.counts,
        is_workbook=not grid.is_text,
    )


def _leave_out_beside(
    reading: _Reading, columns: dict[str, list[Any]], places: dict[str, int], gaps: Sequence[int]
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


def _fill_down(reading: _Reading, columns: dict[str, list[Any]]) -> None:
    """Offer to repeat the values of a column that is filled in only where its value changes, as groups are written."""
    shares = {name: 1 - cells.count(None) / len(cells) for name, cells in columns.items()}
    for name in list(columns)[:3]:
        cells = columns[name]
        others = sorted(share for other, share in shares.items() if other != name)
        filled = [cell for cell in cells if cell is not None]
        if not 0 < shares[name] <= 0.6 or cells[0] is None or len(filled) < 2 or len(columns) < 3:
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


def _choose_columns(
    reading: _Reading, columns: dict[str, list[Any]], concealed: list[str], header: Header
) -> dict[str, list[Any]]:
    unnamed = [name for name in columns if header.rows and name.startswith("Column ")]
    if unnamed:
        reading.say(
            f"{columns_named(unnamed)} {'has' if len(unnamed) == 1 else 'have'} no name in the file and "
            f"{'is' if len(unnamed) == 1 else 'are'} called by {'its' if len(unnamed) == 1 else 'their'} place."
        )
    if not concealed:
        return columns
    one = len(concealed) == 1
    sentence = f"{columns_named(concealed)} {'is' if one else 'are'} hidden in the sheet"
    label = "Leave it out" if one else "Leave them out"
    if reading.is_on("hidden_columns") and len(concealed) < len(columns):
        reading.say(f"{sentence}: left out.", "hidden_columns", label)
        return {name: cells for name, cells in columns.items() if name not in concealed}
    reading.say(f"{sentence}: read all the same.", "hidden_columns", label)
    return columns


def _no_rows(reading: _Reading, header: Header) -> str:
    grid = reading.grid
    place = f"Sheet “{grid.sheet}” of “{reading.file_name}”" if grid.sheet else f"“{reading.file_name}”"
    if header.rows:
        found = f"has column names in row {header.rows[-1] + 1} but no rows below them"
        return f"{place} {found}. Add one row per item and upload it again."
    return f"{place} has no rows. Add one row per item and upload it again."
