"""What the browser tells the desk: once each, in order, under the sitting it was said in."""

from typing import Any

import pytest

from tests.store.building import a_small_world
from workbench.domain import Verdict
from workbench.labeling import open_desk
from workbench.store import label as labels
from workbench.store.database import Database
from workbench.ui.desk_events import Sitting


@pytest.fixture
def sitting(database: Database) -> Sitting:
    workflow, version, _, _ = a_small_world(database)
    return sit_down(database, workflow, version)


def sit_down(database: Database, workflow: Any, version: Any) -> Sitting:
    desk = open_desk(database, workflow, version, labeler="Ada")
    desk.next_tasks(database, 3)
    return Sitting(desk, "here")


def a_label(n: int, output_id: int, sitting: str = "here", **more: Any) -> dict[str, Any]:
    label = {"n": n, "act": "label", "sitting": sitting, "output": output_id, "verdict": "correct"}
    return label | {"seconds": 1.5, "also": [], "reasons": ["Wrong party"]} | more


def sent(*events: dict[str, Any], client: str = "page", have: tuple[int, ...] = ()) -> dict[str, Any]:
    return {"client": client, "events": list(events), "have": list(have)}


def test_several_events_that_come_together_are_done_in_order(database: Database, sitting: Sitting) -> None:
    first, second, _ = sitting.desk.queue.first(3)
    assert sitting.hear(database, sent(a_label(1, first), a_label(2, second, verdict="unsure")))
    assert sitting.confirmed == {"page": 2}
    assert not sitting.hear(database, sent(a_label(1, first), a_label(2, second)))
    events = labels.list_events(database, 1)
    assert [(one.output_id, one.verdict) for one in events] == [
        (second, Verdict.UNSURE),
        (first, Verdict.CORRECT),
    ]
    assert events[0].reasons == ("Wrong party",)


def test_what_was_said_at_another_sitting_is_left_alone(database: Database, sitting: Sitting) -> None:
    [first] = sitting.desk.queue.first(1)
    assert not sitting.hear(database, sent(a_label(1, first, sitting="elsewhere")))
    assert labels.count_events(database) == 0
    assert sitting.confirmed == {"page": 0}


def test_a_page_that_outlived_its_server_is_heard_without_storing_twice(database: Database) -> None:
    workflow, version, _, _ = a_small_world(database)
    before = sit_down(database, workflow, version)
    first, second, _ = before.desk.queue.first(3)
    before.hear(database, sent(a_label(7, first)))
    before.desk.work.release(database)
    after = sit_down(database, workflow, version)  # the server has started anew and knows no page
    after.hear(database, sent(a_label(7, first), a_label(8, second)))
    assert after.confirmed == {"page": 8}
    assert sorted(one.output_id for one in labels.list_events(database, 1)) == sorted((first, second))


def test_skip_undo_and_looking_again(database: Database, sitting: Sitting) -> None:
    [first] = sitting.desk.queue.first(1)
    here = {"sitting": "here"}
    sitting.hear(database, sent({"n": 1, "act": "skip", "output": first} | here, have=(first,)))
    assert (sitting.desk.queue.skipped, sitting.held) == (1, {first})
    sitting.hear(database, sent({"n": 2, "act": "undo", "output": first} | here, have=(first,)))
    assert (sitting.desk.queue.first(1), sitting.held) == ([first], set())
    sitting.hear(database, sent({"n": 3, "act": "go_to", "wanted": "nowhere"} | here))
    assert sitting.desk.sentence == "No answered item is called “nowhere”."
