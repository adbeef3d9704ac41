"""Which answers count as right for an item: its own, and those of items of the version with the same inputs."""

import json
from collections import defaultdict
from collections.abc import Sequence

from workbench.domain import DatasetVersion, Item, Role


def input_columns(version: DatasetVersion) -> tuple[str, ...]:
    """The columns a candidate answers from: the inputs, or every other column where none is marked as one."""
    inputs = version.named(Role.INPUT)
    return inputs or tuple(c.name for c in version.columns if c.role in (Role.OTHER, Role.SLICE))


def accepted_answers(version: DatasetVersion, items: Sequence[Item]) -> dict[int, tuple[str, ...]]:
    """By item_id the answers that are right for it: a text that carries several categories is right on any."""
    columns = input_columns(version)
    keys = {item.item_id: json.dumps([item.content.get(name) for name in columns]) for item in items}
    answers: dict[str, dict[str, None]] = defaultdict(dict)
    for item in items:
        if item.expected is not None and item.expected.strip():
            answers[keys[item.item_id]][item.expected] = None
    return {item_id: tuple(answers[key]) if key in answers else () for item_id, key in keys.items()}
