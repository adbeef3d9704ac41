"""Two candidates on the same items, side by side."""

import json
from collections.abc import Sequence
from typing import Any

from workbench.store.database import Database
from workbench.store.evidence import json_pointer


def count_pairs(
    database: Database,
    dataset_version_id: int,
    first_id: int,
    second_id: int,
    split: str | None = None,
    column: str | None = None,
) -> list[dict[str, Any]]:
    """How many items both were judged so: value (of `column`, else None), first_verdict, second_verdict, item_count.

    A candidate without an output on an item has the verdict "missing" there.
    """
    return database.rows(
        "pairs.count_pairs",
        dataset_version_id=dataset_version_id,
        first_id=first_id,
        second_id=second_id,
        split=split,
        pointer=None if column is None else json_pointer(column),
    )


def list_pairs(
    database: Database,
    dataset_version_id: int,
    first_id: int,
    second_id: int,
    first_verdicts: Sequence[str],
    second_verdicts: Sequence[str],
    split: str | None = None,
    text: str = "",
    limit: int = 20,
    offset: int = 0,
) -> list[dict[str, Any]]:
    """A page of the items on which these verdicts stand: item_id, item_key, content (dict), expected, first_answer,
    second_answer, first_verdict, second_verdict, first_comment, second_comment, found_count (of all pages)."""
    rows = database.rows(
        "pairs.list_pairs",
        dataset_version_id=dataset_version_id,
        first_id=first_id,
        second_id=second_id,
        first_verdicts=list(first_verdicts),
        second_verdicts=list(second_verdicts),
        split=split,
        text=text.strip(),
        limit=limit,
        offset=offset,
    )
    return [row | {"content": json.loads(row["content"])} for row in rows]


def count_weighted(
    database: Database, dataset_version_id: int, first_id: int, second_id: int, split: str | None = None
) -> int:
    """On how many items a label counts for one of two candidates that was drawn where errors were likely."""
    return int(
        database.value(
            "pairs.count_weighted",
            dataset_version_id=dataset_version_id,
            first_id=first_id,
            second_id=second_id,
            split=split,
        )
    )
