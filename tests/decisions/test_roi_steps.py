"""The account of one candidate's month: the worked example line by line, and that its lines add up."""

from decimal import Decimal

import pytest

from tests.decisions.building import a_standing
from tests.store.building import a_workflow
from workbench.decisions.business_case import build_business_case, set_usd_rate
from workbench.decisions.roi import Policy
from workbench.decisions.roi_steps import Step, account
from workbench.domain import BusinessFigures
from workbench.store import workspace
from workbench.store.database import Database

FIGURES = BusinessFigures(1000, 12, 50, 2.4, 60, 11_160)
STANDING = a_standing(190, 10, 50, mean_cost_usd=0.02)


def steps(database: Database, policy: Policy, standing: object = STANDING) -> dict[str, Step]:
    workflow = a_workflow(database, f"Clauses {policy}", figures=FIGURES)
    case = build_business_case(database, workflow, [standing], policy)  # type: ignore[list-item]
    return {step.what: step for step in account(case, case.cases[0], FIGURES)}


def shown(step: Step) -> tuple[str, str, str]:
    made_of, figure, source = (
        part.replace("\N{NO-BREAK SPACE}", " ") for part in (step.made_of, step.figure, step.source)
    )
    return made_of, figure, source


def amount(step: Step) -> Decimal:
    return Decimal(step.figure.replace("$", "").replace(",", "").replace("−", "-"))


def test_the_worked_example_unreviewed_line_by_line(database: Database) -> None:
    by = {what: shown(step) for what, step in steps(database, Policy.UNREVIEWED).items()}
    assert by["By hand"] == ("1,000 items × $10.00 (12 min at $50.00 an hour)", "$10,000.00", "entered")
    assert by["Calls"] == ("1,000 items × $0.0200", "$20.00", "mean of the stored outputs")
    assert by["Undetected errors"] == (
        "800 answers × 5.0 % wrong × $60.00",
        "$2,400.00",
        "measured: 10 of 200 judged wrong; cost entered",
    )
    assert by["Done by people"] == (
        "200 items left × $10.00",
        "$2,000.00",
        "measured: 200 of 250 items answered, 0 failed",
    )
    assert by["With the candidate"][:2] == ("calls + undetected errors + done by people", "$4,420.00")
    assert by["Saving a month"][1] == "$5,580.00"
    assert by["Its range"][2] == "measured: precision 95 % (190 of 200; 91–98 %)"
    assert by["Break-even precision"][1] == "83.375 %"
    assert by["Payback"][:2] == ("$11,160.00 set-up ÷ the saving a month", "2.0 months")


@pytest.mark.parametrize(
    ("policy", "parts"),
    [
        (Policy.UNREVIEWED, ("Calls", "Undetected errors", "Done by people")),
        (Policy.REVIEWED, ("Calls", "Reviews", "Errors redone by hand", "Done by people")),
    ],
)
def test_the_lines_add_up_to_the_saving(database: Database, policy: Policy, parts: tuple[str, ...]) -> None:
    by = steps(database, policy)
    assert sum(amount(by[part]) for part in parts) == amount(by["With the candidate"])
    assert amount(by["By hand"]) - amount(by["With the candidate"]) == amount(by["Saving a month"])


def test_an_estimate_of_the_answers_says_so(database: Database) -> None:
    by = steps(database, Policy.UNREVIEWED, a_standing(9, 1, 30, unlabelled=60))
    assert by["Done by people"].source == "measured: about 70 of 100 items answered, 0 failed"


def test_the_rate_stands_beside_a_call_in_another_currency(database: Database) -> None:
    workspace.set_setting(database, "currency", "EUR")
    set_usd_rate(database, 0.5)
    assert shown(steps(database, Policy.UNREVIEWED)["Calls"]) == (
        "1,000 items × €0.0100",
        "€10.00",
        "mean of the stored outputs; 0.5 EUR per US dollar",
    )
