"""One candidate's labels against the bar: the record of its sample, and what is certain."""

from dataclasses import dataclass

import numpy as np

from workbench.decisions.confirming import PENDING, Confirmation
from workbench.decisions.judged_record import JudgedRecord
from workbench.decisions.pool_evidence import CandidateSample, PoolEvidence
from workbench.stats.finite_pool import fewest_right
from workbench.stats.pool_record import PoolRecord, RateLimits


@dataclass(frozen=True)
class Reading:
    """A sample against the bar: the record of its draws, and what all labels together leave possible for certain.

    `evidence`: where the sample stands in its pool, None where each new label is one more of the sample.
    """

    sample: CandidateSample
    record: PoolRecord | JudgedRecord
    surely_low: float
    surely_high: float
    confirmation: Confirmation | None = None
    evidence: PoolEvidence | None = None

    @property
    def is_certain(self) -> bool:
        """True where no label still missing could change on which side of the bar the pool is."""
        bar = self.record.bar
        return self.surely_low >= bar or self.surely_high < bar

    @property
    def limits(self) -> RateLimits:
        """The limits of the pool's precision: the test's, or what is certain where that is narrower."""
        limits = self.record.limits()
        low, high = max(limits.low, self.surely_low), min(limits.high, self.surely_high)
        return RateLimits(min(low, high), max(low, high))

    @property
    def is_shown(self) -> bool:
        """True where the bar is shown to be met, at the test's risk or for certain."""
        return self.surely_low >= self.record.bar or self.record.meets

    def needed_in_a_row(self) -> int | None:
        """How many of the next answers, all right at every look, would certify the candidate; None where none can."""
        needed = self.record.needed_in_a_row()
        return _labels_to(self.evidence, self.sample, needed) if needed and self.evidence else needed

    @property
    def needed_of_rest(self) -> float:
        """The share of the answers outside the facts that have to be right for the pool to meet the bar (0–1)."""
        return self._needed_of(self.record.pool_size, self.record.known_right)

    @property
    def needed_of_unseen(self) -> float:
        """The same where labels that the sample has not reached count as facts too: no test may, but giving up may."""
        ahead = self.sample.ahead
        return self._needed_of(
            self.record.pool_size - ahead.right - ahead.wrong, self.record.known_right + ahead.right
        )

    def _needed_of(self, rest: int, right: int) -> float:
        record = self.record
        known = record.known_right + record.known_wrong + record.known_open
        short_of = fewest_right(record.pool_size + known, record.bar) - right
        return min(max((short_of - 0.5) / rest, 1e-6), 1 - 1e-6) if rest else record.bar


def read_sample(evidence: PoolEvidence, sample: CandidateSample, alpha: float) -> Reading:
    """One candidate's labels against the test's bar at a risk of `alpha`."""
    total = sample.total
    giving = sample.pool_count - total.silent  # at most so many give an answer
    doubtful = total.unsure + total.pending
    confirmation = evidence.confirmation(sample.candidate.candidate_id) if evidence.confirms else None
    return Reading(
        sample,
        record_of(evidence, sample, alpha),
        total.right / giving if giving else 0.0,
        (total.right + doubtful) / (total.right + total.wrong + doubtful) if giving else 1.0,
        confirmation,
        evidence if evidence.confirms else None,
    )


def _labels_to(evidence: PoolEvidence, sample: CandidateSample, more: int) -> int:
    """How many answers have to be labelled until the sample can have grown by so many."""
    candidate_id = sample.candidate.candidate_id
    sequence, reached = evidence.sequence[candidate_id], len(sample.codes)
    wanted = evidence.tested(candidate_id)[reached : reached + more]
    last = int(np.flatnonzero(np.isin(sequence, wanted))[-1])
    return int((evidence.codes[sequence[: last + 1]] == PENDING).sum())


def record_of(evidence: PoolEvidence, sample: CandidateSample, alpha: float) -> PoolRecord | JudgedRecord:
    """The record of a sample at a risk. It grows with them, so that one more label costs one more step."""
    known = sample.known
    key = (sample.candidate.candidate_id, alpha)
    facts = (known.right, known.wrong, known.unsure + known.pending)
    codes = sample.codes.astype(np.uint8).tobytes()
    record = evidence.records.get(key)
    pool_count, bar_rate = sample.pool_count - known.judged - known.pending, evidence.test.bar_rate
    if (
        record is None
        or (record.known_right, record.known_wrong, record.known_open) != facts
        or not codes.startswith(record.draws)
    ):
        if evidence.test.uses_scores and JudgedRecord.is_possible(pool_count, bar_rate, facts):
            record = JudgedRecord(evidence.groups(sample.candidate), bar_rate, alpha, facts)
        else:
            record = fresh_record(pool_count, bar_rate, alpha, facts)
    if sample.is_weighted and isinstance(record, JudgedRecord):
        record.groups = evidence.groups(sample.candidate)  # draws made since stand in their order now
    record = evidence.records[key] = record.following(codes[record.drawn :])
    return record


def fresh_record(
    pool_count: int, bar_rate: float, alpha: float, facts: tuple[int, int, int] = (0, 0, 0)
) -> PoolRecord:
    """A record before its first draw; `facts`: right, wrong and open ones known beforehand."""
    # A bar of 100 % is that not one of the pool is wrong: any bar above (N - 1) ÷ N says the same.
    highest = 1 - 0.5 / max(pool_count + sum(facts), 1)
    bar = min(max(bar_rate, 1e-6), highest)
    return PoolRecord(pool_count, bar, alpha, known_right=facts[0], known_wrong=facts[1], known_open=facts[2])
