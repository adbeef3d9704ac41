"""Entered figures joined with what was measured, and the sentences about it."""

import pytest

from tests.decisions.building import a_standing
from tests.store.building import a_candidate, a_run, a_version, a_workflow
from workbench.comparison import Standing, list_standings
from workbench.decisions.business_case import (
    build_business_case,
    call_cost,
    estimated_answers,
    get_usd_rate,
    set_usd_rate,
)
from workbench.decisions.roi import Policy
from workbench.decisions.roi_sentences import (
    assumption_sentences,
    best_case,
    break_even_words,
    cost_finding,
    doubt_sentence,
    month_sentence,
    payback_words,
    roi_sentence,
    saving_words,
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
    assert spaced(roi_sentence(unreviewed, 0.95)).endswith(
        "It meets the 95 % bar, all labelled; whether it does on further items is undecided."
    )
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
    workspace.set_setting(database, "currency", "JPY")
    assert get_usd_rate(database) == (1.0, True), "a rate for euros is none for yen"


def test_a_rate_that_changes_nothing_is_not_asked_for(database: Database, workflow: Workflow) -> None:
    workspace.set_setting(database, "currency", "EUR")
    free = build_business_case(database, workflow, [a_standing(190, 10, 50)], Policy.UNREVIEWED)
    assert [spaced(sentence) for sentence in assumption_sentences(free)] == [
        "No price is known for “gpt-4 with search”: its calls count as free."
    ]


def test_missing_figures_leave_no_saving(database: Database) -> None:
    bare = a_workflow(database, "Bare")
    case = build_business_case(database, bare, [a_standing(9, 1)], Policy.UNREVIEWED)
    assert (case.cases, case.by_hand_amount, len(case.missing)) == ((), None, 4)
    assert roi_sentence(case, 0.95) == "No saving can be said yet: 4 figures of this workflow are missing."


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
    more = f"“{case.cases[0].name}” would save more (${case.cases[0].saving_amount:,.0f}), but "
    assert more in roi_sentence(case, 0.95)


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


@pytest.mark.parametrize(
    ("standing", "answers"),
    [
        (a_standing(190, 10, 50), 200),
        (
            a_standing(9, 1, 30, unlabelled=60),
            70,
        ),  # 30 refusals are known, none of the judged answers was empty
        (
            a_standing(8, 0, 32, unlabelled=60, labelled=10),
            56,
        ),  # 2 of 10 judged answers turned out to be none
        (a_standing(8, 0, 30, unsure=2, unlabelled=10, failed=5, labelled=10), 20),
        (a_standing(unlabelled=5), 0),
    ],
)
def test_answers_not_judged_yet_are_taken_to_be_like_those_that_are(
    standing: Standing, answers: float
) -> None:
    assert estimated_answers(standing) == pytest.approx(answers)


def test_a_half_labelled_candidate_does_not_look_idle(database: Database, workflow: Workflow) -> None:
    standing = a_standing(9, 1, 30, unlabelled=60)
    [case] = build_business_case(database, workflow, [standing], Policy.UNREVIEWED).cases
    assert standing.coverage_rate == 0.25, "of what is judged"
    assert case.automated_rate == pytest.approx(0.7)
    assert case.open_count == 60


def test_few_judged_answers_are_said_with_what_narrows_the_range(
    database: Database, workflow: Workflow
) -> None:
    few = a_standing(9, 1, 30, unlabelled=60)
    done = a_standing(9, 1, candidate_id=2, candidate_name="Done")
    many = a_standing(190, 10, 50, candidate_id=3, candidate_name="Many")
    case = build_business_case(database, workflow, [few, done, many], Policy.UNREVIEWED)
    said = {one.standing.candidate_id: doubt_sentence(case, one) for one in case.cases}
    assert said[1].startswith("Only 10 answers are judged, so the saving may well lie anywhere between −$2,")
    assert said[1].endswith("Labelling the other 60 narrows this.")
    assert said[2].endswith("All its answers are judged, so only more items can narrow this.")
    assert said[3] == ""
    assert "60 answers of “gpt-4 with search” are not judged yet" in " ".join(assumption_sentences(case))


def test_the_month_in_a_sentence_has_every_count(database: Database, workflow: Workflow) -> None:
    standing = a_standing(190, 10, 50, mean_cost_usd=0.02)
    case = build_business_case(database, workflow, [standing], Policy.UNREVIEWED)
    [one] = case.cases
    assert best_case(case) is one
    assert spaced(month_sentence(case, one, 0.95)) == (
        "By hand a month costs $10,000 (1,000 items at $10.00); with “gpt-4 with search” $4,420. "
        "It pays from a precision of 83.4 % on; measured: 95 % (190 of 200; 91–98 %), bar 95 %."
    )
    assert cost_finding(case) == "With “gpt-4 with search” a month costs $4,420 instead of $10,000"
    assert saving_words(one, "USD").startswith("saves $5,580 ($4,")


def test_the_month_never_rounds_an_interval_onto_the_bar(database: Database, workflow: Workflow) -> None:
    case = build_business_case(database, workflow, [a_standing(215, 5)], Policy.UNREVIEWED)
    [one] = case.cases
    assert "measured: 98 % (215 of 220; 94.8–99 %), bar 95 %." in spaced(month_sentence(case, one, 0.95))


def test_a_loss_is_said_as_what_it_costs_more(database: Database, workflow: Workflow) -> None:
    [one] = build_business_case(database, workflow, [a_standing(50, 50)], Policy.UNREVIEWED).cases
    low, high = -one.saving_high_amount, -one.saving_low_amount
    assert 0 < low < high
    assert saving_words(one, "USD").startswith("costs $20,000 more ($")
