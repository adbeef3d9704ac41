"""Two candidates on the same items: who is right where, how far they differ, and how sure that is."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

from workbench.comparison.standing import EMPTY_VALUE, Standing
from workbench.domain import DatasetVersion
from workbench.stats import Interval
from workbench.stats.multiplicity import holm
from workbench.stats.paired import McNemar, difference_interval, log_win_evidence, mcnemar
from workbench.store import pairs
from workbench.store.database import Database

ALPHA = 0.05
FEWEST = 20  # slices with fewer comparable items are pooled
POOLED = "all smaller slices, pooled"

_JUDGED = ("correct", "incorrect", "no_answer")


class Basis(StrEnum):
    """Which items two candidates are compared on."""

    ALL = "all"
    ANSWERED = "answered"

    @property
    def words(self) -> str:
        """The basis as it stands on the screen."""
        return {"all": "Right against not right", "answered": "Only items that both answered"}[self.value]

    @property
    def verdicts(self) -> tuple[str, ...]:
        """The verdicts with which an item is compared; in ALL no answer counts as not right."""
        return _JUDGED if self is Basis.ALL else ("correct", "incorrect")


class Cell(StrEnum):
    """Where an item falls."""

    BOTH = "both"
    FIRST = "first"
    SECOND = "second"
    NEITHER = "neither"


@dataclass(frozen=True)
class LeftOut:
    """Items that are not compared: how many, and why in words."""

    count: int
    why: str


@dataclass(frozen=True)
class Pair:
    """Two candidates over a scope, or one slice of it (`value`): counts of items, and what was left out.

    `p_adjusted`: McNemar's mid-p among the slices beside it, adjusted by Holm; None for the whole. `unlabelled` items
    wait for a verdict; on `weighted` ones a label was drawn where a candidate was likely wrong.
    """

    first: Standing
    second: Standing
    basis: Basis
    both: int = 0
    first_only: int = 0
    second_only: int = 0
    neither: int = 0
    left_out: tuple[LeftOut, ...] = ()
    value: str | None = None
    p_adjusted: float | None = None
    unlabelled: int = 0
    weighted: int = 0

    @property
    def is_leaning(self) -> bool:
        """True where labels were drawn to find a candidate's errors and others are missing: what they say of the two
        then leans against it."""
        return self.weighted > 0 and self.unlabelled > 0

    @property
    def compared(self) -> int:
        """Items that are compared."""
        return self.both + self.first_only + self.second_only + self.neither

    @property
    def first_right(self) -> int:
        """Compared items that the first got right."""
        return self.both + self.first_only

    @property
    def second_right(self) -> int:
        """Compared items that the second got right."""
        return self.both + self.second_only

    @property
    def difference(self) -> float | None:
        """The first's share of right items less the second's; None where nothing is compared."""
        return (self.first_only - self.second_only) / self.compared if self.compared else None

    @cached_property
    def interval(self) -> Interval | None:
        """Newcombe's 95 % interval of the difference, for one look at a number of items settled beforehand."""
        if not self.compared:
            return None
        return difference_interval(self.both, self.first_only, self.second_only, self.neither)

    @cached_property
    def fixed_look(self) -> McNemar:
        """McNemar's p-values, for one look at a number of items settled beforehand."""
        return mcnemar(self.first_only, self.second_only)

    @cached_property
    def anytime_p(self) -> float:
        """A p-value that holds however often one looks, both directions together; at most 1.

        Twice the reciprocal of the greater of the two e-values (Ville's inequality, Bonferroni over the directions).
        """
        best = max(
            log_win_evidence(self.first_only, self.second_only),
            log_win_evidence(self.second_only, self.first_only),
        )
        return min(1.0, 2 * math.exp(-best))

    @property
    def better(self) -> Standing | None:
        """The one that is right more often, at every look; None where they cannot be told apart."""
        if self.anytime_p > ALPHA or self.is_leaning:
            return None
        return self.first if self.first_only > self.second_only else self.second


def compare(
    database: Database,
    version: DatasetVersion,
    first: Standing,
    second: Standing,
    split: str | None = None,
    basis: Basis = Basis.ALL,
) -> Pair:
    """Two candidates over the items of a version, or of one split of it."""
    scope = (version.dataset_version_id, first.candidate_id, second.candidate_id, split)
    pair = _pair(first, second, basis, pairs.count_pairs(database, *scope))
    return replace(pair, weighted=pairs.count_weighted(database, *scope))


def compare_slices(
    database: Database,
    version: DatasetVersion,
    first: Standing,
    second: Standing,
    column: str,
    split: str | None = None,
    basis: Basis = Basis.ALL,
) -> list[Pair]:
    """The two per value of a column, the largest first; slices with fewer than `FEWEST` comparable items as one.

    Their p-values are adjusted for being several (Holm).
    """
    rows = pairs.count_pairs(
        database, version.dataset_version_id, first.candidate_id, second.candidate_id, split, column
    )
    by_value: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_value.setdefault(row["value"] or EMPTY_VALUE, []).append(row)
    found = {value: _pair(first, second, basis, part, value) for value, part in by_value.items()}
    small = [value for value, one in found.items() if one.compared < FEWEST]
    kept = sorted((one for value, one in found.items() if value not in small), key=lambda one: -one.compared)
    if len(small) == 1:
        kept.append(found[small[0]])
    elif small:
        pooled = [row for value in small for row in by_value[value]]
        kept.append(_pair(first, second, basis, pooled, f"{POOLED} ({len(small)})"))
    adjusted = holm([one.fixed_look.mid_p for one in kept])
    return [
        Pair(
            one.first, one.second, one.basis, one.both, one.first_only, one.second_only, one.neither, one.left_out,
            one.value, float(p),
        )
        for one, p in zip(kept, adjusted, strict=True)
    ]  # fmt: skip


def verdicts_of(cell: Cell, basis: Basis) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The verdicts of the first and of the second that put an item into this cell."""
    right = ("correct",)
    wrong = tuple(verdict for verdict in basis.verdicts if verdict != "correct")
    return {
        Cell.BOTH: (right, right),
        Cell.FIRST: (right, wrong),
        Cell.SECOND: (wrong, right),
        Cell.NEITHER: (wrong, wrong),
    }[cell]


def _pair(
    first: Standing, second: Standing, basis: Basis, rows: Iterable[dict[str, Any]], value: str | None = None
) -> Pair:
    cells: Counter[Cell] = Counter()
    out: Counter[str] = Counter()
    unlabelled = 0
    for row in rows:
        verdicts = (row["first_verdict"], row["second_verdict"])
        unlabelled += row["item_count"] if "unlabelled" in verdicts else 0
        if all(verdict in basis.verdicts for verdict in verdicts):
            cells[_cell(*(verdict == "correct" for verdict in verdicts))] += row["item_count"]
        else:
            out[_why(first, second, verdicts, basis)] += row["item_count"]
    return Pair(
        first, second, basis, cells[Cell.BOTH], cells[Cell.FIRST], cells[Cell.SECOND], cells[Cell.NEITHER],
        tuple(LeftOut(number, why) for why, number in out.most_common()), value, unlabelled=unlabelled,
    )  # fmt: skip


def _cell(first: bool, second: bool) -> Cell:
    if first:
        return Cell.BOTH if second else Cell.FIRST
    return Cell.SECOND if second else Cell.NEITHER


_WORDS = {
    "missing": "has no output", "failed": "lost it to a failed call", "unlabelled": "has no verdict yet",
    "unsure": "was judged unsure", "no_answer": "gave no answer",
}  # fmt: skip


def _why(first: Standing, second: Standing, verdicts: Sequence[str], basis: Basis) -> str:
    """Why an item is left out: "Rules gave no answer"; the more telling reason first."""
    found = [
        (list(_WORDS).index(verdict), one.candidate_name, _WORDS[verdict])
        for one, verdict in zip((first, second), verdicts, strict=True)
        if verdict not in basis.verdicts
    ]
    if len(found) == 2 and found[0][0] == found[1][0]:
        return f"both {found[0][2].replace('has', 'have', 1).replace('was', 'were', 1)}"
    _, name, what = min(found)
    return f"“{name}” {what}"
