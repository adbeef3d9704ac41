from tests.store.building import a_version, a_workflow
from workbench.scoring.accepted import accepted_answers
from workbench.store import dataset as datasets
from workbench.store.database import Database


def test_items_with_the_same_inputs_accept_each_others_answers(database: Database):
    workflow = a_workflow(database)
    texts = {
        "a": ("same", "Law"),
        "b": ("same", "Cap"),
        "c": ("other", "Term"),
        "d": ("other", None),
        "e": ("x", " "),
    }
    version = a_version(database, workflow, texts)
    items = datasets.list_items(database, version.dataset_version_id)
    accepted = accepted_answers(version, items)
    assert {item.item_key: accepted[item.item_id] for item in items} == {
        "a": ("Law", "Cap"), "b": ("Law", "Cap"), "c": ("Term",), "d": ("Term",), "e": (),
    }  # fmt: skip
