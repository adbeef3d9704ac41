"""Text tables: separators, quotation marks, encodings, ragged rows."""

import pytest

from workbench.errors import UnreadableFile
from workbench.spreadsheets.reading import read_table
from workbench.spreadsheets.tables import Choices, Table

_ROWS = [
    ("id", "question", "answer"),
    *((f"{row:04}", f"What, then, is {row}?", f"no {row}") for row in range(1, 31)),
]


def _written(delimiter: str, line_end: str = "\r\n") -> str:
    def cell(text: str) -> str:
        return f'"{text}"' if delimiter in text else text

    return line_end.join(delimiter.join(map(cell, row)) for row in _ROWS) + line_end


def _is_whole(table: Table) -> bool:
    return [tuple(table.columns), *zip(*map(table.as_read, table.columns), strict=True)] == _ROWS


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "||", "^", "~", "¦", "\x1f", "::"])
def test_every_separator_is_found(delimiter: str) -> None:
    table = read_table(_written(delimiter).encode(), "a.txt")
    assert table.delimiter == delimiter
    assert _is_whole(table)


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 with BOM"),
        ("utf-16", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_encodings_are_found_and_can_be_changed(codec: str, name: str) -> None:
    data = "id;Größe\n1;“süß” – fein\n2;naïve\n".encode(codec)
    table = read_table(data, "a.csv")
    assert (table.encoding, table.columns[1]) == (name, "Größe")
    assert table.as_read("Größe") == ["“süß” – fein", "naïve"]
    as_latin = read_table(data, "a.csv", choices=Choices(encoding="Mac Roman"))
    assert as_latin.encoding == "Mac Roman"
    assert (as_latin.columns != table.columns) == (codec != "utf-16-be" or as_latin.columns != table.columns)


def test_an_unknown_encoding_is_said() -> None:
    with pytest.raises(UnreadableFile, match="no text encoding called “utf-99”"):
        read_table(b"a,b\n1,2\n", "a.csv", choices=Choices(encoding="utf-99"))


def test_two_encodings_in_one_file_are_both_read() -> None:
    data = "id,name\n1,Größe\n2,Straße\n3,süß\n".encode() + b"4,M\xfcller\n"
    assert read_table(data, "a.csv").as_read("name") == ["Größe", "Straße", "süß", "Müller"]


def test_line_ends_of_all_kinds_and_a_stated_separator() -> None:
    assert all(_is_whole(read_table(_written(",", end).encode(), "a.csv")) for end in ("\n", "\r\n", "\r"))
    assert _is_whole(read_table(("sep=;\n" + _written(";")).encode(), "a.csv"))


def test_a_mark_that_never_closes_is_read_as_a_letter() -> None:
    lines = _written(",", "\n").splitlines()
    lines[20] = '0020,"open and open,no 20'
    table = read_table("\n".join(lines).encode(), "a.csv")
    assert len(table) == 30
    assert table.as_read("question")[19] == '"open and open'
    assert "Row 21 opens a quotation mark" in table.findings[0].sentence


def test_a_row_cut_off_inside_a_mark_is_refused() -> None:
    table = read_table((_written(",") + '0031,"cut of').encode(), "a.csv")
    assert (len(table), [row.row_number for row in table.unreadable]) == (30, [32])
    assert "breaks off inside a quotation mark" in table.unreadable[0].reason


def test_ragged_rows_are_kept_and_said_or_refused() -> None:
    lines = _written(",", "\n").splitlines()
    lines[5] += ",more"
    lines[7] = "0007"
    table = read_table("\n".join(lines).encode(), "a.csv")
    assert len(table) == 30 and table.as_read("Column 4")[4] == "more"
    said = " ".join(map(str, table.findings))
    assert "Row 6 has more cells" in said and "Row 8 has fewer cells" in said
    strict = read_table("\n".join(lines).encode(), "a.csv", choices=Choices(switches=frozenset({"ragged"})))
    assert (len(strict), [row.row_number for row in strict.unreadable]) == (29, [6])


def test_quotations_inside_unquoted_text_stay() -> None:
    data = b'id|text\n1|"Quoted" at the start\n2|In the "middle"\n3|plain\n'
    assert read_table(data, "a.txt").as_read("text")[0] == '"Quoted" at the start'


def test_backslashes_before_marks() -> None:
    data = b'id,text\n1,"say \\"yes\\", then"\n2,"no"\n3,"b"\n'
    assert read_table(data, "a.csv").as_read("text") == ['say "yes", then', "no", "b"]


def test_a_table_drawn_with_lines_is_read_without_them() -> None:
    lines = ["| No | Clause   |", "|----|----------|", "| 01 | Audit at will |", "| 02 | No audit |", ""]
    table = read_table("\n".join(lines).encode(), "notes.txt")
    assert (table.columns, table.values("Clause")) == (
        ["No", "Clause"],
        ["Audit at will", "No audit"],
    )
    assert "drawn with lines of dashes" in " ".join(map(str, table.findings))


def test_a_printed_list_is_parted_where_several_spaces_stand() -> None:
    items = [f"{number:<6}What of {number}, and why?    {number * 3} days" for number in range(5)]
    table = read_table("\n".join(["ID    Question             Answer", *items]).encode(), "list.txt")
    assert (table.columns, table.values("ID"), len(table)) == (
        ["ID", "Question", "Answer"],
        [0, 1, 2, 3, 4],
        5,
    )
    assert "separated by several spaces" in " ".join(map(str, table.findings))
