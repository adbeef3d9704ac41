"""How `labels_to_decide` walks its worlds: the designs of the app by the app's own code, and the rules they replace."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincc, betaincinv, ndtri
from scipy.stats import binom, hypergeom

from tests.benchmarks.deciding_worlds import POOL, Judge, Shared, scored_outputs, shared_candidates
from workbench.stats.audit_record import believed_counts, guessed_wrong
from workbench.stats.finite_pool import fewest_draws, fewest_right
from workbench.stats.pool_audit import PoolAudits
from workbench.stats.sequential_forecast import FEWEST_TO_DROP, drop_level
from workbench.stats.sequential_thresholds import SHARES, set_sizes

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
ALPHA = 0.05


class Walk(NamedTuple):
    """Per run: labels until certified and until given up; N + 1 where neither came."""

    certified: Integers
    dropped: Integers


def walk_order(groups: Integers, wrong: Flags, bar: float, is_suspect: Flags, alpha: float = ALPHA) -> Walk:
    """One candidate per run along its random order (runs × N), the groups known beforehand."""
    runs, size = groups.shape
    sizes = np.stack([(groups == group).sum(axis=1) for group in range(len(is_suspect))], axis=1)
    beliefs = believed_counts(guessed_wrong(bar, is_suspect))
    audits = PoolAudits(sizes, size - fewest_right(size, bar) + 1, *beliefs)
    certified, dropped = np.full(runs, size + 1), np.full(runs, size + 1)
    rows = np.arange(runs)
    for place in range(size):
        is_wrong = wrong[rows, place]
        audits.take(groups[rows, place], is_wrong, audits.stakes())
        is_shown = audits.is_certain | (audits.log_evidence >= -np.log(alpha))
        gives_up = audits.is_lost | ((place + 1 >= FEWEST_TO_DROP) & (audits.chances() < drop_level(bar)))
        certified[rows[is_shown]] = place + 1
        dropped[rows[gives_up & ~is_shown]] = place + 1
        goes_on = ~is_shown & ~gives_up
        if not goes_on.all():
            audits.keep(goes_on)
            rows = rows[goes_on]
        if not len(rows):
            break
    return Walk(certified, dropped)


def walk_plain(wrong: Flags, bar: float, alpha: float = ALPHA, gives_up: bool = True) -> Walk:
    """The same without any groups: the closed form of `finite_pool`, and the plain drop rule."""
    size = wrong.shape[1]
    failures, drawn = wrong.cumsum(axis=1), np.arange(1, size + 1)
    most = int(failures[:, -1].max())
    boundary = fewest_draws(size, fewest_right(size, bar) - 1, np.arange(most + 1), alpha)
    shown = drawn >= boundary[failures]
    level = drop_level(bar)
    unlikely = (betaincc(drawn - failures + 1, failures + 1, bar) < level) & (drawn >= FEWEST_TO_DROP)
    return Walk(first_true(shown), first_true(unlikely & gives_up))


def first_true(reached: Flags) -> Integers:
    """The first column (from 1) that is true, the number of columns + 1 where none is."""
    return np.where(reached.any(axis=1), reached.argmax(axis=1) + 1, reached.shape[1] + 1)


class Choices(NamedTuple):
    """Per run: labels spent, and the number of the candidate chosen (−1: none)."""

    labels: Integers
    chosen: Integers


def choose_cheapest(
    precisions: tuple[float, ...],
    bar: float,
    judge: Judge,
    runs: int,
    seed: int,
    uses_judge: bool,
    uses_disagreement: bool,
) -> Choices:
    """From the strongest (the last) down, each at the full α, until one is not certified; the last certified is chosen.

    The items come in one order for all. Only the outputs of the candidate under test are labelled; the next one goes
    through the order from its beginning, where outputs equal to a labelled one cost nothing.
    """
    world = shared_candidates(precisions, judge, runs, np.random.default_rng(seed))
    tested = np.zeros((runs, len(precisions)), dtype=np.int64)
    chosen, going = np.full(runs, -1), np.ones(runs, dtype=bool)
    for one in reversed(range(len(precisions))):
        if not going.any():
            break
        walk = _walk_candidate(world, one, going, bar, uses_judge, uses_disagreement)
        tested[going, one] = np.minimum(np.minimum(walk.certified, walk.dropped), POOL)
        stands = walk.certified <= np.minimum(walk.dropped, POOL)
        going[going] = stands
        chosen[going] = one
    return Choices(_labels_for(world, tested), chosen)


def _walk_candidate(
    world: Shared, one: int, rows: Flags, bar: float, uses_judge: bool, uses_disagreement: bool
) -> Walk:
    wrong = world.wrong[rows, :, one]
    if not uses_judge and not uses_disagreement:
        return walk_plain(wrong, bar)
    groups = world.flags[rows, :, one] * int(uses_judge) + 2 * world.odd[rows, :, one] * int(
        uses_disagreement
    )
    return walk_order(groups, wrong, bar, np.array([False, True, True, True]))


def _labels_for(world: Shared, tested: Integers) -> Integers:
    """Distinct outputs among those that the tested candidates gave in the part of the order each was tested on."""
    is_needed = np.arange(world.classes.shape[1])[None, :, None] < tested[:, None, :]
    labels = np.zeros(len(tested), dtype=np.int64)
    for number in range(int(world.classes.max()) + 1):
        labels += ((world.classes == number) & is_needed).any(axis=2).sum(axis=1)
    return labels


def choose_by_plan(precisions: tuple[float, ...], bar: float, told: float, runs: int, seed: int) -> Choices:
    """One look: as many shared items as the exact plan for `told` asks, all outputs of each, strongest first."""
    world = shared_candidates(precisions, Judge(0.0, 0.0), runs, np.random.default_rng(seed))
    n = fixed_plan(bar, told, size=POOL)
    failures = world.wrong[:, :n].sum(axis=1)
    null = hypergeom(POOL, POOL - fewest_right(POOL, bar) + 1, n)
    chosen, going = np.full(runs, -1), np.ones(runs, dtype=bool)
    for one in reversed(range(len(precisions))):
        going &= null.cdf(failures[:, one]) <= ALPHA
        chosen[going] = one
    return Choices(_labels_for(world, np.full((runs, len(precisions)), n)), chosen)


class Coverage(NamedTuple):
    """Per run: the share certified, and whether its precision is below the bar after all."""

    share: Floats
    violates: Flags


def automate_part(
    accuracy: float,
    auroc: float,
    bar: float,
    budget: int,
    runs: int,
    seed: int,
    is_fixed: bool,
    alpha: float = 0.10,
) -> Coverage:
    """The largest confident share certified with at most `budget` labels.

    Set by set along one order (`certify_share`), or by one look at `budget` labels of the whole pool with exact
    binomial p-values from the first set with enough of them (learn then test).
    """
    size, rng = 2000, np.random.default_rng(seed)
    right = scored_outputs(accuracy, auroc, size, runs, rng)
    sizes = set_sizes(size)
    bounds = [
        fewest_draws(int(one), fewest_right(int(one), bar) - 1, np.arange(min(one, 200)), alpha)
        for one in sizes
    ]
    share, violates = np.zeros(runs), np.zeros(runs, dtype=bool)
    for run in range(runs):
        ranks = rng.permutation(size)
        wrong = ~right[run][ranks]
        standing = (
            _learn_then_test(ranks[:budget], wrong[:budget], sizes, bar, alpha)
            if is_fixed
            else _sets_standing(ranks, wrong, sizes, bounds, budget)
        )
        if standing:
            share[run] = SHARES[standing - 1]
            violates[run] = right[run][: sizes[standing - 1]].mean() < bar
    return Coverage(share, violates)


def _sets_standing(
    ranks: Integers, wrong: Flags, sizes: Integers, bounds: list[Integers], budget: int
) -> int:
    labelled = np.zeros(len(ranks), dtype=bool)
    for standing, (size, bound) in enumerate(zip(sizes, bounds, strict=True)):
        places = np.flatnonzero(ranks < size)
        failures = wrong[places].cumsum()
        within = failures < len(bound)
        shown = within & (np.arange(1, len(places) + 1) >= bound[np.minimum(failures, len(bound) - 1)])
        labelled[places[: shown.argmax() + 1]] = True
        if not shown.any() or labelled.sum() > budget:
            return standing
    return len(sizes)


def _learn_then_test(ranks: Integers, wrong: Flags, sizes: Integers, bar: float, alpha: float) -> int:
    fewest = np.log(alpha) / np.log(bar)
    standing = 0
    for number, size in enumerate(sizes, start=1):
        inside = ranks < size
        if inside.sum() < fewest:
            continue
        if binom.cdf(wrong[inside].sum(), inside.sum(), 1 - bar) > alpha:
            break
        standing = number
    return standing


def naive_rules(wrong: Flags, bar: float) -> dict[str, float]:
    """How often rules made for one look certify these runs when they are looked at after every label."""
    n = np.arange(1, wrong.shape[1] + 1)
    right = n - wrong.cumsum(axis=1)
    rate, z = right / n, float(ndtri(1 - ALPHA))
    half = z * np.sqrt(rate * (1 - rate) / n + z * z / (4 * n * n))
    lows = {
        "95 % bound (Clopper–Pearson)": np.where(
            right > 0, betaincinv(np.maximum(right, 1), n - right + 1, ALPHA), 0
        ),
        "95 % bound (Wilson), from 30": np.where(
            n >= 30, (rate + z * z / (2 * n) - half) / (1 + z * z / n), 0
        ),
        "posterior above 95 %": np.where(betaincc(right + 0.5, n - right + 0.5, bar) > 1 - ALPHA, 1, 0),
        "estimate, from 50": np.where(n >= 50, rate, 0),
    }
    return {name: float((low >= bar).any(axis=1).mean()) for name, low in lows.items()}


def fixed_plan(
    bar: float, rate: float, alpha: float = ALPHA, size: int | None = None, power: float = 0.9
) -> int:
    """The smallest fixed number of labels with this power at a rate it is told: exact binomial, or without replacement
    from a pool of `size`."""
    n, most = 1, -1
    while True:
        while _wrong_at_most(most + 1, n, bar, size, is_null=True) <= alpha:
            most += 1
        if most >= 0 and _wrong_at_most(most, n, rate, size) >= power:
            return n
        n += 1


def _wrong_at_most(most: int, n: int, rate: float, size: int | None, is_null: bool = False) -> float:
    """P(at most so many wrong in n labels) at this rate, or in a pool just short of it."""
    if size is None:
        return float(binom.cdf(most, n, 1 - rate))
    wrong = size - fewest_right(size, rate) + 1 if is_null else round((1 - rate) * size)
    return float(hypergeom.cdf(most, size, wrong, n))


def exact_false_rate(size: int, bar: float, alpha: float = ALPHA) -> float:
    """The chance that a pool one right member short of the bar is ever certified: no Monte-Carlo error."""
    wrong = size - fewest_right(size, bar) + 1
    boundary = fewest_draws(size, fewest_right(size, bar) - 1, np.arange(wrong + 1), alpha)
    chances, found = np.zeros(wrong + 2), np.arange(wrong + 2)
    chances[0], total = 1.0, 0.0
    for drawn in range(size):
        p = np.clip((wrong - found) / (size - drawn), 0, 1)
        chances = chances * (1 - p) + np.concatenate([[0.0], (chances * p)[:-1]])
        shown = drawn + 1 >= np.append(boundary, size + 1)
        total += float(chances[shown].sum())
        chances[shown] = 0.0
    return total
