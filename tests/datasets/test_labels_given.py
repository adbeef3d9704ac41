"""Labels that a sheet already holds, in any spelling."""

import pandas as pd
import pytest

from workbench.datasets.labels_given import find_labels, remember_spellings, spellings_of
from workbench.datasets.roles import Roles
from workbench.domain import Kind, Verdict
from workbench.spreadsheets.tables import Table
from workbench.store.database import Database

ROLES = Roles("id", ("question",), "expected")


def _table(**columns: list[str | None]) -> Table:
    rows = len(next(iter(columns.values())))
    whole = {
        "id": [str(n) for n in range(rows)],
        "question": ["?"] * rows,
        "expected": ["x"] * rows,
    } | columns
    return Table(
        "review.xlsx", "Review", list(whole), dict.fromkeys(whole, Kind.TEXT),
        pd.DataFrame(whole, dtype=object), list(range(2, rows + 2)), (1,),
    )  # fmt: skip


def test_a_column_of_verdicts_is_found_with_the_answers_it_judges() -> None:
    table = _table(
        **{"GPT-4": ["a", "b", "c"], "Claude": ["d", "e", "f"], "Verdict (Claude)": ["OK", "wrong", "n/a"]}
    )
    assert [(one.verdict_column, one.answer_column) for one in find_labels(table, ROLES)] == [
        ("Verdict (Claude)", "Claude")
    ]


def test_of_several_answers_a_verdict_judges_the_one_that_its_name_shares_words_with() -> None:
    verdicts = {"GPT-4 verdict": ["OK", "wrong", "OK"], "Claude verdict": ["wrong", "n/a", "OK"]}
    answers = {"GPT-4 answer": ["a", "b", "c"], "Claude answer": ["d", "e", "f"]}
    found = find_labels(_table(**answers, **verdicts), ROLES)
    assert [one.answer_column for one in found] == ["GPT-4 answer", "Claude answer"]


@pytest.mark.parametrize(
    "cells",
    [["yes", "no", "yes"], ["Ja", "Nein", "Ja"], ["north", "south", "north"], ["Correct", "Correct", None]],
)
def test_other_columns_are_none(cells: list[str | None]) -> None:
    assert find_labels(_table(answer=["a", "b", "c"], flag=cells), ROLES) == []


def test_spellings_are_guessed_then_said_then_remembered(database: Database) -> None:
    table = _table(verdict=["✓", "daneben!", "daneben!", "N/A"])
    guessed = {one.text: (one.row_count, one.verdict) for one in spellings_of(database, table, "verdict")}
    assert guessed["✓"] == (1, Verdict.CORRECT)
    assert guessed["N/A"] == (1, Verdict.NO_ANSWER)
    assert guessed["daneben!"] == (2, None)
    remember_spellings(database, {"daneben!": Verdict.INCORRECT, "N/A": Verdict.UNSURE})
    said = {one.text: one.verdict for one in spellings_of(database, table, "verdict")}
    assert said == {"✓": Verdict.CORRECT, "daneben!": Verdict.INCORRECT, "N/A": Verdict.UNSURE}
    remember_spellings(database, {"n/a": Verdict.NO_ANSWER})
    assert {one.text: one.verdict for one in spellings_of(database, table, "verdict")}[
        "N/A"
    ] is Verdict.NO_ANSWER
