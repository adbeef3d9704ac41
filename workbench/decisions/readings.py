"""One candidate's labels against the bar: the record of its sample, what is certain, and what second looks take off."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.decisions.confirming import RIGHT, UNSURE, Confirmation, Rechecks
from workbench.decisions.judged_record import JudgedRecord
from workbench.decisions.pool_evidence import CandidateSample, PoolEvidence
from workbench.stats.finite_pool import fewest_right
from workbench.stats.pool_record import PoolRecord, RateLimits


@dataclass(frozen=True)
class Reading:
    """A sample against the bar: the record of its draws, and what all labels together leave possible for certain."""

    sample: CandidateSample
    record: PoolRecord | JudgedRecord
    surely_low: float
    surely_high: float
    rechecks: Rechecks | None = None
    confirmation: Confirmation | None = None

    @property
    def is_certain(self) -> bool:
        """True where no label still missing could change on which side of the bar the pool is."""
        bar = self.record.bar
        return (self.surely_low >= bar and not self.unseen) or self.surely_high < bar

    @property
    def unseen(self) -> int:
        """The most errors there may be among answers that count as correct after one look; 0 where one look is all
        that the claim is about."""
        return self.confirmation.unseen if self.confirmation else 0

    @property
    def limits(self) -> RateLimits:
        """The limits of the pool's precision: the test's, or what is certain where that is narrower; what one look may
        have missed is off the lower one."""
        limits = self.record.limits()
        low, high = max(limits.low, self.surely_low), min(limits.high, self.surely_high)
        low = max(low - self.unseen / max(self.sample.pool_count, 1), 0.0)
        return RateLimits(min(low, high), max(low, high))

    @property
    def is_shown(self) -> bool:
        """True where the bar is shown to be met, at the test's risk or for certain."""
        if self.confirmation is None:
            return self.surely_low >= self.record.bar or self.record.meets
        return self.limits.low >= self.record.bar

    def needed_in_a_row(self) -> int | None:
        """How many of the next answers, all right at every look, would certify the candidate; None where none can."""
        record, rechecks = self.record, self.rechecks
        if rechecks is None or not isinstance(record, PoolRecord):
            return record.needed_in_a_row()
        size = max(self.sample.pool_count, 1)
        facts = (record.known_right, record.known_wrong, record.known_open)
        settled = fresh_record(record.pool_size, record.bar, record.alpha, facts)
        settled = settled.following(self.sample.codes.astype(np.uint8))

        def is_enough(more: int) -> bool:
            seconds = int(rechecks.waits.sum()) + round(more * rechecks.rate)
            low = settled.following(bytes([RIGHT]) * more).limits().low
            return low - rechecks.unseen(record.alpha, seconds) / size >= record.bar

        most = record.left
        if not is_enough(most):
            return None
        least = 0
        while least < most:
            middle = (least + most) // 2
            least, most = (least, middle) if is_enough(middle) else (middle + 1, most)
        return least

    @property
    def needed_of_rest(self) -> float:
        """The share of the answers outside the facts that have to be right for the pool to meet the bar (0–1)."""
        pool, record = self.record.pool_size, self.record
        known = record.known_right + record.known_wrong + record.known_open
        short_of = fewest_right(pool + known, record.bar) - record.known_right
        return min(max((short_of - 0.5) / pool, 1e-6), 1 - 1e-6) if pool else record.bar


def read_sample(evidence: PoolEvidence, sample: CandidateSample, alpha: float) -> Reading:
    """One candidate's labels against the test's bar at a risk of `alpha`."""
    total = sample.total
    giving = sample.pool_count - total.silent  # at most so many give an answer
    doubtful = total.unsure + total.pending
    rechecks = confirmation = None
    surely_right, codes = total.right, sample.codes
    if evidence.confirms:
        alpha /= 2  # the limit by all looks there are, and the bound of what single ones miss
        rechecks, confirmation = evidence.rechecks(sample)
        confirmation = confirmation._replace(unseen=rechecks.unseen(alpha))
        surely_right -= confirmation.waiting
        codes = np.where(rechecks.waits, UNSURE, codes)
    return Reading(
        sample,
        record_of(evidence, sample, alpha, codes),
        surely_right / giving if giving else 0.0,
        (total.right + doubtful) / (total.right + total.wrong + doubtful) if giving else 1.0,
        rechecks,
        confirmation,
    )


def record_of(
    evidence: PoolEvidence, sample: CandidateSample, alpha: float, verdicts: NDArray[np.int8]
) -> PoolRecord | JudgedRecord:
    """The record of a sample's verdicts at a risk. It grows with them, so that one more label costs one more step."""
    known = sample.known
    key = (sample.candidate.candidate_id, alpha)
    facts = (known.right, known.wrong, known.unsure + known.pending)
    codes = verdicts.astype(np.uint8).tobytes()
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
