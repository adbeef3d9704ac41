"""Repeat checks: an earlier output comes back unannounced, later than anyone remembers, and never changes its label."""

from dataclasses import replace

import pytest

from tests.store.building import a_small_world
from workbench.domain import DatasetVersion, Verdict, Workflow
from workbench.labeling import Desk, open_desk
from workbench.labeling.repeats import SelfAgreement, own_repeats, self_agreement
from workbench.store import label as labels
from workbench.store.database import Database
from workbench.store.labelling_rules import get_rules, set_rules

World = tuple[Workflow, DatasetVersion]


@pytest.fixture
def world(database: Database) -> World:
    workflow, version, _, _ = a_small_world(database, [f"k{n:02}" for n in range(60)])
    rules = get_rules(database, workflow.workflow_id)
    set_rules(database, replace(rules, repeat_rate=1.0))
    return workflow, version


def label_until_repeat(desk: Desk, database: Database) -> tuple[list[int], int]:
    """Label outputs as correct until one comes back: those labelled, and the one that came back."""
    seen: list[int] = []
    for _ in range(60):
        task = desk.next_task(database)
        assert task is not None
        if task.output_id in seen:
            return seen, task.output_id
        desk.save(database, Verdict.CORRECT)
        seen.append(task.output_id)
    raise AssertionError("none came back")


def verdicts(database: Database, output_id: int) -> list[Verdict | None]:
    return [label.verdict for label in labels.list_standing(database, output_id)]


def test_an_output_comes_back_after_twenty_others_and_is_stored_beside_its_label(
    database: Database, world: World
) -> None:
    desk = open_desk(database, *world, labeler="Ada")
    seen, back = label_until_repeat(desk, database)
    assert len(seen) - seen.index(back) - 1 >= 20
    task = desk.next_task(database)
    assert task is not None and task.written.comment == ""
    desk.save(database, Verdict.INCORRECT)
    assert verdicts(database, back) == [Verdict.CORRECT]
    assert self_agreement(database, world[0].workflow_id) == [SelfAgreement("Ada", 0, 1)]
    assert own_repeats(database, world[0].workflow_id, "Ada") == [False]
    [event] = [one for one in labels.list_events(database, world[0].workflow_id) if one.is_repeat]
    assert (event.output_id, event.verdict, event.sitting_id) == (
        back,
        Verdict.INCORRECT,
        desk.work.sitting_id,
    )


def test_what_was_said_again_can_be_taken_back_and_said_anew(database: Database, world: World) -> None:
    desk = open_desk(database, *world, labeler="Ada")
    _, back = label_until_repeat(desk, database)
    desk.save(database, Verdict.INCORRECT)
    desk.undo(database)
    task = desk.next_task(database)
    assert task is not None and task.output_id == back
    assert self_agreement(database, world[0].workflow_id) == []
    assert verdicts(database, back) == [Verdict.CORRECT]
    desk.save(database, Verdict.CORRECT)
    assert self_agreement(database, world[0].workflow_id) == [SelfAgreement("Ada", 1, 1)]
    assert verdicts(database, back) == [Verdict.CORRECT]


def test_a_planned_repeat_outlives_the_sitting_and_a_resent_one_is_stored_once(
    database: Database, world: World
) -> None:
    desk = open_desk(database, *world, labeler="Ada")
    _, back = label_until_repeat(desk, database)
    again = open_desk(database, *world, labeler="Ada")
    assert again.work.is_repeat(back)
    again.save(database, Verdict.INCORRECT, output_id=back)
    third = open_desk(database, *world, labeler="Ada")
    assert not third.work.is_repeat(back)
    third.save(database, Verdict.INCORRECT, output_id=back, once=True)
    assert verdicts(database, back) == [Verdict.CORRECT]
    assert self_agreement(database, world[0].workflow_id) == [SelfAgreement("Ada", 0, 1)]


def test_none_come_back_where_none_are_asked_for(database: Database, world: World) -> None:
    set_rules(database, replace(get_rules(database, world[0].workflow_id), repeat_rate=0.0))
    desk = open_desk(database, *world, labeler="Ada")
    assert desk.work.repeats is None
    seen = []
    while task := desk.next_task(database):
        desk.save(database, Verdict.CORRECT)
        seen.append(task.output_id)
    assert len(seen) == len(set(seen)) == 60
