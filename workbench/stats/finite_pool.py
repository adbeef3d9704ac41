"""How many of a finite pool are right, told from draws without replacement; valid at every look, however often.

The pool holds N members, each right or wrong; draws come in uniformly random order without replacement. The null is
"at most `short` of the N are right". After S right and F wrong draws, the mixture of likelihood ratios

    E = Σ_{T' = short+1..N} (T')_S (N−T')_F ÷ (N − short) ÷ [ (short)_S (N−short)_F ],     (x)_k = x (x−1) … (x−k+1)

is a nonnegative martingale that starts at 1 where exactly `short` are right, and smaller in mean where fewer are, so
that it ever reaches 1/α with probability at most α (Ville's inequality): one may look after every draw and stop at
will.

Source: I. Waudby-Smith and A. Ramdas, "Confidence sequences for sampling without replacement", NeurIPS 2020
(the prior-posterior-ratio martingale); J. Ville, "Étude critique de la notion de collectif" (1939).
"""

import math
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def exact_bar(bar: float) -> Fraction:
    """The bar as its decimal digits say it: 0.95 is 19/20, though no float is.

    Raises ValueError where it is not between 0 and 1, both excluded.
    """
    if not 0 < bar < 1:
        raise ValueError(f"the bar is {bar}, not a rate between 0 and 1")
    return Fraction(repr(float(bar)))


def fewest_right(pool_size: int, bar: float) -> int:
    """The smallest count of right members at which a pool of this size meets the bar.

    >>> fewest_right(1000, 0.95), fewest_right(100, 0.07), fewest_right(148, 0.95)
    (950, 7, 141)
    """
    return math.ceil(exact_bar(bar) * pool_size)


def log_evidence(right: ArrayLike, wrong: ArrayLike, pool_size: int, short: ArrayLike) -> Floats:
    """ln E against "at most `short` of the pool are right", element by element.

    Infinite where more than `short` right ones have been drawn: the null is then impossible, not merely unlikely.
    Also zero evidence (ln E = −∞) where more wrong ones were drawn than the pool could hold above `short`.

    Raises ValueError where more were drawn than the pool holds, or `short` lies outside 0 … N − 1.

    >>> float(np.exp(log_evidence(88, 0, 1000, 949)).round(2)), float(log_evidence(950, 3, 1000, 949))
    (27.28, inf)
    """
    arrays = (np.asarray(one, dtype=np.int64) for one in (right, wrong, short))
    s, f, most = np.broadcast_arrays(*arrays)
    if np.any(s < 0) or np.any(f < 0) or np.any(s + f > pool_size):
        raise ValueError(f"{s.max()} right and {f.max()} wrong cannot be drawn from a pool of {pool_size}")
    if np.any(most < 0) or np.any(most >= pool_size):
        raise ValueError(f"the null lies outside a pool of {pool_size}")
    drawn = s + f
    # Σ_{T'} C(T', S) C(N−T', F) over T' > short is C(N+1, n+1) times the chance that a hypergeometric count of marks
    # is at least F + 1 (choose n+1 of N+1 places; the (S+1)-th stands after place short+1).
    tail = _log_upper_tail(f + 1, pool_size + 1, pool_size - most, drawn + 1)
    impossible = s > most
    whole = _log_choose(pool_size + 1, drawn + 1) + tail - np.log(pool_size - most)
    held = np.minimum(f, pool_size - most)
    null = _log_choose(most, np.minimum(s, most)) + _log_choose(pool_size - most, held)
    # More wrong ones than a pool at the null holds also rules out the null's own count, but not the smaller ones that
    # belong to it: they stand for it then, and nothing speaks against them.
    log_e = np.where(f > pool_size - most, -np.inf, whole - null)
    return np.asarray(np.where(impossible, np.inf, log_e), dtype=np.float64)


def needed_in_a_row(right: int, wrong: int, pool_size: int, short: int, alpha: float = 0.05) -> int | None:
    """How many right draws in a row, from these counts on, bring E to 1/α; 0 where it is there, None where the pool
    cannot yield as many.

    >>> needed_in_a_row(0, 0, 1000, 949), needed_in_a_row(140, 2, 1000, 949)
    (82, 16)
    """
    left = pool_size - right - wrong
    goal = -math.log(alpha)
    first = first_where(lambda k: log_evidence(right + k, wrong, pool_size, short) >= goal, 0, left)
    return None if first > left else first


def fewest_draws(pool_size: int, short: int, failures: ArrayLike, alpha: float = 0.05) -> Integers:
    """The boundary: for each number of wrong draws, the smallest number of draws at which E reaches 1/α.

    N + 1 where so many wrong draws can never be made good. With `failures` = 0, 1, 2 …, the most failures allowed at
    n draws is the number of entries ≤ n, less one.

    >>> fewest_draws(1000, 949, [0, 1, 2]).tolist()
    [82, 123, 158]
    """
    f = np.asarray(failures, dtype=np.int64)
    goal = -math.log(alpha)
    low, high = f - 1, np.full(f.shape, pool_size + 1, dtype=np.int64)
    while np.any(high - low > 1):
        open_ = high - low > 1
        middle = np.where(open_, (low + high) // 2, f)
        reached = log_evidence(middle - f, f, pool_size, short) >= goal
        high = np.where(open_ & reached, middle, high)
        low = np.where(open_ & ~reached, middle, low)
    return high


def lowest_count(right: int, wrong: int, pool_size: int, alpha: float = 0.05, certified: int = 0) -> int:
    """The lower limit of how many of the pool are right: one more than the largest null that E ≥ 1/α rules out.

    Never below the number drawn right, nor below `certified`, a count that the same process has certified before.
    The limit inverts the one-sided test at `alpha` and holds at every look at once.

    >>> lowest_count(190, 5, 1000), lowest_count(190, 5, 1000, certified=950), lowest_count(0, 0, 1000)
    (935, 950, 0)
    """
    goal = -math.log(alpha)
    low, high = max(right, min(certified, pool_size - wrong)), pool_size - wrong

    def holds(null: Integers) -> NDArray[np.bool_]:
        return np.asarray(log_evidence(right, wrong, pool_size, null) < goal)

    # It mostly lies within six standard errors below the estimate: looked at first, as sums are short there.
    rate = (right + 1) / (right + wrong + 2)
    reach = 6 * math.sqrt(rate * (1 - rate) / (right + wrong + 1))
    near = [min(max(int(pool_size * one), low), high) for one in (rate - reach, rate)]
    if low < near[0] < near[1] < high and not holds(np.array(near[0])) and holds(np.array(near[1])):
        low, high = near
    return first_where(holds, low, high - 1)


def first_where(test: Callable[[Integers], NDArray[np.bool_]], low: int, high: int, ways: int = 24) -> int:
    """The first whole number from `low` to `high` at which a test that turns true once is true; `high` + 1 if none.

    The test sees about `ways` numbers at a time: 1 or 2 where it is slow for each, more where it is as fast for many.
    """
    high += 1
    while low < high:
        step = max(1, (high - low) // ways)
        points = np.arange(low + (step // 2 if ways == 1 else 0), high, step)
        hits = np.flatnonzero(test(points))
        if len(hits):
            high = int(points[hits[0]])
            low = int(points[hits[0] - 1]) + 1 if hits[0] else low
        else:
            low = int(points[-1]) + 1
    return low


@lru_cache(maxsize=16)
def _log_factorials(size: int) -> Floats:
    return np.asarray(gammaln(np.arange(size + 2, dtype=np.float64) + 1))


def _log_choose(n: Any, k: Any) -> Floats:
    """ln C(n, k) for integers 0 ≤ k ≤ n."""
    n, k = np.asarray(n), np.asarray(k)
    table = _log_factorials(1 << int(n.max(initial=1)).bit_length())
    return np.asarray(table[n] - table[k] - table[n - k])


def _log_upper_tail(least: Integers, size: int, marked: Integers, drawn: Integers) -> Floats:
    """ln P(W ≥ least), W the marked ones among `drawn` of `size` of which `marked` are marked."""
    shape = least.shape
    least, marked, drawn = (one.reshape(-1, 1) for one in np.broadcast_arrays(least, marked, drawn))
    mean = drawn * marked / size
    reach = 40 + 14 * np.sqrt(mean + 1)  # farther from the mean, terms vanish below 1e-30
    from_below = least <= mean  # then 1 − the short lower tail, else the upper tail itself
    spans = np.where(from_below, np.where(least < mean - reach, 0, np.minimum(least, reach)), reach)
    span = int(min(spans.max(initial=1), np.minimum(marked, drawn).max(initial=1))) + 1
    steps = np.arange(span)
    w = np.where(from_below, least - 1 - steps, least + steps)
    lowest, highest = np.maximum(0, drawn - (size - marked)), np.minimum(marked, drawn)
    inside = (w >= lowest) & (w <= highest)
    w = np.where(inside, w, highest)
    terms = _log_choose(marked, w) + _log_choose(size - marked, drawn - w) - _log_choose(size, drawn)
    terms = np.where(inside, terms, -np.inf)
    peak = terms.max(axis=1)
    base = np.where(np.isfinite(peak), peak, 0.0)
    with np.errstate(divide="ignore"):
        total = base + np.log(np.exp(terms - base[:, None]).sum(axis=1))
        upper = np.where(from_below[:, 0], np.log1p(-np.minimum(np.exp(np.minimum(total, 0)), 1.0)), total)
    return np.asarray(upper.reshape(shape))
