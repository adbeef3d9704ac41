"""Weighted drawing: when one candidate is left to be decided, answers come more often where a label tells most.

Every draw is made and stored, with its probabilities, before the answer is shown, and these probabilities rest on
draws made before it alone; so the evidence stays what it promises however good the scores are. The committed random
order goes on to tell which answer of a bin comes next, and the test's seed which bin.

The draws begin at a place in the order that no later label has a say in: there the other candidates were decided, by
labels up to there. What the order brings beyond it is then as random as ever.
"""

import threading

import numpy as np
from numpy.typing import NDArray

from workbench.decisions.certificates import CertificateVerdict
from workbench.decisions.certification import judge_alone
from workbench.decisions.judged_record import JudgedRecord
from workbench.decisions.pool_evidence import PENDING, PoolEvidence
from workbench.decisions.readings import Reading
from workbench.domain.bar_tests import WeightedDraw
from workbench.store import certification as tests
from workbench.store.database import Database

AT_ONCE = 8  # draws made together rest on the same labels
FEWEST_AHEAD = 5  # at a desk, before more are drawn
_lock = threading.Lock()


def draw_more(database: Database, evidence: PoolEvidence, candidate_id: int, count: int = AT_ONCE) -> int:
    """Make the next weighted draws of the one candidate that is left and store them; how many (0: not by weight, not
    yet, or nothing is left)."""
    with _lock:
        judged = judge_alone(evidence)
        reading = next(one for one, _ in judged if one.sample.candidate.candidate_id == candidate_id)
        record = reading.record
        if not isinstance(record, JudgedRecord):
            return 0
        part = evidence.weighted.get(candidate_id)
        after = part.after_position if part else _decided_at(evidence, judged, candidate_id)
        if after is None:
            return 0
        sequence = evidence.sequence[candidate_id]
        start = part.start if part else int((evidence.position[sequence] <= after).sum())
        if not part:
            if (evidence.codes[sequence[:start]] == PENDING).any():
                return 0
            # Labels beyond the start may be drawn yet: the probabilities must not rest on them.
            facts = (record.known_right, record.known_wrong, record.known_open)
            record = JudgedRecord(evidence.groups(reading.sample.candidate), record.bar, record.alpha, facts)
            record = record.following(reading.record.draws[:start])
        made = len(part.numbers) if part else 0
        rest = sequence[start + made :]
        draws = _draw(evidence, record, candidate_id, rest, after, made, count)
        if draws:
            tests.add_draws(database, evidence.test.bar_test_id, candidate_id, made + 1, draws)
            evidence.take_draws(candidate_id, draws)
        return len(draws)


def _draw(
    evidence: PoolEvidence,
    record: JudgedRecord,
    candidate_id: int,
    rest: NDArray[np.int64],
    after: int,
    made: int,
    count: int,
) -> list[WeightedDraw]:
    """Draws from `rest`, which is in the committed order; `made` have been made before."""
    bins = evidence.bins[rest]
    best = record.next_shares()
    left = np.bincount(bins, minlength=len(best)).astype(np.float64)
    if not made and (left > 0).sum() < 2:
        return []
    waiting = [list(rest[bins == group][:count]) for group in range(len(best))]
    draws: list[WeightedDraw] = []
    for number in range(made + 1, made + 1 + min(count, len(rest))):
        shares = np.where(left > 0, best, 0.0)
        shares = shares / shares.sum() if shares.sum() > 0 else left / left.sum()
        random = np.random.default_rng([evidence.test.seed, candidate_id, number]).random()
        group = int(np.searchsorted(shares.cumsum(), random * shares.sum(), side="right"))
        draws.append(
            WeightedDraw(
                int(waiting[group].pop(0)), after, float(shares[group] / left[group]), tuple(shares.tolist())
            )
        )
        left[group] -= 1
    return draws


def _decided_at(
    evidence: PoolEvidence, judged: list[tuple[Reading, CertificateVerdict]], candidate_id: int
) -> int | None:
    """The place in the order at which the other candidates were decided by the labels up to there; 0 without others,
    None where that cannot be told."""
    places = [0]
    for reading, verdict in judged:
        other = reading.sample.candidate.candidate_id
        if other == candidate_id:
            continue
        draws = _draws_to_verdict(reading, verdict)
        if other in evidence.gone or reading.sample.is_weighted or not draws:
            return None
        places.append(int(evidence.position[evidence.sequence[other][draws - 1]]))
    return max(places)


def _draws_to_verdict(reading: Reading, verdict: CertificateVerdict) -> int | None:
    """The draw at which a candidate was decided: the labels up to there are all that its verdict rests on."""
    record = reading.record
    if record.meets:
        return record.meets_at
    if record.below:
        return record.below_at
    # It counts as dropped for as long as its sample says so, so the whole of it has had a say.
    return record.drawn if verdict is CertificateVerdict.DROPPED else None
