"""How candidates stand on a golden dataset: counts, precision, coverage, by slice and by category."""

from workbench.comparison.standing import (
    Standing,
    category_standings,
    count_pool,
    list_standings,
    slice_standings,
)

__all__ = ["Standing", "category_standings", "count_pool", "list_standings", "slice_standings"]
