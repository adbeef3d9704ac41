"""Near duplicates: found where texts differ in a few words, not where they only share boilerplate."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from rapidfuzz import fuzz, process

from tests.datasets.building import a_row, a_version_of
from workbench.datasets.importing import ImportPlan, plan_import
from workbench.datasets.intake import open_file
from workbench.datasets.near_duplicates import (
    THRESHOLD,
    count_near,
    find_near_duplicates,
    find_near_rows,
    is_quick,
)
from workbench.datasets.roles import Roles
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


def _plan_of(database: Database, folder: Path, rows: list[tuple[str, str, str]]) -> ImportPlan:
    path = folder / "rows.csv"
    pd.DataFrame(rows, columns=["id", "text", "expected"]).to_csv(path, index=False)
    intake = open_file(database, path)
    return plan_import(intake, Roles("id", ("text",), "expected"))


def test_rows_of_a_file_are_compared_before_they_are_stored(database: Database, tmp_path: Path) -> None:
    base = _text(1)
    twin = " ".join([*base[:14], "otherwise", *base[15:]])
    rows = [(f"n{seed}", " ".join(_text(seed)), "x") for seed in range(2, 30)]
    rows[3:3] = [("a", " ".join(base), "x")]
    rows += [("b", twin, "x"), ("same", " ".join(base).upper(), "x"), ("", twin + " so", "x")]
    plan = _plan_of(database, tmp_path, rows)
    assert is_quick(plan.intake)
    assert plan.refused  # the row without an id is not compared
    [pair] = find_near_rows(plan.intake)
    assert (pair.row_number, pair.other_number) == (5, 31)
    assert THRESHOLD <= pair.similarity < 1
    texts = plan.intake.staging.list_texts([pair.place, pair.other_place])
    assert (texts[pair.place]["item_key"], texts[pair.other_place]["input"]) == ("a", twin)
    assert datasets.list_current_versions(database, 1) == []
    plan.intake.close()


def test_a_search_that_is_stopped_lets_go_of_the_rows(database: Database, tmp_path: Path) -> None:
    text = " ".join(_text(1))
    plan = _plan_of(
        database, tmp_path, [("a", text, "x"), ("b", text + " so", "y"), ("c", text + " no", "z")]
    )

    def stop(done: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        find_near_rows(plan.intake, on_progress=stop)
    with ThreadPoolExecutor(1) as another:  # as the next run of a page is
        pairs = another.submit(find_near_rows, plan.intake).result(timeout=10)
    assert count_near(pairs) == 2
    plan.intake.close()
