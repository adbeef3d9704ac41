"""Labels: shared by equal answers, an adjudicated one before all others, repeats beside what counts."""

import pandas as pd
import pytest

from tests.store.building import (
    a_candidate,
    a_label,
    a_run,
    a_small_world,
    a_version,
    a_workflow,
    outputs_by_key,
)
from workbench.domain import Answer, DatasetVersion, Label, Run, Verdict, Workflow
from workbench.store import candidate as candidates
from workbench.store import evidence
from workbench.store import label as labels
from workbench.store import run as runs
from workbench.store import workflow as workflows
from workbench.store.database import Database

World = tuple[Workflow, DatasetVersion, Run, Run]


@pytest.fixture
def world(database: Database) -> World:
    """Two candidates: the same answer to a, different ones to b, no answer to c from either."""
    workflow = a_workflow(database)
    version = a_version(database, workflow, {"a": ("t1", "x"), "b": ("t2", "x"), "c": ("t3", "x")})
    one = a_run(database, a_candidate(database, workflow, "One"), version, {"a": "x", "b": "x", "c": None})
    two = a_run(database, a_candidate(database, workflow, "Two"), version, {"a": "x", "b": "y", "c": None})
    return workflow, version, one, two


def verdicts(database: Database, world: World) -> dict[str, str]:
    table = evidence.evidence_table(database, world[0].workflow_id, world[1].dataset_version_id)
    keys = table["candidate_name"].str.lower() + " " + table["item_key"]
    return dict(zip(keys, table["verdict"], strict=True))


def test_a_label_counts_for_every_candidate_that_gave_the_answer(database: Database, world: World) -> None:
    a_label(database, outputs_by_key(database, world[3])["a"], Verdict.CORRECT)
    a_label(database, outputs_by_key(database, world[3])["b"], Verdict.INCORRECT)
    assert verdicts(database, world) == {
        "one a": "correct", "two a": "correct", "one b": "unlabelled", "two b": "incorrect",
        "one c": "no_answer", "two c": "no_answer",
    }  # fmt: skip
    standing = labels.list_standing(database, outputs_by_key(database, world[2])["a"])
    assert [one.output_id for one in standing] == [outputs_by_key(database, world[3])["a"]]
    rows = evidence.standing_label_table(database, world[0].workflow_id, world[1].dataset_version_id)
    assert list(zip(rows["candidate_name"], rows["item_key"], rows["counts"], strict=True)) == [
        ("One", "a", True), ("Two", "a", True), ("Two", "b", True),
    ]  # fmt: skip
    counted = evidence.count_standing_labels(database, world[0].workflow_id, world[1].dataset_version_id)
    assert counted == 3


def test_the_queue_holds_each_answer_to_an_item_once(database: Database, world: World) -> None:
    workflow, version, one, two = world

    def waiting(candidate_id: int | None = None) -> set[tuple[int, int]]:
        table = labels.queue_table(
            database, workflow.workflow_id, version.dataset_version_id, candidate_id=candidate_id
        )
        return set(zip(table["output_id"], table["item_id"], strict=True))

    assert len(waiting()) == 3
    assert len(waiting(one.candidate_id)) == 2
    a_label(database, outputs_by_key(database, one)["a"], Verdict.UNSURE)
    assert {output for output, _ in waiting()} == {
        outputs_by_key(database, one)["b"], outputs_by_key(database, two)["b"],
    }  # fmt: skip
    assert len(waiting(two.candidate_id)) == 1


def test_a_lost_call_is_not_covered_by_a_label_on_no_answer(database: Database, world: World) -> None:
    workflow, version, one, _ = world
    lost = a_candidate(database, workflow, "Lost")
    a_run(database, lost, version, {"c": Answer(failure_reason="line cut")})
    a_label(database, outputs_by_key(database, one)["c"], Verdict.CORRECT)
    told = verdicts(database, world)
    assert (told["one c"], told["two c"], told["lost c"]) == ("correct", "correct", "failed")


def test_an_adjudicated_label_counts_before_newer_ones_until_it_is_taken_back(
    database: Database, world: World
) -> None:
    output_id = outputs_by_key(database, world[2])["a"]

    def counts() -> str:
        return verdicts(database, world)["two a"]

    a_label(database, output_id, Verdict.CORRECT, "Ada")
    a_label(database, output_id, Verdict.INCORRECT, "Ada", source="adjudication")
    a_label(database, output_id, Verdict.CORRECT, "Bob")
    assert counts() == "incorrect"
    standing = labels.list_standing(database, output_id)
    assert [(one.labeler, one.source, one.verdict) for one in standing] == [
        ("Ada", "adjudication", Verdict.INCORRECT),
        ("Bob", "desk", Verdict.CORRECT),
        ("Ada", "desk", Verdict.CORRECT),
    ]
    a_label(database, output_id, None, "Ada")
    assert counts() == "incorrect"
    a_label(database, output_id, None, "Ada", source="adjudication")
    assert counts() == "correct"


def test_a_repeat_is_read_beside_what_counts_and_never_changes_it(database: Database, world: World) -> None:
    workflow, _, one, _ = world
    output_id = outputs_by_key(database, one)["a"]
    a_label(database, output_id, Verdict.CORRECT)
    a_label(database, output_id, Verdict.INCORRECT, is_repeat=True, sitting_id="s", draw_position=30)
    assert verdicts(database, world)["two a"] == "correct"
    assert [label.verdict for label in labels.list_standing(database, output_id)] == [Verdict.CORRECT]
    assert labels.count_events(database) == 2
    [again] = labels.list_repeats(database, workflow.workflow_id)
    assert (again["labeler"], again["first_verdict"], again["second_verdict"]) == (
        "Ada", "correct", "incorrect",
    )  # fmt: skip
    a_label(database, output_id, None, is_repeat=True, sitting_id="s", draw_position=30)
    assert labels.list_repeats(database, workflow.workflow_id) == []


def test_an_event_keeps_how_it_came_about(database: Database, world: World) -> None:
    wanted = Label(
        outputs_by_key(database, world[2])["a"], "Ada", Verdict.INCORRECT, correction="y", comment="why",
        duration_s=2.5, order_strategy="random", instructions_version=3, order_seed=11, draw_position=7,
        draw_probability=0.25, sitting_id="sitting", assignment_id=4, reasons=("wrong party", "wrong law"),
    )  # fmt: skip
    labels.add_label(database, wanted)
    [stored] = labels.list_events(database, world[0].workflow_id)
    for name in Label.__dataclass_fields__.keys() - {"label_id", "created_at"}:
        assert getattr(stored, name) == getattr(wanted, name), name


def test_labels_from_a_file_are_added_once_for_equal_answers(database: Database, world: World) -> None:
    ids = [outputs_by_key(database, run)["a"] for run in world[2:]]
    table = pd.DataFrame({"output_id": ids, "labeler": "Bob", "verdict": "correct", "source": "file"})
    table = table.assign(is_sample=False, correction=None, comment=None)
    labels.add_labels(database, table)
    labels.add_labels(database, table)
    assert labels.count_events(database) == 1


def test_a_file_that_judges_equal_answers_row_by_row_is_believed_for_each(
    database: Database, world: World
) -> None:
    ids = [outputs_by_key(database, run)["a"] for run in world[2:]]
    table = pd.DataFrame({"output_id": ids, "labeler": "Bob", "verdict": ["correct", "incorrect"]})
    table = table.assign(source="file", is_sample=False, correction=None, comment=None)
    labels.add_labels(database, table)
    labels.add_labels(database, table)
    assert labels.count_events(database) == 2
    told = verdicts(database, world)
    assert (told["one a"], told["two a"]) == ("correct", "incorrect")
    a_label(database, ids[0], Verdict.UNSURE, "Bob")
    labels.add_labels(database, table)
    told = verdicts(database, world)
    assert (told["one a"], told["two a"]) == ("unsure", "unsure"), "said since then, of the answer itself"


def test_deleting_a_candidate_keeps_labels_on_answers_that_another_gave_too(
    database: Database, world: World
) -> None:
    workflow, _, one, two = world
    by_key = outputs_by_key(database, one)
    a_label(database, by_key["a"], Verdict.CORRECT)
    a_label(database, by_key["b"], Verdict.CORRECT)
    assert candidates.count_attached(database, one.candidate_id)["label_count"] == 1
    assert runs.count_attached(database, one.run_id)["label_count"] == 1
    candidates.delete_candidate(database, one.candidate_id)
    assert verdicts(database, world) == {"two a": "correct", "two b": "unlabelled", "two c": "no_answer"}
    assert labels.count_events(database) == 1
    runs.delete_run(database, two.run_id)
    assert labels.count_events(database) == 0
    workflows.delete_workflow(database, workflow.workflow_id)


def test_answers_given_for_rules_come_once_each(database: Database, world: World) -> None:
    a_label(database, outputs_by_key(database, world[2])["a"], Verdict.CORRECT)
    [row] = labels.list_judged_answers(database, world[0].workflow_id)
    assert (row["item_key"], row["answer"], row["verdict"]) == ("a", "x", "correct")


def test_a_small_world_has_one_task_per_answer(database: Database) -> None:
    workflow, version, _, _ = a_small_world(database, name="Other")
    assert len(labels.queue_table(database, workflow.workflow_id, version.dataset_version_id)) == 3
