"""The benchmark's shortcuts over many runs say what the app's records say of each; its worlds are what they claim."""

import numpy as np
import pytest

from tests.benchmarks.deciding_designs import (
    ALPHA,
    automate_part,
    choose_cheapest,
    exact_false_rate,
    fixed_plan,
    walk_order,
    walk_plain,
)
from tests.benchmarks.deciding_worlds import (
    GOOD_JUDGE,
    POOL,
    one_candidate,
    scored_outputs,
    shared_candidates,
)
from workbench.stats.audit_record import AuditRecord, guessed_wrong
from workbench.stats.pool_record import PoolRecord
from workbench.stats.sequential_forecast import is_unlikely
from workbench.stats.sequential_thresholds import certify_share


def some_orders(runs: int, right: int, size: int = 300) -> np.ndarray:
    wrong = np.zeros((runs, size), dtype=bool)
    wrong[:, right:] = True
    return np.random.default_rng(5).permuted(wrong, axis=1)


def test_a_plain_walk_is_a_record_followed_label_by_label() -> None:
    wrong = some_orders(2, 285)
    walk = walk_plain(wrong, 0.9)
    for run in range(2):
        record, dropped = PoolRecord(300, 0.9), 301
        for place in range(300):
            record = record.after(int(not wrong[run, place]))
            if dropped > 300 and is_unlikely(record.right, record.wrong, 0.9):
                dropped = record.drawn
        assert (record.meets_at or 301, dropped) == (walk.certified[run], walk.dropped[run])


def test_an_audited_walk_is_an_audit_record_taken_label_by_label() -> None:
    wrong = some_orders(3, 285)
    groups = (np.random.default_rng(6).random(wrong.shape) < np.where(wrong, 0.9, 0.05)).astype(int)
    walk = walk_order(groups, wrong, 0.9, np.array([False, True]))
    for run in range(3):
        record = AuditRecord(
            np.bincount(groups[run]), 0.9, guessed_wrong(0.9, [False, True]), ALPHA, limits=False
        )
        for place in range(300):
            record.take(int(groups[run, place]), int(not wrong[run, place]))
            if record.meets:
                break
        assert walk.certified[run] == record.meets_at


def test_the_shares_certified_are_those_of_certify_share() -> None:
    found = automate_part(0.93, 0.86, 0.98, 500, 1, 3, is_fixed=False)
    rng = np.random.default_rng(3)
    right = scored_outputs(0.93, 0.86, 2000, 1, rng)
    for run in range(1):
        ranks = rng.permutation(2000)
        known = np.full(2000, -1)
        state = certify_share(ranks, known, 0.98)
        while state.next_place is not None and (known >= 0).sum() < 500:
            # The members of the set under test up to the next twentieth label, to keep the test short.
            waiting = np.flatnonzero((ranks < state.sets[state.standing].size) & (known < 0))[:20]
            known[waiting] = right[run][ranks[waiting]]
            state = certify_share(ranks, known, 0.98)
        # Twenty labels at a time may fall short of the set that the last few would have certified.
        assert state.share <= found.share[run] + 1e-9 <= state.share + 0.05 + 2e-9


def test_plans_and_the_exact_false_rate_have_their_known_values() -> None:
    assert fixed_plan(0.95, 0.98, size=POOL) == 240
    assert fixed_plan(0.95, 0.98) == 311
    assert 0.04 < exact_false_rate(POOL, 0.95) <= 0.05


def test_a_world_has_the_precision_it_claims_and_equal_outputs_are_one_class() -> None:
    world = shared_candidates((0.9, 0.95, 0.98), GOOD_JUDGE, 3, np.random.default_rng(1), size=400)
    assert world.wrong.sum(axis=1).tolist() == [[40, 20, 8]] * 3
    assert np.array_equal(world.classes == 0, ~world.wrong)
    right, wrong = one_candidate(980, GOOD_JUDGE)
    assert (right.tolist(), wrong.tolist()) == ([20, 960], [18, 2])
    scores = scored_outputs(0.93, 0.86, 2000, 20, np.random.default_rng(2))
    places = np.arange(2000)
    areas = [(places[~row][:, None] > places[row]).mean() for row in scores]
    assert np.mean(areas) == pytest.approx(0.86, abs=0.02)


def test_the_cheapest_is_found_at_the_price_of_one() -> None:
    found = choose_cheapest((0.85, 0.92, 0.98, 0.985, 0.99), 0.95, GOOD_JUDGE, 20, 1, True, True)
    assert np.mean(found.chosen == 2) >= 0.9
    assert np.median(found.labels) < 240
