"""Which items a trained candidate may be judged on: none it has learnt from, nor their twins."""

import json
from collections.abc import Sequence

from workbench.domain import Candidate, DatasetVersion, Item, Split
from workbench.errors import BadSetting
from workbench.local_models.trained import check_examples
from workbench.scoring.accepted import input_columns
from workbench.store import dataset as datasets
from workbench.store.database import Database


def twin_text(version: DatasetVersion, item: Item) -> str:
    """An item's inputs in a form in which twins are equal: case and spacing do not tell items apart."""
    values = [item.content.get(name) for name in input_columns(version)]
    return " ".join(
        json.dumps(values, ensure_ascii=False, default=str).casefold().replace("\\n", " ").split()
    )


def unseen_items(
    database: Database, candidate: Candidate, version: DatasetVersion, items: Sequence[Item]
) -> list[Item]:
    """The items whose input text a trained candidate has not learnt from.

    Raises BadSetting where there is no train split, or none that can teach anything.
    """
    train = datasets.list_items(database, version.dataset_version_id, Split.TRAIN.value)
    if not train:
        raise BadSetting(
            f"“{candidate.name}” learns from a train split, and “{version.dataset_name}” version {version.number} "
            "has none. Draw splits on the Golden datasets page first."
        )
    check_examples([item.expected for item in train if item.expected and item.expected.strip()])
    learnt = {twin_text(version, item) for item in train}
    return [item for item in items if twin_text(version, item) not in learnt]
