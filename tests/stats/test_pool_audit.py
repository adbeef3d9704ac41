"""Each draw's stakes are fair under every null of the pool, and the best ones under the belief."""

import numpy as np
import pytest

from workbench.stats.pool_audit import PoolAudits

RNG = np.random.default_rng(11)


def some_audits(rows: int = 60, groups: int = 3) -> PoolAudits:
    sizes = RNG.integers(1, 60, (rows, groups)).astype(float)
    allowance = np.maximum(1, np.round(sizes.sum(axis=1) * RNG.uniform(0.02, 0.4, rows)))
    return PoolAudits(
        sizes, allowance, RNG.uniform(0.2, 1, (rows, groups)), RNG.uniform(1, 60, (rows, groups))
    )


def means(audits: PoolAudits, shares: np.ndarray, wrong_left: np.ndarray) -> np.ndarray:
    """The mean of e when each group has this many wrong ones left."""
    stakes = audits.stakes(shares)
    wrong = wrong_left / np.maximum(audits.left, 1)
    return (shares * (stakes.clean - stakes.slope * wrong)).sum(axis=1)


@pytest.mark.parametrize("design", ["uniform", "weighted", "anything"])
def test_every_null_gives_a_mean_of_at_most_one(design: str) -> None:
    for _ in range(20):
        audits = some_audits()
        shares = audits.plan_shares() if design == "weighted" else audits.uniform_shares()
        if design == "anything":
            shares = RNG.dirichlet([1, 1, 1], len(audits.left))
        # Wrong ones dealt over the groups at random, exactly as many as the null allows, or more.
        wrong = np.array(
            [_dealt(left, int(need)) for left, need in zip(audits.left, audits.allowance, strict=True)]
        )
        at_edge = means(audits, shares, wrong)
        assert np.all(at_edge <= 1 + 1e-9)
        more = np.minimum(wrong + RNG.integers(0, 3, wrong.shape), audits.left)
        assert np.all(means(audits, shares, more) <= 1 + 1e-9)


def _dealt(left: np.ndarray, need: int) -> np.ndarray:
    members = np.repeat(np.arange(len(left)), left.astype(int))
    return np.bincount(RNG.permutation(members)[:need], minlength=len(left)).astype(float)


def test_no_other_stake_grows_faster_under_the_belief() -> None:
    audits = some_audits()
    shares = RNG.dirichlet([2, 2, 2], len(audits.left))
    stakes = audits.stakes(shares)
    beliefs, total = audits.beliefs, audits.left.sum(axis=1)
    staked = np.any(stakes.slope > 0, axis=1)
    assert staked.mean() > 0.5

    def growth(clean: np.ndarray, slope: np.ndarray) -> np.ndarray:
        with np.errstate(all="ignore"):
            both = (1 - beliefs) * np.log(clean) + beliefs * np.log(clean - slope)
        return (shares * both).sum(axis=1)

    best = growth(stakes.clean, stakes.slope)
    strength = stakes.slope[:, 0] * shares[:, 0] * total / audits.left[:, 0]
    for _ in range(50):
        # Any other fair stake: another strength, and another clean payoff per group with the same mean.
        other = strength * RNG.uniform(0.5, 1.5, len(strength))
        slope = other[:, None] * audits.left / (shares * total[:, None])
        clean = stakes.clean - stakes.slope + slope + RNG.normal(0, 0.02, slope.shape)
        clean += (1 + other * audits.allowance / total - (shares * clean).sum(axis=1))[:, None]
        found = growth(clean, slope)
        assert not np.any(staked & (found > best + 1e-6))


def test_the_planned_draw_grows_at_least_as_fast_as_the_uniform_one() -> None:
    audits = PoolAudits([[38, 962]], 51, [0.5, 0.5], [0.5, 100.0])

    def growth(shares: np.ndarray) -> float:
        stakes, beliefs = audits.stakes(shares), audits.beliefs
        both = (1 - beliefs) * np.log(stakes.clean) + beliefs * np.log(stakes.clean - stakes.slope)
        return float((shares * both).sum())

    assert growth(audits.plan_shares(uniform=0.0)) > growth(audits.uniform_shares()) > 0
    assert growth(audits.plan_shares()) > growth(audits.uniform_shares())


def test_as_many_right_ones_as_the_null_holds_and_only_wrong_ones_left_proves_nothing() -> None:
    """S = T0, the edge case of betting without replacement: the null says that all the rest is wrong."""
    audits = PoolAudits([[5, 5]], 4, [0.5, 0.5], [5, 5])  # ten members, at most six right
    for group in (0, 0, 0, 1, 1, 1):
        audits.take(np.array([group]), np.zeros(1), audits.stakes())
    before = audits.log_evidence.copy()
    assert audits.left.sum() == audits.allowance[0] == 4
    assert not audits.is_certain[0]
    for group in (0, 0, 1, 1):
        stakes = audits.stakes()
        assert np.all(stakes.slope == 0)
        audits.take(np.array([group]), np.ones(1), stakes)
        assert not audits.is_certain[0]
    assert audits.log_evidence[0] == before[0]
    assert audits.is_lost[0]


@pytest.mark.parametrize("is_weighted", [False, True])
@pytest.mark.parametrize("wrong", [(5, 0), (0, 5), (3, 2), (1, 4)])
def test_at_the_bar_it_certifies_falsely_within_alpha(is_weighted: bool, wrong: tuple[int, int]) -> None:
    """Two thousand random orders of a pool of 8 and 32, five of it wrong where the null begins at five; α = 0.2."""
    runs = 2000
    rows, wrong_left = np.arange(runs), np.tile(np.array(wrong, dtype=float), (runs, 1))
    audits = PoolAudits(np.tile([8.0, 32.0], (runs, 1)), 5, [0.5, 0.5], [1.0, 20.0])
    peak = np.zeros(runs)
    for _ in range(40):
        shares = audits.plan_shares() if is_weighted else audits.uniform_shares()
        stakes = audits.stakes(shares)
        groups = (RNG.random(runs)[:, None] > shares.cumsum(axis=1)).sum(axis=1).clip(0, 1)
        groups = np.where(audits.left[rows, groups] > 0, groups, 1 - groups)
        is_wrong = RNG.random(runs) * audits.left[rows, groups] < wrong_left[rows, groups]
        audits.take(groups, is_wrong, stakes)
        wrong_left[rows, groups] -= is_wrong
        peak = np.maximum(peak, np.where(audits.is_certain, np.inf, audits.log_evidence))
    rate = (peak >= np.log(5)).mean()
    assert 0.01 < rate <= 0.2 + 3 * (0.2 * 0.8 / runs) ** 0.5


def test_rows_are_kept_with_all_they_know() -> None:
    audits = some_audits(rows=4)
    audits.take(np.zeros(4, dtype=int), np.array([0, 1, 0, 0]), audits.stakes(audits.plan_shares()))
    evidence = audits.log_evidence.copy()
    audits.keep(np.array([True, False, True, False]))
    assert np.array_equal(audits.log_evidence, evidence[[0, 2]])
    assert audits.stakes(audits.plan_shares()).clean.shape == (2, 3)


def test_refuses_empty_groups_to_be_drawn_and_beliefs_of_nothing() -> None:
    with pytest.raises(ValueError, match="beliefs"):
        PoolAudits([[5, 5]], 2, [0, 1], [1, 1])
    audits = PoolAudits([[5, 0]], 2, [1, 1], [1, 1])
    with pytest.raises(ValueError, match="nothing is left"):
        audits.take(np.array([1]), np.zeros(1), audits.stakes())
