"""All workflows at once: where each stands, what blocks it, and what they come to together."""

import numpy as np
import pytest

from tests.decisions.building import a_standing
from tests.store.building import a_candidate, a_run, a_version, a_workflow
from workbench.comparison import Standing
from workbench.decisions.business_case import read_evidence
from workbench.decisions.portfolio import (
    Line,
    Place,
    add_up,
    certainty_of,
    list_portfolio,
    portfolio_sentence,
    portfolio_sheet,
)
from workbench.decisions.roi_reading import Evidence
from workbench.domain import BusinessFigures, Workflow
from workbench.store.database import Database

FIGURES = BusinessFigures(1000, 12, 50, 2.4, 60, 11_160)
READY = a_standing(990, 10, 50)
OPEN = a_standing(38, 2, 10)
LOSING = a_standing(20, 20)


def lines(
    database: Database, standings: dict[str, Standing | None], **figures: BusinessFigures
) -> list[Line]:
    """The portfolio of workflows by name with one standing each; None has no output."""
    found: dict[int, Evidence | None] = {}
    known: list[Workflow] = []
    for name, standing in standings.items():
        workflow = a_workflow(database, name, figures=figures.get(name, FIGURES))
        known.append(workflow)
        version = a_version(database, workflow, {"a": ("text", "x")})
        if standing:
            a_run(database, a_candidate(database, workflow), version, {"a": "x"})
        found[workflow.workflow_id] = read_evidence(database, workflow, [standing]) if standing else None
    return list_portfolio(database, known, lambda workflow: found[workflow.workflow_id])


def test_each_workflow_stands_where_its_best_candidate_does(database: Database) -> None:
    listed = lines(
        database,
        {"None": None, "Losing": LOSING, "Open": OPEN, "Ready": READY, "Bare": READY},
        Bare=BusinessFigures(5),
    )
    assert {one.workflow.name: one.place for one in listed} == {
        "Ready": Place.READY, "Open": Place.PROMISING, "Losing": Place.LOSING, "None": Place.BLOCKED,
        "Bare": Place.BLOCKED,
    }  # fmt: skip
    assert [one.place for one in listed] == sorted((one.place for one in listed), key=list(Place).index)
    by = {one.workflow.name: one for one in listed}
    assert by["Ready"].blocked_by == ""
    assert "on these answers, all labelled; on further ones it is undecided" in by["Open"].blocked_by
    assert by["Losing"].blocked_by.startswith("The best candidate would cost $")
    assert by["Bare"].blocked_by.startswith("Minutes by hand is not entered.")
    assert by["Bare"].step.page == "roi"
    assert certainty_of(by["None"]) == 0 < certainty_of(by["Open"]) <= 1


def test_an_output_that_nobody_judged_leads_to_the_desk(database: Database) -> None:
    [line] = lines(database, {"Waiting": a_standing(unlabelled=9)})
    assert (line.place, line.blocked_by, line.step.page) == (
        Place.BLOCKED,
        "No answer is judged yet.",
        "label",
    )


def test_savings_add_up_and_their_range_is_narrower_than_the_sum_of_ranges(database: Database) -> None:
    listed = lines(database, {"One": OPEN, "Two": OPEN, "Losing": LOSING})
    together = add_up(listed)
    assert together is not None
    assert together.lines == 2, "what loses money is not taken up"
    assert together.expected_amount == pytest.approx(2 * 5_600)
    widths = [one.best.outlook.high_amount - one.best.outlook.low_amount for one in listed[:2] if one.best]
    assert together.high_amount - together.low_amount < 0.9 * np.sum(widths)
    assert add_up(listed[2:]) is None


def test_the_sentence_says_how_many_save_and_how_many_are_ready(database: Database) -> None:
    listed = lines(database, {"Ready": READY, "Open": OPEN, "Losing": LOSING})
    said = portfolio_sentence(listed, "USD").replace("\N{NO-BREAK SPACE}", " ")
    assert said.startswith("2 of 3 workflows would save $")
    assert said.endswith("; 1 of them meets its bar today.")
    assert portfolio_sentence([], "USD") == "No workflow fits these filters."
    assert portfolio_sentence(listed[2:], "USD") == "None of 1 workflow has a candidate that saves money yet."


def test_the_sheet_has_a_row_for_every_workflow(database: Database) -> None:
    listed = lines(database, {"Ready": READY, "None": None})
    sheet = portfolio_sheet(listed, "USD")
    rows = [dict(zip((column.title for column in sheet.columns), row, strict=True)) for row in sheet.rows]
    assert [(row["Workflow"], row["Where it stands"]) for row in rows] == [
        ("Ready", "ready"),
        ("None", "no figure yet"),
    ]
    assert rows[0]["Saving a month, USD"] == pytest.approx(listed[0].best.saving_amount)  # type: ignore[union-attr]
    assert rows[1]["Saving a month, USD"] is None
    assert dict(sheet.facts)["Finding"] == portfolio_sentence(listed, "USD")


def test_labels_that_nobody_drew_make_no_workflow_ready(database: Database) -> None:
    [line] = lines(database, {"Picked": a_standing(300, 0, unlabelled=700)})
    assert line.place is Place.PROMISING, "one look at what somebody picked proves nothing of the rest"
    assert "undecided" in line.blocked_by and line.best and line.best.bar_verdict.value == "not tested yet"
