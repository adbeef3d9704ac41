"""What a sitting holds: nobody else gets it, and it comes free again when the labeler leaves."""

import gc
import threading
from datetime import UTC, datetime, timedelta

import pytest

from tests.store.building import a_label, a_small_world, outputs_by_key
from workbench.domain import DatasetVersion, Run, Verdict, Workflow
from workbench.labeling import Queue, open_desk
from workbench.labeling.strategies import Scope, strategy_called
from workbench.labeling.work import HELD_FOR, Work
from workbench.store import lease as leases
from workbench.store.database import Database

World = tuple[Workflow, DatasetVersion, Run]
BEGIN = datetime.now(UTC).replace(tzinfo=None)


class Clock:
    """A time that passes only when told."""

    def __init__(self) -> None:
        self.time = BEGIN

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def world(database: Database) -> World:
    workflow, version, _, run = a_small_world(database, [f"k{n:02}" for n in range(30)])
    return workflow, version, run


def sit(
    database: Database, world: World, labeler: str, clock: Clock, revisits: Verdict | None = None
) -> tuple[Work, Queue]:
    scope = Scope(world[0].workflow_id, world[1].dataset_version_id, revisits=revisits)
    order = strategy_called("random").draw(database, scope, 11)
    return Work(labeler, order, revisits, clock=clock), Queue(order.output_ids)


def held_by(database: Database, labeler: str) -> int:
    return sum(one["labeler"] == labeler for one in leases.list_leases(database))


def test_two_people_at_the_front_of_one_order_get_different_outputs(database: Database, world: World) -> None:
    clock = Clock()
    ada, ada_queue = sit(database, world, "Ada", clock)
    bob, bob_queue = sit(database, world, "Bob", clock)
    front = ada_queue.first(5)
    ada.hold(database, ada_queue, 5)
    bob.hold(database, bob_queue, 5)
    assert ada_queue.first(5) == front
    assert not set(bob_queue.first(5)) & set(front)
    assert set(bob_queue.held_ids) >= set(front)
    assert held_by(database, "Ada") == 8, "five that are shown and a few more"


def test_outputs_come_back_to_the_front_when_a_colleague_leaves(database: Database, world: World) -> None:
    clock = Clock()
    ada, ada_queue = sit(database, world, "Ada", clock)
    bob, bob_queue = sit(database, world, "Bob", clock)
    front = ada_queue.first(3)
    ada.hold(database, ada_queue, 3)
    bob.hold(database, bob_queue, 3)
    ada.release(database)
    assert held_by(database, "Ada") == 0
    bob_queue.remove(bob_queue.first(1)[0])
    clock.time += HELD_FOR / 2
    bob.hold(database, bob_queue, 3)
    assert bob_queue.first(3) == front
    assert bob_queue.held_ids == []


def test_ten_minutes_without_activity_let_go_and_activity_renews(database: Database, world: World) -> None:
    clock = Clock()
    ada, ada_queue = sit(database, world, "Ada", clock)
    bob, bob_queue = sit(database, world, "Bob", clock)
    front = ada_queue.first(3)
    ada.hold(database, ada_queue, 3)
    clock.time += HELD_FOR * 0.6
    ada.hold(database, ada_queue, 3)
    clock.time += HELD_FOR * 0.6
    bob.hold(database, bob_queue, 3)
    assert not set(bob_queue.first(3)) & set(front)
    clock.time += HELD_FOR * 0.6
    bob.hold(database, bob_queue, 3)
    assert bob_queue.first(3) == front


def test_a_forgotten_sitting_holds_nothing(database: Database, world: World) -> None:
    clock = Clock()
    ada, ada_queue = sit(database, world, "Ada", clock)
    front = ada_queue.first(3)
    ada.hold(database, ada_queue, 3)
    del ada
    gc.collect()
    bob, bob_queue = sit(database, world, "Bob", clock)
    bob.hold(database, bob_queue, 3)
    assert bob_queue.first(3) == front
    assert {one["labeler"] for one in leases.list_leases(database)} == {"Bob"}


def test_after_a_restart_each_labeler_goes_on_with_what_they_held_and_who_stays_away_lets_go_in_time(
    database: Database, world: World
) -> None:
    clock = Clock()
    first, *front = sit(database, world, "Ada", clock)[1].first(9)
    before = leases.Holder("earlier-1", "Ada", "earlier"), leases.Holder("earlier-2", "Cy", "earlier")
    for holder, outputs in zip(before, (front[:4], front[4:]), strict=True):
        leases.take_leases(database, holder, outputs, 4, False, BEGIN, BEGIN + HELD_FOR)
    bob, bob_queue = sit(database, world, "Bob", clock)
    bob.hold(database, bob_queue, 2)
    assert not set(bob_queue.first(2)) & set(front), "their browsers still show it"
    bob.release(database)
    ada, ada_queue = sit(database, world, "Ada", clock)
    ada.hold(database, ada_queue, 4)
    assert ada_queue.first(4) == front[:4]
    assert held_by(database, "Cy") == 4
    clock.time += HELD_FOR
    bob.hold(database, bob_queue, 2)
    assert set(bob_queue.first(9)) == {first, *front}


def test_a_labeler_whose_browser_has_gone_for_a_while_lets_go_and_holds_anew_on_return(
    database: Database, world: World
) -> None:
    clock, is_here = Clock(), [False]
    ada, ada_queue = sit(database, world, "Ada", clock)
    ada.is_here = lambda: is_here[0]
    bob, bob_queue = sit(database, world, "Bob", clock)
    front = ada_queue.first(3)
    ada.hold(database, ada_queue, 3)

    def bob_holds() -> list[int]:
        clock.time += timedelta(seconds=10)
        bob.release(database)
        bob.hold(database, bob_queue, 3)
        return bob_queue.first(3)

    assert bob_holds() != front
    is_here[0] = True  # the connection broke for a moment
    assert bob_holds() != front
    is_here[0] = False
    assert bob_holds() != front
    assert bob_holds() != front
    assert bob_holds() == front
    ada.hold(database, ada_queue, 3)
    assert not set(ada_queue.first(3)) & set(front)


def test_whoever_opens_the_page_again_goes_on_with_what_they_had(database: Database, world: World) -> None:
    clock, is_here = Clock(), [True]
    before, queue = sit(database, world, "Ada", clock)
    before.is_here = lambda: is_here[0]
    before.hold(database, queue, 3)
    front = queue.first(3)

    def opened_again() -> list[int]:
        again, its_queue = sit(database, world, "Ada", clock)
        again.hold(database, its_queue, 3)
        return its_queue.first(3)

    assert not set(opened_again()) & set(front), "a second tab: the first is there still"
    is_here[0] = False
    assert opened_again() == front


def test_outputs_labelled_by_others_are_passed_over_and_deleted_ones_left_to_the_desk(
    database: Database, world: World
) -> None:
    clock = Clock()
    bob, queue = sit(database, world, "Bob", clock)
    first, second = queue.first(2)
    a_label(database, first, Verdict.CORRECT)
    queue.put_back(10_000)
    bob.hold(database, queue, 3)
    assert queue.first(2) == [10_000, second]


def test_a_revisit_is_over_labelled_outputs_and_nobody_else_gets_them(
    database: Database, world: World
) -> None:
    clock = Clock()
    ids = list(outputs_by_key(database, world[2]).values())[:4]
    for output_id in ids:
        a_label(database, output_id, Verdict.UNSURE)
    ada, ada_queue = sit(database, world, "Ada", clock, Verdict.UNSURE)
    bob, bob_queue = sit(database, world, "Bob", clock, Verdict.UNSURE)
    ada.hold(database, ada_queue, 2)
    bob.hold(database, bob_queue, 2)
    assert sorted(ada_queue.first(2) + bob_queue.first(2)) == sorted(ids)


def test_a_label_tells_the_place_and_the_odds_of_the_draw(database: Database, world: World) -> None:
    ada, queue = sit(database, world, "Ada", Clock())
    first, *_, last = queue.first(30)
    assert ada.stamp(first) == {
        "order_strategy": "random", "order_seed": 11, "draw_position": 1, "draw_probability": 1 / 30,
        "sitting_id": ada.sitting_id, "assignment_id": None, "instructions_version": None, "is_repeat": False,
    }  # fmt: skip
    assert (ada.stamp(last)["draw_position"], ada.stamp(last)["draw_probability"]) == (30, 1.0)
    assert ada.stamp(10_000)["draw_position"] is None


def test_many_people_at_once_judge_every_output_exactly_once(database: Database, world: World) -> None:
    workflow, version, run = world
    judged: dict[str, list[int]] = {name: [] for name in ("Ada", "Bob", "Cy", "Dee")}

    def label_all(name: str) -> None:
        desk = open_desk(database, workflow, version, labeler=name)
        while task := desk.next_task(database):
            desk.save(database, Verdict.CORRECT)
            judged[name].append(task.output_id)

    threads = [threading.Thread(target=label_all, args=(name,)) for name in judged]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    everything = [output_id for one in judged.values() for output_id in one]
    assert len(everything) == len(set(everything)), "no output was given to two people"
    assert set(everything) <= set(outputs_by_key(database, run).values())
    assert len(everything) >= 26, "at the very end one may find the last ones held by others and stop"


def test_goes_on_behind_all_that_others_hold_though_a_few_at_the_front_came_free(database: Database) -> None:
    workflow, version, _, run = a_small_world(database, [f"k{n:03}" for n in range(400)])
    clock = Clock()
    ben, ben_queue = sit(database, (workflow, version, run), "Ben", clock)
    front = ben_queue.first(3)
    ada = leases.Holder("earlier-1", "Ada", "earlier")
    leases.take_leases(database, ada, front, 3, False, BEGIN, BEGIN + HELD_FOR / 4)
    ben.hold(database, ben_queue, 5)
    assert ben_queue.held_ids == front
    ben.release(database)
    cy = leases.Holder("earlier-2", "Cy", "earlier")
    others = ben_queue.first(300)  # more than are looked at in one go
    leases.take_leases(database, cy, others, 300, False, BEGIN, BEGIN + HELD_FOR)
    clock.time += HELD_FOR / 4
    ben.hold(database, ben_queue, 5)
    assert ben_queue.first(3) == front
    assert not set(ben_queue.first(5)) & set(others)
