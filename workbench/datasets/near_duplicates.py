"""Near duplicates: items whose texts differ in a few words. They must not stand in train and in the holdout both."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from workbench.datasets.intake import Intake
from workbench.domain import DatasetVersion
from workbench.store import near_duplicate as near_duplicates
from workbench.store.database import Database

# Alike by this share of their characters (Indel similarity), two texts count as nearly the same.
THRESHOLD = 0.9
# Up to so many items the search takes a few seconds, so that drawing splits does it unasked.
SEARCHED_UNASKED = 20_000
_LETTERS_UNASKED = 40_000_000  # of all texts together


@dataclass(frozen=True)
class NearRows:
    """Two rows of a file that ask nearly the same; `similarity` is 0–1, the other row the later one.

    `place` and `other_place` are where the rows stand in the staging.
    """

    row_number: int
    other_number: int
    similarity: float
    place: int
    other_place: int


def is_quick(intake: Intake) -> bool:
    """After `plan_import`: whether looking for near duplicates among the rows takes a few seconds."""
    staging = intake.staging
    return staging.row_count <= SEARCHED_UNASKED and staging.count_letters() <= _LETTERS_UNASKED


def count_near(pairs: Sequence[NearRows]) -> int:
    """The rows that are nearly the same as an earlier one."""
    return len({one.other_place for one in pairs})


def find_near_rows(
    intake: Intake, threshold: float = THRESHOLD, on_progress: Callable[[float], None] | None = None
) -> list[NearRows]:
    """Look for near duplicates among the rows that `plan_import` would import, in the file's order.

    Rows with the same text are no near duplicates: the check report has them already, and the first stands for all.
    Progress is told as by `find_near_duplicates`; nothing is stored.
    """
    found = []
    columns = ("row_number", "other_number", "similarity", "place", "other_place")
    with closing(intake.staging.list_likely_rows()) as portions:  # a search that is ended lets go of the rows
        for done, portion in portions:
            if on_progress:
                on_progress(done)
            if len(portion):
                likeness = _likeness(portion, threshold)
                kept = portion.assign(similarity=likeness / 100)[likeness >= 100 * threshold]
                cells = (kept[name].tolist() for name in columns)
                found += [NearRows(*row) for row in zip(*cells, strict=True)]
    return sorted(found, key=lambda one: (one.row_number, one.other_number))


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
    likeness = _likeness(portion, threshold)
    kept = likeness >= 100 * threshold
    table = portion.loc[kept, ["item_id", "other_item_id"]]
    return table.assign(similarity=likeness[kept] / 100)


def _likeness(portion: pd.DataFrame, threshold: float) -> np.ndarray:
    """How alike the two texts of each pair are, 0–100; 0 below the threshold."""
    words, other_words = (
        portion[name].str.split().str.join(" ").tolist() for name in ("words", "other_words")
    )
    return process.cpdist(
        words, other_words, scorer=fuzz.ratio, score_cutoff=100 * threshold, dtype=np.float64, workers=2
    )
