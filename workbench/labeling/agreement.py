"""Agreement: how far the people who label say the same, per pair, overall and per slice, and how precise a candidate
could look at best, given how often they do not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.domain import DatasetVersion, Verdict, Workflow
from workbench.stats import clopper_pearson
from workbench.stats.agreement import MISSING, Agreement, measure_agreement
from workbench.stats.rater_error import rater_error_rate, share_interval
from workbench.store import agreement as shared
from workbench.store.database import Database

VERDICTS = tuple(Verdict)
_CORRECT, _INCORRECT = VERDICTS.index(Verdict.CORRECT), VERDICTS.index(Verdict.INCORRECT)
_SEED = 20261125  # the same data give the same intervals, whoever looks and however often


@dataclass(frozen=True)
class Overlap:
    """The answers that two people or more have labelled: a row per answer, a column per labeler.

    `ratings` holds places in VERDICTS, MISSING where that person has not labelled the answer; `decided` those of an
    adjudicator. `is_current`: some candidate gives this answer now. `values`: of the slice column asked for.
    """

    labelers: tuple[str, ...]
    keys: tuple[tuple[int, str], ...]
    ratings: NDArray[np.int64]
    decided: NDArray[np.int64]
    is_current: NDArray[np.bool_]
    values: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many answers two people or more have labelled."""
        return len(self.keys)

    @property
    def is_disputed(self) -> NDArray[np.bool_]:
        """Per answer: its labelers do not all say the same."""
        highest = self.ratings.max(axis=1, initial=MISSING)
        lowest = np.where(self.ratings == MISSING, len(VERDICTS), self.ratings).min(
            axis=1, initial=len(VERDICTS)
        )
        return highest != lowest

    @property
    def is_waiting(self) -> NDArray[np.bool_]:
        """Per answer: disputed, given by some candidate now, and not decided by an adjudicator."""
        return self.is_disputed & self.is_current & (self.decided == MISSING)

    def part(self, rows: NDArray[np.bool_]) -> "Overlap":
        """The same of some of the answers."""
        at = np.flatnonzero(rows)
        return Overlap(
            self.labelers,
            tuple(self.keys[place] for place in at),
            self.ratings[at],
            self.decided[at],
            self.is_current[at],
            tuple(self.values[place] for place in at),
        )


@dataclass(frozen=True)
class AgreementFigures:
    """How far some labelers agree on `shared_count` answers: on `agreed_count` all who judged it say the same.

    `low` and `high` bound that share (95 %, Clopper–Pearson). `wrong_count`: answers that any of them called
    incorrect, on `wrong_agreed_count` of which they all did: where nearly everything is correct, only these tell.
    """

    labelers: tuple[str, ...]
    shared_count: int
    agreed_count: int
    low: float
    high: float
    measured: Agreement
    wrong_count: int
    wrong_agreed_count: int
    value: str = ""


@dataclass(frozen=True)
class Confusion:
    """On how many answers one labeler gave one verdict and another labeler a different one."""

    labeler: str
    verdict: Verdict
    other: str
    other_verdict: Verdict
    count: int


@dataclass(frozen=True)
class SelfAgreement:
    """What one labeler said of outputs that came back unannounced: the same verdict on `same_count` of
    `repeat_count`, with a 95 % interval."""

    labeler: str
    repeat_count: int
    same_count: int
    low: float
    high: float


@dataclass(frozen=True)
class Ceiling:
    """How precise the best candidate could look, given how often experts disagree; rates 0–1, None without overlap.

    An expert who errs on a share ε of answers calls ε of a perfect candidate's answers wrong: `rate` is 1 - ε, `low`
    and `high` its 95 % bounds. ε comes from `overlap_count` answers that two or more called correct or incorrect; they
    differ on `disputed_count` of them, which is `disagreement_rate` of all pairs of labels on an answer. Where a second
    person confirms every wrong answer, the ceiling is `confirmed_rate` = 1 - ε²; `single_wrong_count` answers count as
    incorrect on one person's word alone.
    """

    rate: float | None
    low: float | None
    high: float | None
    confirmed_rate: float | None
    overlap_count: int
    disputed_count: int
    disagreement_rate: float | None
    single_wrong_count: int

    @property
    def confirmed(self) -> "Ceiling":
        """The same where a second person confirms every wrong answer: 1 - ε² in place of 1 - ε."""
        rate, low, high = (
            None if one is None else 1 - (1 - one) ** 2 for one in (self.rate, self.low, self.high)
        )
        return replace(self, rate=rate, low=low, high=high)

    def rules_out(self, bar_rate: float) -> bool:
        """True where no candidate could be shown to meet this bar: it lies above even the upper bound."""
        return self.high is not None and bar_rate > self.high


def read_overlap(
    database: Database, version: DatasetVersion, split: str | None = None, column: str | None = None
) -> Overlap:
    """Who said what on the answers that two people or more have labelled; `column`: the slices of interest."""
    table = shared.shared_label_table(database, version.dataset_version_id, split, column)
    units = pd.MultiIndex.from_frame(table[["item_id", "answer_key"]])
    rows, keys = pd.factorize(units)
    columns, labelers = pd.factorize(table["labeler"], sort=True)
    ratings = np.full((len(keys), len(labelers)), MISSING, dtype=np.int64)
    ratings[rows, columns] = _places(table["verdict"])
    first = table.loc[~pd.Series(rows).duplicated()]
    return Overlap(
        tuple(str(name) for name in labelers),
        tuple((int(item_id), str(answer_key)) for item_id, answer_key in keys),
        ratings,
        _places(first["decided"]),
        first["is_current"].to_numpy(dtype=bool),
        tuple("" if value is None or value != value else str(value) for value in first["value"]),
    )


def _places(verdicts: pd.Series) -> NDArray[np.int64]:
    known = {verdict.value: place for place, verdict in enumerate(VERDICTS)}
    return np.array([known.get(verdict, MISSING) for verdict in verdicts], dtype=np.int64)


def overall_agreement(overlap: Overlap, value: str = "") -> AgreementFigures:
    """All labelers together."""
    return _figures(overlap.labelers, overlap.ratings, overlap.ratings, value)


def pair_agreements(overlap: Overlap) -> list[AgreementFigures]:
    """Every two labelers with answers in common, those with most in common first."""
    found = []
    for pair in combinations(range(len(overlap.labelers)), 2):
        both = overlap.ratings[:, pair]
        both = both[(both != MISSING).all(axis=1)]
        if len(both):
            names = tuple(overlap.labelers[place] for place in pair)
            found.append(_figures(names, both, overlap.ratings))
    return sorted(found, key=lambda one: (-one.shared_count, one.labelers))


def slice_agreements(overlap: Overlap) -> list[AgreementFigures]:
    """All labelers together, per value of the slice column that the overlap was read with."""
    values = np.array(overlap.values, dtype=object)
    return [overall_agreement(overlap.part(values == value), value) for value in sorted(set(overlap.values))]


def _figures(
    labelers: tuple[str, ...], ratings: NDArray[np.int64], among: NDArray[np.int64], value: str = ""
) -> AgreementFigures:
    """Figures of some ratings; AC1 counts the verdicts that occur `among` all, so that parts compare."""
    used = np.unique(among[among != MISSING])
    squeezed = np.searchsorted(used, np.where(ratings == MISSING, used[0] if len(used) else 0, ratings))
    squeezed = np.where(ratings == MISSING, MISSING, squeezed)
    measured = measure_agreement(squeezed, max(len(used), 2), np.random.default_rng(_SEED))
    low, high = clopper_pearson(measured.unanimous_count, measured.unit_count)
    wrong = (ratings == _INCORRECT).any(axis=1)
    wrong_agreed = wrong & ((ratings == _INCORRECT) | (ratings == MISSING)).all(axis=1)
    return AgreementFigures(
        labelers, measured.unit_count, measured.unanimous_count, low, high, measured,
        int(wrong.sum()), int(wrong_agreed.sum()), value,
    )  # fmt: skip


def confusions(overlap: Overlap) -> list[Confusion]:
    """Who disagrees with whom on what, the most frequent first; each disagreement once, names in order."""
    found = []
    for first, second in combinations(range(len(overlap.labelers)), 2):
        both = overlap.ratings[:, [first, second]]
        both = both[(both != MISSING).all(axis=1) & (both[:, 0] != both[:, 1])]
        said, counts = np.unique(both, axis=0, return_counts=True)
        found += [
            Confusion(
                overlap.labelers[first], VERDICTS[one], overlap.labelers[second], VERDICTS[other], int(count)
            )
            for (one, other), count in zip(said, counts, strict=True)
        ]
    return sorted(found, key=lambda one: (-one.count, one.labeler, one.other, one.verdict))


def self_agreements(
    database: Database, version: DatasetVersion, split: str | None = None
) -> list[SelfAgreement]:
    """How often each labeler says the same of an output that comes back unannounced."""
    return [
        SelfAgreement(
            row["labeler"],
            row["repeat_count"],
            row["same_count"],
            *clopper_pearson(row["same_count"], row["repeat_count"]),
        )
        for row in shared.count_repeats(database, version.dataset_version_id, split)
    ]


def noise_ceiling(
    database: Database,
    workflow: Workflow,
    version: DatasetVersion,
    split: str | None = None,
    overlap: Overlap | None = None,
) -> Ceiling:
    """The ceiling over a version or one split of it (from the `overlap` that was read of it, else read now).

    Where a split has few double labels, ask for the whole version: the same experts label it.
    """
    return ceiling_of(
        overlap or read_overlap(database, version, split),
        shared.count_single_wrongs(database, version.dataset_version_id, split),
    )


def ceiling_of(overlap: Overlap, single_wrong_count: int) -> Ceiling:
    """The ceiling that an overlap speaks of."""
    decisive = np.isin(overlap.ratings, (_CORRECT, _INCORRECT))
    judged = decisive.sum(axis=1)
    wrong = (overlap.ratings == _INCORRECT).sum(axis=1)
    double = judged >= 2
    count = int(double.sum())
    if not count:
        return Ceiling(None, None, None, None, 0, 0, None, single_wrong_count)
    # Of all pairs of labels on an answer, the share that disagree.
    disagreeing = 2 * (wrong * (judged - wrong))[double] / (judged * (judged - 1))[double]
    low, high = share_interval(float(disagreeing.sum()), count)
    rate = float(disagreeing.mean())
    error = rater_error_rate(rate)
    return Ceiling(
        1 - error,
        1 - rater_error_rate(high),
        1 - rater_error_rate(low),
        1 - error**2,
        count,
        int((disagreeing > 0).sum()),
        rate,
        single_wrong_count,
    )


def labeler_counts(
    database: Database, version: DatasetVersion, split: str | None = None
) -> Sequence[tuple[str, int]]:
    """Who has labelled how many answers here, the busiest first."""
    return list(shared.count_labels_by_labeler(database, version.dataset_version_id, split).items())
