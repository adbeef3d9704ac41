"""Weighted draws in the app: fewer labels where one candidate is left, never more false certificates than promised."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.decisions.worlds import a_tested_world
from tests.store.building import many_labels
from workbench.decisions.automating import _in_order
from workbench.decisions.certification import certify, judge_alone
from workbench.decisions.committing import begin_test
from workbench.decisions.pool_evidence import PoolEvidence, read_evidence
from workbench.decisions.soonest import SOONEST, SOONEST_WEIGHTED
from workbench.decisions.verdict_sentences import certificate_sentence
from workbench.decisions.weighing import draw_more
from workbench.domain import DatasetVersion, Verdict, Workflow
from workbench.labeling import open_desk
from workbench.scoring.scoring import score_outputs
from workbench.store import certification as tests
from workbench.store import label as labels
from workbench.store.database import Database


def a_scored_world(
    database: Database, answers: dict[str, Sequence[str]], known: int = 80, **settings: object
) -> tuple[Workflow, DatasetVersion]:
    """Candidates whose scorer knows right from wrong, with labels on the first answers of each that show it."""
    workflow, version, ids = a_tested_world(database, answers, trusted_scorer="exact", **settings)
    score_outputs(database, workflow.workflow_id)
    for name, given in answers.items():
        judged = list(zip(given, ids[name].values(), strict=True))[:known]
        many_labels(database, {output_id: said_of(answer) for answer, output_id in judged})
    begin_test(database, workflow, version, seed=7)
    return workflow, version


def said_of(answer: str) -> Verdict:
    return Verdict.CORRECT if answer == "right" else Verdict.INCORRECT


def label_until_decided(database: Database, workflow: Workflow, version: DatasetVersion) -> int:
    """Sit down at the desk and say what is true of every answer that comes; how many came."""
    desk, given = open_desk(database, workflow, version, labeler="Ada", strategy=SOONEST), 0
    while task := desk.next_task(database):
        desk.save(database, said_of(task.answer))
        given += 1
    return given


def test_the_last_candidate_is_decided_by_weighted_draws_that_are_stored(database: Database) -> None:
    answers = {"A": [f"bad {n}" if n % 20 == 0 else "right" for n in range(300)]}
    workflow, version = a_scored_world(database, answers, known=100, bar_rate=0.9)
    given = label_until_decided(database, workflow, version)
    [test] = tests.list_tests(database, workflow.workflow_id, version.dataset_version_id)
    [one] = certify(database, workflow, version)
    assert one.verdict.value == "certified" and one.is_weighted and one.low is not None and one.low >= 0.9
    assert given == one.drawn.judged and one.likely_rate is not None
    assert "drawn where a label tells most" in certificate_sentence(one, workflow)
    draws = tests.list_draws(database, test.bar_test_id)[one.candidate_id]
    events = labels.list_events(database, workflow.workflow_id)[:given][::-1]
    assert {event.order_strategy for event in events} == {SOONEST_WEIGHTED}
    assert [event.draw_position for event in events] == list(range(1, given + 1))
    assert [event.draw_probability for event in events] == [draw.probability for draw in draws[:given]]
    # Read again from the database, as after a restart, it is the same.
    fresh = PoolEvidence(database, test)
    fresh.refresh(database)
    [(reading, verdict)] = judge_alone(fresh)
    assert verdict.value == "certified" and reading.limits.low == pytest.approx(one.low)


def test_weights_wait_until_the_others_are_decided_and_go_on_from_there(database: Database) -> None:
    strong = [f"s {n}" if n % 25 == 0 else "right" for n in range(120)]
    weak = [f"w {n}" if n % 10 == 5 else answer for n, answer in enumerate(strong)]
    workflow, version = a_scored_world(database, {"weak": weak, "strong": strong}, known=60, bar_rate=0.86)
    label_until_decided(database, workflow, version)
    [test] = tests.list_tests(database, workflow.workflow_id, version.dataset_version_id)
    found = {one.candidate_name: one for one in certify(database, workflow, version)}
    assert {one.verdict.value for one in found.values()} == {"certified"}
    assert found["weak"].is_weighted and not found["strong"].is_weighted
    draws = tests.list_draws(database, test.bar_test_id)
    assert list(draws) == [found["weak"].candidate_id]
    evidence = read_evidence(database, test)
    [first] = [one for one, _ in judge_alone(evidence) if one.sample.candidate.candidate_name == "strong"]
    assert first.record.meets_at is not None
    own = evidence.sequence[found["strong"].candidate_id]
    decided_at = int(evidence.position[own[first.record.meets_at - 1]])
    assert {draw.after_position for draw in draws[found["weak"].candidate_id]} == {decided_at}


def test_a_skipped_draw_ends_the_sample_until_somebody_judges_it(database: Database) -> None:
    answers = {"A": [f"bad {n}" if n % 12 == 0 else "right" for n in range(300)]}
    workflow, version = a_scored_world(database, answers, known=100, bar_rate=0.88)
    ada = open_desk(database, workflow, version, labeler="Ada", strategy=SOONEST)
    for number in range(16):
        task = ada.next_task(database)
        assert task
        if number == 3:
            first = task
            ada.skip()
        else:
            ada.save(database, said_of(task.answer))
    [one] = certify(database, workflow, version)
    assert (one.drawn.judged, one.ahead.judged) == (3, 12)
    assert ada.left > 100, "what is not drawn yet may still come"
    ada.next_tasks(database, 5)
    ben = open_desk(database, workflow, version, labeler="Ben", strategy=SOONEST)
    seen = [task.output_id for task in ben.next_tasks(database, 5)]
    assert seen[0] == first.output_id and len(seen) == 5
    assert not set(seen) & {task.output_id for task in ada.next_tasks(database, 5)}, "drawn on for both"
    ben.save(database, said_of(first.answer))
    [one] = certify(database, workflow, version)
    assert (one.drawn.judged, one.ahead.judged) == (16, 0)


def test_a_pool_just_below_the_bar_is_not_certified_more_often_than_promised(database: Database) -> None:
    """Through the app's own path: the draws that it stores, the records that the certificates read. At a large risk,
    so that few runs tell."""
    rng, runs, size, risk = np.random.default_rng(11), 16, 90, 0.3
    answers = {"A": [f"bad {n}" if n % 8 == 0 else "right" for n in range(size)]}
    workflow, version = a_scored_world(database, answers, known=50, bar_rate=0.8)
    [test] = tests.list_tests(database, workflow.workflow_id, version.dataset_version_id)
    false = 0
    for run in range(runs):
        truth = rng.permutation(size) < 71  # 72 would meet 80 %
        judge = truth ^ (rng.random(size) < (0.5 if run % 2 else 0.1))  # now worth nothing, now much
        false += certifies(database, begin_anew(database, workflow, version, run, risk), truth, judge)
    assert test.uses_scores and 0 < false <= runs * risk + 2 * (runs * risk * (1 - risk)) ** 0.5


def test_the_first_weights_rest_on_no_label_that_may_be_drawn_yet(database: Database) -> None:
    answers = {"A": [f"bad {n}" if n % 12 == 0 else "right" for n in range(120)]}
    workflow, version = a_scored_world(database, answers, known=60, bar_rate=0.8)
    shares = []
    for wrong_one in (0, 1):  # what random orders have had labelled before, in one bin or the other
        evidence = begin_anew(database, workflow, version, 3, 0.05)
        [candidate] = evidence.candidates
        evidence.bins = np.arange(len(evidence.bins)) % 2
        evidence.codes[evidence.is_known] = 1
        first = evidence.sequence[candidate.candidate_id][:20]
        evidence.codes[first] = evidence.bins[first] != wrong_one
        assert draw_more(database, evidence, candidate.candidate_id, 1) == 1
        shares.append(evidence.weighted[candidate.candidate_id].shares[0].tolist())
    assert shares[0] == shares[1]


def begin_anew(
    database: Database, workflow: Workflow, version: DatasetVersion, seed: int, risk: float
) -> PoolEvidence:
    """Another committed test of the same pool, at another risk than the app's."""
    test = begin_test(database, workflow, version, seed=seed)
    return PoolEvidence(database, replace(test, alpha_rate=risk))


def certifies(database: Database, evidence: PoolEvidence, truth: np.ndarray, judge: np.ndarray) -> bool:
    """Whether a test of this truth is ever certified, at one label or another up to the last but three."""
    items = np.searchsorted(np.unique(evidence.item_ids), evidence.item_ids)
    evidence.bins = judge[items].astype(np.int64)
    evidence.codes[evidence.is_known] = truth[items][evidence.is_known]
    [candidate] = evidence.candidates
    labelled, most = 0, len(truth) - int(evidence.is_known.sum()) - 3
    while labelled < most and draw_more(database, evidence, candidate.candidate_id):
        part = evidence.weighted[candidate.candidate_id]
        for number in part.numbers[labelled:most]:
            evidence.codes[number] = truth[items][number]
        labelled = len(part.numbers)
        if judge_alone(evidence)[0][0].record.meets:
            return True
    return False


def test_the_share_that_can_be_automated_rests_on_the_order_of_items_alone(database: Database) -> None:
    """Weighted draws would make a share of the surest answers look other than it is."""
    answers = {"A": [f"bad {n}" if n % 12 == 0 else "right" for n in range(120)]}
    workflow, version = a_scored_world(database, answers, known=60, bar_rate=0.85)
    [test] = tests.list_tests(database, workflow.workflow_id, version.dataset_version_id)
    evidence = read_evidence(database, test)
    [candidate] = evidence.candidates
    own = evidence.sequence[candidate.candidate_id].copy()
    evidence.bins = evidence.item_ids % 3
    assert draw_more(database, evidence, candidate.candidate_id, 20) == 20
    moved = evidence.sequence[candidate.candidate_id]
    assert moved.tolist() != own.tolist() and sorted(moved) == sorted(own)
    answered = pd.DataFrame({"item_id": np.unique(evidence.item_ids)})
    numbers = _in_order(evidence, candidate.candidate_id, answered)
    assert numbers is not None and numbers[~evidence.is_known[numbers]].tolist() == own.tolist()
