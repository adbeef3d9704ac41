"""Each candidate against the bar: certified, proven below, dropped, undecided, or a plain fact; honest at every look.

The claim is about the answers in front of us: of those that give an answer, at least the bar's share is right. Labels
drawn in the order that a test has committed prove it with a stated risk, at whichever moment one looks; facts known
before count as what they are; a scorer's word alone proves nothing and is said to be what it is.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

import numpy as np

from workbench.comparison import Standing, list_standings
from workbench.decisions.bar import BarVerdict, judge_against_bar
from workbench.decisions.certificates import Certificate, CertificateVerdict, LimitsKind
from workbench.decisions.committing import ALPHA_RATE, next_alpha
from workbench.decisions.judged_record import JudgedRecord
from workbench.decisions.pool_evidence import PoolEvidence
from workbench.decisions.readings import Reading, fresh_record, read_sample, record_of
from workbench.decisions.standing_tests import StandingTests, read_tests
from workbench.domain import DatasetVersion, Workflow
from workbench.domain.bar_tests import TestDesign
from workbench.labeling.agreement import Ceiling, noise_ceiling
from workbench.stats import Interval, clopper_pearson
from workbench.stats.sequential_forecast import FEWEST_TO_DROP, Forecast, drop_level, forecast, is_unlikely
from workbench.store.database import Database
from workbench.store.labelling_rules import get_rules

_SEED = 20261125  # the same labels give the same expectation, whoever looks
_FEWEST_DOUBLE = 20  # answers labelled by two, before they tell how often experts err
FEWEST_TO_EXPECT = 10  # draws, before anything can be expected
_LEAN_ON_ALL = 10
_FACTS_WEIGH = (
    30  # facts hint at how good the rest is, as so many draws at most: nobody knows how they were picked
)


def certify(
    database: Database,
    workflow: Workflow,
    version: DatasetVersion,
    split: str | None = None,
    standings: Sequence[Standing] | None = None,
    found: StandingTests | None = None,
) -> list[Certificate]:
    """Every candidate of the workflow against its bar, in the order of `list_standings`; writes nothing.

    `standings` and `found`: the standings and tests of the same scope where they have been read already.
    """
    standings = list_standings(database, workflow, version, split) if standings is None else standings
    found = read_tests(database, workflow, version, split) if found is None else found
    ceiling = read_ceiling(database, workflow, version, split)
    # What a test that has not begun would risk.
    alpha = next_alpha(database, workflow, version, split) if found.history else ALPHA_RATE
    by_id: dict[int, Certificate] = {}
    for bar_test_id, evidence in found.evidence.items():
        live = {one.candidate_id: one for one in standings if found.live.get(one.candidate_id) == bar_test_id}
        by_id |= {one.candidate_id: one for one in judge_test(evidence, live, ceiling)}
    return [
        by_id.get(one.candidate_id)
        or without_test(one, workflow.bar_rate, ceiling, found.ended.get(one.candidate_id, ""), alpha)
        for one in standings
    ]


def judge_test(
    evidence: PoolEvidence, standings: Mapping[int, Standing], ceiling: Ceiling | None = None
) -> list[Certificate]:
    """The certificates of one test, for those of its candidates that are in `standings` (by candidate_id)."""
    with evidence.lock:
        return _judge_test(evidence, standings, ceiling)


def _judge_test(
    evidence: PoolEvidence, standings: Mapping[int, Standing], ceiling: Ceiling | None
) -> list[Certificate]:
    test = evidence.test
    judged = judge_alone(evidence, ceiling)
    found: list[Certificate] = []
    waits_for, is_cut_off = "", False
    for reading, verdict in judged:
        candidate = reading.sample.candidate
        held_back = bool(waits_for) and verdict is CertificateVerdict.CERTIFIED and not reading.is_certain
        if candidate.candidate_id in standings:
            standing = standings[candidate.candidate_id]
            said = CertificateVerdict.UNDECIDED if held_back else verdict
            found.append(_of_test(evidence, standing, reading, said, waits_for, is_cut_off, ceiling))
        if test.design is TestDesign.TOP_DOWN and not verdict.is_met and not waits_for:
            # One that is gone leaves its place empty: to close the ranks would be to pick by what was seen.
            waits_for = candidate.candidate_name or "a candidate that was deleted"
            is_cut_off = not verdict.is_open or candidate.candidate_id in evidence.gone
    return found


def judge_alone(
    evidence: PoolEvidence, ceiling: Ceiling | None = None
) -> list[tuple[Reading, CertificateVerdict]]:
    """Every candidate of a test by its own labels, the strongest first. Where the risk is shared, what a certified
    candidate no longer needs goes to the others (Holm), which may certify the next."""
    with evidence.lock:
        state = evidence.state, ceiling
        if evidence.judged[0] != state:
            evidence.judged = state, _judge_alone(evidence, ceiling)
        judged: list[tuple[Reading, CertificateVerdict]] = evidence.judged[1]
        return judged


def _judge_alone(evidence: PoolEvidence, ceiling: Ceiling | None) -> list[tuple[Reading, CertificateVerdict]]:
    test, samples, certified = evidence.test, evidence.samples(), 0
    while True:
        shares = max(len(samples) - certified, 1) if test.design is TestDesign.SHARED else 1
        readings = [read_sample(evidence, sample, test.alpha_rate / shares) for sample in samples]
        judged = [(reading, _verdict(reading, ceiling)) for reading in readings]
        now_certified = sum(verdict is CertificateVerdict.CERTIFIED for _, verdict in judged)
        if test.design is not TestDesign.SHARED or now_certified <= certified:
            return judged
        certified = now_certified


def _verdict(reading: Reading, ceiling: Ceiling | None) -> CertificateVerdict:
    """What the labels alone say, before the sequence of the candidates is looked at."""
    sample, record, bar = reading.sample, reading.record, reading.record.bar
    total = sample.total
    if sample.is_complete:
        if not total.right + total.wrong:
            return CertificateVerdict.NO_FIGURE
        if Fraction(total.right, total.right + total.wrong) < Fraction(repr(bar)):
            return CertificateVerdict.ALL_BELOW
        return CertificateVerdict.ALL_MEETS
    if reading.surely_high < bar:
        return CertificateVerdict.PROVEN_BELOW
    if reading.is_shown:
        return CertificateVerdict.CERTIFIED
    if record.below:
        return CertificateVerdict.PROVEN_BELOW
    if ceiling is not None and ceiling.rules_out(bar):
        return CertificateVerdict.REFUSED
    return CertificateVerdict.DROPPED if _is_unlikely(reading) else CertificateVerdict.UNDECIDED


def _is_unlikely(reading: Reading) -> bool:
    """Whether a candidate is given up for lack of promise, which proves nothing."""
    drawn, record = reading.sample.drawn, reading.record
    if reading.sample.is_weighted and isinstance(record, JudgedRecord):
        return drawn.judged >= FEWEST_TO_DROP and record.chance() < drop_level(record.bar)
    return is_unlikely(drawn.right, drawn.wrong + drawn.unsure, reading.needed_of_unseen)


def _of_test(
    evidence: PoolEvidence,
    standing: Standing,
    reading: Reading,
    verdict: CertificateVerdict,
    waits_for: str,
    is_cut_off: bool,
    ceiling: Ceiling | None,
) -> Certificate:
    test, sample, record, total = evidence.test, reading.sample, reading.record, reading.sample.total
    # What was labelled ahead of its turn was picked by what other candidates needed, and so would mislead in a rate:
    # it counts only where most labels are such, and then beside what they make likely.
    right, wrong = total.right, total.wrong
    if not sample.is_mostly_ahead:
        right, wrong = right - sample.ahead.right, wrong - sample.ahead.wrong
    is_fact = verdict in (CertificateVerdict.ALL_MEETS, CertificateVerdict.ALL_BELOW)
    if not sample.drawn.judged and not is_fact and standing.scored:
        scored = without_test(standing, test.bar_rate, ceiling)
        return replace(scored, test=test, next_right=reading.needed_in_a_row(), waits_for=waits_for)
    limits = reading.limits
    kind = LimitsKind.ALWAYS_VALID
    if is_fact:
        kind = LimitsKind.FACT
    elif reading.is_certain:
        kind = LimitsKind.CERTAIN
    is_open = verdict is CertificateVerdict.UNDECIDED
    return Certificate(
        standing,
        test.bar_rate,
        verdict,
        right,
        right + wrong,
        *limits,
        kind,
        sample.pool_count,
        sample.unlabelled,
        _estimate(reading),
        sample.known,
        sample.drawn,
        sample.ahead,
        test,
        sample.candidate.place,
        record.alpha,
        reading.needed_in_a_row() if is_open else None,
        _expect(reading) if is_open and not waits_for and sample.drawn.judged >= FEWEST_TO_EXPECT else None,
        waits_for if is_open else "",
        is_cut_off and is_open,
        ceiling,
        future=_future(evidence, reading),
        is_weighted=sample.is_weighted,
        is_mostly_ahead=sample.is_mostly_ahead,
        confirmation=reading.confirmation,
    )


def _future(evidence: PoolEvidence, reading: Reading) -> Interval | None:
    """Limits for further questions like these: the pool's limits and what a pool says of them, each at half the risk
    (a union bound), 95 % in all. The pool is taken for a fair sample of them, which only its owner can vouch for."""
    total = reading.sample.total
    size = reading.sample.pool_count - total.silent
    if not total.right + total.wrong:
        return None
    if reading.sample.is_complete:
        return clopper_pearson(total.right, size)
    quarter = ALPHA_RATE / 4  # two sides, two steps
    record = reading.record
    if reading.sample.is_weighted:
        limits = record_of(evidence, reading.sample, quarter).limits()
    else:
        facts = (record.known_right, record.known_wrong, record.known_open)
        limits = fresh_record(record.pool_size, record.bar, quarter, facts).following(record.draws).limits()
    fewest = math.ceil(max(limits.low * size, total.right) - 1e-9)
    most = math.floor(min(limits.high * size, size - total.wrong) + 1e-9)
    side = 1 - ALPHA_RATE / 2
    low = clopper_pearson(min(fewest, size), size, side).low
    return Interval(low, max(low, clopper_pearson(max(most, 0), size, side).high))


def _estimate(reading: Reading) -> float | None:
    """The likely precision of the pool: all that is labelled as it is, the rest as the sample suggests; within the
    limits."""
    sample, record, limits = reading.sample, reading.record, reading.limits
    drawn, total = sample.drawn, sample.total
    judged = drawn.right + drawn.wrong
    if not judged:
        return None
    if sample.is_weighted and isinstance(record, JudgedRecord):
        return min(max(record.likely_rate(), limits.low), limits.high)
    giving = (judged + drawn.silent) and judged / (judged + drawn.silent)
    rest = (total.pending + total.unsure) * giving
    # A few draws tell little: they lean on all labels there are, as if these were some draws more.
    labelled = total.right + total.wrong
    lean = _LEAN_ON_ALL if sample.is_mostly_ahead else 0
    rest_rate = (drawn.right + lean * total.right / labelled) / (judged + lean)
    rate = (total.right + rest * rest_rate) / (labelled + rest)
    return min(max(rate, limits.low), limits.high)


def _expect(reading: Reading) -> Forecast | None:
    """How many more labels until a verdict; None where that hangs on second looks. Facts only hint at how good the
    rest is."""
    if reading.confirmation:
        return None
    record = reading.record
    if reading.sample.is_weighted and isinstance(record, JudgedRecord):
        found = record.expect(drop_level(record.bar))
        if found:
            return found
    drawn, known, pool = reading.sample.drawn, reading.sample.known, record.pool_size
    weight = min(1.0, _FACTS_WEIGH / max(known.right + known.wrong, 1))
    prior = (0.5 + weight * known.right, 0.5 + weight * known.wrong)
    wrong = drawn.wrong + drawn.unsure + drawn.pending
    return _forecast(drawn.right, wrong, pool - drawn.silent, reading.needed_of_rest, record.alpha, prior)


@lru_cache(maxsize=256)
def _forecast(
    right: int, wrong: int, pool: int, bar: float, alpha: float, prior: tuple[float, float]
) -> Forecast:
    return forecast(right, wrong, pool, bar, np.random.default_rng(_SEED), alpha, prior=prior)


def without_test(
    standing: Standing,
    bar_rate: float,
    ceiling: Ceiling | None = None,
    ended: str = "",
    alpha: float = ALPHA_RATE,
) -> Certificate:
    """Where a candidate stands that no test is about: by facts alone, or as the scorer has it."""
    judged = standing.correct + standing.incorrect
    open_count = standing.unsure + standing.unlabelled
    pool = judged + open_count
    certificate = Certificate(
        standing, bar_rate, CertificateVerdict.NO_FIGURE, standing.correct, judged,
        pool_count=pool, unlabelled=standing.unlabelled, ceiling=ceiling, ended=ended,
        future=standing.precision_interval,
    )  # fmt: skip
    if not standing.output_count:
        return replace(certificate, verdict=CertificateVerdict.NOT_RUN)
    if not pool:
        return certificate
    if standing.scored:
        fixed = standing.precision_interval
        low, high = fixed or (None, None)
        verdict = _AS_SCORED[judge_against_bar(standing, bar_rate)]
        if (
            verdict is CertificateVerdict.SCORED_UNDECIDED
            and ceiling is not None
            and ceiling.rules_out(bar_rate)
        ):
            verdict = CertificateVerdict.REFUSED
        kind = LimitsKind.FIXED_LOOK if fixed else LimitsKind.NONE
        return replace(certificate, verdict=verdict, low=low, high=high, kind=kind)
    low, high = standing.correct / pool, (standing.correct + open_count) / pool
    if not open_count:
        meets = CertificateVerdict.ALL_MEETS if low >= bar_rate else CertificateVerdict.ALL_BELOW
        return replace(certificate, verdict=meets, low=low, high=low, kind=LimitsKind.FACT)
    verdict = CertificateVerdict.UNTESTED
    if low >= bar_rate:
        verdict = CertificateVerdict.CERTIFIED
    elif high < bar_rate:
        verdict = CertificateVerdict.PROVEN_BELOW
    elif ceiling is not None and ceiling.rules_out(bar_rate):
        verdict = CertificateVerdict.REFUSED
    facts = (standing.correct, standing.incorrect, standing.unsure)
    record = fresh_record(standing.unlabelled, bar_rate, alpha, facts)
    return replace(
        certificate, verdict=verdict, low=low, high=high,
        kind=LimitsKind.CERTAIN if judged else LimitsKind.NONE,
        next_right=record.needed_in_a_row() if verdict is CertificateVerdict.UNTESTED else None,
    )  # fmt: skip


_AS_SCORED = {
    BarVerdict.MEETS: CertificateVerdict.SCORED_MEETS,
    BarVerdict.BELOW: CertificateVerdict.SCORED_BELOW,
    BarVerdict.UNDECIDED: CertificateVerdict.SCORED_UNDECIDED,
    BarVerdict.NO_FIGURE: CertificateVerdict.NO_FIGURE,
}


def read_ceiling(
    database: Database, workflow: Workflow, version: DatasetVersion, split: str | None
) -> Ceiling | None:
    """How precise anyone could look, from the whole version where the split alone has too few double labels; by two
    looks where the workflow has what is called incorrect confirmed."""
    for part in dict.fromkeys((split, None)):
        ceiling = noise_ceiling(database, workflow, version, part)
        if ceiling.overlap_count >= _FEWEST_DOUBLE:
            return ceiling.confirmed if get_rules(database, workflow.workflow_id).confirms_wrong else ceiling
    return None
