"""What the labels say of a test's pool so far: facts known at its start, and the sample drawn since, in order.

The committed order is over items; a candidate's own sequence is its answers in that order, those known at the start
left out. Its sample is the longest stretch from the beginning of that sequence in which every answer has a label: one
that was skipped, or that somebody still has on the desk, ends it, and labels beyond wait until the stretch reaches
them. So nobody can pick what counts by skipping, and it does not matter how many people label at once. Where one
candidate is left, its sequence goes on in the order of the weighted draws that are stored by then.
"""

import itertools
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.decisions.confirming import (
    CODES,
    PENDING,
    RIGHT,
    SILENT,
    UNSURE,
    WRONG,
    Confirmation,
    Looks,
    count_looks,
    draw_rechecks,
    is_single,
    read_looks,
)
from workbench.decisions.judged_record import Groups, JudgedRecord
from workbench.domain.bar_tests import BarTest, TestedCandidate, WeightedDraw
from workbench.stats.pool_record import PoolRecord
from workbench.store import certification as tests
from workbench.store.database import Database
from workbench.store.labelling_rules import get_rules

Integers = NDArray[np.int64]
_KEPT = 8  # pools held in memory


class Tally(NamedTuple):
    """Answers by what people said of them; `silent` ones were found to give no answer and weigh nothing."""

    right: int = 0
    wrong: int = 0
    silent: int = 0
    unsure: int = 0
    pending: int = 0

    @property
    def judged(self) -> int:
        """Answers with any label, the unsure ones too."""
        return self.right + self.wrong + self.silent + self.unsure


@dataclass(frozen=True)
class CandidateSample:
    """What is known of one candidate's answers in a test.

    `known`: the facts at its start (their labels as they stand now); `drawn`: the sample; `ahead`: labels that the
    stretch has not reached; `pool_count`: its answers in all; `codes`: the sample's verdicts in order; `left`: answers
    that the sample has not reached; `is_weighted`: drawn by weights, so that counts alone mislead; `single`: labelled
    answers that count as pending until a second look.
    """

    candidate: TestedCandidate
    pool_count: int
    known: Tally
    drawn: Tally
    ahead: Tally
    codes: NDArray[np.int8]
    left: int
    is_weighted: bool = False
    single: int = 0

    @property
    def unlabelled(self) -> int:
        """Answers without any label."""
        return self.known.pending + self.ahead.pending - self.single

    @property
    def is_mostly_ahead(self) -> bool:
        """True where most of what is labelled waits for its turn, as answers that others gave too do."""
        return 0 < self.drawn.judged < self.ahead.judged

    @property
    def is_complete(self) -> bool:
        """True when every answer is judged, as often as it has to be, none of them unsure."""
        total = self.total
        return not (total.pending or total.unsure)

    @property
    def total(self) -> Tally:
        """All answers of the candidate by what was said of them."""
        return Tally(*(sum(parts) for parts in zip(self.known, self.drawn, self.ahead, strict=True)))


@dataclass
class WeightedPart:
    """A candidate's weighted draws: classes in the order drawn, the shares of the bins and the probability of each.

    `after_position`: up to that place in the order of items the sample is the order's own, its first `start` classes.
    """

    after_position: int
    start: int = 0
    numbers: list[int] = field(default_factory=list)
    shares: list[NDArray[np.float64]] = field(default_factory=list)
    probabilities: list[float] = field(default_factory=list)


class PoolEvidence:
    """One test's pool in memory, with the verdicts that stand on it; made by `read_evidence`."""

    def __init__(self, database: Database, test: BarTest):
        """Read the pool; `refresh` then reads the labels."""
        self.test = test
        self.lock = threading.RLock()  # held while labels or draws are taken in, and while records grow
        self.candidates = tests.list_candidates(database, test.bar_test_id)
        classes = tests.class_table(database, test.bar_test_id)
        self.position: Integers = classes["position"].to_numpy(dtype=np.int64)
        self.item_ids: Integers = classes["item_id"].to_numpy(dtype=np.int64)
        self.answer_keys = classes["answer_key"].to_numpy(dtype=object)
        self.is_known: NDArray[np.bool_] = classes["is_known"].to_numpy(dtype=bool)
        self.bins: Integers = classes["bin"].to_numpy(dtype=np.int64)
        self.codes: NDArray[np.int8] = np.full(len(classes), PENDING, dtype=np.int8)
        outputs = tests.output_table(database, test.bar_test_id)
        self.known: dict[int, Integers] = {}
        self.sequence: dict[int, Integers] = {}
        for candidate in self.candidates:
            own = outputs.loc[outputs["candidate_id"] == candidate.candidate_id, "class_number"]
            numbers = own.to_numpy(dtype=np.int64)
            numbers = numbers[np.argsort(self.position[numbers], kind="stable")]
            self.known[candidate.candidate_id] = numbers[self.is_known[numbers]]
            self.sequence[candidate.candidate_id] = numbers[~self.is_known[numbers]]
        # By candidate and risk; they grow with the labels.
        self.records: dict[tuple[int, float], PoolRecord | JudgedRecord] = {}
        self.weighted: dict[int, WeightedPart] = {}
        for candidate_id, draws in tests.list_draws(database, test.bar_test_id).items():
            self.take_draws(candidate_id, draws)
        rules = get_rules(database, test.workflow_id)
        self.confirms = rules.confirms_wrong
        self.looks: list[Looks] = [Looks()] * len(classes) if self.confirms else []
        self.is_rechecked = draw_rechecks(test.seed, len(classes), rules.recheck_rate)
        self.gone: frozenset[int] = frozenset()  # candidates whose outputs have changed, or that are archived
        self._seen = (0, -1)  # the newest event that was looked at, and how many there were; -1: none yet
        self._tickets = itertools.count(1)
        self._answered = 0  # the ticket of the last look: whoever asked before it began needs none
        self.judged: tuple[object, Any] = (None, None)  # what the verdicts were at which state
        # What the next labels were said to decide at which state, and until when that may stand (monotonic seconds).
        self.outlook: tuple[object, float, str] = (None, 0.0, "")
        self._by_item = np.argsort(self.item_ids, kind="stable")
        self._sorted_ids = self.item_ids[self._by_item]

    def refresh(self, database: Database) -> None:
        """Take in the labels that came since the last look; all of them where some were deleted.

        Of many who ask at once, one reads for all.
        """
        asked = next(self._tickets)
        with self.lock:
            if asked < self._answered:
                return  # somebody has begun to read since
            begun = next(self._tickets)
            last, seen = self._seen
            events, count = tests.list_events_since(database, last)
            if seen < 0 or count - seen != len(events):
                self._read_all(database)
            elif events:
                self._take_in(database, {(item_id, key) for _, item_id, key in events})
            self._seen = (events[-1][0] if events else last, count)
            self._answered = begun

    @property
    def state(self) -> object:
        """Another one whenever a label, a draw or a candidate's leaving may have changed what the samples say."""
        drawn = tuple((candidate_id, len(part.numbers)) for candidate_id, part in self.weighted.items())
        return self._seen, drawn, self.gone

    def sample(self, candidate: TestedCandidate) -> CandidateSample:
        """Where one candidate's sequence stands."""
        sequence, known = self.tested(candidate.candidate_id), self.known[candidate.candidate_id]
        codes, known_codes = self.counting(sequence), self.counting(known)
        pending = codes == PENDING
        part = self.weighted.get(candidate.candidate_id)
        within = pending if part is None else pending[: part.start + len(part.numbers)]
        reached = int(within.argmax()) if within.any() else len(within)
        return CandidateSample(
            candidate,
            len(sequence) + len(known),
            tally(known_codes),
            tally(codes[:reached]),
            tally(codes[reached:]),
            codes[:reached],
            len(codes) - reached,
            part is not None,
            int((codes != self.codes[sequence]).sum() + (known_codes != self.codes[known]).sum()),
        )

    def tested(self, candidate_id: int) -> Integers:
        """A candidate's sequence as the test goes through it: where incorrect answers are confirmed, those that get a
        second look in any case come first."""
        sequence = self.sequence[candidate_id]
        return (
            sequence[np.argsort(~self.is_rechecked[sequence], kind="stable")] if self.confirms else sequence
        )

    def counting(self, numbers: Integers) -> NDArray[np.int8]:
        """What these classes count as: their verdicts, but pending where one look alone has called them correct."""
        codes = self.codes[numbers].copy()
        if self.confirms:
            for place in np.flatnonzero(codes == RIGHT):
                if is_single(self.looks[numbers[place]]):
                    codes[place] = PENDING
        return codes

    def confirmation(self, candidate_id: int) -> Confirmation:
        """Where the second looks at a candidate's answers stand."""
        both = np.concatenate([self.sequence[candidate_id], self.known[candidate_id]])
        return count_looks(both[self.codes[both] != PENDING].tolist(), self.looks, self.is_rechecked)

    def waiting(self, candidate_id: int) -> list[int]:
        """A candidate's classes that wait for another look: those in doubt, and those drawn for a second one."""
        sequence, known = self.sequence[candidate_id], self.known[candidate_id].tolist()
        gaps = np.flatnonzero(self.codes[sequence] == PENDING)
        drawn = sequence[: gaps[0]] if len(gaps) else sequence  # those beyond a gap may never be needed
        found = [
            number
            for number in drawn.tolist()
            if self.looks[number].is_in_doubt or (self.is_rechecked[number] and is_single(self.looks[number]))
        ]
        found += [number for number in known if self.looks[number].is_in_doubt]
        if len(gaps) or PENDING in self.codes[known]:
            return found
        # Nothing else can decide it any more: the others get a second look as well.
        return found + [
            number
            for number in (*drawn.tolist(), *known)
            if is_single(self.looks[number]) and number not in found
        ]

    def take_draws(self, candidate_id: int, draws: Sequence[WeightedDraw]) -> None:
        """Weighted draws of a candidate, made after those that are there; its sequence goes on in their order."""
        with self.lock:
            self._lay_out(candidate_id, draws)

    def _lay_out(self, candidate_id: int, draws: Sequence[WeightedDraw]) -> None:
        sequence = self.sequence[candidate_id]
        part = self.weighted.get(candidate_id)
        if part is None:
            part = self.weighted[candidate_id] = WeightedPart(draws[0].after_position)
            part.start = int((self.position[sequence] <= part.after_position).sum())
            for key in [key for key in self.records if key[0] == candidate_id]:
                del self.records[key]  # their sample may have gone on in the order of items
        part.numbers += [one.class_number for one in draws]
        part.shares += [np.array(one.shares) for one in draws]
        part.probabilities += [one.probability for one in draws]
        rest = sequence[part.start :]
        rest = rest[~np.isin(rest, part.numbers)]
        rest = rest[np.argsort(self.position[rest], kind="stable")]
        drawn = np.array(part.numbers, dtype=np.int64)
        self.sequence[candidate_id] = np.concatenate([sequence[: part.start], drawn, rest])

    def groups(self, candidate: TestedCandidate) -> Groups:
        """The bins of a candidate's sequence, and how often the facts of the whole pool in each bin are wrong."""
        facts = self.is_known & np.isin(self.codes, (RIGHT, WRONG))
        size = int(self.bins.max(initial=0)) + 1
        judged = np.bincount(self.bins[facts], minlength=size)
        wrong = np.bincount(self.bins[facts], weights=self.codes[facts] == WRONG, minlength=size)
        overall = (wrong.sum() + 0.5) / (judged.sum() + 1)
        part = self.weighted.get(candidate.candidate_id) or WeightedPart(0)
        return Groups(
            self.bins[self.sequence[candidate.candidate_id]],
            (wrong + overall) / (judged + 1),
            part.start,
            part.shares,
        )

    def samples(self) -> list[CandidateSample]:
        """Every candidate's, the strongest first."""
        return [self.sample(candidate) for candidate in self.candidates]

    def _take_in(self, database: Database, answers: set[tuple[int, str]]) -> None:
        touched = [
            (item_id, key, number)
            for item_id, key in answers
            for number in self._by_item[slice(*np.searchsorted(self._sorted_ids, [item_id, item_id + 1]))]
            if self.answer_keys[number] == key
        ]
        if touched and self.confirms:
            self._take_looks(database, sorted({item_id for item_id, _, _ in touched}))
        elif touched:
            standing = tests.standing_verdicts(database, sorted({item_id for item_id, _, _ in touched}))
            for item_id, key, number in touched:
                self.codes[number] = CODES.get(standing.get((item_id, key), ""), PENDING)

    def _take_looks(self, database: Database, item_ids: list[int] | None) -> None:
        """Every answer by all looks at it, of some items or of all."""
        found = tests.list_looks(database, self.test.bar_test_id, item_ids)
        numbers = (
            range(len(self.codes)) if item_ids is None else np.flatnonzero(np.isin(self.item_ids, item_ids))
        )
        for number in numbers:
            row = found.get((int(self.item_ids[number]), self.answer_keys[number]))
            self.looks[number] = Looks() if row is None else read_looks(row)
            self.codes[number] = self.looks[number].code

    def _read_all(self, database: Database) -> None:
        if self.confirms:
            self._take_looks(database, None)
            return
        labels: pd.DataFrame = tests.label_table(database, self.test.bar_test_id)
        self.codes[:] = PENDING
        self.codes[labels["class_number"].to_numpy(dtype=np.int64)] = labels["verdict"].map(CODES).to_numpy()


def tally(codes: NDArray[np.int8]) -> Tally:
    """Verdicts counted."""
    counts = np.bincount(codes.astype(np.int64) + 1, minlength=5)
    return Tally(*(int(counts[code + 1]) for code in (RIGHT, WRONG, SILENT, UNSURE, PENDING)))


_held: "OrderedDict[tuple[str, int], PoolEvidence]" = OrderedDict()
_lock = threading.Lock()


def read_evidence(database: Database, test: BarTest) -> PoolEvidence:
    """A test's pool with the labels as they stand now. A pool never changes, so it is read once and kept."""
    key = (str(database.path), test.bar_test_id)
    with _lock:
        evidence = _held.get(key)
        if evidence is None or evidence.test.seed != test.seed:  # another database under the same path
            evidence = _held[key] = PoolEvidence(database, test)
        _held.move_to_end(key)
        while len(_held) > _KEPT:
            _held.popitem(last=False)
    evidence.refresh(database)
    return evidence
