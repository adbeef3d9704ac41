"""How an input of the ROI model may lie: known, counted from labels, resampled from times, entered as a range."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

import numpy as np

from workbench.stats import distributions
from workbench.stats.distributions import Draws

DRAWS = 10_000


class Spread(Protocol):
    """Something an input's value is drawn from."""

    @property
    def source(self) -> str:
        """Where it comes from, in words."""

    @property
    def expected(self) -> float:
        """Its mean."""

    def draw(self, count: int, generator: np.random.Generator) -> Draws | float:
        """So many draws, or the one value there is."""

    def __hash__(self) -> int:
        """Equal spreads draw the same."""


@dataclass(frozen=True)
class Known:
    """A value without uncertainty."""

    value: float
    source: str = "entered"

    @property
    def expected(self) -> float:
        """The value."""
        return self.value

    def draw(self, count: int, generator: np.random.Generator) -> float:
        """The value."""
        return self.value


@dataclass(frozen=True)
class Ranged:
    """An entered range: PERT over low, likely, high."""

    low: float
    likely: float
    high: float
    source: str = "entered as low, likely and high"

    @property
    def expected(self) -> float:
        """(low + 4 × likely + high) ÷ 6."""
        return distributions.pert_mean(self.low, self.likely, self.high)

    def draw(self, count: int, generator: np.random.Generator) -> Draws:
        """PERT draws."""
        return distributions.pert_draws(self.low, self.likely, self.high, count, generator)


@dataclass(frozen=True)
class Counted:
    """A rate counted from outputs or labels: `part` of `whole`."""

    part: float
    whole: float
    source: str = "measured"

    @property
    def expected(self) -> float:
        """The mean of the Beta: part ÷ whole, half an observation off the ends."""
        return distributions.counted_rate(self.part, self.whole).mean

    def draw(self, count: int, generator: np.random.Generator) -> Draws:
        """Draws of the Beta."""
        return distributions.beta_draws(distributions.counted_rate(self.part, self.whole), count, generator)


@dataclass(frozen=True)
class Resampled:
    """The mean of measured values, bootstrapped."""

    values: tuple[float, ...]
    source: str = "measured"

    @property
    def expected(self) -> float:
        """The mean."""
        return float(np.mean(self.values))

    def draw(self, count: int, generator: np.random.Generator) -> Draws:
        """Means of resampled values."""
        return distributions.resampled_means(self.values, count, generator)


@dataclass(frozen=True)
class Mixed:
    """A mean over kinds whose shares were counted: an error's cost over the categories of the wrong answers."""

    values: tuple[float, ...]
    weights: tuple[float, ...]
    source: str = "entered by category"

    @property
    def expected(self) -> float:
        """The weighted mean."""
        return float(np.average(self.values, weights=self.weights))

    def draw(self, count: int, generator: np.random.Generator) -> Draws:
        """Means over drawn shares."""
        return distributions.mixture_means(self.values, self.weights, count, generator)


@dataclass(frozen=True)
class SameAs:
    """The value of another input, whatever it is."""

    key: str
    source: str = ""

    @property
    def expected(self) -> float:
        """Never asked: the other input is."""
        raise TypeError(f"the value is that of {self.key}")

    def draw(self, count: int, generator: np.random.Generator) -> float:
        """Never asked: the other input is."""
        raise TypeError(f"the value is that of {self.key}")


def expected_values(spreads: Mapping[str, Spread]) -> dict[str, float]:
    """The mean of every input."""
    own = {key: one.expected for key, one in spreads.items() if not isinstance(one, SameAs)}
    return own | {key: own[one.key] for key, one in spreads.items() if isinstance(one, SameAs)}


def drawn_values(spreads: Mapping[str, Spread], seed: int, count: int = DRAWS) -> dict[str, Any]:
    """Draws of every input. Each has a stream of its own under the seed, so that changing one leaves the others."""
    own = {key: _drawn(one, key, seed, count) for key, one in spreads.items() if not isinstance(one, SameAs)}
    return own | {key: own[one.key] for key, one in spreads.items() if isinstance(one, SameAs)}


@lru_cache(maxsize=512)
def _drawn(spread: Spread, key: str, seed: int, count: int) -> Any:
    return spread.draw(count, np.random.default_rng([seed, zlib.crc32(key.encode())]))
