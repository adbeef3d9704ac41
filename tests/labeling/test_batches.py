"""Many outputs labelled at once: all or none, taken back together, except what was said anew since."""

from tests.store.building import a_candidate, a_label, a_run, a_small_world, outputs_by_key
from workbench.domain import Verdict
from workbench.labeling.batches import label_together, take_back
from workbench.store import label as labels
from workbench.store.database import Database
from workbench.store.desk import label_table


def standing(database: Database, output_id: int) -> list[Verdict | None]:
    return [one.verdict for one in labels.list_standing(database, output_id)]


def test_labels_many_and_takes_them_back_to_what_stood_before(database: Database) -> None:
    workflow, _, _, run = a_small_world(database)
    ids = outputs_by_key(database, run)
    a_label(database, ids["a"], Verdict.UNSURE, "Ada")
    batch = label_together(database, workflow.workflow_id, "Ada", list(ids.values()), Verdict.CORRECT)
    assert batch.count == 3
    assert [standing(database, one) for one in ids.values()] == [[Verdict.CORRECT]] * 3
    events = labels.list_events(database, workflow.workflow_id)
    assert {(one.source, one.order_strategy, one.duration_s) for one in events[:3]} == {
        ("table", "none", None)
    }
    a_label(database, ids["c"], Verdict.INCORRECT, "Ada")
    assert take_back(database, batch) == 2
    assert [standing(database, ids[key]) for key in "abc"] == [[Verdict.UNSURE], [], [Verdict.INCORRECT]]


def test_the_same_verdict_counts_again_after_another_one(database: Database) -> None:
    workflow, _, _, run = a_small_world(database, ("a",))
    [output_id] = outputs_by_key(database, run).values()
    for verdict in (Verdict.CORRECT, Verdict.INCORRECT, Verdict.CORRECT):
        label_together(database, workflow.workflow_id, "Ada", [output_id], verdict)
    assert standing(database, output_id) == [Verdict.CORRECT]


def test_the_table_holds_equal_answers_once_and_finds_texts(database: Database) -> None:
    workflow, version, _, run = a_small_world(database, ("a", "b"))
    a_run(database, a_candidate(database, workflow, "Twin"), version, {"a": "answer a", "b": "other"})

    def shown(text: str = "", labelled: bool = False) -> list[str]:
        table = label_table(
            database, workflow.workflow_id, version.dataset_version_id, None, "Ada", text, labelled
        )
        return list(table["answer"])

    assert shown() == ["answer a", "answer b", "other"]
    assert shown("EXPECTED B") == ["answer b", "other"]
    a_label(database, outputs_by_key(database, run)["a"], Verdict.CORRECT, "Ada")
    assert (shown(), shown(labelled=True)) == (["answer b", "other"], ["answer a"])
    a_label(database, outputs_by_key(database, run)["b"], Verdict.CORRECT, "Grace")
    assert shown() == ["other"]
