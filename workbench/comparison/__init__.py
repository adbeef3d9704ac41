"""How candidates stand on a golden dataset: counts, precision, coverage, by slice and by category."""

from workbench.comparison.standing import (
    EMPTY_VALUE,
    Standing,
    category_standings,
    count_pool,
    list_spellings,
    list_standings,
    slice_standings,
)

__all__ = [
    "EMPTY_VALUE",
    "Standing",
    "category_standings",
    "count_pool",
    "list_spellings",
    "list_standings",
    "slice_standings",
]
