"""Textbook arithmetic: numbers in, named tuples out, sources cited; knows nothing of items or candidates."""

from workbench.stats.intervals import Interval, clopper_pearson, clopper_pearson_many

__all__ = ["Interval", "clopper_pearson", "clopper_pearson_many"]
