"""Orders: committed by a seed, by item, the same for everyone whatever is labelled by then."""

import pytest

from tests.store.building import a_candidate, a_label, a_run, a_small_world, outputs_by_key
from workbench.domain import DatasetVersion, Run, Verdict, Workflow
from workbench.errors import BadSetting
from workbench.labeling.strategies import (
    Order,
    Scope,
    Strategy,
    add_strategy,
    list_strategies,
    strategy_called,
)
from workbench.store.database import Database

KEYS = [f"k{number:02}" for number in range(40)]
World = tuple[Workflow, DatasetVersion, Run, Run]


@pytest.fixture
def world(database: Database) -> World:
    """Two candidates, of which the second agrees with the first on every other item."""
    workflow, version, _, run = a_small_world(database, KEYS)
    answers = {key: f"answer {key}" if number % 2 else "something else" for number, key in enumerate(KEYS)}
    return workflow, version, run, a_run(database, a_candidate(database, workflow, "Two"), version, answers)


def draw(database: Database, world: World, name: str = "random", seed: int = 1) -> Order:
    return strategy_called(name).draw(
        database, Scope(world[0].workflow_id, world[1].dataset_version_id), seed
    )


def item_keys(database: Database, world: World, order: Order) -> list[str]:
    by_id = {output_id: key for run in world[2:] for key, output_id in outputs_by_key(database, run).items()}
    return [by_id[output_id] for output_id in order.output_ids]


def test_a_seed_commits_the_order_and_the_answers_to_one_item_come_together(
    database: Database, world: World
) -> None:
    order = draw(database, world)
    assert (len(order.output_ids), order.item_count) == (60, 40)
    assert order.output_ids == draw(database, world).output_ids
    assert order.output_ids != draw(database, world, seed=2).output_ids
    keys = item_keys(database, world, order)
    assert list(dict.fromkeys(keys)) != KEYS
    together = [key for number, key in enumerate(keys) if number == 0 or keys[number - 1] != key]
    assert len(together) == len(set(together)) == 40


def test_places_stand_whatever_is_labelled_by_then(database: Database, world: World) -> None:
    order = draw(database, world)
    places = {output_id: order.place(output_id) for output_id in order.output_ids}
    for output_id in order.output_ids[:10]:
        a_label(database, output_id, Verdict.CORRECT)
    later = draw(database, world)
    assert later.output_ids == order.output_ids[10:]
    assert {output_id: later.place(output_id) for output_id in later.output_ids}.items() <= places.items()
    assert later.place(order.output_ids[0]) is None
    last = order.output_ids[-1]
    assert (order.place(last), order.probability(last)) == (40, 1.0)


def test_the_order_of_the_file_draws_nothing(database: Database, world: World) -> None:
    order = draw(database, world, "file")
    assert list(dict.fromkeys(item_keys(database, world, order))) == KEYS
    assert order.stamp(order.output_ids[0]) == {
        "order_strategy": "file", "order_seed": None, "draw_position": 1, "draw_probability": None,
    }  # fmt: skip


def test_another_room_adds_its_own_and_an_unknown_one_is_refused(database: Database, world: World) -> None:
    add_strategy(
        Strategy("backwards", "Backwards", "", lambda *_: Order("backwards", 0, [3, 1], [1, 2], 2, False))
    )
    assert next(one.name for one in list_strategies()) == "random"
    assert draw(database, world, "backwards").output_ids == [3, 1]
    with pytest.raises(BadSetting, match="no order called “sideways”"):
        strategy_called("sideways")
