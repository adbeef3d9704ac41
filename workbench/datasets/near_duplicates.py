"""Near duplicates: items whose texts differ in a few words. They must not stand in train and in the holdout both."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from workbench.domain import DatasetVersion
from workbench.store import near_duplicate as near_duplicates
from workbench.store.database import Database

# Alike by this share of their characters (Indel similarity), two texts count as nearly the same.
THRESHOLD = 0.9
# Up to so many items the search takes a few seconds, so that drawing splits does it unasked.
SEARCHED_UNASKED = 20_000


def find_near_duplicates(
    database: Database,
    version: DatasetVersion,
    threshold: float = THRESHOLD,
    on_progress: Callable[[float], None] | None = None,
) -> int:
    """Look for near duplicates among the items of a version and store the pairs; returns how many there are.

    Texts are compared where sketches of their words say that it may be worth it, so a few pairs of short texts can
    escape. `on_progress` gets the share done (0–1) now and then; what it raises ends the search, and nothing is
    stored.
    """
    found = []
    for done, portion in near_duplicates.list_likely_pairs(database, version):
        if on_progress:
            on_progress(done)
        if len(portion):
            found.append(_confirmed(portion, threshold))
    empty = pd.DataFrame({"item_id": [], "other_item_id": [], "similarity": []}).astype(
        {"item_id": "int64", "other_item_id": "int64", "similarity": "float64"}
    )
    pairs = pd.concat([empty, *found], ignore_index=True) if found else empty
    near_duplicates.set_pairs(database, version.dataset_version_id, threshold, pairs)
    return len(pairs)


def ensure_searched(database: Database, version: DatasetVersion) -> bool:
    """Look for near duplicates where that takes seconds and was not done yet; False where it remains to be done."""
    if near_duplicates.get_search(database, version.dataset_version_id):
        return True
    if version.item_count > SEARCHED_UNASKED:
        return False
    find_near_duplicates(database, version)
    return True


def _confirmed(portion: pd.DataFrame, threshold: float) -> pd.DataFrame:
    words, other_words = (
        portion[name].str.split().str.join(" ").tolist() for name in ("words", "other_words")
    )
    likeness = process.cpdist(
        words, other_words, scorer=fuzz.ratio, score_cutoff=100 * threshold, dtype=np.float64, workers=2
    )
    kept = likeness >= 100 * threshold
    table = portion.loc[kept, ["item_id", "other_item_id"]]
    return table.assign(similarity=likeness[kept] / 100)
