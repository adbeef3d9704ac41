"""The order "decide soonest": what to label next so that the candidates are decided with the fewest labels.

It follows the one random order that a test has committed: answers of the candidate being decided, item by item, each
judged once for all candidates that gave it. Candidates come from the strongest down (or all side by side where the
risk is shared); those decided, dropped or cut off are left out, as soon as they are. Where scores help and one
candidate is left, its answers come by weighted draws. Opening a desk in this order begins a test where none stands.
"""

import threading
import time
from copy import copy
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from workbench.decisions.bar import bar_words
from workbench.decisions.certificates import Certificate, CertificateVerdict, LimitsKind
from workbench.decisions.certification import certify, judge_alone, read_ceiling
from workbench.decisions.committing import NothingToTest, begin_test, rubric_key
from workbench.decisions.confirming import MOST_LOOKS
from workbench.decisions.pool_evidence import PENDING, PoolEvidence, read_evidence
from workbench.decisions.standing_tests import StandingTests, changed_since, read_tests
from workbench.decisions.verdict_sentences import begin, ceiling_clause
from workbench.decisions.weighing import AT_ONCE, FEWEST_AHEAD, draw_more
from workbench.domain import DatasetVersion, Workflow
from workbench.domain.bar_tests import TestDesign
from workbench.domain.formats import count, plural
from workbench.labeling.queue import Queue
from workbench.labeling.strategies import RANDOM, Order, Scope, Strategy, add_strategy, strategy_called
from workbench.store import certification as tests
from workbench.store import dataset as datasets
from workbench.store import workflow as workflows
from workbench.store.database import Database
from workbench.store.labelling_rules import get_rules

SOONEST = "soonest"
SOONEST_WEIGHTED = "soonest_weighted"  # how a label came about that fell on its answer by a weighted draw
_KEPT_S = 300  # an order is held in memory
# Seconds of work; what takes longer stands for so many times as long.
_OUTLOOK_QUICK_S, _OUTLOOK_SHARE = 0.01, 30
_NO_NUMBERS = np.array([], dtype=np.int64)


class SoonestOrder(Order):
    """The answers that one test still needs, in its committed order; told anew after every label."""

    lets_pick = False
    ends_decided = True

    def __init__(self, database: Database, evidence: PoolEvidence, scope: Scope):
        self._evidence, self._scope, self._changes = evidence, scope, database.changes
        shown = tests.class_output_table(database, evidence.test.bar_test_id)
        self._output_ids: NDArray[np.int64] = np.full(len(evidence.position), -1, dtype=np.int64)
        self._output_ids[shown["class_number"].to_numpy(dtype=np.int64)] = shown["output_id"].to_numpy(
            dtype=np.int64
        )
        self._open = open_candidates(evidence)
        self._weigh(database)
        numbers = shown["class_number"].to_numpy(dtype=np.int64)
        # Every answer of the pool has a place, those that are labelled or no longer needed too.
        super().__init__(
            SOONEST, evidence.test.seed, self._output_ids[numbers].tolist(), evidence.position[numbers].tolist(),
            evidence.test.item_count, is_drawn=True,
        )  # fmt: skip
        self.output_ids = self._needed()

    def again(self, database: Database, evidence: PoolEvidence, scope: Scope) -> "SoonestOrder":
        """The same order for another sitting, as the labels stand now."""
        order = copy(self)
        order._evidence, order._open, order._scope = evidence, open_candidates(evidence), scope
        order._weigh(database)
        order.output_ids = order._needed()
        return order

    def refresh(self, database: Database, queue: Queue) -> bool:
        """Take in new labels; where a candidate has been decided, let the queue follow what is needed now. True if so.

        Costs a few milliseconds: it is asked after every label.
        """
        self._evidence = read_evidence(database, self._evidence.test)
        now_open = () if self._has_ended(database) else open_candidates(self._evidence)
        is_same = now_open == self._open
        self._open = now_open
        if queue.left < FEWEST_AHEAD or not self._evidence.weighted:
            self._weigh(database, AT_ONCE)
        looks_before = self._looks_wanted
        self._find_looks()
        if is_same and self._weighed == self._count_weighed() and self._looks_wanted == looks_before:
            return False
        self.output_ids = self._needed()
        if not now_open:
            # A test of those that this one did not get to, or of what has changed.
            another = draw_soonest(database, self._scope, 0)
            if isinstance(another, SoonestOrder):
                vars(self).update(vars(another))
        queue.follow(self.output_ids)
        return True

    def _has_ended(self, database: Database) -> bool:
        """Whether the bar or the instructions have changed since; looked at where more than labels has changed."""
        if self._changes == database.changes:
            return False
        self._changes, test = database.changes, self._evidence.test
        workflow = workflows.get_workflow(database, self._scope.workflow_id)
        found = tests.list_tests(database, workflow.workflow_id, test.dataset_version_id, test.split)
        now = next((one for one in found if one.bar_test_id == test.bar_test_id), test)
        return bool(now.ended_at or changed_since(now, workflow, rubric_key(database, workflow)))

    def outlook(self) -> str:
        """What the next labels will decide, naming no candidate; for a moment ago where that takes long to work out."""
        evidence, state = self._evidence, self._evidence.state
        known, until, said = evidence.outlook
        if not self._open or not (known == state or time.monotonic() < until):
            began, said = time.thread_time(), order_outlook(evidence)
            took_s = time.thread_time() - began
            kept_s = _OUTLOOK_SHARE * took_s if took_s > _OUTLOOK_QUICK_S else 0
            evidence.outlook = state, time.monotonic() + kept_s, said
        return said

    def looks_wanted(self, output_id: int) -> int:
        """Two where a second look is to confirm the first, three where these two differ."""
        return self._looks_wanted.get(output_id, 1)

    def unannounced(self) -> list[int]:
        """What waits for a second look of the labeler who gave the first, since nobody else labels this pool."""
        return self._own_again

    def stamp(self, output_id: int) -> dict[str, Any]:
        """How the output came to be shown: by its place in the order, or by a weighted draw."""
        drawn = self._draws.get(output_id)
        if drawn is None:
            return super().stamp(output_id)
        place, probability = drawn
        return {
            "order_strategy": SOONEST_WEIGHTED,
            "order_seed": self.seed,
            "draw_position": place,
            "draw_probability": probability,
        }

    def _weigh(self, database: Database, more: int = 0) -> None:
        """Where one candidate is left, have its next weighted draws made: `more`, or as many as a desk wants."""
        if len(self._open) != 1 or not self._evidence.test.uses_scores:
            return
        [left] = self._open
        part = self._evidence.weighted.get(left)
        waiting = sum(self._evidence.codes[number] == PENDING for number in part.numbers) if part else 0
        # What has a label already needs no desk, so that another draw follows it at once.
        while (more or waiting < AT_ONCE) and draw_more(database, self._evidence, left):
            numbers = self._evidence.weighted[left].numbers[-AT_ONCE:]
            if any(self._evidence.codes[number] == PENDING for number in numbers):
                break

    def _count_weighed(self) -> int:
        return sum(len(part.numbers) for part in self._evidence.weighted.values())

    def _find_looks(self) -> None:
        """What waits for another look: by this labeler after others, or again by them where nobody else labels."""
        self._looks_wanted: dict[int, int] = {}
        self._own_again: list[int] = []
        if not self._evidence.confirms:
            return
        looks, name = self._evidence.looks, self._scope.labeler
        waiting = [
            number for number in second_looks(self._evidence, self._open) if self._output_ids[number] >= 0
        ]
        if name and labelers_of(self._evidence) <= {name}:
            self._own_again = [
                int(self._output_ids[number])
                for number in waiting
                if looks[number].look_count == 1 and name in looks[number].labelers
            ]
        self._looks_wanted = {
            int(self._output_ids[number]): min(len(looks[number].labelers) + 1, MOST_LOOKS)
            for number in waiting
            if name not in looks[number].labelers
        }

    def _needed(self) -> list[int]:
        self._find_looks()
        self._weighed = self._count_weighed()
        self._draws = {
            int(self._output_ids[number]): (part.start + place, probability)
            for part in self._evidence.weighted.values()
            for place, (number, probability) in enumerate(
                zip(part.numbers, part.probabilities, strict=True), start=1
            )
        }
        numbers = needed_classes(self._evidence, self._open)
        found = self._output_ids[numbers]
        self.undrawn = sum(_count_undrawn(self._evidence, candidate_id) for candidate_id in self._open)
        needed: list[int] = found[found >= 0].tolist()
        return [*self._looks_wanted, *needed] if self._looks_wanted else needed


class DecidedOrder(Order):
    """Nothing to judge: every candidate is decided, as far as labels can."""

    lets_pick = False
    ends_decided = True


def open_candidates(evidence: PoolEvidence) -> tuple[int, ...]:
    """The candidates of a test that labels can still decide, the strongest first."""
    found: list[int] = []
    for reading, verdict in judge_alone(evidence):
        candidate_id = reading.sample.candidate.candidate_id
        if verdict is CertificateVerdict.UNDECIDED and candidate_id not in evidence.gone:
            found.append(candidate_id)
        elif evidence.test.design is TestDesign.TOP_DOWN and not verdict.is_met:
            break  # the sequence ends at the first that is not certified
    return tuple(found)


def second_looks(evidence: PoolEvidence, candidate_ids: tuple[int, ...]) -> list[int]:
    """The answers of these candidates that wait for another look: those in doubt, and those drawn for one."""
    found: dict[int, None] = {}
    for candidate in evidence.candidates:
        if candidate.candidate_id in candidate_ids:
            found |= dict.fromkeys(evidence.waiting(candidate.candidate_id))
    return list(found)


def labelers_of(evidence: PoolEvidence) -> frozenset[str]:
    """Who has labelled the answers that a test has drawn."""
    names = (
        look.labelers for look, known in zip(evidence.looks, evidence.is_known, strict=True) if not known
    )
    return frozenset[str]().union(*names)


def order_outlook(evidence: PoolEvidence) -> str:
    """What the next labels will decide in a test; cheap enough to be asked after every label."""
    judged = judge_alone(evidence)
    met = sum(verdict.is_met for _, verdict in judged)
    wanted = open_candidates(evidence)[:1]
    now = next((one for one, _ in judged if one.sample.candidate.candidate_id in wanted), None)
    if now is None:
        return ""
    bar, total = bar_words(evidence.test.bar_rate), len(judged)
    which = "The candidate" if total == 1 else f"Candidate {count(met + 1)} of {count(total)}"
    if evidence.test.design is TestDesign.SHARED and total > 1:
        which = "A candidate"
    needed = now.needed_in_a_row()
    if now.confirmation and (not now.sample.unlabelled or needed == 0):
        return f"{which} hangs on second looks at what has been labelled."
    if needed is None:
        return f"{which} can be decided only by all of the {plural(now.sample.unlabelled, 'label')} left."
    run = "next one is" if needed == 1 else f"next {count(needed)} are"
    about = "about " if now.sample.is_weighted and needed > 1 else ""
    return f"{which} is certified at the {bar} bar if {about}the {run} right."


def needed_classes(evidence: PoolEvidence, candidate_ids: tuple[int, ...]) -> NDArray[np.int64]:
    """The unlabelled answers of these candidates in the order in which they are to be judged."""
    pending = []
    for candidate_id in candidate_ids:
        part = evidence.weighted.get(candidate_id)
        sequence = evidence.sequence[candidate_id][: part.start + len(part.numbers) if part else None]
        pending.append(sequence[evidence.codes[sequence] == PENDING])
    numbers = np.concatenate(pending) if pending else _NO_NUMBERS
    _, first = np.unique(numbers, return_index=True)
    numbers = numbers[np.sort(first)]
    if evidence.test.design is TestDesign.SHARED:
        numbers = numbers[np.argsort(evidence.position[numbers], kind="stable")]
    return numbers


def _count_undrawn(evidence: PoolEvidence, candidate_id: int) -> int:
    """The unlabelled answers of a candidate that no weighted draw has fallen on yet; 0 in the order of items."""
    part = evidence.weighted.get(candidate_id)
    if part is None:
        return 0
    rest = evidence.sequence[candidate_id][part.start + len(part.numbers) :]
    return int((evidence.codes[rest] == PENDING).sum())


def draw_soonest(database: Database, scope: Scope, seed: int) -> Order:
    """The order for a scope; at random where there is nothing to test (unsure ones again, a run under way)."""
    if scope.revisits is not None:
        return strategy_called(RANDOM).draw(database, scope, seed)
    with _lock:  # of many who sit down at once, one begins the test
        return _kept_order(database, scope) or _draw_anew(database, scope, seed)


def _draw_anew(database: Database, scope: Scope, seed: int) -> Order:
    workflow = workflows.get_workflow(database, scope.workflow_id)
    version = datasets.get_version(database, scope.dataset_version_id)
    if refused := _refusal(database, workflow, version, scope.split):
        nothing = DecidedOrder(SOONEST, seed, [], [], 0, is_drawn=True)
        nothing.ending = refused
        return nothing
    changes = database.changes
    found = keep_tested(database, workflow, version, scope.split)
    if found is None:
        return strategy_called(RANDOM).draw(database, scope, seed)
    if database.changes != changes:  # a test has begun
        changes = database.changes
        found = read_tests(database, workflow, version, scope.split)
    for evidence in reversed(found.evidence.values()):  # the oldest first: its labels are not to go stale
        if open_candidates(evidence):
            order = SoonestOrder(database, evidence, scope)
            again, until = order.again(database, evidence, scope), time.monotonic() + _KEPT_S
            _drawn.setdefault(database, {})[scope] = _Drawn(changes, until, again)
            return order
    return DecidedOrder(SOONEST, seed, [], [], 0, is_drawn=True)


def _refusal(
    database: Database, workflow: Workflow, version: DatasetVersion, split: str | None
) -> tuple[str, str] | None:
    """Why no label can decide anything here: the experts agree too seldom for this bar. None where they do not, or
    where nothing is left to decide."""
    ceiling = read_ceiling(database, workflow, version, split)
    if ceiling is None or not ceiling.rules_out(workflow.bar_rate):
        return None
    certificates = certify(database, workflow, version, split)
    refused = [
        one for one in certificates if one.verdict is CertificateVerdict.REFUSED or one.verdict.is_scored
    ]
    if not refused:
        return None
    confirms = (
        ""
        if get_rules(database, workflow.workflow_id).confirms_wrong
        else "have incorrect answers confirmed by a second look (Workflows, How it is labelled), "
    )
    return (
        f"The {bar_words(workflow.bar_rate)} bar cannot be decided with these labels",
        f"{begin(ceiling_clause(refused[0]))}. More labels of this kind would not change that: settle what the "
        f"instructions leave open, {confirms}or set a lower bar. To label all the same, choose another order under "
        "“Which outputs”.",
    )


class _Drawn(NamedTuple):
    """The order drawn last in a scope, for whoever sits down `until` a while has passed or more than labels changes."""

    changes: int
    until: float  # monotonic seconds
    order: SoonestOrder


_drawn: "WeakKeyDictionary[Database, dict[Scope, _Drawn]]" = WeakKeyDictionary()
_lock = threading.RLock()


def _kept_order(database: Database, scope: Scope) -> SoonestOrder | None:
    kept = _drawn.get(database, {}).get(scope)
    if kept is None or kept.changes != database.changes or kept.until < time.monotonic():
        return None
    evidence = read_evidence(database, kept.order._evidence.test)
    if evidence is not kept.order._evidence or not open_candidates(evidence):
        return None
    return kept.order.again(database, evidence, scope)


def keep_tested(
    database: Database, workflow: Workflow, version: DatasetVersion, split: str | None, started_by: str = ""
) -> StandingTests | None:
    """The tests that stand, with one begun for candidates that labels could decide and that are in none.

    None where no test stands and none can begin: no answers yet, or a run is still bringing some.
    """
    found = read_tests(database, workflow, version, split)
    certificates = certify(database, workflow, version, split, found=found)
    # Those behind one that failed are taken for weaker still: they are tried only where nothing else meets the bar.
    is_met = any(one.verdict.is_met for one in certificates)
    wanted = [one.candidate_id for one in certificates if needs_test(one) and not (one.is_cut_off and is_met)]
    if wanted:
        try:
            begin_test(database, workflow, version, split, wanted, started_by, ends=found.over)
        except NothingToTest:
            return found if found.evidence else None
        return read_tests(database, workflow, version, split)
    return found if any(one.pool_count for one in certificates) else None


def needs_test(one: Certificate) -> bool:
    """True where labels could decide a candidate and no test that still stands is about it."""
    if one.is_cut_off:
        return True
    is_certain = one.kind in (LimitsKind.FACT, LimitsKind.CERTAIN) and not one.verdict.is_open
    is_closed = one.verdict in (
        CertificateVerdict.NOT_RUN, CertificateVerdict.NO_FIGURE, CertificateVerdict.REFUSED,
    )  # fmt: skip
    return one.test is None and not is_certain and not is_closed


add_strategy(
    Strategy(
        SOONEST,
        "Decide soonest",
        "The fewest labels to a verdict: a random order that is settled before the first label, one candidate after "
        "the other, and nothing more of those that are decided.",
        draw_soonest,
    )
)
