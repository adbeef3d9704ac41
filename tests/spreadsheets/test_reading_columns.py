"""What the cells of a column mean: numbers, money, dates, ids, errors, and the switches that say otherwise."""

import pytest

from workbench.domain import Kind
from workbench.spreadsheets.reading import read_table
from workbench.spreadsheets.reading_columns import plain_cells
from workbench.spreadsheets.tables import Choices, Table


def _column(cells: list[str], *switches: str, name: str = "it", day_first: bool | None = None) -> Table:
    rows = "".join(f"K{row};{cell}\n" for row, cell in enumerate(cells))
    choices = Choices(delimiter=";", switches=frozenset(switches), day_first=day_first, header_rows=(1,))
    return read_table(f"key;{name}\n{rows}".encode(), "a.csv", choices=choices)


def _said(table: Table) -> str:
    return " ".join(map(str, table.findings))


def test_money_percent_and_brackets_become_numbers_and_can_stay_text() -> None:
    table = _column(["$1,200.50", "(3.00)", "$1.2 bn", "5"])
    assert (table.kinds["it"], table.values("it")) == (Kind.NUMBER, [1200.5, -3, 1_200_000_000, 5])
    assert table.as_read("it") == ["$1,200.50", "(3.00)", "$1.2 bn", "5"]
    assert "brackets mean less than zero" in _said(table)
    kept = _column(["$1,200.50", "(3.00)"], "as_text:it")
    assert (kept.kinds["it"], kept.values("it")) == (Kind.TEXT, ["$1,200.50", "(3.00)"])


def test_a_decimal_comma_is_found_from_the_cells_that_prove_it() -> None:
    table = _column(["1.291,00", "987", "1.234"])
    assert table.values("it") == [1291, 987, 1234]
    assert "decimal comma" in _said(table)
    assert _column(["1.5", "2.25"]).values("it") == [1.5, 2.25]


def test_ids_keep_their_zeros_and_long_numbers_their_digits() -> None:
    assert _column(["0001", "0012"]).values("it") == ["0001", "0012"]
    assert _column(["12345678901234567890", "1"]).values("it") == ["12345678901234567890", "1"]


def test_a_few_words_among_numbers_leave_all_of_them_text_unless_switched() -> None:
    cells = [*map(str, range(20)), "n/a"]
    table = _column(cells)
    assert (table.kinds["it"], table.values("it")[-1]) == (Kind.TEXT, "n/a")
    assert "20 numbers and 1 other cell (such as “n/a”)" in _said(table)
    forced = _column(cells, "read:it")
    assert (forced.kinds["it"], forced.values("it")[-2:]) == (Kind.NUMBER, [19, None])


def test_dates_say_which_part_comes_first() -> None:
    proven = _column(["3/4/2020", "25/4/2020"])
    assert proven.values("it") == ["2020-04-03", "2020-04-25"]
    assert "3/4/2020 is 3 April 2020, as other cells of the column have it" in _said(proven)
    open_ = _column(["3/4/2020", "5/6/2020"])
    assert "nothing in the column says whether that is right" in _said(open_)
    flipped = _column(["3/4/2020", "5/6/2020"], "day_first")
    assert {open_.values("it")[0], flipped.values("it")[0]} == {"2020-04-03", "2020-03-04"}
    assert _column(["3/4/2020"] * 2, day_first=True).values("it")[0] == "2020-04-03"


def test_true_and_false_in_several_languages_but_not_yes_and_no() -> None:
    assert _column(["WAHR", "FALSCH"]).values("it") == [True, False]
    assert _column(["TRUE", "false"]).kinds["it"] is Kind.BOOLEAN
    assert _column(["ja", "nein"]).values("it") == ["ja", "nein"]


def test_error_cells_are_empty_unless_kept() -> None:
    table = _column(["5", "#N/A", "7", "#DIV/0!"])
    assert (table.kinds["it"], table.values("it"), table.texts("it")[1]) == (
        Kind.NUMBER,
        [5, None, 7, None],
        None,
    )
    assert table.as_read("it")[1] == "#N/A"
    assert "2 cells hold an error (#N/A in row 3, “it”): read as empty" in _said(table)
    assert _column(["a b", "#N/A"], "errors").values("it") == ["a b", "#N/A"]


def test_not_available_is_a_label_not_a_gap() -> None:
    assert _column(["Correct", "n/a", "N/A", "-"]).values("it") == ["Correct", "n/a", "N/A", "-"]


def test_formulas_and_links_are_text() -> None:
    cells = ["=1+2", "+1-555-0100", "@SUM(1)", "-x", '=HYPERLINK("http://a")']
    assert _column(cells).values("it") == cells


@pytest.mark.parametrize("blank", ["", " ", "  ", "\t", "\N{NO-BREAK SPACE}", "\N{IDEOGRAPHIC SPACE} "])
def test_cells_of_spaces_are_empty_whatever_stands_around_them(blank: str) -> None:
    cells = ["alpha", blank, "Beta", "(c)", "~"]
    assert plain_cells(cells) == ["alpha", None, "Beta", "(c)", "~"]
    assert plain_cells([*cells, "Übung"])[1] is None


def test_many_equal_figures_stay_what_they_are() -> None:
    cells = [0.0, 1.0, 0.5, 1e16, float("nan")] * 9
    assert plain_cells(cells[:4] * 9) == [0, 1, 0.5, 1e16] * 9
    assert [type(cell) for cell in plain_cells(cells[:4] * 9)][:4] == [int, int, float, float]
    assert plain_cells(["a", *cells])[5] is None
