"""Versions of golden datasets, their items and splits."""

import pandas as pd
import pytest

from tests.store.building import a_label, a_small_world, a_version, a_workflow, outputs_by_key
from workbench.domain import Role, Split, Verdict
from workbench.errors import NameTaken, NotFound
from workbench.store import dataset, run
from workbench.store.database import Database

ITEMS = {"k1": ("first “text”", "yes"), "k2": ("Zeile\nzwei", None), "k3": ("", "no")}


def _keys(database: Database, dataset_version_id: int, split: str | None = None) -> list[str]:
    return [item.item_key for item in dataset.list_items(database, dataset_version_id, split)]


def _halves(database: Database, dataset_version_id: int, train: set[str]) -> pd.DataFrame:
    items = dataset.list_items(database, dataset_version_id)
    rows = [(item.item_id, "train" if item.item_key in train else "holdout") for item in items]
    return pd.DataFrame(rows, columns=["item_id", "name"])


def test_a_version_comes_back_as_it_was_added_in_file_order(database: Database) -> None:
    wanted = a_workflow(database)
    source = dataset.Source("golden.xlsx", 1234, "ab" * 32, "Sheet 1", "Ada", "first try", 5, 2)
    version = a_version(database, wanted, ITEMS, "Filings", source=source)
    assert (version.number, version.item_count, version.dataset_name, version.workflow_id) == (
        1, 3, "Filings", wanted.workflow_id,
    )  # fmt: skip
    assert (version.file_name, version.file_size, version.sheet, version.imported_by, version.note) == (
        "golden.xlsx", 1234, "Sheet 1", "Ada", "first try",
    )  # fmt: skip
    assert (version.rows_read, version.rows_refused) == (5, 2)
    assert version.named(Role.INPUT) == ("text",)
    items = dataset.list_items(database, version.dataset_version_id)
    assert [(item.item_key, item.content, item.expected, item.position) for item in items] == [
        ("k1", {"text": "first “text”"}, "yes", 0),
        ("k2", {"text": "Zeile\nzwei"}, None, 1),
        ("k3", {"text": ""}, "no", 2),
    ]


def test_items_are_read_a_page_at_a_time(database: Database) -> None:
    items = {f"k{n:03}": (f"text {n}", "x") for n in range(25)}
    version = a_version(database, a_workflow(database), items)
    page = dataset.list_items(database, version.dataset_version_id, limit=10, offset=20)
    assert [item.item_key for item in page] == ["k020", "k021", "k022", "k023", "k024"]


def test_a_second_version_stores_only_what_is_new(database: Database) -> None:
    wanted = a_workflow(database)
    first = a_version(database, wanted, ITEMS)
    changed = {"k3": ("", "maybe"), "k1": ITEMS["k1"], "k4": ("new", "yes")}
    second = a_version(database, wanted, changed, "GOLDEN")
    assert (second.number, second.dataset_id, second.item_count) == (2, first.dataset_id, 3)
    assert _keys(database, first.dataset_version_id) == ["k1", "k2", "k3"]
    assert _keys(database, second.dataset_version_id) == ["k3", "k1", "k4"]
    by_key = {item.item_key: item for item in dataset.list_items(database, first.dataset_version_id)}
    again = {item.item_key: item for item in dataset.list_items(database, second.dataset_version_id)}
    assert again["k1"].item_id == by_key["k1"].item_id
    assert again["k3"].item_id != by_key["k3"].item_id
    assert dataset.count_attached(database, first.dataset_id)["item_count"] == 5


def test_the_newest_version_of_the_dataset_imported_last_comes_first(database: Database) -> None:
    wanted = a_workflow(database)
    a_version(database, wanted, ITEMS, "A")
    b_version = a_version(database, wanted, ITEMS, "B")
    a_second = a_version(database, wanted, {"k9": ("x", "y")}, "A")
    current = dataset.list_current_versions(database, wanted.workflow_id)
    assert [version.dataset_version_id for version in current] == [
        a_second.dataset_version_id,
        b_version.dataset_version_id,
    ]
    assert [version.number for version in dataset.list_versions(database, a_second.dataset_id)] == [2, 1]


def test_a_version_that_cannot_be_stored_leaves_nothing_behind(database: Database) -> None:
    wanted = a_workflow(database)
    broken = pd.DataFrame({"item_key": ["k1"], "content": ["{}"], "expected": ["x"], "content_hash": ["h"],
                           "position": ["first"]})  # fmt: skip
    with pytest.raises(Exception, match="first"):
        dataset.add_version(database, wanted.workflow_id, "Golden", [], broken, dataset.Source())
    assert dataset.list_datasets(database, wanted.workflow_id) == []


def test_items_fall_into_the_splits_of_the_newest_drawing(database: Database) -> None:
    version = a_version(database, a_workflow(database), ITEMS)
    number = version.dataset_version_id
    assert dataset.get_split(database, number) is None
    assert dataset.count_splits(database, number) == {}
    dataset.add_split(database, number, 1, "", {"train": 1.0}, _halves(database, number, {"k1", "k2", "k3"}))
    dataset.add_split(
        database, number, 7, "text", {"train": 0.3, "holdout": 0.7}, _halves(database, number, {"k2"})
    )
    drawn = dataset.get_split(database, number)
    assert drawn is not None
    assert (drawn["seed"], drawn["group_column"], drawn["shares"]) == (
        7,
        "text",
        {"train": 0.3, "holdout": 0.7},
    )
    assert dataset.count_splits(database, number) == {"holdout": 2, "train": 1}
    assert _keys(database, number, "train") == ["k2"]
    assert _keys(database, number, "holdout") == ["k1", "k3"]
    splits = [item.split for item in dataset.list_items(database, number)]
    assert splits == [Split.HOLDOUT, Split.TRAIN, Split.HOLDOUT]


def test_a_dataset_is_renamed_archived_and_brought_back(database: Database) -> None:
    wanted = a_workflow(database)
    version = a_version(database, wanted, ITEMS, "A")
    a_version(database, wanted, ITEMS, "B")
    stored = dataset.get_dataset(database, version.dataset_id)
    with pytest.raises(NameTaken, match="already has a dataset called “B”"):
        dataset.set_dataset_name(database, stored, "b")
    dataset.set_dataset_name(database, stored, "Golden")
    assert dataset.find_dataset(database, wanted.workflow_id, "GOLDEN") is not None
    dataset.set_dataset_archived(database, stored.dataset_id, True)
    assert [found.name for found in dataset.list_datasets(database, wanted.workflow_id)] == ["B"]
    assert len(dataset.list_current_versions(database, wanted.workflow_id)) == 1
    dataset.set_dataset_archived(database, stored.dataset_id, False)
    assert len(dataset.list_current_versions(database, wanted.workflow_id)) == 2


def test_deleting_counts_first_and_takes_runs_outputs_and_labels_along(database: Database) -> None:
    wanted, version, _, first_run = a_small_world(database)
    other = a_version(database, wanted, ITEMS, "Other")
    number = version.dataset_version_id
    dataset.add_split(database, number, 1, "", {"train": 1.0}, _halves(database, number, {"a"}))
    a_label(database, outputs_by_key(database, first_run)["a"], Verdict.CORRECT)
    assert dataset.count_attached(database, version.dataset_id) == {
        "version_count": 1, "item_count": 3, "run_count": 1, "output_count": 3, "label_count": 1,
    }  # fmt: skip
    dataset.delete_dataset(database, version.dataset_id)
    with pytest.raises(NotFound, match="no dataset number"):
        dataset.get_dataset(database, version.dataset_id)
    with pytest.raises(NotFound, match="no dataset version number"):
        dataset.get_version(database, number)
    assert not any(dataset.count_attached(database, version.dataset_id).values())
    assert run.list_runs(database) == []
    assert _keys(database, other.dataset_version_id) == ["k1", "k2", "k3"]
