"""Whatever is uploaded ends in a table or in a sentence with the place and the next step, soon and in little memory."""

import resource
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.spreadsheets.malformed import malformed_files, sound_files
from workbench.errors import UnreadableFile
from workbench.spreadsheets.reading import read_sheets, read_table
from workbench.spreadsheets.tables import Choices, Table

_SECONDS = 10.0
_MEGABYTES = 1500

_NEXT_STEPS = (
    "upload", "again", "Export", "Save", "Choose", "Fill", "Mend", "Close it", "Unpack", "Open it", "Add", "Split",
)  # fmt: skip


def _read(data: bytes, file_name: str) -> Table | None:
    """The table, held to what tables promise; None where a proper sentence refuses the file."""
    try:
        read_sheets(data, file_name)
        table = read_table(data, file_name)
    except UnreadableFile as error:
        sentence = str(error)
        assert file_name in sentence or "“" in sentence, sentence
        assert sentence.endswith(".") and any(step in sentence for step in _NEXT_STEPS), sentence
        assert not any(word in sentence for word in ("Traceback", "Error", "None", "NaN", "0x")), sentence
        return None
    assert len(table) == len(table.row_numbers) >= 1
    assert table.rows_read >= len(table)
    assert len(set(table.columns)) == len(table.columns) >= 1
    for column in table.columns[:50]:
        assert (
            len(table.values(column)) == len(table.texts(column)) == len(table.as_read(column)) == len(table)
        )
    for row in [*table.left_out, *table.unreadable]:
        assert str(row.row_number) in row.reason and row.reason.endswith(".")
    for finding in table.findings:
        assert finding.sentence.endswith(".") and bool(finding.switch) == bool(finding.label)
    return table


def test_malformed_files_end_in_a_table_or_a_sentence() -> None:
    slow, number, read = [], 0, 0
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for what, file_name, data in malformed_files():
        start = time.process_time()
        try:
            read += _read(data, file_name) is not None
        except Exception as error:
            raise AssertionError(f"{what} ({file_name})") from error
        if time.process_time() - start > _SECONDS:
            slow.append(f"{what} ({file_name})")
        number += 1
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert number >= 300
    assert number * 0.2 < read < number * 0.8  # neither all refused nor all taken
    assert not slow
    assert grown < _MEGABYTES


@pytest.mark.parametrize("extension", sound_files())
def test_the_files_they_are_made_from_are_sound(extension: str) -> None:
    table = _read(sound_files()[extension], f"sound{extension}")
    assert table is not None and len(table) == 40


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(
    st.binary(max_size=400),
    st.sampled_from([".csv", ".txt", ".json", ".jsonl", ".xlsx", ".parquet", ".zip", ""]),
)
def test_any_bytes(data: bytes, extension: str) -> None:
    _read(data, f"any{extension}")


_CELLS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12),
    st.sampled_from(
        ["", " ", "0012", "1,234.50", "(5)", "12%", "3/4/2020", "#N/A", "true", "=1+2", 'a "b" c', "x\ny"]
    ),
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.integers(2, 5).flatmap(
        lambda width: st.lists(st.lists(_CELLS, min_size=width, max_size=width), min_size=2, max_size=12)
    ),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_quoted_cells_come_back_as_they_were(rows: list[list[str]], delimiter: str, codec: str) -> None:
    """With the names and the separator given, every cell of every row that is data is the text that was written."""
    width = len(rows[0])
    lines = [[f"n{place}" for place in range(width)], ["id-1", *["filled"] * (width - 1)], *rows]
    text = (
        "\n".join(delimiter.join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines)
        + "\n"
    )
    choices = Choices(
        header_rows=(1,), delimiter=delimiter, switches=frozenset({"subtotals", "closing", "headers"})
    )
    table = read_table(text.encode(codec), "cells.csv", choices=choices)
    written = dict(enumerate(lines, start=1))
    for at, number in enumerate(table.row_numbers):
        cells = [table.as_read(column)[at] or "" for column in table.columns]
        assert cells == [cell if not cell.isspace() else "" for cell in written[number]], number
    blank = [number for number, line in written.items() if all(not cell.strip() for cell in line)]
    assert set(table.row_numbers) | set(blank) | {1} == set(written)
