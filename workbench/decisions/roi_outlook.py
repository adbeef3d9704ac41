"""What may come of a month: the expected saving, how far it may lie off, what moves it most, where it turns."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.decisions.roi_model import INPUT, Origin, name_of, saving
from workbench.decisions.roi_spreads import DRAWS, Known, SameAs, Spread, drawn_values, expected_values
from workbench.stats.distributions import Draws

LOW_SHARE, HIGH_SHARE = 0.1, 0.9  # the ends of the 80 % range
WHAT_IF = 0.1  # how far a figure without a range is moved in the tornado


@dataclass(frozen=True)
class Outlook:
    """The saving of a month: expected (by closed form), and from the draws the median, the 80 % range and the share
    of draws in which money is saved at all. `simulated_amount` is the mean of the draws, `error_amount` its standard
    error."""

    expected_amount: float
    median_amount: float
    low_amount: float
    high_amount: float
    positive_rate: float
    simulated_amount: float
    error_amount: float
    seed: int
    draws: int = DRAWS


@dataclass(frozen=True)
class Swing:
    """One bar of the tornado: the saving with one input at its low and at its high, all others as expected.

    `is_range`: the ends are those of its 80 % range; else it was moved 10 % either way because no range is known.
    """

    key: str
    low: float
    high: float
    saving_low_amount: float
    saving_high_amount: float
    is_range: bool

    @property
    def name(self) -> str:
        """The input's name."""
        return name_of(self.key)

    @property
    def width_amount(self) -> float:
        """How far the saving moves between the two."""
        return abs(self.saving_high_amount - self.saving_low_amount)


def look_ahead(spreads: Mapping[str, Spread], seed: int) -> Outlook:
    """The outlook of a month with these inputs."""
    expected = float(saving(expected_values(spreads)))
    drawn = saving_draws(spreads, seed)
    low, median, high = np.quantile(drawn, (LOW_SHARE, 0.5, HIGH_SHARE))
    if np.ptp(drawn) == 0:  # nothing is uncertain: the closed form itself, to the last digit
        low = median = high = expected
    return Outlook(
        expected_amount=expected,
        median_amount=float(median),
        low_amount=float(low),
        high_amount=float(high),
        positive_rate=float(np.mean(drawn > 0)),
        simulated_amount=float(drawn.mean()),
        error_amount=float(drawn.std(ddof=1) / np.sqrt(drawn.size)),
        seed=seed,
    )


def saving_draws(spreads: Mapping[str, Spread], seed: int, count: int = DRAWS) -> Draws:
    """So many draws of the saving of a month."""
    return np.broadcast_to(np.asarray(saving(drawn_values(spreads, seed, count)), dtype=float), count)


def list_swings(spreads: Mapping[str, Spread], seed: int) -> list[Swing]:
    """How far each input moves the saving, the furthest first; those that move nothing are left out."""
    expected = expected_values(spreads)
    tied = {one.key: key for key, one in spreads.items() if isinstance(one, SameAs)}
    drawn = drawn_values(spreads, seed)
    swings = []
    for key, spread in spreads.items():
        if isinstance(spread, SameAs):
            continue
        ends = _ends(key, spread, expected[key], drawn[key])
        if ends is None:
            continue
        low, high, is_range = ends
        moved = np.array([low, high])
        both = expected | {key: moved} | ({tied[key]: moved} if key in tied else {})
        at_low, at_high = np.broadcast_to(saving(both), 2)
        swings.append(Swing(key, low, high, float(at_low), float(at_high), is_range))
    scale = max((one.width_amount for one in swings), default=0.0)
    moving = [one for one in swings if one.width_amount > 1e-9 * max(scale, 1e-9)]
    return sorted(moving, key=lambda one: (-one.width_amount, one.key))


def _ends(key: str, spread: Spread, expected: float, drawn: Any) -> tuple[float, float, bool] | None:
    if not isinstance(spread, Known):
        low, high = np.quantile(drawn, (LOW_SHARE, HIGH_SHARE))
        return float(low), float(high), True
    if INPUT[key].origin is Origin.POLICY or not expected or key == "usd_rate":
        return None
    most = INPUT[key].most
    high = expected * (1 + WHAT_IF)
    return expected * (1 - WHAT_IF), min(high, most) if most is not None else high, False


def largest_uncertainty(swings: list[Swing]) -> Swing | None:
    """The swing of the input whose known range moves the saving most; None where nothing is uncertain."""
    return next((one for one in swings if one.is_range), None)


def break_even(spreads: Mapping[str, Spread], key: str) -> float | None:
    """The value of an input at which nothing is saved and nothing lost, all others as expected.

    It may lie outside what is possible: below 0 or above 1 for a rate. None where the input makes no difference.
    """
    expected = expected_values(spreads)
    tied = [other for other, one in spreads.items() if isinstance(one, SameAs) and one.key == key]
    ends = np.array([0.0, 1.0])
    none, one = np.broadcast_to(saving(expected | dict.fromkeys([key, *tied], ends)), 2)
    slope = float(one - none)
    scale = max(abs(float(none)), abs(float(one)), 1e-12)
    return -float(none) / slope if abs(slope) > 1e-12 * scale else None


@dataclass(frozen=True)
class Curve:
    """The saving of a month over one input: expected, and the ends of its 80 % range, at each of `values`."""

    key: str
    values: Draws
    expected_amounts: Draws
    low_amounts: Draws
    high_amounts: Draws
    now: float
    break_even: float | None


def saving_curve(
    spreads: Mapping[str, Spread], key: str, low: float, high: float, seed: int, points: int = 15
) -> Curve:
    """The saving with an input anywhere from `low` to `high`, the others as uncertain as they are."""
    expected = expected_values(spreads)
    drawn = drawn_values(spreads, seed)
    tied = [other for other, one in spreads.items() if isinstance(one, SameAs) and one.key == key]
    values = np.linspace(low, high, points)
    means = np.broadcast_to(saving(expected | dict.fromkeys([key, *tied], values)), points)
    # Every draw is a straight line over the input: two of its points give all of them.
    at_low = np.broadcast_to(saving(drawn | dict.fromkeys([key, *tied], low)), DRAWS)
    at_high = np.broadcast_to(saving(drawn | dict.fromkeys([key, *tied], high)), DRAWS)
    share = np.linspace(0, 1, points)[:, None]
    ends = np.quantile(at_low * (1 - share) + at_high * share, (LOW_SHARE, HIGH_SHARE), axis=1)
    return Curve(key, values, means, ends[0], ends[1], expected[key], break_even(spreads, key))
