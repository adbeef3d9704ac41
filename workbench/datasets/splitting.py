"""Splits: train, dev and holdout drawn at random, so that no document and no text stands on two sides."""

import json
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence

import numpy as np
import pandas as pd

from workbench.domain import DatasetVersion, Item, Role, Split
from workbench.errors import BadMapping
from workbench.store import dataset as datasets
from workbench.store.database import Database


def draw_split(
    database: Database,
    dataset_version_id: int,
    shares: dict[str, float],
    group_column: str = "",
    seed: int = 1,
) -> dict[str, int]:
    """Draw splits over a version and store them; returns the items per split.

    `shares`: share (0–1) by split name, adding up to 1. Items with the same value of `group_column`, and items
    with the same input text, stay together. Raises BadMapping for shares or columns that cannot work.
    """
    version = datasets.get_version(database, dataset_version_id)
    _check(version, shares, group_column)
    items = datasets.list_items(database, dataset_version_id)
    groups = grouped(items, version.named(Role.INPUT), group_column)
    names = assign(groups, shares, seed)
    parts = pd.DataFrame({"item_id": [item.item_id for item in items], "name": names})
    datasets.add_split(database, dataset_version_id, seed, group_column, shares, parts)
    counts = Counter(names)
    return {split.value: counts[split.value] for split in Split if split.value in shares}


def grouped(items: Sequence[Item], input_columns: Sequence[str], group_column: str = "") -> list[int]:
    """A group number per item: items that share a group value or an input text, also through others, get the
    same one (connected components by union-find)."""
    parent = list(range(len(items)))

    def find(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    first: dict[Hashable, int] = {}
    for at, item in enumerate(items):
        keys: list[Hashable] = [("text", _input_text(item, input_columns))]
        value = item.content.get(group_column) if group_column else None
        if value not in (None, ""):
            keys.append(("group", str(value)))
        for key in keys:
            if key in first:
                parent[find(at)] = find(first[key])
            else:
                first[key] = at
    return [find(at) for at in range(len(items))]


def assign(groups: Sequence[int], shares: dict[str, float], seed: int) -> list[str]:
    """A split name per item. Groups come in random order, each going where most items are still missing."""
    members: dict[int, list[int]] = defaultdict(list)
    for at, group in enumerate(groups):
        members[group].append(at)
    order = np.random.default_rng(seed).permutation(len(members))
    listed = list(members.values())
    missing = {name: share * len(groups) for name, share in shares.items() if share > 0}
    names = [""] * len(groups)
    # Large groups first (in random order among equals), so that the small ones can even the shares out.
    for index in sorted(order, key=lambda n: -len(listed[n]) if len(listed[n]) > len(groups) / 50 else 0):
        name = max(missing, key=lambda split: missing[split] / shares[split])
        missing[name] -= len(listed[index])
        for at in listed[index]:
            names[at] = name
    return names


def _input_text(item: Item, input_columns: Sequence[str]) -> str:
    values = (
        [item.content.get(name) for name in input_columns] if input_columns else list(item.content.values())
    )
    return " ".join(json.dumps(values, ensure_ascii=False, default=str).casefold().split())


def _check(version: DatasetVersion, shares: dict[str, float], group_column: str) -> None:
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
