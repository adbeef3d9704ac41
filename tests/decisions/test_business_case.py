"""Entered figures joined with what was measured, and the sentences about it."""

import pytest

from tests.decisions.building import a_standing
from tests.store.building import a_candidate, a_run, a_version, a_workflow
from workbench.comparison import list_standings
from workbench.decisions.business_case import build_business_case, call_cost, get_usd_rate, set_usd_rate
from workbench.decisions.roi import Policy
from workbench.decisions.roi_sentences import (
    assumption_sentences,
    break_even_words,
    payback_words,
    roi_sentence,
)
from workbench.domain import Answer, BusinessFigures, CandidateKind, Workflow
from workbench.store import candidate as candidates
from workbench.store import workspace
from workbench.store.database import Database

# By hand $10 an item, a review $2, an error $60: the worked example.
FIGURES = BusinessFigures(1000, 12, 50, 2.4, 60, 11_160)


@pytest.fixture
def workflow(database: Database) -> Workflow:
    return a_workflow(database, figures=FIGURES)


def spaced(sentence: str) -> str:
    return sentence.replace("\N{NO-BREAK SPACE}", " ")


def test_the_worked_example_from_counts(database: Database, workflow: Workflow) -> None:
    standing = a_standing(190, 10, 50, mean_cost_usd=0.02)  # precision .95, coverage .8
    unreviewed = build_business_case(database, workflow, [standing], Policy.UNREVIEWED)
    reviewed = build_business_case(database, workflow, [standing], Policy.REVIEWED)
    assert unreviewed.by_hand_amount == 10_000
    [case] = unreviewed.cases
    assert case.saving_amount == pytest.approx(5_580)
    assert case.break_even_rate == pytest.approx(0.83375)
    assert case.payback_months == pytest.approx(2)
    assert case.saving_low_amount < 5_580 < case.saving_high_amount
    assert reviewed.cases[0].saving_amount == pytest.approx(5_980)
    assert spaced(roi_sentence(unreviewed, 0.95)).startswith(
        "Using “gpt-4 with search” unreviewed would save $5,580 a month ("
    )
    assert spaced(roi_sentence(unreviewed, 0.95)).endswith("but whether it meets the 95 % bar is undecided.")
    assert spaced(break_even_words(case)) == "83.4 %"
    assert payback_words(case) == "2.0 months"


def test_measures_costs_and_failures_on_stored_outputs(database: Database, workflow: Workflow) -> None:
    version = a_version(database, workflow, {key: (key, "x") for key in "abcd"})
    answers = {
        "a": Answer("x", cost_usd=0.5),
        "b": Answer(None, cost_usd=0.1),
        "c": Answer(failure_reason="lost"),
    }
    a_run(database, a_candidate(database, workflow), version, answers)
    [standing] = list_standings(database, workflow, version)
    assert call_cost(standing, None).usd == pytest.approx(0.3)
    assert standing.failure_rate == pytest.approx(1 / 3)


def test_falls_back_on_the_price_entered_with_the_candidate(database: Database, workflow: Workflow) -> None:
    vendor = candidates.add_candidate(
        database, workflow.workflow_id, "Vendor", CandidateKind.FILE, {"usd_per_item": 0.4}
    )
    assert call_cost(a_standing(1), vendor).usd == 0.4
    assert call_cost(a_standing(1), None).source == "no price known, counted as free"
    assert call_cost(a_standing(1, kind=CandidateKind.RULES), None).source.startswith("runs on this machine")


def test_converts_prices_at_the_entered_rate_and_says_when_there_is_none(
    database: Database, workflow: Workflow
) -> None:
    standing = a_standing(190, 10, 50, mean_cost_usd=0.02)
    assert get_usd_rate(database) == (1.0, False)
    workspace.set_setting(database, "currency", "EUR")
    assumed = build_business_case(database, workflow, [standing], Policy.UNREVIEWED)
    assert assumed.rate_is_assumed
    assert "one dollar counts as one EUR" in assumption_sentences(assumed)[0]
    set_usd_rate(database, 0.5)
    converted = build_business_case(database, workflow, [standing], Policy.UNREVIEWED)
    assert not converted.rate_is_assumed
    assert converted.cases[0].cost.calls_amount == pytest.approx(10)


def test_missing_figures_leave_no_saving(database: Database) -> None:
    bare = a_workflow(database, "Bare")
    case = build_business_case(database, bare, [a_standing(9, 1)], Policy.UNREVIEWED)
    assert (case.cases, case.by_hand_amount, len(case.missing)) == ((), None, 4)
    assert (
        roi_sentence(case, 0.95)
        == "No saving can be said yet: 4 figures of this workflow are missing or impossible."
    )


def test_precision_without_labels_leaves_no_saving(database: Database, workflow: Workflow) -> None:
    case = build_business_case(
        database, workflow, [a_standing(unlabelled=9), a_standing()], Policy.UNREVIEWED
    )
    assert case.cases == ()
    assert case.without_rates == ("gpt-4 with search",)
    assert (
        roi_sentence(case, 0.95)
        == "No saving can be said yet: no candidate has a judged answer on these items."
    )


def test_recommends_one_that_meets_the_bar_before_one_that_saves_more(
    database: Database, workflow: Workflow
) -> None:
    bold = a_standing(920, 80, candidate_id=1, candidate_name="Bold")
    careful = a_standing(500, 2, 400, candidate_id=2, candidate_name="Careful")
    case = build_business_case(database, workflow, [bold, careful], Policy.REVIEWED)
    assert [one.name for one in case.cases] == ["Bold", "Careful"]
    assert "“Careful” with every answer reviewed" in roi_sentence(case, 0.95)


def test_says_it_when_nobody_saves(database: Database, workflow: Workflow) -> None:
    case = build_business_case(database, workflow, [a_standing(5, 5)], Policy.UNREVIEWED)
    assert spaced(roi_sentence(case, 0.95)) == (
        "No candidate saves money unreviewed: “gpt-4 with search” would cost $20,000 a month more than "
        "working by hand."
    )
    assert payback_words(case.cases[0]) == "never"


def test_warns_when_the_range_holds_a_loss(database: Database, workflow: Workflow) -> None:
    case = build_business_case(database, workflow, [a_standing(9, 1)], Policy.UNREVIEWED)
    assert case.cases[0].saving_low_amount < 0 < case.cases[0].saving_amount
    assert roi_sentence(case, 0.95).endswith("It could also lose money within that range.")


@pytest.mark.parametrize(
    ("figures", "policy", "words"),
    [
        (BusinessFigures(1000, 12, 50, 1, 1), Policy.UNREVIEWED, "saves at any precision"),
        (BusinessFigures(1000, 12, 50, 60, 1), Policy.REVIEWED, "saves at no precision"),
        (BusinessFigures(1000, 12, 50, 1, 0), Policy.UNREVIEWED, "precision makes no difference"),
    ],
)
def test_break_even_outside_the_scale_is_said_in_words(
    database: Database, figures: BusinessFigures, policy: Policy, words: str
) -> None:
    workflow = a_workflow(database, f"Such {words}", figures=figures)
    [case] = build_business_case(database, workflow, [a_standing(9, 1)], policy).cases
    assert break_even_words(case) == words
