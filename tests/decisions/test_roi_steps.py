"""The account of one candidate's month: the worked example line by line, and that its lines add up."""

from decimal import Decimal

import pytest

from tests.decisions.building import a_standing
from tests.store.building import a_workflow
from workbench.comparison import Standing
from workbench.decisions.business_case import build_business_case, set_usd_rate
from workbench.decisions.roi import Policy
from workbench.decisions.roi_steps import Step, account, list_inputs
from workbench.domain import BusinessFigures
from workbench.store import workspace
from workbench.store.database import Database

FIGURES = BusinessFigures(1000, 12, 50, 2.4, 60, 11_160)
STANDING = a_standing(190, 10, 50, mean_cost_usd=0.02)


def read(
    database: Database, policy: Policy, standing: Standing = STANDING
) -> tuple[dict[str, Step], dict[str, Step]]:
    """The inputs and the lines by what they are."""
    workflow = a_workflow(database, f"Clauses {policy}", figures=FIGURES)
    case = build_business_case(database, workflow, [standing], policy)
    [one] = case.cases
    return (
        {step.what: step for step in list_inputs(case, one)},
        {step.what: step for step in account(case, one)},
    )


def shown(step: Step) -> tuple[str, str, str]:
    words, made_of, figure = (
        part.replace("\N{NO-BREAK SPACE}", " ") for part in (step.words, step.made_of, step.figure)
    )
    return words, made_of, figure


def amount(step: Step) -> Decimal:
    return Decimal(step.figure.replace("$", "").replace(",", "").replace("−", "-"))


def test_the_worked_example_unreviewed_line_by_line(database: Database) -> None:
    inputs, lines = read(database, Policy.UNREVIEWED)
    by = {what: shown(step) for what, step in lines.items()}
    assert by["An item by hand"] == ("minutes by hand ÷ 60 × hourly cost", "12 min ÷ 60 × $50.00", "$10.00")
    assert by["By hand"] == ("items a month × an item by hand", "1,000 × $10.00", "$10,000.00")
    assert by["Calls"] == ("items a month × a call", "1,000 × $0.02", "$20.00")
    assert by["Wrong answers"] == ("answers × (1 − precision)", "800 × (1 − 95.0 %)", "40")
    assert by["Cost of undetected errors"][1:] == ("40 × $60.00", "$2,400.00")
    assert by["Done by people"][1:] == ("200 × $10.00", "$2,000.00")
    assert by["With the candidate"][2] == "$4,420.00"
    assert by["Saving a month"] == ("by hand − with the candidate", "$10,000.00 − $4,420.00", "$5,580.00")
    assert by["Break-even precision"][2] == "83.375 %"
    assert by["Payback"][1:] == ("$11,160.00 spent", "2.0 months")
    assert "Reviews" not in by, "what is nothing is left out"
    sources = {what: step.source for what, step in inputs.items()}
    assert sources["Minutes by hand"] == "entered"
    assert sources["Precision"] == "measured: 190 of 200 judged answers right"
    assert sources["Share answered"] == "measured: 200 of 250 items answered, 0 failed"
    assert sources["Cost of a call"] == "mean of the stored outputs"
    assert sources["Wrong answers that reviewers miss"] == "not entered, taken so"
    assert sources["Minutes to correct an error"] == "not entered, so as long as by hand"
    assert lines["Its 80 % range"].made_of.replace("\N{NO-BREAK SPACE}", " ") == (
        "measured: precision 95 % (190 of 200; 91–98 %)"
    )


@pytest.mark.parametrize(
    ("policy", "parts"),
    [
        (Policy.UNREVIEWED, ("Calls", "Cost of undetected errors", "Done by people")),
        (Policy.REVIEWED, ("Calls", "Reviews", "Errors corrected", "Done by people")),
        (
            Policy.SPOT_CHECK,
            ("Calls", "Reviews", "Errors corrected", "Cost of undetected errors", "Done by people"),
        ),
    ],
)
def test_the_lines_add_up_to_the_saving(database: Database, policy: Policy, parts: tuple[str, ...]) -> None:
    _, by = read(database, policy)
    assert sum(amount(by[part]) for part in parts) == amount(by["With the candidate"])
    assert amount(by["By hand"]) - amount(by["With the candidate"]) == amount(by["Saving a month"])


def test_an_estimate_of_the_answers_says_so(database: Database) -> None:
    inputs, _ = read(database, Policy.UNREVIEWED, a_standing(9, 1, 30, unlabelled=60))
    assert inputs["Share answered"].source == "measured: about 70 of 100 items answered, 0 failed"


def test_the_rate_stands_beside_a_call_in_another_currency(database: Database) -> None:
    workspace.set_setting(database, "currency", "EUR")
    set_usd_rate(database, 0.5)
    inputs, lines = read(database, Policy.UNREVIEWED)
    assert shown(lines["A call"]) == ("cost of a call × price of a US dollar", "$0.02 × 0.5", "€0.01")
    assert shown(lines["Calls"])[1:] == ("1,000 × €0.01", "€10.00")
    assert inputs["Price of a US dollar"].source == "entered, without a date"
