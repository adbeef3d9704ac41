import pytest

from tests.runs.building import a_world, split, trained
from tests.store.building import a_version
from workbench.errors import BadSetting
from workbench.runs.unseen import unseen_items
from workbench.store import dataset as datasets
from workbench.store.database import Database


def test_leaves_out_training_items_and_their_twins_whatever_their_spacing(database: Database):
    workflow, _ = a_world(database, 2)
    names = ["Law", "Cap"] * 6
    texts = {f"k{n}": (f"text {n}", name) for n, name in enumerate(names)}
    texts |= {"twin": ("TEXT  3", "Cap"), "other": ("text 99", "Law")}
    version = a_version(database, workflow, texts, "Second")
    split(database, version, train=12 / 14, holdout=2 / 14)
    items = datasets.list_items(database, version.dataset_version_id)
    kept = unseen_items(database, trained(database, workflow), version, items)
    assert [item.item_key for item in kept] == ["other"]


def test_without_a_train_split_says_where_to_draw_one(database: Database):
    workflow, version = a_world(database)
    with pytest.raises(BadSetting, match="Draw splits on the Golden datasets page"):
        unseen_items(database, trained(database, workflow), version, [])


def test_too_little_to_learn_from_is_said_before_the_run(database: Database):
    workflow, version = a_world(database, 10)
    split(database, version, train=0.5, holdout=0.5)
    with pytest.raises(BadSetting, match="5 items with an expected answer"):
        unseen_items(database, trained(database, workflow), version, [])
