"""Near duplicates: found where texts differ in a few words, not where they only share boilerplate."""

import numpy as np
import pandas as pd
import pytest
from rapidfuzz import fuzz, process

from tests.datasets.building import a_row, a_version_of
from workbench.datasets.near_duplicates import THRESHOLD, find_near_duplicates
from workbench.domain import DatasetVersion
from workbench.store import dataset as datasets
from workbench.store import near_duplicate as near_duplicates
from workbench.store.database import Database

WORDS = [
    f"{one}{two}"
    for one in ("ba", "ce", "di", "fo", "gu", "ha", "ki", "lo")
    for two in ("rn", "st", "mp", "ld")
]


def _text(seed: int, length: int = 30) -> list[str]:
    return np.random.default_rng(seed).choice(WORDS, length).tolist()


def _pairs(database: Database, number: int) -> set[frozenset[int]]:
    table = near_duplicates.list_pairs(database, number)
    return {frozenset(pair) for pair in zip(table["item_id"], table["other_item_id"], strict=True)}


def _ids(database: Database, version: DatasetVersion, keys: list[str]) -> frozenset[int]:
    items = datasets.list_items(database, version.dataset_version_id)
    return frozenset(item.item_id for item in items if item.item_key in keys)


def test_texts_that_differ_in_a_word_or_in_spacing_are_found_and_others_are_not(database: Database) -> None:
    base = _text(1)
    changed = [*base[:14], "otherwise", *base[15:]]
    rows = [
        a_row("a", " ".join(base)),
        a_row("b", " ".join(changed).upper()),
        a_row("c", "\n".join(base)),
        a_row("d", " ".join(reversed(base))),
        *[a_row(f"n{seed}", " ".join(_text(seed))) for seed in range(2, 60)],
    ]
    version = a_version_of(database, rows)
    found = find_near_duplicates(database, version)
    pairs = _pairs(database, version.dataset_version_id)
    assert _ids(database, version, ["a", "b"]) in pairs or _ids(database, version, ["b", "c"]) in pairs
    assert _ids(database, version, ["a", "c"]) in pairs
    near = _ids(database, version, ["a", "b", "c"])
    assert all(pair <= near for pair in pairs)
    assert found == len(pairs)
    search = near_duplicates.get_search(database, version.dataset_version_id)
    assert search is not None and (search["pair_count"], search["threshold_rate"]) == (found, THRESHOLD)


def test_boilerplate_that_a_thousand_texts_share_makes_no_pairs_and_takes_no_time(database: Database) -> None:
    start = "this agreement is made between the supplier and the customer and says what both have agreed"
    rows = [a_row(f"k{n}", f"{start} {' '.join(_text(n, 25))}") for n in range(1000)]
    rows += [a_row("twin", rows[500]["text"] + " indeed")]
    version = a_version_of(database, rows)
    assert find_near_duplicates(database, version) == 1
    assert _pairs(database, version.dataset_version_id) == {_ids(database, version, ["k500", "twin"])}


def test_the_pairs_are_those_that_comparing_everything_finds(database: Database) -> None:
    rng = np.random.default_rng(5)
    texts = []
    for seed in range(60):
        base = _text(seed, 20)
        texts.append(base)
        if seed % 3 == 0:
            twin = list(base)
            twin[int(rng.integers(20))] = "changed"
            texts.append(twin)
    joined = [" ".join(text) for text in texts]
    version = a_version_of(database, [a_row(f"k{n:03}", text) for n, text in enumerate(joined)])
    likeness = process.cdist(joined, joined, scorer=fuzz.ratio)
    wanted = {(a, b) for a in range(len(joined)) for b in range(a) if likeness[a][b] >= 100 * THRESHOLD}
    assert len(wanted) >= 15
    find_near_duplicates(database, version)
    assert len(_pairs(database, version.dataset_version_id)) == len(wanted)


def test_searching_again_replaces_what_was_found_and_a_stop_stores_nothing(database: Database) -> None:
    text = " ".join(_text(1))
    version = a_version_of(
        database, [a_row("a", text), a_row("b", text + " so"), a_row("c", " ".join(_text(2)))]
    )
    number = version.dataset_version_id

    def stop(done: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        find_near_duplicates(database, version, on_progress=stop)
    assert near_duplicates.get_search(database, number) is None
    told: list[float] = []
    for _ in range(2):
        assert find_near_duplicates(database, version, on_progress=told.append) == 1
    assert len(near_duplicates.list_pairs(database, number)) == 1
    assert told == sorted(told[: len(told) // 2]) * 2 and all(0 <= done < 1 for done in told)
    [pair] = near_duplicates.read_pairs(database, version)
    assert (pair["item_key"], pair["other_item_key"]) == ("a", "b")


def test_a_version_without_any_has_an_empty_search(database: Database) -> None:
    version = a_version_of(database, [a_row("a", "x"), a_row("b", "y z")])
    assert find_near_duplicates(database, version) == 0
    assert isinstance(near_duplicates.list_pairs(database, version.dataset_version_id), pd.DataFrame)
