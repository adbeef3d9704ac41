"""Tests against the bar: what was promised of which outputs, and fixed before the first label was looked at."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TestDesign(StrEnum):
    """How several candidates share the chance of a wrong certificate."""

    __test__ = False  # not one of pytest's

    TOP_DOWN = (
        "top_down"  # from the strongest down, each at the full chance, ending at the first not certified
    )
    SHARED = "shared"  # an equal share of the chance each, for where nothing says which is the strongest


@dataclass(frozen=True)
class BarTest:
    """One test of a workflow's candidates against its bar, over one version (or split) of a dataset.

    `alpha_rate` is the chance, at most, that any of its candidates is certified though it stays below the bar.
    The order of the items was drawn from `seed` and stored before the test's first label. `rubric_key` and
    `judge_key` tell whether the instructions, or what steers by score, have changed since; `uses_scores` is True
    where scores help to extrapolate, `rho_squared` then says how much they explained of earlier labels.
    """

    bar_test_id: int
    workflow_id: int
    dataset_version_id: int
    split: str | None
    bar_rate: float
    alpha_rate: float
    design: TestDesign
    rubric_key: str
    judge_key: str
    uses_scores: bool
    rho_squared: float | None
    seed: int
    item_count: int
    started_by: str
    started_at: datetime
    ended_at: datetime | None = None
    ended_because: str = ""


@dataclass(frozen=True)
class TestedCandidate:
    """A candidate of a test: its `place` from the strongest (1) down, and a hash of the outputs it stood with.

    `abstained_count` and `failed_count` are its outputs that give no answer and so weigh nothing in the claim.
    """

    candidate_id: int
    candidate_name: str
    place: int
    pool_key: int
    abstained_count: int
    failed_count: int


@dataclass(frozen=True)
class WeightedDraw:
    """One draw by weights, made before the answer was shown: the class it fell on, the `shares` of the bins at that
    moment and the `probability` of this class (0–1). `after_position`: see `bar_test_draw`."""

    class_number: int
    after_position: int
    probability: float
    shares: tuple[float, ...]
