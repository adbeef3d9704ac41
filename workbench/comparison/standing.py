"""Where each candidate stands on a dataset version: how its outputs were judged, in all and in parts."""

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from workbench.domain import CandidateKind, DatasetVersion, Workflow
from workbench.scoring.exact import normalise
from workbench.stats import Interval, clopper_pearson
from workbench.store import evidence
from workbench.store.database import Database

EMPTY_VALUE = "(empty)"

_COUNTS = (
    "output_count", "correct", "incorrect", "no_answer", "unsure", "failed", "unlabelled", "correct_strict",
    "incorrect_strict", "labelled", "sample_labelled", "scored",
)  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """How one candidate's outputs were judged, over a whole scope or one part of it (`value`).

    answered = correct + incorrect; precision = correct ÷ answered; coverage = answered ÷ (answered + no
    answer). Unsure, unlabelled and failed outputs count in neither. Rates are None where there is nothing to
    divide by. The strict figures take only an item's own expected answer as right; they differ only where a
    scorer decides. `labelled` and `scored` tell how many verdicts came from people and from the trusted
    scorer, `sample_labelled` how many of the labels came with the samples. `ordinal` is the candidate's fixed
    place in its workflow, which gives it its colour. Costs in US dollars, latencies in seconds, both None
    where unknown.
    """

    candidate_id: int
    candidate_name: str
    kind: CandidateKind
    ordinal: int = 0
    value: str | None = None
    output_count: int = 0
    correct: int = 0
    incorrect: int = 0
    no_answer: int = 0
    unsure: int = 0
    failed: int = 0
    unlabelled: int = 0
    correct_strict: int = 0
    incorrect_strict: int = 0
    labelled: int = 0
    sample_labelled: int = 0
    scored: int = 0
    mean_cost_usd: float | None = None
    median_latency_s: float | None = None

    @property
    def answered(self) -> int:
        """Outputs judged correct or incorrect."""
        return self.correct + self.incorrect

    @property
    def answered_strict(self) -> int:
        """Outputs judged correct or incorrect by the strict rule."""
        return self.correct_strict + self.incorrect_strict

    @property
    def precision_rate(self) -> float | None:
        """correct ÷ answered."""
        return _rate(self.correct, self.answered)

    @property
    def precision_strict_rate(self) -> float | None:
        """correct ÷ answered, by the strict rule."""
        return _rate(self.correct_strict, self.answered_strict)

    @property
    def coverage_rate(self) -> float | None:
        """answered ÷ (answered + no answer)."""
        return _rate(self.answered, self.answered + self.no_answer)

    @property
    def failure_rate(self) -> float:
        """Lost calls ÷ all outputs; 0 where there are none."""
        return _rate(self.failed, self.output_count) or 0.0

    @cached_property
    def precision_interval(self) -> Interval | None:
        """95 % Clopper–Pearson interval of the precision."""
        return clopper_pearson(self.correct, self.answered) if self.answered else None

    @cached_property
    def precision_strict_interval(self) -> Interval | None:
        """95 % Clopper–Pearson interval of the strict precision."""
        return clopper_pearson(self.correct_strict, self.answered_strict) if self.answered_strict else None

    @cached_property
    def coverage_interval(self) -> Interval | None:
        """95 % Clopper–Pearson interval of the coverage."""
        asked = self.answered + self.no_answer
        return clopper_pearson(self.answered, asked) if asked else None

    @property
    def precision_low(self) -> float | None:
        """Lower end of the precision's interval."""
        return self.precision_interval.low if self.precision_interval else None

    @property
    def precision_high(self) -> float | None:
        """Upper end of the precision's interval."""
        return self.precision_interval.high if self.precision_interval else None

    @property
    def coverage_low(self) -> float | None:
        """Lower end of the coverage's interval."""
        return self.coverage_interval.low if self.coverage_interval else None

    @property
    def coverage_high(self) -> float | None:
        """Upper end of the coverage's interval."""
        return self.coverage_interval.high if self.coverage_interval else None

    @property
    def differs_strictly(self) -> bool:
        """True where accepting any expected answer and the item's own alone give different counts."""
        return (self.correct, self.incorrect) != (self.correct_strict, self.incorrect_strict)

    @property
    def is_fully_judged(self) -> bool:
        """True when every answer there is has been judged, so that only more items can tell more."""
        return self.answered > 0 and self.unlabelled == 0 and self.unsure == 0


def list_standings(
    database: Database, workflow: Workflow, version: DatasetVersion, split: str | None = None
) -> list[Standing]:
    """Every candidate of the workflow (archived ones left out) over a version, or one split of it, oldest
    first.

    A candidate that has not run there stands with zeros.
    """
    rows = evidence.count_verdicts(database, workflow.workflow_id, version.dataset_version_id, split)
    return [_standing(row) for row in rows]


def slice_standings(
    database: Database, workflow: Workflow, version: DatasetVersion, split: str | None, column: str
) -> list[Standing]:
    """Every candidate per value of one column of the items; candidates without outputs are left out."""
    rows = evidence.count_verdicts(
        database, workflow.workflow_id, version.dataset_version_id, split, column=column
    )
    return [_standing(row, value=row["value"] or EMPTY_VALUE) for row in rows if row["output_count"]]


def category_standings(
    database: Database, workflow: Workflow, version: DatasetVersion, split: str | None = None
) -> list[Standing]:
    """Every candidate per category it answered: precision of "Cap on Liability" is of the answers that say
    so.

    Spellings that the exact-match scorer takes for the same are one category, named as the workflow spells it
    or else as the candidates do most often.
    """
    rows = evidence.count_verdicts(
        database, workflow.workflow_id, version.dataset_version_id, split, by_answer=True
    )
    rows = [row for row in rows if row["output_count"]]
    names = _spellings(rows, workflow.categories)
    merged: dict[tuple[int, str], dict[str, Any]] = {}
    for row in rows:
        key = (row["candidate_id"], names[normalise(row["value"])])
        if key in merged:
            merged[key] |= {count: merged[key][count] + row[count] for count in _COUNTS}
        else:
            merged[key] = dict(row)
    # Cost and latency of a part are of no use here, and cannot be merged from means and medians.
    return [
        _standing(row, value=key[1], mean_cost_usd=None, median_latency_s=None)
        for key, row in sorted(merged.items(), key=lambda pair: pair[0])
    ]


def list_spellings(
    database: Database, workflow: Workflow, version: DatasetVersion, split: str | None, category: str
) -> list[str]:
    """The answers that `category_standings` counts as this category, as the candidates spell them."""
    rows = evidence.count_verdicts(
        database, workflow.workflow_id, version.dataset_version_id, split, by_answer=True
    )
    given = {row["value"] for row in rows if row["output_count"]}
    return sorted(answer for answer in given if normalise(answer) == normalise(category))


def count_pool(database: Database, version: DatasetVersion, split: str | None = None) -> int:
    """The number of items in a version, or in one split of it."""
    return evidence.count_items(database, version.dataset_version_id, split)


def _spellings(rows: list[dict[str, Any]], categories: tuple[str, ...]) -> dict[str, str]:
    """The name to show for each folded answer."""
    most: dict[str, tuple[int, str]] = {}
    for row in rows:
        folded = normalise(row["value"])
        most[folded] = max(most.get(folded, (0, "")), (row["output_count"], " ".join(row["value"].split())))
    return {folded: name for folded, (_, name) in most.items()} | {
        normalise(name): name for name in categories
    }


def _rate(part: int, whole: int) -> float | None:
    return part / whole if whole else None


_FIELDS = {field.name for field in fields(Standing)}


def _standing(row: dict[str, Any], **changes: Any) -> Standing:
    kept = {name: value for name, value in row.items() if name in _FIELDS} | changes
    return Standing(**kept | {"kind": CandidateKind(row["kind"])})
