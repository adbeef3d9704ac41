"""What people have found to be the answers of a version's items, for training a model."""

from typing import NamedTuple

from workbench.store.database import Database


class KnownAnswer(NamedTuple):
    """What labels say of an item: a correction somebody wrote, and an answer that counts as correct."""

    correction: str | None
    confirmed: str | None


def list_known_answers(
    database: Database, dataset_version_id: int, with_samples: bool = True
) -> dict[int, KnownAnswer]:
    """item_id → what its labels say; sample labels count only where asked for."""
    rows = database.rows(
        "training.list_known_answers", dataset_version_id=dataset_version_id, with_samples=with_samples
    )
    return {row["item_id"]: KnownAnswer(row["correction"], row["confirmed"]) for row in rows}
