"""The record of an audited pool: valid for every small pool, limits in step, shorter with a judge that helps."""

import copy
import itertools
import math

import numpy as np
import pytest

from workbench.stats.audit_record import AuditRecord, believed_counts, guessed_wrong
from workbench.stats.finite_pool import exact_bar
from workbench.stats.pool_record import Draw

RIGHT, WRONG, NEITHER, OPEN = Draw.RIGHT, Draw.WRONG, Draw.NEITHER, Draw.OPEN
Step = tuple[int, int]


def worst_false_meets(sizes: tuple[int, ...], bar: float, alpha: float, is_weighted: bool) -> float:
    """The largest exact chance of a false "meets" or "below" over all ways to fill the groups, neither included."""
    kinds = [
        [
            (right, wrong, size - right - wrong)
            for right in range(size + 1)
            for wrong in range(size + 1 - right)
        ]
        for size in sizes
    ]
    known = {(): AuditRecord(sizes, bar, [0.1, 0.4], alpha, limits=False)}
    shares: dict[tuple[Step, ...], np.ndarray] = {}
    worst = 0.0
    for filling in itertools.product(*kinds):
        right, wrong = sum(group[0] for group in filling), sum(group[1] for group in filling)
        does_meet = right * (1 - exact_bar(bar)) >= wrong * exact_bar(bar)
        chances: dict[tuple[Step, ...], float] = {(): 1.0}
        false = 0.0
        for _ in range(sum(sizes)):
            new: dict[tuple[Step, ...], float] = {}
            for path, chance in chances.items():
                record = known[path]
                if path not in shares:
                    left = record.left_by_group
                    shares[path] = record.shares() if is_weighted else left / left.sum()
                for group, code in itertools.product(range(len(sizes)), (RIGHT, WRONG, NEITHER)):
                    count = filling[group][(1, 0, 2)[code] if code != NEITHER else 2] - path.count(
                        (group, code)
                    )
                    if count <= 0:
                        continue
                    longer = (*path, (group, int(code)))
                    if longer not in known:
                        known[longer] = copy.deepcopy(record)
                        known[longer].take(group, code, shares[path] if is_weighted else None)
                    p = chance * shares[path][group] * count / record.left_by_group[group]
                    if known[longer].below if does_meet else known[longer].meets:
                        false += p
                    else:
                        new[longer] = p
            chances = new
        worst = max(worst, false)
    return worst


@pytest.mark.parametrize("is_weighted", [False, True])
def test_no_filling_of_a_small_pool_is_misjudged_more_often_than_alpha(is_weighted: bool) -> None:
    assert 0 < worst_false_meets((2, 2), 0.6, 0.4, is_weighted) <= 0.4


def test_a_judge_that_finds_errors_shortens_the_way() -> None:
    rng = np.random.default_rng(5)
    flagged = np.zeros(1000, dtype=int)
    wrong = np.zeros(1000, dtype=bool)
    wrong[:20], flagged[:18], flagged[100:120] = True, 1, 1
    taken = {}
    for name, groups in (("judge", flagged), ("none", np.zeros(1000, dtype=int))):
        ends = []
        for _ in range(9):
            sizes = np.bincount(groups)
            record = AuditRecord(sizes, 0.95, guessed_wrong(0.95, np.arange(len(sizes)) == 1), limits=False)
            for member in rng.permutation(1000):
                record.take(int(groups[member]), int(not wrong[member]))
                if record.meets:
                    break
            ends.append(record.meets_at)
        taken[name] = np.median(ends)
    assert taken["judge"] < taken["none"]


def test_limits_and_verdict_agree_for_good() -> None:
    rng = np.random.default_rng(2)
    for rate in (0.7, 0.99):
        record = AuditRecord([50, 250], 0.9, [0.3, 0.03])
        for step in range(150):
            group = int(rng.random() * record.left > record.left_by_group[0])
            record.take(group, int(rng.random() < rate))
            if step % 10 == 0:
                low, high = record.limits()
                assert 0 <= low <= high <= 1
                assert (low >= 0.9) == record.meets
                assert (high < 0.9) == record.below
        assert record.meets == (rate > 0.9)
        assert record.below == (rate < 0.9)


def test_the_next_ones_needed_are_exact() -> None:
    record = AuditRecord([40, 960], 0.95, [0.3, 0.015])
    for _ in range(30):
        record.take(1, RIGHT)
    k = record.needed_in_a_row([1] * 500)
    assert k is not None
    for _ in range(k - 1):
        record.take(1, RIGHT)
    assert not record.meets
    record.take(1, RIGHT)
    assert record.meets
    assert record.needed_in_a_row([1]) == 0
    assert AuditRecord([40, 960], 0.95, [0.3, 0.015]).needed_in_a_row([1] * 3) is None


def test_an_open_member_holds_back_both_and_a_neither_counts_for_little() -> None:
    def after(*draws: int) -> AuditRecord:
        record = AuditRecord([20, 380], 0.9, [0.3, 0.03], limits=False)
        for draw in draws:
            record.take(1, draw)
        return record

    settled = [NEITHER, *[RIGHT] * 20]
    assert after(*settled, OPEN).log_meets == pytest.approx(after(*settled, WRONG).log_meets)
    assert after(*settled, NEITHER).log_meets > after(*settled, WRONG).log_meets
    assert not after(*[OPEN] * 100).below
    assert not after(*[OPEN] * 100).meets
    assert after(*[WRONG] * 60).below


def test_a_complete_record_is_a_fact() -> None:
    record = AuditRecord([2, 3], 0.5, [0.3, 0.1])
    for group, draw in ((0, WRONG), (0, NEITHER), (1, RIGHT), (1, RIGHT), (1, RIGHT)):
        record.take(group, draw)
    assert record.is_complete
    assert record.meets
    assert record.limits() == (0.75, 0.75)
    with pytest.raises(ValueError, match="nothing is left"):
        record.take(0, RIGHT)


def test_a_guess_is_worth_half_a_wrong_draw() -> None:
    wrong, right = believed_counts([0.25, 0.9, 0.0])
    assert wrong.tolist() == [0.5, 0.5, 0.5]
    assert (wrong / (wrong + right)).tolist() == pytest.approx([0.25, 0.5, 0.0005])
    assert guessed_wrong(0.95, [True, False]).tolist() == pytest.approx([0.3, 0.015])


def test_refuses_an_empty_pool() -> None:
    with pytest.raises(ValueError, match="empty"):
        AuditRecord([0, 0], 0.9, [0.1, 0.1])
    assert math.isfinite(AuditRecord([1], 0.9, [0.1]).log_meets)
