"""Workbooks as people leave them: covers, merged headers, groups, subtotals, hidden parts, formats, old calendars."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from tests.spreadsheets.binary_workbook import binary_workbook
from tests.spreadsheets.hostile import ods, ods_content, packed
from workbench.domain import Kind
from workbench.errors import UnreadableFile
from workbench.spreadsheets.reading import read_every_table, read_sheets, read_table
from workbench.spreadsheets.tables import Choices, Table


def _saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _sheet(fill: Callable[[Worksheet], None]) -> bytes:
    book = Workbook()
    fill(book.active)
    return _saved(book)


def _read(data: bytes, *switches: str) -> Table:
    return read_table(data, "a.xlsx", choices=Choices(switches=frozenset(switches)))


def _review(sheet: Worksheet) -> None:
    """Titles, two header rows, two groups of three with a subtotal each, a note at the end."""
    sheet.append(["Review of the clauses, second round"])
    sheet.append([None])
    sheet.append(["Item", None, None, "Answer", None, "Seen"])
    sheet.append(["ID", "Contract", "Clause", "Expected", "Share", None])
    for cells in ("A3:C3", "D3:E3", "F3:F4"):
        sheet.merge_cells(cells)
    for group in ("North", "South"):
        start = sheet.max_row + 1
        for number in range(3):
            sheet.append(
                [
                    f"{group[0]}-{number:02}",
                    None,
                    f"Clause {number} of {group}",
                    1200.5 + number,
                    number / 10,
                    True,
                ]
            )
            sheet.cell(sheet.max_row, 4).number_format = "$#,##0.00"
            sheet.cell(sheet.max_row, 5).number_format = "0.0%"
        sheet.cell(start, 2).value = group
        sheet.merge_cells(start_row=start, end_row=start + 2, start_column=2, end_column=2)
        sheet.append([f"{group}: 3 clauses"])
        sheet.append([None])
    sheet.append(["The list ends here and goes on in May."])
    sheet.row_dimensions[6].hidden = True
    sheet.column_dimensions["F"].hidden = True


def test_a_review_is_understood() -> None:
    table = _read(_sheet(_review))
    assert (table.header_rows, table.first_data_row) == ((3, 4), 5)
    assert table.columns == ["ID", "Contract", "Clause", "Expected", "Share", "Seen"]
    assert table.values("Contract") == ["North"] * 3 + ["South"] * 3
    assert table.values("Share")[:3] == [0, 0.1, 0.2]
    assert table.texts("Share")[:3] == ["0.0%", "10.0%", "20.0%"]
    assert table.as_read("Expected")[0] == "$1,200.50"
    assert (table.kinds["Expected"], table.kinds["Seen"]) == (Kind.NUMBER, Kind.BOOLEAN)
    assert [row.row_number for row in table.left_out] == [8, 13, 15]
    assert (table.hidden_rows, table.hidden_columns, table.rows_read) == ((6,), ("Seen",), 9)


@pytest.mark.parametrize(
    ("switch", "rows", "columns"),
    [
        ("subtotals", 8, 6),
        ("closing", 7, 6),
        ("hidden_rows", 5, 6),
        ("hidden_columns", 6, 5),
        ("no_header", 8, 6),
    ],
)
def test_every_finding_can_be_switched(switch: str, rows: int, columns: int) -> None:
    table = _read(_sheet(_review), switch)
    assert (len(table), len(table.columns)) == (rows, columns)
    assert next(finding for finding in table.findings if finding.switch == switch).is_on


def test_merged_groups_can_stay_empty() -> None:
    assert _read(_sheet(_review), "merged_down").values("Contract")[:3] == ["North", None, None]


def test_the_header_can_be_named() -> None:
    table = read_table(_sheet(_review), "a.xlsx", choices=Choices(header_rows=(4,)))
    assert (table.header_rows, table.columns[5]) == ((4,), "Column 6")
    assert read_table(_sheet(_review), "a.xlsx", choices=Choices(header_rows=())).columns[0] == "Column 1"


def test_the_sheet_with_the_table_is_found_and_hidden_ones_wait() -> None:
    book = Workbook()
    book.active.title = "Cover"
    book.active["A1"] = "Read the second sheet"
    for name in ("Main", "Other", "Old"):
        sheet = book.create_sheet(name)
        for row in range(12 if name == "Main" else 3):
            sheet.append([f"{name} {row}", f"What about {row}"] if row else ["id", "question"])
    book["Old"].sheet_state = "hidden"
    data = _saved(book)
    table = _read(data)
    assert table.sheet == "Main"
    assert "also has “Other”" in table.findings[0].sentence
    assert "“Old” is a hidden sheet" in table.findings[1].sentence
    assert [sheet.is_hidden for sheet in read_sheets(data, "a.xlsx")] == [False, False, False, True]
    assert [table.sheet for table in read_every_table(data, "a.xlsx")] == ["Main", "Other"]
    assert len(read_every_table(data, "a.xlsx", with_hidden=True)) == 3
    with pytest.raises(UnreadableFile, match="has no sheet “Third”. Choose one of: Cover, Main"):
        read_table(data, "a.xlsx", sheet="Third")


@pytest.mark.parametrize("epoch", [None, CALENDAR_MAC_1904])
def test_both_calendars_give_the_same_day(epoch: dt.datetime | None) -> None:
    book = Workbook()
    if epoch:
        book.epoch = epoch
    book.active.append(["id", "signed"])
    for number in range(3):
        book.active.append([f"A{number}", dt.date(2020, 5, 10 + number)])
        book.active.cell(number + 2, 2).number_format = "dd/mm/yyyy"
    table = _read(_saved(book))
    assert (table.kinds["signed"], table.values("signed")[0], table.as_read("signed")[0]) == (
        Kind.DATE,
        "2020-05-10",
        "10/05/2020",
    )


def test_serial_dates_and_dates_as_text_in_one_column() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["id", "signed"])
        for number, day in enumerate(
            [dt.date(2020, 2, 1), "2/13/2020", "2/3/2020", "[]/[]/2020", dt.date(2020, 2, 5), None]
        ):
            sheet.append([f"A{number}", day])

    table = _read(_sheet(fill))
    assert table.values("signed") == [
        "2020-02-01",
        "2020-02-13",
        "2020-02-03",
        "[]/[]/2020",
        "2020-02-05",
        None,
    ]
    assert table.counts["signed"] == {"dates_as_serial": 2, "dates_as_text": 2, "not_a_date": 2, "empty": 1}
    assert _read(_sheet(fill), "as_text:signed").values("signed")[1] == "2/13/2020"


def test_errors_lost_formulas_and_padded_numbers() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["zip", "name", "share", "sum"])
        for number in range(1, 5):
            sheet.append(
                [number * 37, f"What is {number}", "#N/A" if number == 2 else number / 4, f"=C{number}+1"]
            )
            sheet.cell(number + 1, 1).number_format = "00000"

    table = _read(_sheet(fill))
    assert table.values("zip")[:2] == ["00037", "00074"]
    assert (table.values("share")[1], table.as_read("share")[1], table.kinds["share"]) == (
        None,
        "#N/A",
        Kind.NUMBER,
    )
    said = " ".join(map(str, table.findings))
    assert "4 cells (such as D2) are formulas whose results were not saved" in said
    assert "1 cell holds an error (#N/A in row 3, “share”)" in said


def test_headers_that_repeat_are_empty_or_alike() -> None:
    def fill(sheet: Worksheet) -> None:
        header = ["id", "answer", None, "answer"]
        for number in range(6):
            sheet.append(header if number in (0, 3) else [f"A-{number}", "Yes", "a remark", "No"])

    table = _read(_sheet(fill))
    assert table.columns == ["id", "answer", "Column 3", "answer (2)"]
    assert ([row.row_number for row in table.left_out], len(table)) == ([4], 4)
    assert "repeats the column names" in table.left_out[0].reason


def test_a_second_table_below_is_left_out() -> None:
    def fill(sheet: Worksheet) -> None:
        for row in [["id", "question", "answer"], *([f"A-{n}", f"What is {n}", n] for n in range(8)), [], []]:
            sheet.append(row)
        for row in [
            ["Reviewer", "Date", "Remark"],
            ["Ada", dt.date(2020, 1, 2), "fine"],
            ["Ben", dt.date(2020, 1, 3), "fine"],
        ]:
            sheet.append(row)

    table = _read(_sheet(fill))
    assert (len(table), table.kinds["answer"]) == (8, Kind.NUMBER)
    assert [row.row_number for row in table.left_out] == [12, 13, 14]
    assert len(_read(_sheet(fill), "second_table")) == 11


def test_an_item_still_to_be_written_is_no_subtotal() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["id", "question", "answer"])
        for number in range(10):
            sheet.append(
                [
                    f"Q-{number:03}",
                    None if number == 4 else f"What is {number}",
                    None if number == 4 else "Yes",
                ]
            )

    assert len(_read(_sheet(fill))) == 10


def test_totals_with_their_figures_are_left_out() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["item", "region", "unit", "amount"])
        for number in range(6):
            sheet.append([f"I-{number}", "North", "kg", number])
            if number == 2:
                sheet.append(["Subtotal", None, None, 3])
        sheet.append(["Total", None, None, 15])

    assert [row.row_number for row in _read(_sheet(fill)).left_out] == [5, 9]


def test_prefixed_xml_with_its_attributes_in_another_order() -> None:
    parts = {}
    with zipfile.ZipFile(io.BytesIO(_sheet(_review))) as package:
        for name in package.namelist():
            content = package.read(name).decode()
            if name.endswith("sheet1.xml"):
                content = content.replace("<worksheet xmlns=", "<x:worksheet xmlns:x=")
                content = re.sub(r"<(?=[a-zA-Z])(?!x:)", "<x:", content)
                content = re.sub(r"</(?!x:)", "</x:", content)
                content = re.sub(r'<x:c r="(\w+)" s="(\d+)"', r'<x:c s="\2" r="\1"', content)
                content = re.sub(r'<x:row r="(\d+)"([^>]*)>', r'<x:row\2 r="\1">', content)
            parts[name] = content
    table = _read(packed(parts))
    assert (table.hidden_rows, table.texts("Share")[1], table.values("Contract")[1]) == (
        (6,),
        "10.0%",
        "North",
    )


def test_an_ods_tells_the_same() -> None:
    def cell(text: str, kind: str = "string", more: str = "") -> str:
        return (
            f'<table:table-cell office:value-type="{kind}" {more}><text:p>{text}</text:p></table:table-cell>'
        )

    rows = f"<table:table-row>{cell('id')}{cell('group')}{cell('share')}{cell('paid')}</table:table-row>"
    for number in range(4):
        group = (
            cell("North", more='table:number-rows-spanned="4"')
            if not number
            else "<table:covered-table-cell/>"
        )
        share = cell(f"{number}.5%", "percentage", f'office:value="{(number + 0.5) / 100}"')
        paid = cell("€5.00", "currency", 'office:currency="EUR" office:value="5"')
        hidden = ' table:visibility="collapse"' if number == 2 else ""
        rows += f"<table:table-row{hidden}>{cell(f'A-{number}')}{group}{share}{paid}</table:table-row>"
    table = read_table(ods(ods_content(rows)), "a.ods")
    assert table.values("group") == ["North"] * 4
    assert (table.values("share")[1], table.texts("share")[1], table.as_read("paid")[0]) == (
        0.015,
        "1.5%",
        "€5.00",
    )
    assert table.hidden_rows == (4,)


def test_a_binary_workbook_is_read_with_its_types() -> None:
    rows = [
        ["id", "text", "share", "ends"],
        ["007", "Ends, as agreed: é", 0.125, True],
        ["008", "x" * 300, 3.0, False],
        ["009", "=1+1", None, True],
    ]
    data = binary_workbook(rows, sheet="Clauses")
    [sheet] = read_sheets(data, "golden.xlsb")
    assert (sheet.name, sheet.row_count, sheet.column_count) == ("Clauses", 4, 4)
    table = read_table(data, "golden.xlsb")
    assert [table.values(name) for name in table.columns] == [
        list(column) for column in zip(*rows[1:], strict=True)
    ]
    assert (table.kinds["share"], table.kinds["ends"]) == (Kind.NUMBER, Kind.BOOLEAN)
    for cut in (200, len(data) // 2, len(data) - 30):
        with pytest.raises(UnreadableFile, match="damaged or cut off"):
            read_table(data[:cut], "golden.xlsb")
