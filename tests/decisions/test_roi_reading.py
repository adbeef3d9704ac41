"""Measured inputs: times of the desk, confidences, cascades, error costs by category."""

from collections.abc import Mapping

import pytest

from tests.store.building import a_candidate, a_run, a_version, a_workflow, many_labels, outputs_by_key
from workbench.comparison import list_standings
from workbench.decisions.business_case import BusinessCase, build_case, read_assumptions, read_evidence
from workbench.decisions.roi import Policy
from workbench.decisions.roi_sentences import best_case, cascade_sentence, nothing_sentence, roi_sentence
from workbench.decisions.roi_spreads import Counted, Known, Mixed, Resampled
from workbench.domain import Answer, BusinessFigures, CandidateKind, DatasetVersion, Label, Verdict, Workflow
from workbench.domain.scenarios import Estimate, Scenario
from workbench.store import label as labels
from workbench.store import roi as roi_store
from workbench.store.database import Database

FIGURES = BusinessFigures(1000, 12, 50, 2.4, 60, 11_160)
ITEMS = 40


@pytest.fixture
def workflow(database: Database) -> Workflow:
    return a_workflow(database, figures=FIGURES, categories=("x", "y"))


@pytest.fixture
def version(database: Database, workflow: Workflow) -> DatasetVersion:
    return a_version(database, workflow, {f"k{n}": (f"text {n}", "x") for n in range(ITEMS)})


def judged(
    database: Database,
    workflow: Workflow,
    version: DatasetVersion,
    name: str,
    answers: Mapping[int, tuple[str | None, float, bool]],
    usd: float = 0.02,
    seconds: float | None = None,
) -> None:
    """Outputs {number: (answer, confidence, is right)} with a label each."""
    given = {
        f"k{n}": Answer(answer, confidence=confidence, cost_usd=usd)
        for n, (answer, confidence, _) in answers.items()
    }
    candidate = a_candidate(database, workflow, name, CandidateKind.FILE)
    ids = outputs_by_key(database, a_run(database, candidate, version, given))
    events = []
    for n, (answer, _, right) in answers.items():
        if answer:
            correction = "z" if not right and seconds else None
            taken = seconds and seconds * (2 if correction else 1)
            verdict = Verdict.CORRECT if right else Verdict.INCORRECT
            events.append(Label(ids[f"k{n}"], "Ada", verdict, correction=correction, duration_s=taken))
    labels.add_events(database, events)


def case_of(database: Database, workflow: Workflow, version: DatasetVersion, policy: Policy) -> BusinessCase:
    standings = list_standings(database, workflow, version)
    evidence = read_evidence(database, workflow, standings, version)
    return build_case(evidence, read_assumptions(database, workflow, policy=policy))


def test_enough_labels_of_the_desk_stand_in_for_entered_minutes(
    database: Database, workflow: Workflow, version: DatasetVersion
) -> None:
    answers = {n: ("x", 0.9, n < 20) for n in range(ITEMS)}
    judged(database, workflow, version, "One", answers, seconds=30.0)
    too_few = case_of(database, workflow, version, Policy.REVIEWED).cases[0]
    assert too_few.spreads["review_minutes"] == Known(2.4), "20 labels without a correction are too few"
    judged(database, workflow, version, "Two", dict.fromkeys(range(20), ("x", 0.9, True)), seconds=30.0)
    case = case_of(database, workflow, version, Policy.REVIEWED)
    one = next(found for found in case.cases if found.name == "One")
    review, correct = one.spreads["review_minutes"], one.spreads["correct_minutes"]
    assert isinstance(review, Resampled)
    assert review.expected == pytest.approx(0.5)
    assert review.source == "measured: mean of 40 labels at the desk"
    assert correct.expected == pytest.approx(0.5), "60 s with a correction, less 30 s of reading"
    assert one.spreads["evaluation_minutes"].expected == pytest.approx((40 * 30 + 20 * 60) / 60)
    # A scenario that names the minutes goes before the desk, and the desk can be switched off.
    scenario = Scenario(1, workflow.workflow_id, "Slow", figures={"review_minutes": Estimate(5)})
    slow = build_case(case.evidence, read_assumptions(database, workflow, scenario, Policy.REVIEWED))
    assert slow.cases[0].spreads["review_minutes"] == Known(5)
    off = Scenario(0, workflow.workflow_id, "Base case", True, figures={"desk_times": Estimate(0.0)})
    roi_store.set_base(database, off)
    entered = build_case(case.evidence, read_assumptions(database, workflow, policy=Policy.REVIEWED))
    assert entered.cases[0].spreads["review_minutes"] == Known(2.4)


def test_a_pause_is_not_work(database: Database, workflow: Workflow, version: DatasetVersion) -> None:
    judged(database, workflow, version, "One", dict.fromkeys(range(35), ("x", 0.9, True)), seconds=30.0)
    judged(database, workflow, version, "Two", {0: ("x", 0.9, True)}, seconds=3_600.0)
    [one, *_] = case_of(database, workflow, version, Policy.REVIEWED).cases
    assert one.spreads["review_minutes"].expected == pytest.approx(0.5)


def test_reviewing_the_unsure_ones_catches_the_errors_among_them(
    database: Database, workflow: Workflow, version: DatasetVersion
) -> None:
    # 30 answers: 6 wrong, 4 of these and 3 of the right ones below 80 % confidence; 10 left unanswered.
    answers: dict[int, tuple[str | None, float, bool]] = {
        n: ("x", 0.5 if n < 4 or 6 <= n < 9 else 0.9, n >= 6) for n in range(30)
    }
    judged(database, workflow, version, "One", answers | dict.fromkeys(range(30, 40), (None, 0.0, True)))
    case = case_of(database, workflow, version, Policy.UNSURE)
    [one] = case.cases
    assert one.spreads["wrong_reviewed_rate"] == Counted(
        4, 6, "measured: 4 of 6 wrong answers below 80\N{NO-BREAK SPACE}% confidence"
    )
    assert one.values["wrong_reviewed_rate"] == pytest.approx(4 / 6)
    assert one.values["right_reviewed_rate"] == pytest.approx(3 / 24)
    assert one.values["reviewed"] == pytest.approx(1000 * 7 / 40)
    assert one.values["undetected"] == pytest.approx(1000 * 2 / 40)
    share = "with review of the 42\N{NO-BREAK SPACE}% it leaves unanswered or is unsure of"
    assert share in roi_sentence(case, 0.95), "10 + 7 of 40"


def test_without_confidences_nothing_is_unsure(
    database: Database, workflow: Workflow, version: DatasetVersion
) -> None:
    candidate = a_candidate(database, workflow, "Vendor", CandidateKind.FILE)
    ids = outputs_by_key(database, a_run(database, candidate, version, {f"k{n}": "x" for n in range(10)}))
    many_labels(database, {ids[f"k{n}"]: Verdict.CORRECT if n else Verdict.INCORRECT for n in range(10)})
    unsure, plain = (
        case_of(database, workflow, version, policy) for policy in (Policy.UNSURE, Policy.UNREVIEWED)
    )
    assert unsure.cases[0].saving_amount == pytest.approx(plain.cases[0].saving_amount)
    assert "no confidence" in unsure.cases[0].spreads["wrong_reviewed_rate"].source


def test_a_cascade_is_measured_on_the_items_both_answered(
    database: Database, workflow: Workflow, version: DatasetVersion
) -> None:
    # The cheap one is right where it is sure (30 items) and wrong elsewhere; the dear one is right everywhere.
    judged(
        database,
        workflow,
        version,
        "Cheap",
        {n: ("x", 0.9 if n < 30 else 0.3, n < 30) for n in range(ITEMS)},
        usd=0.0,
    )
    judged(database, workflow, version, "Dear", dict.fromkeys(range(38), ("x", 0.9, True)), usd=4.0)
    case = case_of(database, workflow, version, Policy.UNREVIEWED)
    [cascade] = case.cascades
    parts = cascade.cascade
    assert parts is not None
    assert (parts.first.candidate_name, parts.second.candidate_name) == ("Cheap", "Dear")
    assert parts.passed_rate == pytest.approx(8 / 38)
    assert (cascade.standing.correct, cascade.standing.incorrect) == (38, 0)
    assert cascade.call_cost.usd == pytest.approx(4.0 * 8 / 38), "every item asks the cheap one, for nothing"
    assert cascade.saving_amount > max(one.saving_amount for one in case.cases)
    assert cascade_sentence(case).startswith(
        "Asking “Cheap” first and “Dear” for the 21\N{NO-BREAK SPACE}% it leaves"
    )


def test_an_error_costs_what_its_category_costs(
    database: Database, workflow: Workflow, version: DatasetVersion
) -> None:
    answers = {n: ("y" if n < 3 else "x", 0.9, n >= 4) for n in range(ITEMS)}
    judged(database, workflow, version, "One", answers)
    base = Scenario(0, workflow.workflow_id, "Base case", True, error_costs={"y": 400.0})
    roi_store.set_base(database, base)
    [one] = case_of(database, workflow, version, Policy.UNREVIEWED).cases
    spread = one.spreads["error_cost_amount"]
    assert isinstance(spread, Mixed)
    assert spread.expected == pytest.approx((3 * 400 + 1 * 60) / 4), "three wrong ys, one wrong x as entered"
    assert spread.source == "entered by category, over 4 wrong answers"


def test_says_it_where_doing_nothing_would_be_cheaper(
    database: Database, version: DatasetVersion, workflow: Workflow
) -> None:
    judged(database, workflow, version, "One", dict.fromkeys(range(ITEMS), ("x", 0.9, True)))
    assert nothing_sentence(case_of(database, workflow, version, Policy.UNREVIEWED)) == ""
    cheap = Scenario(1, workflow.workflow_id, "Harmless", figures={"error_cost_amount": Estimate(1)})
    evidence = case_of(database, workflow, version, Policy.UNREVIEWED).evidence
    case = build_case(evidence, read_assumptions(database, workflow, cheap))
    assert nothing_sentence(case).startswith("By these figures doing nothing costs $1,000 a month")
    assert best_case(case) is not None
