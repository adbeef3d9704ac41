"""A grid of cells becomes a table: header found, rows sorted, merged cells filled, columns understood."""

from collections import Counter
from operator import itemgetter
from typing import Any

import numpy as np
import pandas as pd

from workbench.domain.formats import plural
from workbench.errors import UnreadableFile
from workbench.spreadsheets.reading_columns import plain_cells, understand_columns
from workbench.spreadsheets.reading_gaps import fill_down, fill_merged, leave_out_beside
from workbench.spreadsheets.reading_headers import Header, find_header, is_empty, join_header, name_columns
from workbench.spreadsheets.reading_notes import GridNotes
from workbench.spreadsheets.reading_rows import SortedRows, sort_rows
from workbench.spreadsheets.reading_sentences import columns_named, listed, quoted
from workbench.spreadsheets.reading_shapes import shape_of_table
from workbench.spreadsheets.reading_turned import is_turned, turn
from workbench.spreadsheets.tables import Choices, Grid, RefusedRow, Table

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


def table_of_grid(grid: Grid, file_name: str, choices: Choices) -> Table:
    """The table in a grid. Raises UnreadableFile where there is no row of data."""
    reading = GridNotes(grid, file_name, choices, list(grid.findings), refused=list(grid.refused))
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
    fill_merged(reading, header.first, data)
    width = max(max(map(len, map(grid.rows.__getitem__, data))), max(map(len, headers), default=0))
    names = _name_columns(reading, header, width)
    return _assemble(reading, header, names, data)


def _turn(reading: GridNotes) -> Grid:
    """Put a table that lies on its side upright."""
    said = "Every item has a column of its own, and the names stand in the first one"
    if reading.is_on("turned"):
        reading.say(f"{said}: left as it is.", "turned", "Leave it as it is")
    else:
        reading.grid = turn(reading.grid)
        reading.say(f"{said}: rows and columns were exchanged.", "turned", "Leave it as it is")
    return reading.grid


def _find_header(reading: GridNotes) -> Header:
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


def _choose_rows(reading: GridNotes, rows: SortedRows) -> list[int]:
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


def _check_widths(reading: GridNotes, data: list[int], headers: list[list[Any]]) -> list[int]:
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


def _name_columns(reading: GridNotes, header: Header, width: int) -> list[str]:
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


def _assemble(reading: GridNotes, header: Header, names: list[str], data: list[int]) -> Table:
    grid, width = reading.grid, len(names)
    first, end = data[0], data[-1] + 1
    padded = grid.rows[first:end] if len(data) == end - first else [grid.rows[at] for at in data]
    if set(map(len, padded)) != {width}:
        padded = [row if len(row) == width else [*row, *[None] * (width - len(row))] for row in padded]
    hidden = set(grid.facts.hidden_columns)
    columns: dict[str, list[Any]] = {}
    places: dict[str, int] = {}
    gaps: list[int] = []
    for place in range(width):
        values = plain_cells(list(map(itemgetter(place), padded)))
        is_unnamed = not header.rows or place >= width or names[place].startswith("Column ")
        if is_unnamed and not any(value is not None for value in values):
            gaps.append(place)
            continue  # an empty column without a name is formatting, not data
        columns[names[place]], places[names[place]] = values, place
    leave_out_beside(reading, columns, places, gaps)
    fill_down(reading, columns)
    concealed = [name for name, place in places.items() if place in hidden]
    columns = _choose_columns(reading, columns, concealed, header)
    numbers = list(range(first + 1, end + 1)) if len(data) == end - first else [at + 1 for at in data]
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
        rows=_framed(understood.cells),
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


def _framed(columns: dict[str, list[Any]]) -> pd.DataFrame:
    """The columns as they are, without a look at what they hold and without a second copy."""
    arrays = {name: np.fromiter(cells, dtype=object, count=len(cells)) for name, cells in columns.items()}
    return pd.DataFrame(arrays, dtype=object, copy=False)


def _choose_columns(
    reading: GridNotes, columns: dict[str, list[Any]], concealed: list[str], header: Header
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


def _no_rows(reading: GridNotes, header: Header) -> str:
    grid = reading.grid
    place = f"Sheet “{grid.sheet}” of “{reading.file_name}”" if grid.sheet else f"“{reading.file_name}”"
    if header.rows:
        found = f"has column names in row {header.rows[-1] + 1} but no rows below them"
        return f"{place} {found}. Add one row per item and upload it again."
    return f"{place} has no rows. Add one row per item and upload it again."
