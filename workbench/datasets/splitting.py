"""Splits: train, dev and holdout drawn at random, so that no document and no text stands on two sides."""

from collections import Counter

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.datasets.near_duplicates import ensure_searched
from workbench.datasets.sides import Sides, assign
from workbench.domain import DatasetVersion, Role, Split
from workbench.errors import BadMapping
from workbench.stats.components import Indexes, component_numbers, in_order_of_appearance
from workbench.store import dataset as datasets
from workbench.store import near_duplicate as near_duplicates
from workbench.store import split as splits
from workbench.store.database import Database
from workbench.store.split import SplitKeys


def draw_split(
    database: Database,
    dataset_version_id: int,
    shares: dict[str, float],
    group_column: str = "",
    seed: int = 1,
    slice_column: str = "",
) -> dict[str, int]:
    """Draw splits over a version and store them; returns the items per split.

    `shares`: share (0–1) by split name, adding up to 1; they also hold within each value of `slice_column` as far
    as whole groups allow. Items with the same value of `group_column`, with the same input text, and near
    duplicates where they have been looked for, stay together. Raises BadMapping for shares or columns that cannot
    work.
    """
    version = datasets.get_version(database, dataset_version_id)
    _check(version, shares, group_column, slice_column)
    return _draw(database, version, shares, group_column, seed, slice_column, None)


def carry_split(database: Database, from_version_id: int, to_version_id: int) -> dict[str, int]:
    """Take the splits of one version over to another of the same dataset; returns the items per split.

    An item stays where the item of the same key stood, so that what was held out stays held out; new items are
    drawn by the same rules. Where an item now hangs together with items of several sides (a changed text equal to
    one in train), all of them go to train, else to dev: nothing learnt is ever judged on. Does nothing, and
    returns nothing, where no split was drawn.
    """
    drawn = datasets.get_split(database, from_version_id)
    version = datasets.get_version(database, to_version_id)
    if drawn is None:
        return {}
    kept = {column.name for column in version.columns}
    group, by_slice = (
        name if name in kept else "" for name in (drawn["group_column"], drawn["slice_column"])
    )
    sides = splits.list_kept_sides(database, to_version_id, drawn["split_id"])
    return _draw(database, version, drawn["shares"], group, drawn["seed"], by_slice, sides)


def grouped(keys: SplitKeys, pairs: tuple[Indexes, Indexes] | None = None) -> Indexes:
    """A group number per item, in order of first appearance: items that share an input text or a group value, or
    that are a pair of near duplicates (places in `keys`), also through others, get the same one."""
    count = len(keys.item_ids)
    starts, ends = [np.arange(count)], [_first_with_same(keys.texts)]
    filled = np.flatnonzero(keys.groups)
    if len(filled):
        starts.append(filled)
        ends.append(filled[_first_with_same(keys.groups[filled])])
    if pairs is not None and len(pairs[0]):
        starts.append(pairs[0])
        ends.append(pairs[1])
    if len(starts) == 1:
        return in_order_of_appearance(ends[0])
    return component_numbers(count, np.concatenate(starts), np.concatenate(ends))


def _draw(
    database: Database,
    version: DatasetVersion,
    shares: dict[str, float],
    group_column: str,
    seed: int,
    slice_column: str,
    kept: pd.DataFrame | None,
) -> dict[str, int]:
    looked = ensure_searched(database, version)
    keys = splits.get_keys(database, version, group_column, slice_column)
    found = near_duplicates.list_pairs(database, version.dataset_version_id)
    pairs = _places(keys.item_ids, found["item_id"]), _places(keys.item_ids, found["other_item_id"])
    strata = np.unique(keys.slices, return_inverse=True)[1] if slice_column else None
    order: list[str] = [split.value for split in Split if split.value in shares]
    sides = Sides(order, np.array([shares[name] for name in order], dtype=float))
    numbers = assign(grouped(keys, pairs), sides, seed, strata, _kept_numbers(keys.item_ids, kept, order))
    parts = pd.DataFrame(
        {"item_id": keys.item_ids, "name": pd.Categorical.from_codes(numbers, pd.Index(order))}
    )
    datasets.add_split(
        database, version.dataset_version_id, seed, group_column, shares, parts, slice_column, looked
    )
    counts = Counter(dict(enumerate(np.bincount(numbers, minlength=len(order)).tolist())))
    return {name: counts[number] for number, name in enumerate(order)}


def _first_with_same(keys: NDArray[np.uint64]) -> Indexes:
    """Per place the first place with the same key."""
    ordered = np.sort(keys)
    if not (ordered[1:] == ordered[:-1]).any():  # the usual case, told ten times as fast
        return np.arange(len(keys))
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    return first[inverse]


def _places(item_ids: NDArray[np.int64], wanted: "pd.Series[int]") -> Indexes:
    """Where the wanted ids stand among the item ids."""
    order = np.argsort(item_ids, kind="stable")
    return order[np.searchsorted(item_ids, wanted.to_numpy(), sorter=order)]


def _kept_numbers(item_ids: NDArray[np.int64], kept: pd.DataFrame | None, order: list[str]) -> Indexes | None:
    """Per item the number of the side it has to stay on, -1 where it is free."""
    if kept is None:
        return None
    numbers = np.full(len(item_ids), -1, dtype=np.int64)
    numbers[_places(item_ids, kept["item_id"])] = pd.Categorical(kept["name"], categories=order).codes
    return numbers


def _check(version: DatasetVersion, shares: dict[str, float], group_column: str, slice_column: str) -> None:
    unknown = [name for name in shares if name not in {split.value for split in Split}]
    if unknown:
        raise BadMapping(f"There is no split called “{unknown[0]}”. Use train, dev and holdout.")
    if not shares or min(shares.values()) < 0 or abs(sum(shares.values()) - 1) > 1e-6:
        raise BadMapping(
            "The shares of train, dev and holdout add up to something other than 100 %. Change one of them."
        )
    kept = [column.name for column in version.columns if column.role not in (Role.ID, Role.EXPECTED)]
    if group_column and group_column not in kept:
        raise BadMapping(
            f"“{version.dataset_name}” has no column “{group_column}” to group by. "
            f"Choose one of {', '.join(kept[:12])}."
        )
    kept += version.named(Role.EXPECTED)
    if slice_column and slice_column not in kept:
        raise BadMapping(
            f"“{version.dataset_name}” has no column “{slice_column}” to balance the splits by. "
            f"Choose one of {', '.join(kept[:12])}."
        )
