"""A certificate: where one candidate stands against the bar, what that rests on, and what would decide it."""

from dataclasses import dataclass
from enum import StrEnum

from workbench.comparison import Standing
from workbench.decisions.confirming import Confirmation
from workbench.decisions.pool_evidence import Tally
from workbench.domain.bar_tests import BarTest
from workbench.labeling.agreement import Ceiling
from workbench.stats import Interval
from workbench.stats.sequential_forecast import Forecast

_NONE = Tally()


class CertificateVerdict(StrEnum):
    """Where a candidate stands against the bar, in the words of the screen."""

    CERTIFIED = "certified"
    ALL_MEETS = "meets the bar, all labelled"
    SCORED_MEETS = "meets the bar, as scored"
    UNDECIDED = "undecided"
    UNTESTED = "not tested yet"
    SCORED_UNDECIDED = "undecided, as scored"
    REFUSED = "cannot be decided"
    DROPPED = "dropped"
    PROVEN_BELOW = "proven below"
    ALL_BELOW = "below the bar, all labelled"
    SCORED_BELOW = "below the bar, as scored"
    NO_FIGURE = "no figure yet"
    NOT_RUN = "not run"

    @property
    def is_met(self) -> bool:
        """True where the bar is met for certain or with the promised risk; a scorer's word alone is neither."""
        return self in (CertificateVerdict.CERTIFIED, CertificateVerdict.ALL_MEETS)

    @property
    def is_below(self) -> bool:
        """True where the candidate is below the bar for certain or with the promised risk."""
        return self in (CertificateVerdict.PROVEN_BELOW, CertificateVerdict.ALL_BELOW)

    @property
    def is_scored(self) -> bool:
        """True where it is the scorer's word alone."""
        return self in (
            CertificateVerdict.SCORED_MEETS,
            CertificateVerdict.SCORED_UNDECIDED,
            CertificateVerdict.SCORED_BELOW,
        )

    @property
    def is_open(self) -> bool:
        """True where more labels could still bring a verdict."""
        return self in (
            CertificateVerdict.UNDECIDED,
            CertificateVerdict.UNTESTED,
            CertificateVerdict.SCORED_UNDECIDED,
        )


class LimitsKind(StrEnum):
    """What the limits beside a rate are."""

    ALWAYS_VALID = "always valid"  # inverts the test; holds at every look
    CERTAIN = "certain"  # what the labels leave possible, whatever the rest is
    FIXED_LOOK = "fixed look"  # Clopper–Pearson, one look at a number settled beforehand
    FACT = "fact"  # everything is labelled, nothing is left to be uncertain of
    NONE = "none"


@dataclass(frozen=True)
class Certificate:
    """One candidate of a workflow against the bar, over the answers of one version (or split).

    `right` of `answered` is what the verdict rests on (people's labels; the scorer's word only in the "as scored"
    verdicts); `low` and `high` bound the precision over all its answers here, `kind` says how. `pool_count` counts
    its answers, `unlabelled` those without a label. `known`, `drawn` and `ahead` tell the labels apart: facts from
    before the test, the sample, and labels that the sample has not reached. `next_right`: so many right answers in
    a row from here on would certify it (None: no run of them could, or there is no test); `expected`: labels until a
    verdict. `is_weighted`: answers are drawn by weights, so that only `estimate_rate` tells how good it is;
    `is_mostly_ahead`: most labels were given as answers that others gave too, so the same.
    `waits_for`: the stronger candidate that has to be certified first; `is_cut_off`: it was not, and never
    will be in this test. `ended`: why an earlier test no longer counts. `confirmation`:
    where second looks stand, None where one look is all. `alpha_rate`: the risk of this certificate.
    """

    standing: Standing
    bar_rate: float
    verdict: CertificateVerdict
    right: int = 0
    answered: int = 0
    low: float | None = None
    high: float | None = None
    kind: LimitsKind = LimitsKind.NONE
    pool_count: int = 0
    unlabelled: int = 0
    estimate_rate: float | None = None
    known: Tally = _NONE
    drawn: Tally = _NONE
    ahead: Tally = _NONE
    test: BarTest | None = None
    place: int = 0
    alpha_rate: float = 0.05
    next_right: int | None = None
    expected: Forecast | None = None
    waits_for: str = ""
    is_cut_off: bool = False
    ceiling: Ceiling | None = None
    ended: str = ""
    future: Interval | None = None
    is_weighted: bool = False
    confirmation: Confirmation | None = None
    is_mostly_ahead: bool = False

    @property
    def candidate_id(self) -> int:
        """The candidate's id."""
        return self.standing.candidate_id

    @property
    def candidate_name(self) -> str:
        """The candidate's name."""
        return self.standing.candidate_name

    @property
    def rate(self) -> float | None:
        """right ÷ answered, or None."""
        return self.right / self.answered if self.answered else None

    @property
    def likely_rate(self) -> float | None:
        """How precise the candidate likely is here, where the labels' own rate does not tell: facts, or what was drawn
        by weights, count in them as they do not in the pool. None where it does tell."""
        if self.kind is LimitsKind.FACT or not self.drawn.judged:
            return None
        is_mixed = self.known.judged or self.is_weighted or self.is_mostly_ahead
        return self.estimate_rate if is_mixed else None

    @property
    def best_rate(self) -> float | None:
        """Where to draw it: the likely rate, else the labels' own."""
        return self.rate if self.likely_rate is None else self.likely_rate
