"""The order that decides soonest: committed, shared, and without what is decided."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from tests.decisions.worlds import a_tested_world
from tests.store.building import a_candidate, a_label, a_run, a_version
from workbench.decisions.certification import certify
from workbench.decisions.committing import TOTAL_ALPHA_RATE, begin_test
from workbench.decisions.confirming import RIGHT
from workbench.decisions.pool_evidence import read_evidence
from workbench.decisions.promises import promise_lines
from workbench.decisions.soonest import SOONEST, keep_tested, needs_test
from workbench.domain import Answer, RunState, Verdict
from workbench.domain.bar_tests import WeightedDraw
from workbench.labeling import open_desk
from workbench.store import candidate as candidates
from workbench.store import certification as tests
from workbench.store import label as labels
from workbench.store import workflow as workflows
from workbench.store.database import Database


def test_decides_two_candidates_with_far_fewer_labels_than_answers(database: Database) -> None:
    answers = {"weak": ["right", "wrong"] * 75, "strong": ["right"] * 150}
    workflow, version, _ = a_tested_world(database, answers)
    desk = open_desk(database, workflow, version, labeler="Ada", strategy=SOONEST)
    [test] = tests.list_tests(database, workflow.workflow_id, version.dataset_version_id)
    given, outlooks = 0, [desk.work.order.outlook()]
    while task := desk.next_task(database):
        outlooks.append(desk.work.order.outlook())
        desk.save(database, Verdict.CORRECT if task.answer == "right" else Verdict.INCORRECT)
        given += 1
    outlooks.append(desk.work.order.outlook())
    assert 50 < given < 90, "225 different answers wait"
    verdicts = {one.candidate_name: one.verdict.value for one in certify(database, workflow, version)}
    assert verdicts["strong"] == "certified" and verdicts["weak"] in ("dropped", "proven below")
    assert outlooks[0].startswith("Candidate 1 of 2 is certified at the 95") and outlooks[-1] == ""
    assert not any("strong" in said or "weak" in said for said in outlooks), "names stay hidden at the desk"
    event = labels.list_events(database, workflow.workflow_id)[-1]
    assert (event.order_strategy, event.order_seed) == (SOONEST, test.seed)
    assert event.draw_position == 1 and event.draw_probability == pytest.approx(1 / 150)


def test_the_order_is_the_same_for_everyone_and_nobody_picks(database: Database) -> None:
    workflow, version, _ = a_tested_world(database, {"A": ["right"] * 40})
    first = open_desk(database, workflow, version, labeler="Ada", strategy=SOONEST)
    second = open_desk(database, workflow, version, labeler="Bob", strategy=SOONEST)
    assert first.queue.first(40) == second.queue.first(40)
    assert first.queue.first(40) != sorted(first.queue.first(40))
    first.go_to(database, "k0003")
    assert "nobody picks" in first.sentence
    one, other = first.next_task(database), second.next_task(database)
    assert one and other and one.output_id != other.output_id, "two people never get the same output"


def test_whoever_sits_down_later_gets_what_is_needed_by_then(database: Database) -> None:
    workflow, version, ids = a_tested_world(database, {"A": ["right"] * 60})

    def sit(labeler: str) -> list[int]:
        desk = open_desk(database, workflow, version, labeler=labeler, strategy=SOONEST)
        return desk.queue.first(60)

    sit("Ada")
    whole = sit("Ben")  # from here on the order is kept in memory
    for output_id in whole[:5]:
        a_label(database, output_id, Verdict.CORRECT)
    assert sit("Cy") == whole[5:]
    [candidate] = candidates.list_candidates(database, workflow.workflow_id)
    a_run(database, candidate, version, dict.fromkeys(ids["A"], "new"))
    assert len(sit("Dan")) == 60 and not set(sit("Dan")) & set(whole), "its answers have changed"


def test_of_many_who_sit_down_at_once_one_begins_the_test(database: Database) -> None:
    workflow, version, _ = a_tested_world(database, {"A": ["right"] * 60})

    def sit(number: int) -> list[int]:
        desk = open_desk(database, workflow, version, labeler=f"Labeler {number}", strategy=SOONEST)
        return desk.queue.first(60)

    with ThreadPoolExecutor(8) as people:
        first, *others = people.map(sit, range(8))
    assert others == [first] * 7
    assert len(tests.list_tests(database, workflow.workflow_id, version.dataset_version_id)) == 1


def test_of_many_who_ask_at_once_each_finds_their_own_label(database: Database) -> None:
    workflow, version, _ = a_tested_world(database, {"A": ["right"] * 60})
    desk = open_desk(database, workflow, version, labeler="Ada", strategy=SOONEST)
    [test] = tests.list_tests(database, workflow.workflow_id, version.dataset_version_id)
    evidence = read_evidence(database, test)

    def label_and_look(output_id: int) -> bool:
        a_label(database, output_id, Verdict.CORRECT)
        place = desk.work.order.place(output_id)
        return bool(read_evidence(database, test).codes[evidence.position == place][0] == RIGHT)

    with ThreadPoolExecutor(8) as people:
        assert all(people.map(label_and_look, desk.queue.first(40)))


def test_a_skipped_output_stays_pending(database: Database) -> None:
    workflow, version, _ = a_tested_world(database, {"A": ["right"] * 30})
    desk = open_desk(database, workflow, version, labeler="Ada", strategy=SOONEST)
    desk.next_task(database)
    desk.skip()
    for _ in range(5):
        desk.next_task(database)
        desk.save(database, Verdict.CORRECT)
    [found] = certify(database, workflow, version)
    assert (found.drawn.judged, found.ahead.right) == (0, 5)


def test_no_test_begins_while_a_run_brings_more(database: Database) -> None:
    workflow, version, _ = a_tested_world(database, {"A": ["right"] * 30})
    [candidate] = candidates.list_candidates(database, workflow.workflow_id)
    a_run(database, candidate, version, {"k0001": "right"}, state=RunState.RUNNING)
    desk = open_desk(database, workflow, version, labeler="Ada", strategy=SOONEST)
    assert desk.work.order.strategy == "random"
    assert tests.list_tests(database, workflow.workflow_id, version.dataset_version_id) == []


def test_other_answers_end_the_test_and_a_new_one_takes_the_labels_as_facts(database: Database) -> None:
    workflow, version, ids = a_tested_world(database, {"A": ["right"] * 60})
    desk = open_desk(database, workflow, version, labeler="Ada", strategy=SOONEST)
    for _ in range(10):
        desk.next_task(database)
        desk.save(database, Verdict.CORRECT)
    [candidate] = candidates.list_candidates(database, workflow.workflow_id)
    a_run(database, candidate, version, {key: ("new" if key == "k0000" else "right") for key in ids["A"]})
    [found] = certify(database, workflow, version)
    assert found.test is None and "Its answers have changed" in found.ended and needs_test(found)
    open_desk(database, workflow, version, labeler="Ada", strategy=SOONEST)
    [found] = certify(database, workflow, version)
    assert found.test is not None and found.known.right in (9, 10) and found.drawn.judged == 0


def test_nothing_is_left_to_judge_where_everything_is_labelled(database: Database) -> None:
    workflow, version, ids = a_tested_world(database, {"A": ["right"] * 5})
    for output_id in ids["A"].values():
        a_label(database, output_id, Verdict.CORRECT)
    desk = open_desk(database, workflow, version, labeler="Ada", strategy=SOONEST)
    assert desk.next_task(database) is None and desk.work.order.ends_decided
    assert tests.list_tests(database, workflow.workflow_id, version.dataset_version_id) == []


def test_an_archived_candidate_leaves_its_place_and_the_others_get_a_test_of_their_own(
    database: Database,
) -> None:
    workflow, version, _ = a_tested_world(
        database, {"cheap": ["right"] * 80, "dear": [f"other {n}" for n in range(80)]}
    )
    open_desk(database, workflow, version, labeler="Ada", strategy=SOONEST)
    cheap, dear = certify(database, workflow, version)
    assert cheap.waits_for == "dear" and not cheap.is_cut_off
    candidates.set_candidate_archived(database, dear.candidate_id, True)
    [cheap] = certify(database, workflow, version)
    assert cheap.is_cut_off and needs_test(cheap)
    desk = open_desk(database, workflow, version, labeler="Ada", strategy=SOONEST)
    assert len(tests.list_tests(database, workflow.workflow_id, version.dataset_version_id)) == 2
    task = desk.next_task(database)
    assert task and task.answer == "right"
    [cheap] = certify(database, workflow, version)
    assert not cheap.is_cut_off and not cheap.waits_for


def test_the_desk_ends_where_a_weaker_one_fails_behind_one_that_is_certified(database: Database) -> None:
    answers = {
        "weakest": ["right"] * 20 + [f"a {n}" for n in range(80)],
        "weak": [f"b {n}" for n in range(100)],
        "strong": ["right"] * 100,
    }
    workflow, version, _ = a_tested_world(database, answers, bar_rate=0.8)
    desk = open_desk(database, workflow, version, labeler="Ada", strategy=SOONEST)
    while task := desk.next_task(database):
        desk.save(database, Verdict.CORRECT if task.answer == "right" else Verdict.INCORRECT)
    found = {one.candidate_name: one for one in certify(database, workflow, version)}
    assert found["strong"].verdict.value == "certified" and found["weak"].verdict.is_below
    assert found["weakest"].is_cut_off or found["weakest"].verdict.is_below
    assert len(tests.list_tests(database, workflow.workflow_id, version.dataset_version_id)) == 1


def test_a_bar_above_what_experts_agree_on_is_refused_at_the_desk(database: Database) -> None:
    workflow, version, ids = a_tested_world(database, {"A": ["right"] * 60}, bar_rate=0.99)
    for place, output_id in enumerate(list(ids["A"].values())[:40]):
        a_label(database, output_id, Verdict.CORRECT if place % 4 else Verdict.INCORRECT, "Ben")
        a_label(database, output_id, Verdict.CORRECT, "Ada")
    desk = open_desk(database, workflow, version, labeler="Ada", strategy=SOONEST)
    assert desk.next_task(database) is None and desk.work.order.ending
    title, body = desk.work.order.ending
    assert title.replace("\N{NO-BREAK SPACE}", " ") == "The 99 % bar cannot be decided with these labels"
    assert "30 of 40 answers that two or more have labelled" in body and "second look" in body
    assert tests.list_tests(database, workflow.workflow_id, version.dataset_version_id) == []


def test_a_desk_that_is_open_goes_on_with_the_new_test_when_the_bar_changes(database: Database) -> None:
    workflow, version, _ = a_tested_world(database, {"A": ["right"] * 60})
    desk = open_desk(database, workflow, version, labeler="Ada", strategy=SOONEST)
    desk.next_task(database)
    desk.save(database, Verdict.CORRECT)
    assert "95" in desk.work.order.outlook()
    workflows.set_workflow(database, replace(workflow, bar_rate=0.8))
    task = desk.next_task(database)
    assert task
    desk.save(database, Verdict.CORRECT)
    assert "80" in desk.work.order.outlook() and desk.next_task(database)
    newest, _ = tests.list_tests(database, workflow.workflow_id, version.dataset_version_id)
    assert newest.bar_rate == 0.8 and desk.work.order.seed == newest.seed


def test_each_further_test_on_the_same_items_risks_less_and_says_so(database: Database) -> None:
    workflow, version, _ = a_tested_world(database, {"A": ["right"] * 60})
    scope = (workflow.workflow_id, version.dataset_version_id)
    risks = []
    for bar_rate in (0.95, 0.9, 0.9, 0.8):
        workflow = replace(workflow, bar_rate=bar_rate)
        workflows.set_workflow(database, workflow)
        desk = open_desk(database, workflow, version, labeler="Ada", strategy=SOONEST)
        if bar_rate != 0.8:
            desk.next_task(database)
            desk.save(database, Verdict.CORRECT)
        desk.work.release(database)
        risks.append(tests.list_tests(database, *scope)[0].alpha_rate)
    assert risks == pytest.approx([0.05, 0.05 / 4, 0.05 / 4, 0.05 / 9])
    assert sum(0.05 / number**2 for number in range(1, 10**5)) < TOTAL_ALPHA_RATE < 0.083
    certificates = certify(database, workflow, version)
    said = " ".join(
        line for _, lines in promise_lines(certificates, workflow, version, None) for line in lines
    )
    assert "It is test number 3 on these items." in said


def test_a_test_without_a_label_hands_its_candidates_to_the_next_lest_two_take_the_risk_of_one(
    database: Database,
) -> None:
    workflow, version, _ = a_tested_world(database, {"A": ["right"] * 30})
    begin_test(database, workflow, version)
    b = a_candidate(database, workflow, "B")
    a_run(database, b, version, {f"k{n:04}": Answer("right" if n % 2 else "wrong") for n in range(30)})
    keep_tested(database, workflow, version, None)
    newest, first = tests.list_tests(database, workflow.workflow_id, version.dataset_version_id)
    assert first.ended_because.startswith("No label had been drawn") and newest.alpha_rate == 0.05
    assert {one.test.bar_test_id for one in certify(database, workflow, version) if one.test} == {2}


def test_tests_go_with_their_workflow(database: Database) -> None:
    answers = {"A": [f"bad {n}" if n % 12 == 0 else "right" for n in range(100)]}
    workflow, version, _ = a_tested_world(database, answers)
    test = begin_test(database, workflow, version)
    tests.add_draws(database, test.bar_test_id, 1, 1, [WeightedDraw(1, 0, 0.5, (1.0,))])
    workflows.delete_workflow(database, workflow.workflow_id)
    assert tests.list_tests(database, workflow.workflow_id, version.dataset_version_id) == []
    assert (
        tests.class_table(database, test.bar_test_id).empty
        and tests.output_table(database, test.bar_test_id).empty
    )
    assert not tests.list_candidates(database, test.bar_test_id) and not tests.list_draws(
        database, test.bar_test_id
    )


def test_an_item_removed_by_a_new_version_starts_again_with_the_labels_as_facts(database: Database) -> None:
    workflow, version, ids = a_tested_world(database, {"A": ["right"] * 60})
    desk = open_desk(database, workflow, version, labeler="Ada", strategy=SOONEST)
    for _ in range(12):
        desk.next_task(database)
        desk.save(database, Verdict.CORRECT)
    desk.work.release(database)
    newer = a_version(database, workflow, {key: (f"text of {key}", "right") for key in list(ids["A"])[1:]})
    [found] = certify(database, workflow, newer)
    assert found.test is None and found.pool_count == 59 and "on version 1 of this dataset" in found.ended
    open_desk(database, workflow, newer, labeler="Ada", strategy=SOONEST)
    [found] = certify(database, workflow, newer)
    assert found.verdict.is_open and found.known.right in (11, 12) and not found.drawn.judged
    assert found.test and found.test.alpha_rate == pytest.approx(0.05 / 4), "most items are the same"
    [still] = certify(database, workflow, version)
    assert still.test and still.drawn.right == 12, "the old version's test stands for what it spoke of"
