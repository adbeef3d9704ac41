"""Second looks at what was called incorrect, and at some of what was called correct: what they count for and cost."""

from dataclasses import replace

import numpy as np
import pytest

from tests.decisions.worlds import a_tested_world
from tests.store.building import many_labels
from workbench.decisions.certification import certify, judge_alone
from workbench.decisions.committing import begin_test
from workbench.decisions.confirming import RIGHT, UNSURE, WRONG, Looks
from workbench.decisions.pool_evidence import PoolEvidence
from workbench.decisions.promises import promise_lines
from workbench.decisions.soonest import SOONEST
from workbench.decisions.standing_tests import read_tests
from workbench.decisions.verdict_sentences import certificate_sentence
from workbench.domain import DatasetVersion, LabellingRules, Verdict, Workflow
from workbench.labeling import open_desk
from workbench.store.database import Database
from workbench.store.labelling_rules import set_rules


def a_confirming_world(
    database: Database, size: int = 60, rate: float = 0.9, bar_rate: float = 0.8
) -> tuple[Workflow, DatasetVersion]:
    answers = {"A": [f"bad {n}" if n % 15 == 0 else "right" for n in range(size)]}
    workflow, version, _ = a_tested_world(database, answers, bar_rate=bar_rate)
    set_rules(database, LabellingRules(workflow.workflow_id, confirms_wrong=True, recheck_rate=rate))
    begin_test(database, workflow, version, seed=5)
    return workflow, version


def said_of(answer: str) -> Verdict:
    return Verdict.CORRECT if answer == "right" else Verdict.INCORRECT


@pytest.mark.parametrize(
    ("looks", "code", "is_in_doubt"),
    [
        (Looks(wrongs=1, newest="incorrect"), UNSURE, True),
        (Looks(wrongs=2, newest="incorrect"), WRONG, False),
        (Looks(rights=1, wrongs=1, newest="correct"), UNSURE, True),
        (Looks(rights=2, wrongs=1, newest="correct"), RIGHT, False),
        (Looks(rights=1, wrongs=2, newest="incorrect"), WRONG, False),
        (Looks(rights=1, newest="correct"), RIGHT, False),
        (Looks(rights=1, wrongs=1, newest="correct", decided="incorrect"), WRONG, False),
        (Looks(newest="unsure"), UNSURE, False),
    ],
)
def test_an_answer_is_incorrect_once_two_looks_say_so(looks: Looks, code: int, is_in_doubt: bool) -> None:
    assert (looks.code, looks.is_in_doubt) == (code, is_in_doubt)


def test_an_answer_called_correct_by_one_look_counts_neither_way(database: Database) -> None:
    workflow, version = a_confirming_world(database, size=30, rate=0.5)
    [test] = read_tests(database, workflow, version).history
    evidence = PoolEvidence(database, test)
    [candidate] = evidence.candidates
    sequence = evidence.sequence[candidate.candidate_id]
    once, twice = Looks(1, first="correct", newest="correct"), Looks(2, first="correct", newest="correct")
    for number in sequence[:20]:
        look = twice if evidence.is_rechecked[number] else once
        evidence.looks[number], evidence.codes[number] = look, RIGHT
    seconds = int(evidence.is_rechecked[sequence[:20]].sum())
    sample, found = evidence.sample(candidate), evidence.confirmation(candidate.candidate_id)
    assert 5 < seconds < 15 and sample.drawn.right == seconds == found.rechecked
    assert (sample.single, found.single, found.waiting, sample.unlabelled) == (
        20 - seconds,
        20 - seconds,
        0,
        10,
    )
    # Those that get a second look come first in the test, each set in the committed order.
    tested = evidence.tested(candidate.candidate_id)
    assert sorted(tested) == sorted(sequence) and not evidence.waiting(candidate.candidate_id)
    flags = evidence.is_rechecked[tested].tolist()
    assert flags == sorted(flags, reverse=True)
    [(reading, _)] = judge_alone(evidence)
    needed, rest = reading.needed_in_a_row(), reading.record.needed_in_a_row()
    assert needed and rest and needed >= rest, "not every label is one that the test waits for"


def test_labels_from_before_that_no_second_look_has_confirmed_are_no_facts(database: Database) -> None:
    workflow, version, ids = a_tested_world(database, {"A": ["right"] * 20})
    set_rules(database, LabellingRules(workflow.workflow_id, confirms_wrong=True))
    outputs = list(ids["A"].values())
    many_labels(database, dict.fromkeys(outputs, Verdict.CORRECT))
    many_labels(database, dict.fromkeys(outputs[:4], Verdict.CORRECT), "Ben")
    begin_test(database, workflow, version)
    [one] = certify(database, workflow, version)
    assert (one.known.right, one.pool_count, one.unlabelled, one.verdict.value) == (4, 20, 0, "undecided")
    assert "only second looks at the 16 answers that got one look can tell" in certificate_sentence(
        one, workflow
    )
    many_labels(database, dict.fromkeys(outputs, Verdict.CORRECT), "Cleo")
    [one] = certify(database, workflow, version)
    assert one.verdict.value == "meets the bar, all labelled"


def test_what_one_calls_incorrect_goes_to_the_next_and_counts_once_confirmed(database: Database) -> None:
    workflow, version = a_confirming_world(database, bar_rate=0.92)
    ben = open_desk(database, workflow, version, labeler="Ben", strategy=SOONEST)
    first = ben.next_task(database)
    assert first
    ben.save(database, Verdict.NO_ANSWER)  # so that Ada is not alone
    ben.work.release(database)
    ada = open_desk(database, workflow, version, labeler="Ada", strategy=SOONEST)
    called_wrong, seen = [], []
    for _ in range(30):
        task = ada.next_task(database)
        assert task and task.output_id not in seen
        seen.append(task.output_id)
        if said_of(task.answer) is Verdict.INCORRECT:
            called_wrong.append(task.output_id)
        ada.save(database, said_of(task.answer))
    [one] = certify(database, workflow, version)
    assert called_wrong and not one.known.wrong + one.drawn.wrong + one.ahead.wrong
    waiting = one.confirmation and (one.confirmation.doubted, one.confirmation.waiting)
    assert waiting and waiting[0] == len(called_wrong) and waiting[1] > 0
    ada.work.release(database)
    ben = open_desk(database, workflow, version, labeler="Ben", strategy=SOONEST)
    for _ in range(sum(waiting)):
        task = ben.next_task(database)
        assert task and task.output_id in seen, "second looks come first"
        ben.save(database, said_of(task.answer))
    task = ben.next_task(database)
    assert task and task.output_id not in seen
    [one] = certify(database, workflow, version)
    assert (one.drawn.wrong + one.ahead.wrong, one.drawn.unsure) == (len(called_wrong), 0)
    assert one.confirmation and (one.confirmation.doubted, one.confirmation.waiting) == (0, 0)
    said = " ".join(line for _, lines in promise_lines([one], workflow, version, None) for line in lines)
    assert "once a second, unseen look says so too" in said and "answers that two looks agree on" in said


def test_alone_the_same_labeler_gets_them_again_unannounced(database: Database) -> None:
    workflow, version = a_confirming_world(database, size=30, rate=0.3)
    desk, times = open_desk(database, workflow, version, labeler="Ada", strategy=SOONEST), {}
    while task := desk.next_task(database):
        times[task.output_id] = times.get(task.output_id, 0) + 1
        assert times[task.output_id] <= 2
        desk.save(database, said_of(task.answer))
    [one] = certify(database, workflow, version)
    assert one.verdict.value in ("certified", "meets the bar, all labelled")
    assert one.confirmation and (one.confirmation.doubted, one.confirmation.waiting) == (0, 0)
    twice = sum(count == 2 for count in times.values())
    assert 2 == one.confirmation.confirmed < twice


def test_the_setting_begins_a_new_test(database: Database) -> None:
    workflow, version, _ = a_tested_world(database, {"A": ["right"] * 20})
    begin_test(database, workflow, version)
    set_rules(database, LabellingRules(workflow.workflow_id, confirms_wrong=True))
    assert not read_tests(database, workflow, version).live


def test_errors_that_single_looks_miss_do_not_certify_more_often_than_promised(database: Database) -> None:
    """Every first look says correct; second looks find what is wrong. At a large risk, so that few runs tell."""
    size, runs, risk, rng = 90, 30, 0.3, np.random.default_rng(3)
    workflow, version = a_confirming_world(database, size, rate=0.4, bar_rate=0.9)
    [test] = read_tests(database, workflow, version).history
    false = 0
    for run in range(runs):
        evidence = PoolEvidence(database, replace(test, seed=run, alpha_rate=risk))
        evidence.is_rechecked = rng.random(size) < 0.4
        is_right = rng.permutation(size) < 80  # 81 would meet 90 %
        evidence.codes[:] = -1
        sequence = evidence.sequence[evidence.candidates[0].candidate_id]
        for place, number in enumerate(sequence[:84], start=1):
            missed = evidence.is_rechecked[number] and not is_right[number]
            look = Looks(rights=1, first="correct", newest="correct")
            if evidence.is_rechecked[number]:
                look = look._replace(wrongs=2) if missed else look._replace(rights=2)
            evidence.looks[number], evidence.codes[number] = look, look.code
            evidence._seen = (place, place)  # as after a label
            if place % 7 == 0 and judge_alone(evidence)[0][1].is_met:
                false += 1
                break
    assert false <= runs * risk + 2 * (runs * risk * (1 - risk)) ** 0.5
