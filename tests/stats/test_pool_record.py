"""The record of draws against a bar: verdicts valid for every small pool, limits in step with them."""

import itertools
import math

import numpy as np
import pytest

from workbench.stats.finite_pool import exact_bar, log_evidence
from workbench.stats.pool_record import Draw, PoolRecord

RIGHT, WRONG, NEITHER, OPEN = Draw.RIGHT, Draw.WRONG, Draw.NEITHER, Draw.OPEN


def worst_false_rates(pool_size: int, bar: float, alpha: float) -> tuple[float, float]:
    """The largest exact chances, over all pools of that size, of a false "meets" and a false "below" at any look."""
    after: dict[bytes, PoolRecord] = {b"": PoolRecord(pool_size, bar, alpha)}
    worst = {True: 0.0, False: 0.0}
    for right, wrong in itertools.product(range(pool_size + 1), repeat=2):
        if right + wrong > pool_size:
            continue
        whole = {RIGHT: right, WRONG: wrong, NEITHER: pool_size - right - wrong}
        does_meet = right * (1 - exact_bar(bar)) >= wrong * exact_bar(bar)
        chances, false = {b"": 1.0}, 0.0
        for drawn in range(pool_size):
            new: dict[bytes, float] = {}
            for draws, chance in chances.items():
                for code, count in whole.items():
                    left = count - draws.count(bytes([code]))
                    if left <= 0:
                        continue
                    longer = draws + bytes([code])
                    if longer not in after:
                        after[longer] = after[draws].after(code)
                    p = chance * left / (pool_size - drawn)
                    if after[longer].below if does_meet else after[longer].meets:
                        false += p
                    else:
                        new[longer] = new.get(longer, 0.0) + p
            chances = new
        worst[does_meet] = max(worst[does_meet], false)
    return worst[False], worst[True]


@pytest.mark.parametrize(("pool_size", "bar", "alpha"), [(4, 0.5, 0.4), (5, 0.75, 0.4)])
def test_no_pool_with_members_that_are_neither_is_misjudged_more_often_than_alpha(
    pool_size: int, bar: float, alpha: float
) -> None:
    false_meets, false_below = worst_false_rates(pool_size, bar, alpha)
    assert 0 < max(false_meets, false_below) <= alpha


def test_without_neither_it_is_the_closed_form_in_both_directions() -> None:
    record = PoolRecord(1000, 0.95).following([RIGHT] * 100 + [WRONG] * 3)
    assert record.log_meets == pytest.approx(float(log_evidence(100, 3, 1000, 949)))
    assert record.log_below == pytest.approx(float(log_evidence(3, 100, 1000, 50)))


@pytest.mark.parametrize("kinds", [2, 3, 4])
def test_one_draw_at_a_time_is_the_same_as_all_at_once(kinds: int) -> None:
    rng = np.random.default_rng(kinds)
    draws = rng.choice([RIGHT, WRONG, NEITHER, OPEN][:kinds], 120, p=_shares(kinds))
    one = PoolRecord(200, 0.9)
    for draw in draws:
        one = one.after(int(draw))
    many = PoolRecord(200, 0.9).following(draws)
    assert (one.meets_at, one.below_at, one.draws) == (many.meets_at, many.below_at, many.draws)
    assert (one.log_meets, one.log_below) == pytest.approx((many.log_meets, many.log_below))


def _shares(kinds: int) -> list[float]:
    return [[0.95, 0.05], [0.8, 0.05, 0.15], [0.8, 0.05, 0.1, 0.05]][kinds - 2]


def test_a_certified_pool_has_its_lower_limit_at_the_bar_for_good() -> None:
    record = PoolRecord(1000, 0.95).following([RIGHT] * 82)
    assert (record.meets, record.meets_at) == (True, 82)
    assert record.limits().low >= 0.95
    later = record.following([WRONG] * 12)
    assert later.meets
    assert later.log_meets < math.log(20)
    assert later.limits().low >= 0.95
    assert later.needed_in_a_row() == 0


@pytest.mark.parametrize("neither", [0, 4])
def test_limits_and_verdicts_say_the_same(neither: int) -> None:
    rng = np.random.default_rng(neither)
    for rate in (0.5, 0.9, 0.97, 1.0):
        record = PoolRecord(400, 0.9)
        draws = np.concatenate([[NEITHER] * neither, (rng.random(150) < rate).astype(int)])
        for draw in draws:
            record = record.after(int(draw))
            if record.drawn % 30 == 4:
                low, high = record.limits()
                assert 0 <= low <= high <= 1
                assert (low >= 0.9) == record.meets
                assert (high < 0.9) == record.below or high == pytest.approx(0.9)


def test_certified_if_the_next_ones_are_right_is_exact_with_and_without_neither() -> None:
    for start in ([RIGHT] * 30 + [WRONG], [RIGHT] * 30 + [NEITHER, WRONG, OPEN]):
        record = PoolRecord(1000, 0.95).following(start)
        k = record.needed_in_a_row()
        assert k is not None
        assert record.following([RIGHT] * k).meets
        assert not record.following([RIGHT] * (k - 1)).meets


def test_a_member_that_is_neither_costs_little_and_an_open_one_as_much_as_a_wrong_one() -> None:
    def needed(*draws: int) -> int:
        return PoolRecord(1000, 0.95).following([NEITHER, *[RIGHT] * 60, *draws]).needed_in_a_row() or 0

    assert needed(NEITHER) - needed() <= 1
    assert needed(OPEN) == needed(WRONG) > needed() + 10


def test_open_members_hold_back_both_verdicts() -> None:
    assert not PoolRecord(1000, 0.95).following([OPEN] * 200).below
    assert not PoolRecord(1000, 0.95).following([OPEN] * 200).meets
    assert PoolRecord(1000, 0.95).following([WRONG] * 30).below


def test_a_complete_record_is_a_fact() -> None:
    record = PoolRecord(10, 0.5).following([RIGHT] * 6 + [WRONG] * 2 + [NEITHER] * 2)
    assert record.is_complete
    assert record.limits() == (0.75, 0.75)
    assert record.meets
    assert not record.below
    nothing = PoolRecord(3, 0.5).following([NEITHER] * 3)
    assert nothing.limits() == (0, 1)
    assert not nothing.below
    assert PoolRecord(0, 0.5).limits() == (0, 1)


def test_a_certificate_that_turned_out_false_gives_way_to_the_fact() -> None:
    record = PoolRecord(100, 0.9).following([RIGHT] * 89)
    assert record.meets
    whole = record.following([WRONG] * 11)
    assert whole.meets_at is not None
    assert (whole.meets, whole.below, whole.limits()) == (False, True, (0.89, 0.89))


def test_without_draws_nothing_is_known() -> None:
    record = PoolRecord(1000, 0.95)
    assert (record.log_meets, record.log_below, record.rate) == (0, 0, None)
    assert record.limits() == (0, 1)
    assert record.needed_in_a_row() == 82


def test_a_pool_too_small_for_the_bar_is_decided_by_its_last_draw() -> None:
    """Nine of nine: one more could still be wrong, so that 10 members at 95 % need every one of them."""
    assert PoolRecord(10, 0.95).needed_in_a_row() == 10
    assert PoolRecord(10, 0.95).following([RIGHT, WRONG]).needed_in_a_row() is None
    assert PoolRecord(1, 0.95).following([RIGHT]).meets
    assert PoolRecord(1, 0.95).following([WRONG]).below


@pytest.mark.parametrize("draws", [[RIGHT] * 11, [7]])
def test_refuses_what_cannot_be_drawn(draws: list[int]) -> None:
    with pytest.raises(ValueError, match="draw"):
        PoolRecord(10, 0.95).following(draws)
