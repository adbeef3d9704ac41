"""What the table of rules in the browser means."""

import pandas as pd

from workbench.ui.candidate_rules import rows_on_screen, without_blanks


def test_a_removed_row_leaves_its_number_so_that_sentences_name_the_row_on_screen():
    table = pd.DataFrame(
        {"Pattern": ["a", "c", None], "Answer": ["A", None, None]}, index=[1, 3, 4], dtype="str"
    )
    rows = rows_on_screen(table)
    assert [row["pattern"] for row in rows] == ["a", "", "c", ""]
    assert rows[2]["answer"] == ""


def test_rows_that_say_something_are_stored_without_outer_spaces():
    rows = [
        {"pattern": " a ", "answer": "A "},
        {"pattern": " ", "answer": ""},
        {"pattern": "b", "answer": ""},
    ]
    assert without_blanks(rows) == [{"pattern": "a", "answer": "A"}, {"pattern": "b", "answer": ""}]


def test_an_emptied_table_has_no_rows():
    assert rows_on_screen(pd.DataFrame({"Pattern": [], "Answer": []}, dtype="str")) == []
