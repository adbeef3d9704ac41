"""Assigned work: drawn at random under a seed, by several people where asked, first for whoever sits down."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.store.building import a_candidate, a_label, a_run, a_version, a_workflow, outputs_by_key
from workbench.domain import Assignment, Candidate, DatasetVersion, Run, Verdict, Workflow
from workbench.errors import BadSetting
from workbench.labeling import Desk, open_desk
from workbench.labeling.assignments import assign_work, assigned_sentence, draw_new, scope_words
from workbench.store import assignment as assignments
from workbench.store import label as labels
from workbench.store import lease as leases
from workbench.store import workflow as workflows
from workbench.store.database import Database, now

KEYS = [f"k{number:02}" for number in range(40)]
World = tuple[Workflow, DatasetVersion, Candidate, Run]


@pytest.fixture
def world(database: Database) -> World:
    """Forty items, of which the first ten are about law; one candidate that answers all."""
    workflow = a_workflow(database)
    areas = {key: "Law" if number < 10 else "Tax" for number, key in enumerate(KEYS)}
    version = a_version(database, workflow, {key: (f"t {key}", "x") for key in KEYS}, slices=areas)
    candidate = a_candidate(database, workflow, "One")
    return (
        workflow,
        version,
        candidate,
        a_run(database, candidate, version, {key: f"a {key}" for key in KEYS}),
    )


def assign(database: Database, world: World, *labelers: str, **more: Any) -> Assignment:
    wanted = Assignment(world[0].workflow_id, world[1].dataset_version_id, labelers, **more)
    return assign_work(database, wanted)


def sit(database: Database, world: World, labeler: str, assignment: Assignment) -> Desk:
    return open_desk(database, world[0], world[1], labeler=labeler, assignment=assignment)


def label_all(desk: Desk, database: Database) -> list[int]:
    judged = []
    while task := desk.next_task(database):
        desk.save(database, Verdict.CORRECT)
        judged.append(task.output_id)
    return judged


def test_everyone_named_takes_from_one_pool_and_nothing_is_judged_twice(
    database: Database, world: World
) -> None:
    given = assign(database, world, "Ada", "Bob ", "Ada")
    assert (given.labelers, given.task_count, given.done_count) == (("Ada", "Bob"), 40, 0)
    assert given.seed > 0
    ada, bob = sit(database, world, "Ada", given), sit(database, world, "Bob", given)
    judged = []
    while ada.next_task(database) or bob.next_task(database):
        for desk in (ada, bob):
            if task := desk.next_task(database):
                desk.save(database, Verdict.CORRECT)
                judged.append(task.output_id)
    assert sorted(judged) == sorted(outputs_by_key(database, world[3]).values())
    assert assignments.get_assignment(database, world[0].workflow_id, given.assignment_id).done_count == 40
    told = assignments.list_progress(database, world[0].workflow_id)
    assert [(one.labeler, one.done_count) for one in told] == [("Ada", 20), ("Bob", 20)]
    [event, *_] = labels.list_events(database, world[0].workflow_id)
    assert (event.assignment_id, event.order_seed) == (given.assignment_id, given.seed)


def test_a_share_drawn_at_random_is_judged_by_as_many_people_as_asked(
    database: Database, world: World
) -> None:
    given = assign(database, world, "Ada", "Bob", "Cy", overlap_rate=0.25, overlap_count=2)
    assert (given.task_count, given.overlap_task_count) == (40, 10)
    judged = [label_all(sit(database, world, name, given), database) for name in ("Ada", "Bob", "Cy")]
    assert [len(one) for one in judged] == [40, 10, 0]
    assert set(judged[1]) < set(judged[0])
    assert sorted(judged[1]) != judged[1] or judged[1] != judged[0][:10], "not the first ten"
    assert assignments.get_assignment(database, world[0].workflow_id, given.assignment_id).done_count == 40


def test_a_sample_label_is_nobodys_where_several_are_to_judge(database: Database, world: World) -> None:
    for output_id in outputs_by_key(database, world[3]).values():
        a_label(database, output_id, Verdict.CORRECT, "Samples", is_sample=True, source="sample")
    given = assign(database, world, "Ada", "Bob", overlap_rate=0.25, overlap_count=2)
    assert given.done_count == 30
    judged = [label_all(sit(database, world, name, given), database) for name in ("Ada", "Bob")]
    assert len(judged[0]) == 10 and sorted(judged[0]) == sorted(judged[1])
    assert assignments.get_assignment(database, world[0].workflow_id, given.assignment_id).done_count == 40


def test_two_people_may_hold_an_overlapping_output_at_once_but_not_three(
    database: Database, world: World
) -> None:
    given = assign(database, world, "Ada", "Bob", "Cy", overlap_rate=1.0, overlap_count=2)
    first = [sit(database, world, name, given).next_tasks(database, 3) for name in ("Ada", "Bob")]
    assert first[0] == first[1]


def test_whoever_has_judged_an_overlapping_output_keeps_nobody_from_it_by_staying(
    database: Database, world: World
) -> None:
    given = assign(database, world, "Ada", "Bob", overlap_rate=1.0, overlap_count=2)
    at = now()
    ids = list(outputs_by_key(database, world[3]).values())[:3]

    def taken(name: str) -> list[int]:
        holder = leases.Holder(f"p/{name}", name, "p", given.assignment_id)
        claims = leases.take_leases(database, holder, ids, 3, False, at, at + timedelta(minutes=10))
        return [one.output_id for one in claims if one.is_taken]

    assert taken("Ada") == ids
    for output_id in ids:
        a_label(database, output_id, Verdict.CORRECT, "Ada")
    assert taken("Bob") == ids
    assert taken("Cleo") == [], "Ada has judged them, and Bob holds them"


def test_a_part_of_a_workflow_is_a_split_a_value_a_candidate_or_a_share(
    database: Database, world: World
) -> None:
    other = a_candidate(database, world[0], "Two")
    a_run(database, other, world[1], {"k00": "another", "k01": "a k01"})
    assert assign(database, world, "Ada").task_count == 41
    law = assign(database, world, "Ada", slice_column="area", slice_value="Law")
    assert (law.task_count, scope_words(law)) == (11, "Golden, where area is “Law”")
    two = assign(database, world, "Ada", candidate_id=other.candidate_id)
    assert (two.task_count, scope_words(two)) == (2, "Golden, by Two")
    assert assign(database, world, "Ada", share_rate=0.25).task_count == 10
    drawn = [assign(database, world, "Ada", share_rate=0.25, seed=seed) for seed in (5, 5, 6)]
    waiting = [
        assignments.waiting_table(database, one.assignment_id, "Ada")["output_id"].tolist() for one in drawn
    ]
    assert waiting[0] == waiting[1] != waiting[2]
    in_order = assign(database, world, "Ada", order_strategy="file")
    table = assignments.waiting_table(database, in_order.assignment_id, "Ada")
    assert table["place"].tolist() == sorted(table["place"]) and table["output_id"].iloc[-1] == 40


def test_answers_that_come_in_later_join_and_what_was_drawn_stays(database: Database, world: World) -> None:
    given = assign(database, world, "Ada", share_rate=0.5)
    before = assignments.waiting_table(database, given.assignment_id, "Ada")["output_id"].tolist()
    assert draw_new(database, given) == 0
    a_run(database, a_candidate(database, world[0], "Two"), world[1], {key: f"b {key}" for key in KEYS[:20]})
    desk = sit(database, world, "Ada", given)
    assert desk.left == 30
    assert desk.queue.first(20) == before


def test_the_labeler_hears_what_was_given_and_how_far_it_is(database: Database, world: World) -> None:
    given = assign(database, world, "Ada", "Bob", candidate_id=world[2].candidate_id)
    a_label(database, outputs_by_key(database, world[3])["k00"], Verdict.CORRECT, "Bob")
    now = assignments.get_assignment(database, world[0].workflow_id, given.assignment_id)
    assert assigned_sentence(now, "Ada", 0) == (
        "Assigned to you and Bob: 40 outputs of Golden, 1 done, 0 by you."
    )
    alone = replace(now, labelers=("Ada",), split="holdout")
    assert assigned_sentence(alone, "Ada", 1) == "Assigned to you: 40 outputs of Holdout, 1 done."
    many = replace(now, labelers=("Ada", "Bob", "Cy", "Dee"))
    assert assigned_sentence(many, "Ada", 0, is_blind=False).startswith(
        "Assigned to you and 3 others: 40 outputs of Golden, by One, 1 done"
    )


def test_refuses_work_for_nobody_too_few_people_and_nothing_to_judge(
    database: Database, world: World
) -> None:
    with pytest.raises(BadSetting, match="Nobody is named"):
        assign(database, world, " ")
    with pytest.raises(BadSetting, match="2 labels on one output need as many people, and only one is named"):
        assign(database, world, "Ada", overlap_rate=0.5, overlap_count=2)
    with pytest.raises(BadSetting, match="nothing to assign"):
        assign(database, world, "Ada", slice_column="area", slice_value="Zoology")
    assert assignments.list_assignments(database, world[0].workflow_id) == []


def test_closed_work_is_not_offered_and_deleting_the_workflow_ends_it(
    database: Database, world: World
) -> None:
    given = assign(database, world, "Ada")
    workflow_id = world[0].workflow_id
    assert assignments.list_assignments(database, workflow_id, "Ada") == [given]
    assert assignments.list_assignments(database, workflow_id, "Bob") == []
    assignments.set_assignment_closed(database, given.assignment_id, True)
    assert assignments.list_assignments(database, workflow_id, "Ada") == []
    assert len(assignments.list_assignments(database, workflow_id, with_closed=True)) == 1
    workflows.delete_workflow(database, workflow_id)
    assert assignments.list_assignments(database, workflow_id, with_closed=True) == []
