"""Members known before the draws: the guarantee holds given them, and they count in what is claimed."""

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest

from workbench.stats.finite_pool import exact_bar
from workbench.stats.pool_record import Draw, PoolRecord


def chance_of_meeting(pool: tuple[int, ...], known: tuple[int, int], bar: float, alpha: float) -> float:
    """The share of all orders of a small pool in which "meets" is shown at one look or another."""
    orders = set(permutations(pool))
    empty = PoolRecord(len(pool), bar, alpha, known_right=known[0], known_wrong=known[1])
    return sum(empty.following(order).meets_at is not None for order in orders) / len(orders)


@pytest.mark.parametrize("known", [(0, 0), (3, 0), (10, 1), (2, 2), (0, 1)])
@pytest.mark.parametrize("bar", [0.5, 0.8])
def test_no_pool_below_the_bar_is_certified_too_often_whatever_was_known(
    known: tuple[int, int], bar: float
) -> None:
    worst = 0.0
    for right in range(7):
        for neither in range(0, 7 - right, 2):
            wrong = 6 - right - neither
            pool = (Draw.RIGHT,) * right + (Draw.WRONG,) * wrong + (Draw.NEITHER,) * neither
            answered = right + wrong + sum(known)
            if answered and Fraction(right + known[0], answered) < exact_bar(bar):
                worst = max(worst, chance_of_meeting(pool, known, bar, 0.2))
    assert worst <= 0.2


def test_what_is_known_already_decides_alone() -> None:
    assert PoolRecord(10, 0.9, known_right=200).meets
    assert not PoolRecord(20, 0.95, known_right=215, known_wrong=5).meets
    assert PoolRecord(20, 0.95, known_right=200, known_wrong=15).below
    assert PoolRecord(0, 0.95, known_right=134, known_wrong=14).limits() == (134 / 148, 134 / 148)


def test_known_members_belong_to_the_rate_and_its_limits() -> None:
    record = PoolRecord(20, 0.95, known_right=215, known_wrong=5)
    assert record.limits().low >= 215 / 240 and record.limits().high <= 235 / 240
    needed = record.needed_in_a_row()
    assert needed is not None and 0 < needed < 13
    after = record.following([Draw.RIGHT] * needed)
    assert after.meets and after.limits().low >= 0.95
    assert not record.following([Draw.RIGHT] * (needed - 1)).meets


def test_an_open_fact_counts_against_either_test() -> None:
    assert not PoolRecord(0, 0.5, known_right=1, known_open=2).meets
    assert not PoolRecord(0, 0.5, known_wrong=1, known_open=2).below
    assert not PoolRecord(0, 0.5, known_right=5, known_open=1).is_complete
    assert PoolRecord(4, 0.95, known_right=1, known_wrong=9).needed_in_a_row() is None


@pytest.mark.parametrize("picked", ["only suspicious", "only safe", "at random"])
def test_facts_picked_by_looking_do_not_mislead(picked: str) -> None:
    """A pool exactly at the bar; somebody has labelled 150 of 300 before, picked as they pleased."""
    rng = np.random.default_rng(7)
    false = 0
    for _ in range(120):
        truth = np.ones(300, dtype=np.int64)
        truth[rng.choice(300, 31, replace=False)] = 0  # one too few for 90 %
        wish = {"only suspicious": truth, "only safe": 1 - truth, "at random": 0 * truth}[picked]
        order = np.lexsort((rng.random(300), wish))
        facts, rest = truth[order[:150]], truth[order[150:]]
        right = int(facts.sum())
        record = PoolRecord(150, 0.9, known_right=right, known_wrong=150 - right)
        false += record.following(rng.permutation(rest)).meets_at is not None
    assert false <= 120 * 0.05 + 2.4 * (120 * 0.05 * 0.95) ** 0.5
