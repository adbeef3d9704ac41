"""The desk: a sitting of one labeler, with what others and other tabs do meanwhile."""

from collections.abc import Iterator

import pytest

from tests.store.building import a_candidate, a_label, a_run, a_small_world, outputs_by_key
from workbench.domain import DatasetVersion, Run, Verdict, Workflow
from workbench.labeling import Desk, Task, list_waiting, open_desk
from workbench.labeling.written import Written
from workbench.store import candidate as candidates
from workbench.store import label as labels
from workbench.store.database import Database

World = tuple[Workflow, DatasetVersion, Run]


@pytest.fixture
def world(database: Database) -> World:
    workflow, version, _, run = a_small_world(database, tuple("abcde"))
    return workflow, version, run


class Clock:
    """Seconds that pass only when told."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def sit(database: Database, world: World, labeler: str = "Ada", **more: object) -> Desk:
    return open_desk(database, world[0], world[1], labeler=labeler, **more)  # type: ignore[arg-type]


def shown(desk: Desk, database: Database) -> Task:
    task = desk.next_task(database)
    assert task is not None
    return task


def standing(database: Database, output_id: int) -> list[tuple[str, Verdict | None]]:
    return [(label.labeler, label.verdict) for label in labels.list_standing(database, output_id)]


def tasks(desk: Desk, database: Database) -> Iterator[Task]:
    while (task := desk.next_task(database)) is not None:
        yield task


def test_stores_a_verdict_with_correction_and_comment_and_goes_on(database: Database, world: World) -> None:
    clock = Clock()
    desk = sit(database, world, clock=clock)
    first = shown(desk, database)
    assert (first.expected, first.answer) == (f"expected {first.item_key}", f"answer {first.item_key}")
    clock.seconds = 4
    desk.save(database, Verdict.INCORRECT, Written("  the right one ", " why ", ("Wrong party",)))
    [label] = labels.list_standing(database, first.output_id)
    assert (label.verdict, label.correction, label.comment) == (Verdict.INCORRECT, "the right one", "why")
    assert label.reasons == ("Wrong party",)
    assert (label.labeler, label.duration_s, label.source) == ("Ada", 4, "desk")
    assert shown(desk, database).output_id != first.output_id
    assert (desk.left, desk.done, desk.done_today, desk.saved) == (4, 1, 1, Verdict.INCORRECT)
    assert desk.pace_s == 4


def test_asking_again_shows_the_same_output_and_a_task_does_not_know_its_candidate(
    database: Database, world: World
) -> None:
    desk = sit(database, world)
    task = shown(desk, database)
    assert shown(desk, database) is task
    assert "Rules" not in repr(task)


def test_a_long_pause_does_not_count_as_work(database: Database, world: World) -> None:
    clock = Clock()
    desk = sit(database, world, clock=clock)
    shown(desk, database)
    clock.seconds = 3600
    desk.save(database, Verdict.CORRECT)
    assert desk.pace_s == 60


def test_undo_goes_back_any_number_of_steps_with_what_was_written(database: Database, world: World) -> None:
    desk = sit(database, world)
    seen = []
    for number, verdict in enumerate((Verdict.CORRECT, Verdict.NO_ANSWER, Verdict.UNSURE)):
        seen.append(shown(desk, database).output_id)
        desk.save(database, verdict, Written(comment=f"note {number}"))
    shown(desk, database)
    desk.skip()
    assert (desk.left, desk.queue.skipped) == (2, 1)
    desk.undo(database)
    assert desk.queue.skipped == 0
    for number in (2, 1, 0):
        desk.undo(database)
        task = shown(desk, database)
        assert (task.output_id, task.comment) == (seen[number], f"note {number}")
        assert standing(database, task.output_id) == []
    assert not desk.can_undo
    desk.undo(database)
    assert (desk.left, desk.done, desk.done_today, desk.pace_s) == (5, 0, 0, None)
    assert labels.count_events(database) == 6, "taking back is an event of its own, nothing is erased"


def test_undo_restores_what_stood_before(database: Database, world: World) -> None:
    output_id = outputs_by_key(database, world[2])["a"]
    a_label(database, output_id, Verdict.UNSURE, "Ada", comment="not sure yet")
    desk = sit(database, world, revisits=Verdict.UNSURE)
    assert shown(desk, database).comment == "not sure yet"
    desk.save(database, Verdict.CORRECT, Written(comment="sure now"))
    assert standing(database, output_id) == [("Ada", Verdict.CORRECT)]
    desk.undo(database)
    assert standing(database, output_id) == [("Ada", Verdict.UNSURE)]
    assert labels.list_standing(database, output_id)[0].comment == "not sure yet"
    assert shown(desk, database).comment == "sure now"


def test_passes_over_what_a_colleague_labelled_meanwhile(database: Database, world: World) -> None:
    desk = sit(database, world)
    first = shown(desk, database)
    colleague = sit(database, world, "Grace")
    second = shown(colleague, database)
    assert second.output_id != first.output_id, "two people never get the same output by accident"
    colleague.save(database, Verdict.CORRECT)
    shown(colleague, database)
    colleague.save(database, Verdict.INCORRECT)
    desk.save(database, Verdict.INCORRECT)
    assert standing(database, first.output_id) == [("Ada", Verdict.INCORRECT)]
    assert shown(desk, database).output_id not in (first.output_id, second.output_id)
    assert desk.left == 2


def test_two_tabs_of_one_person_judge_every_output_once(database: Database, world: World) -> None:
    one, other = sit(database, world), sit(database, world)
    judged = []
    while one.next_task(database) or other.next_task(database):
        for desk in (one, other):
            if task := desk.next_task(database):
                desk.save(database, Verdict.CORRECT)
                judged.append(task.output_id)
    assert len(set(judged)) == 5
    assert all(standing(database, output_id) == [("Ada", Verdict.CORRECT)] for output_id in judged)
    assert (one.left, other.left) == (0, 0)


def test_outputs_deleted_meanwhile_are_passed_over_with_a_sentence(database: Database, world: World) -> None:
    desk = sit(database, world)
    shown(desk, database)
    candidate = candidates.list_candidates(database, world[0].workflow_id)[0]
    candidates.delete_candidate(database, candidate.candidate_id)
    desk.save(database, Verdict.CORRECT)
    assert "has been deleted meanwhile" in desk.sentence
    assert (desk.done, desk.saved) == (0, None)
    assert desk.next_task(database) is None
    desk.save(database, Verdict.CORRECT)
    desk.skip()
    assert (desk.left, desk.can_undo) == (0, False)


def test_outputs_put_aside_are_offered_again(database: Database, world: World) -> None:
    desk = sit(database, world)
    aside = shown(desk, database).output_id
    desk.skip()
    for _ in tasks(desk, database):
        desk.save(database, Verdict.CORRECT)
    assert (desk.left, desk.queue.skipped) == (1, 1)
    desk.take_up_skipped()
    assert shown(desk, database).output_id == aside


def test_takes_in_outputs_of_a_run_that_came_after_it_was_opened(database: Database, world: World) -> None:
    workflow, version, _ = world
    desk = sit(database, world)
    for _ in tasks(desk, database):
        desk.save(database, Verdict.CORRECT)
    run = a_run(database, a_candidate(database, workflow, "Other"), version, {"a": "one", "b": "two"})
    desk.take_in(list_waiting(database, workflow, version))
    assert {task.output_id for task in iter_saving(desk, database)} == set(
        outputs_by_key(database, run).values()
    )


def iter_saving(desk: Desk, database: Database) -> Iterator[Task]:
    for task in tasks(desk, database):
        yield task
        desk.save(database, Verdict.UNSURE)


def test_undo_leaves_alone_what_the_same_person_said_later_in_another_tab(
    database: Database, world: World
) -> None:
    one, other = sit(database, world), sit(database, world)
    task = shown(one, database)
    one.save(database, Verdict.CORRECT)
    other.go_to(database, task.item_key)
    assert shown(other, database).output_id == task.output_id
    other.save(database, Verdict.INCORRECT, Written("the right one", "why"))
    one.undo(database)
    [label] = labels.list_standing(database, task.output_id)
    assert (label.verdict, label.correction, label.comment) == (Verdict.INCORRECT, "the right one", "why")
    assert "labelled anew elsewhere" in one.sentence
    assert shown(one, database).output_id != task.output_id
    other.undo(database)
    assert standing(database, task.output_id) == [("Ada", Verdict.CORRECT)]


def test_shows_neither_lost_calls_nor_missing_answers(database: Database, world: World) -> None:
    workflow, version, _ = world
    a_run(database, a_candidate(database, workflow, "Silent"), version, {"a": None, "b": None})
    assert len(list_waiting(database, workflow, version)) == 5


def test_the_order_is_random_and_the_same_every_time(database: Database) -> None:
    keys = [f"k{number:02}" for number in range(40)]
    workflow, version, _, run = a_small_world(database, keys, "Big")
    ids = outputs_by_key(database, run)
    order = list_waiting(database, workflow, version)
    assert order == list_waiting(database, workflow, version)
    assert sorted(order) == sorted(ids.values())
    assert order != [ids[key] for key in keys]


def test_what_comes_next_is_ready_and_is_the_order_in_which_it_comes(
    database: Database, world: World
) -> None:
    desk = sit(database, world)
    ahead = [task.output_id for task in desk.next_tasks(database, 3)]
    assert ahead == list_waiting(database, *world[:2])[:3]
    for output_id in ahead:
        assert shown(desk, database).output_id == output_id
        desk.save(database, Verdict.CORRECT)
    assert len(desk.next_tasks(database, 3)) == 2


def test_measured_work_is_stored_as_it_is_told(database: Database, world: World) -> None:
    desk = sit(database, world)
    task = shown(desk, database)
    desk.save(database, Verdict.CORRECT, seconds=75.5)
    assert labels.list_standing(database, task.output_id)[0].duration_s == 75.5


def test_a_label_for_another_output_than_the_current_one_is_stored_for_that_one(
    database: Database, world: World
) -> None:
    desk = sit(database, world)
    first, second = desk.next_tasks(database, 2)
    desk.save(database, Verdict.CORRECT, output_id=second.output_id)
    assert standing(database, second.output_id) == [("Ada", Verdict.CORRECT)]
    assert standing(database, first.output_id) == []
    assert shown(desk, database).output_id == first.output_id


def test_what_is_told_again_by_a_page_that_outlived_its_server_is_stored_once(
    database: Database, world: World
) -> None:
    task = shown(sit(database, world), database)
    for _ in range(2):
        after = sit(database, world)
        after.save(database, Verdict.CORRECT, Written(comment="why"), output_id=task.output_id, once=True)
        assert after.saved is Verdict.CORRECT
    assert labels.count_events(database) == 1


def test_a_colleague_who_came_before_a_labeler_that_was_away_is_said_and_both_labels_are_kept(
    database: Database, world: World
) -> None:
    desk = sit(database, world)
    first, second = desk.next_tasks(database, 2)
    desk.work.release(database)  # as when the page lay asleep for longer than outputs are held
    a_label(database, first.output_id, Verdict.INCORRECT, "Bob")

    desk.save(database, Verdict.CORRECT, output_id=first.output_id)
    assert desk.saved is Verdict.CORRECT
    assert desk.sentence == "A colleague had judged this output meanwhile; both labels are kept"
    assert {name for name, _ in standing(database, first.output_id)} == {"Ada", "Bob"}

    desk.save(database, Verdict.CORRECT, output_id=second.output_id)
    assert desk.sentence == ""


def test_undo_reaches_back_to_an_earlier_sitting_of_today(database: Database, world: World) -> None:
    desk = sit(database, world)
    seen = [task.output_id for task in desk.next_tasks(database, 2)]
    desk.save(database, Verdict.CORRECT)
    shown(desk, database)
    desk.save(database, Verdict.INCORRECT, Written(reasons=("Wrong party",)))
    again = sit(database, world)
    assert again.can_undo
    for output_id in reversed(seen):
        again.undo(database)
        assert shown(again, database).output_id == output_id
        assert standing(database, output_id) == []
    again.undo(database)
    assert again.sentence == "There is nothing to take back today."
    assert (again.left, again.done, again.can_undo) == (5, 0, False)


def test_near_equal_outputs_to_one_item_are_judged_together_and_taken_back_together(
    database: Database,
) -> None:
    workflow, version, _, run = a_small_world(database, ("a",))
    near = a_run(database, a_candidate(database, workflow, "Near"), version, {"a": "Answer, A."})
    a_run(database, a_candidate(database, workflow, "Other"), version, {"a": "answer b"})
    ids = [outputs_by_key(database, one)["a"] for one in (run, near)]
    desk = sit(database, (workflow, version, run))
    task = next(task for task in desk.next_tasks(database, 3) if task.output_id in ids)
    assert [one for one, _ in task.alike] == [one for one in ids if one != task.output_id]
    desk.skip(task.output_id, ids)
    assert desk.queue.skipped == 2
    desk.undo(database)
    assert desk.queue.first(2) == [task.output_id, *(one for one, _ in task.alike)]
    desk.save(
        database,
        Verdict.INCORRECT,
        output_id=task.output_id,
        also=[one for one, _ in task.alike],
        seconds=8,
    )
    assert [standing(database, one) for one in ids] == [[("Ada", Verdict.INCORRECT)]] * 2
    assert sum(label.duration_s or 0 for label in labels.list_events(database, workflow.workflow_id)) == 8
    assert (desk.left, desk.done) == (1, 2)
    desk.undo(database)
    assert [standing(database, one) for one in ids] == [[], []]
    assert (desk.left, desk.done, desk.done_today) == (3, 0, 0)
    assert (shown(desk, database).output_id, shown(desk, database).alike) == (task.output_id, task.alike)


def test_goes_to_an_item_by_name_or_place_labelled_or_not(database: Database, world: World) -> None:
    ids = outputs_by_key(database, world[2])
    a_label(database, ids["d"], Verdict.CORRECT, "Grace")
    desk = sit(database, world)
    for wanted, key in (("D", "d"), ("5", "e"), (" b ", "b")):
        desk.go_to(database, wanted)
        assert shown(desk, database).output_id == ids[key]
    desk.go_to(database, "nowhere")
    assert desk.sentence == "No answered item is called “nowhere”."
    assert shown(desk, database).output_id == ids["b"]
