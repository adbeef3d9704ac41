"""Pairs of items whose texts are nearly the same: likely ones from sketches, and those that a search confirmed."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from workbench.domain import DatasetVersion
from workbench.store.database import Database, now
from workbench.store.split import input_pointers

LONGEST = 20_000  # characters of a text that are compared
SKETCHED = 100_000  # texts sketched at a time
COMPARED = 20_000  # pairs given at a time
MAKES = ("make_words_of", "make_sketch_of", "make_sketches")  # queries to begin with, in a session


def list_likely_pairs(database: Database, version: DatasetVersion) -> Iterator[tuple[float, pd.DataFrame]]:
    """Items of a version that share most of the sketch of their texts, to be compared.

    Gives pairs in portions: the share of the work (0–1) done when a portion is given, and a table of item_id,
    other_item_id, words, other_words (the two texts in lower case, cut at LONGEST). The portions before the pairs
    are known are empty.
    """
    pointers, number = input_pointers(version), version.dataset_version_id
    nothing = pd.DataFrame(columns=["item_id", "other_item_id", "words", "other_words"])
    with database.read() as session:
        for name in MAKES:
            session.run(f"near_duplicate.{name}")
        for start in range(0, version.item_count, SKETCHED):
            yield 0.4 * start / version.item_count, nothing
            session.run(
                "near_duplicate.add_sketches",
                dataset_version_id=number, pointers=pointers, longest=LONGEST, start=start, stop=start + SKETCHED,
            )  # fmt: skip
        yield 0.4, nothing
        session.run("near_duplicate.make_pairs")
        count = session.value("near_duplicate.count_pairs")
        for start in range(0, count, COMPARED):
            table = session.table(
                "near_duplicate.list_likely_pairs",
                pointers=pointers, longest=LONGEST, start=start, stop=start + COMPARED,
            )  # fmt: skip
            yield 0.6 + 0.4 * start / count, table


def set_pairs(
    database: Database, dataset_version_id: int, threshold_rate: float, pairs: pd.DataFrame
) -> None:
    """Store what a search over a version found (`pairs`: item_id, other_item_id, similarity), in place of what an
    earlier one did."""
    with database.write() as session, session.incoming("incoming", pairs):
        session.run("near_duplicate.delete_pairs", dataset_version_id=dataset_version_id)
        session.run("near_duplicate.delete_search", dataset_version_id=dataset_version_id)
        session.run("near_duplicate.add_pairs")
        session.run(
            "near_duplicate.add_search",
            dataset_version_id=dataset_version_id,
            threshold_rate=threshold_rate,
            pair_count=len(pairs),
            created_at=now(),
        )


def get_search(database: Database, dataset_version_id: int) -> dict[str, Any] | None:
    """The finished search over a version: threshold_rate, pair_count, created_at; None where there was none."""
    return database.one("near_duplicate.get_search", dataset_version_id=dataset_version_id)


def list_pairs(database: Database, dataset_version_id: int) -> pd.DataFrame:
    """The pairs of near duplicates that a version holds: item_id, other_item_id, similarity (0–1)."""
    return database.table("near_duplicate.list_pairs", dataset_version_id=dataset_version_id)


def read_pairs(database: Database, version: DatasetVersion, limit: int = 200) -> list[dict[str, Any]]:
    """Pairs to be read, the least alike first: similarity, item_key, other_item_key, words, other_words, expected,
    other_expected."""
    return database.rows(
        "near_duplicate.read_pairs",
        dataset_version_id=version.dataset_version_id,
        pointers=input_pointers(version),
        limit=limit,
    )
