"""Splits that do not leak: contracts, twins and near twins on one side; shares kept; the seed tells the draw."""

from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.datasets.building import a_row, a_version_of, sides
from workbench.datasets.sides import Sides, assign
from workbench.datasets.splitting import carry_split, draw_split
from workbench.domain import DatasetVersion, Workflow
from workbench.errors import BadMapping
from workbench.store import dataset as datasets
from workbench.store import workflow as workflows
from workbench.store.database import Database

SHARES = {"train": 0.7, "holdout": 0.3}
WORDS = ["alpha", "bravo", "carol", "delta", "echo", "fox", "golf", "hotel", "india", "jolly", "kilo", "lima"]


def _text(number: int) -> str:
    """A text of ten words that has little in common with those of other numbers."""
    return " ".join(np.random.default_rng(number).choice(WORDS, 10).tolist()) + f" {number}"


def _rows(count: int, per_contract: int = 4) -> list[dict]:
    return [a_row(f"k{n}", _text(n), f"c{n // per_contract}", f"area {n % 3}") for n in range(count)]


def test_a_contract_never_stands_on_two_sides_and_the_shares_hold(database: Database) -> None:
    version = a_version_of(database, _rows(400))
    counts = draw_split(database, version.dataset_version_id, SHARES, "contract", seed=3)
    found = sides(database, version)
    by_contract = defaultdict(set)
    for number in range(400):
        by_contract[f"c{number // 4}"].add(found[f"k{number}"])
    assert all(len(names) == 1 for names in by_contract.values())
    assert counts == {"train": 280, "holdout": 120} == Counter(found.values())
    drawn = datasets.get_split(database, version.dataset_version_id)
    assert drawn is not None
    assert (drawn["seed"], drawn["group_column"], drawn["looked_for_near"]) == (3, "contract", True)


def test_the_same_text_keeps_two_contracts_together_whatever_its_case_and_spacing(database: Database) -> None:
    rows = _rows(60)
    rows[0]["text"], rows[21]["text"], rows[42]["text"] = (
        "One   text\n twice ",
        "one text TWICE",
        "\u00a0one text twice",
    )
    version = a_version_of(database, rows)
    for seed in range(8):
        draw_split(database, version.dataset_version_id, {"train": 0.5, "holdout": 0.5}, "contract", seed)
        found = sides(database, version)
        assert len({found[f"k{n}"] for n in (0, 1, 2, 3, 20, 21, 22, 23, 40, 41, 42, 43)}) == 1


def _workflow_of(database: Database, version: DatasetVersion) -> Workflow:
    return workflows.get_workflow(database, version.workflow_id)


def test_near_duplicates_stay_together_too(database: Database) -> None:
    rows = [a_row(f"k{n}", _text(n)) for n in range(80)]
    long = (
        "The Supplier shall deliver the goods within thirty days of the order and bear the cost of carriage"
    )
    rows[5]["text"], rows[70]["text"] = f"{long}.", long.replace("thirty", "sixty") + "."
    version = a_version_of(database, rows)
    for seed in range(6):
        draw_split(database, version.dataset_version_id, {"train": 0.5, "holdout": 0.5}, seed=seed)
        found = sides(database, version)
        assert found["k5"] == found["k70"]


def test_the_seed_decides_the_draw(database: Database) -> None:
    version = a_version_of(database, _rows(200))
    number = version.dataset_version_id
    drawn = []
    for seed in (1, 1, 2):
        draw_split(database, number, SHARES, "contract", seed)
        drawn.append(sides(database, version))
    assert drawn[0] == drawn[1]
    assert drawn[0] != drawn[2]


def test_the_shares_hold_within_each_slice(database: Database) -> None:
    rows = [a_row(f"k{n}", _text(n), area="rare" if n % 10 == 0 else f"area {n % 2}") for n in range(600)]
    version = a_version_of(database, rows)
    draw_split(
        database, version.dataset_version_id, {"train": 0.6, "dev": 0.1, "holdout": 0.3}, slice_column="area"
    )
    found = sides(database, version)
    for area, count in Counter(row["area"] for row in rows).items():
        inside = Counter(found[row["id"]] for row in rows if row["area"] == area)
        for name, share in {"train": 0.6, "dev": 0.1, "holdout": 0.3}.items():
            assert abs(inside[name] - share * count) <= 2, (area, name)


def test_slices_and_contracts_go_together(database: Database) -> None:
    rows = [a_row(f"k{n}", _text(n), f"c{n // 5}", f"area {(n // 5) % 4}") for n in range(1000)]
    version = a_version_of(database, rows)
    draw_split(database, version.dataset_version_id, SHARES, "contract", 5, "area")
    found = sides(database, version)
    assert all(len({found[f"k{n + m}"] for m in range(5)}) == 1 for n in range(0, 1000, 5))
    for area in range(4):
        train = sum(found[row["id"]] == "train" for row in rows if row["area"] == f"area {area}")
        assert 165 <= train <= 185  # 70 % of 250, to within two contracts


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), min_size=1, max_size=80),
    st.integers(0, 5),
    st.sampled_from([(0.7, 0.0, 0.3), (0.5, 0.2, 0.3), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)]),
)
def test_every_item_gets_one_of_the_wanted_sides_and_groups_stay_whole(
    items: list[tuple[int, int]], seed: int, shares: tuple[float, float, float]
) -> None:
    groups = np.unique([group for group, _ in items], return_inverse=True)[1]
    strata = np.unique([stratum for _, stratum in items], return_inverse=True)[1]
    drawn = assign(groups, Sides(["train", "dev", "holdout"], np.array(shares)), seed, strata)
    assert {shares[side] > 0 for side in drawn.tolist()} == {True}
    assert all(len(set(drawn[groups == group].tolist())) == 1 for group in set(groups.tolist()))


def test_a_hundred_thousand_items_are_dealt_out_to_the_item() -> None:
    rng = np.random.default_rng(1)
    strata = rng.integers(0, 40, 100_000)
    sides_ = Sides(["train", "dev", "holdout"], np.array([0.7, 0.1, 0.2]))
    drawn = assign(np.arange(100_000), sides_, 9, strata)
    for stratum in range(40):
        inside = np.bincount(drawn[strata == stratum], minlength=3)
        assert np.abs(inside - sides_.shares * inside.sum()).max() <= 2
    assert np.abs(np.bincount(drawn) - [70_000, 10_000, 20_000]).max() <= 2
    # neighbours in the file do not alternate: within 20 items the train count varies as a random draw does
    runs = (drawn == 0).reshape(-1, 20).sum(axis=1)
    assert 1.8 < runs.std() < 2.3


def test_a_new_version_keeps_what_was_held_out_held_out(database: Database) -> None:
    rows = _rows(200)
    first = a_version_of(database, rows)
    draw_split(database, first.dataset_version_id, SHARES, "contract", 4)
    before = sides(database, first)
    changed = [dict(row) for row in rows[:190]]
    changed[0]["expected"] = "y"
    changed += [a_row(f"n{n}", _text(1000 + n), f"new {n // 4}") for n in range(40)]
    second = a_version_of(database, changed, workflow=_workflow_of(database, first))
    assert sides(database, second)["k0"] == ""
    counts = carry_split(database, first.dataset_version_id, second.dataset_version_id)
    after = sides(database, second)
    assert all(after[f"k{n}"] == before[f"k{n}"] for n in range(190))
    new = Counter(after[f"n{n}"] for n in range(40))
    assert set(new) == {"train", "holdout"}
    assert counts == Counter(after.values())
    assert abs(counts["train"] - 0.7 * 230) <= 4


def test_a_text_changed_into_a_twin_of_a_train_item_leaves_the_holdout(database: Database) -> None:
    rows = [a_row(f"k{n}", _text(n)) for n in range(40)]
    first = a_version_of(database, rows)
    draw_split(database, first.dataset_version_id, SHARES, seed=2)
    before = sides(database, first)
    learnt = next(key for key, name in before.items() if name == "train")
    held = next(key for key, name in before.items() if name == "holdout")
    changed = [dict(row) for row in rows]
    by_key = {row["id"]: row for row in changed}
    by_key[held]["text"] = by_key[learnt]["text"]
    second = a_version_of(database, changed, workflow=_workflow_of(database, first))
    carry_split(database, first.dataset_version_id, second.dataset_version_id)
    after = sides(database, second)
    assert after[held] == after[learnt] == "train"
    assert {key: name for key, name in after.items() if key != held} == {
        key: name for key, name in before.items() if key != held
    }


def test_nothing_is_carried_where_nothing_was_drawn(database: Database) -> None:
    version = a_version_of(database, _rows(20))
    assert carry_split(database, version.dataset_version_id, version.dataset_version_id) == {}
    assert datasets.get_split(database, version.dataset_version_id) is None


@pytest.mark.parametrize(
    ("shares", "columns", "sentence"),
    [
        ({"train": 0.7, "test": 0.3}, {}, "no split called “test”"),
        ({"train": 0.7, "holdout": 0.2}, {}, "add up to something other than 100 %"),
        ({"train": 1.2, "holdout": -0.2}, {}, "add up to something other than 100 %"),
        (SHARES, {"group_column": "author"}, "no column “author” to group by"),
        (SHARES, {"slice_column": "id"}, "no column “id” to balance the splits by"),
    ],
)
def test_what_cannot_work_is_refused_with_a_sentence(
    database: Database, shares: dict[str, float], columns: dict[str, str], sentence: str
) -> None:
    version = a_version_of(database, _rows(20))
    with pytest.raises(BadMapping, match=sentence):
        draw_split(database, version.dataset_version_id, shares, **columns)
    assert datasets.get_split(database, version.dataset_version_id) is None
