"""Order strategies: in which order outputs come to the desk, and with what probability each was drawn.

An order is committed before the first label: the same seed gives the same order to everyone, however many outputs are
labelled by then. It goes by item, so that all answers to one item come together and every candidate is sampled by the
same items. Other rooms add strategies of their own with `add_strategy`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from workbench.domain import Verdict
from workbench.errors import BadSetting
from workbench.labeling.queue import Queue
from workbench.store import label as labels
from workbench.store.database import Database

RANDOM = "random"
IN_FILE_ORDER = "file"
ASSIGNED = "assigned"


@dataclass(frozen=True)
class Scope:
    """Which outputs a sitting is over: a version, or a split or candidate of it; with a verdict, those on which it
    stands, else those that nobody has labelled. `labeler`: who sits down, for orders that go by that."""

    workflow_id: int
    dataset_version_id: int
    candidate_id: int | None = None
    split: str | None = None
    revisits: Verdict | None = None
    labeler: str = field(default="", compare=False)


class Order:
    """Outputs that wait, in a committed order. Every output has its item's place in it, from 1, among all of the scope,
    labelled or not. `is_drawn`: places were drawn at random; `lets_pick`: labelers may go to an output out of turn;
    `ends_decided`: the order ends when everything is decided, whether or not outputs are left; `undrawn`: outputs that
    may still come and are not in `output_ids` yet."""

    lets_pick = True
    ends_decided = False
    undrawn = 0
    ending: tuple[str, str] | None = None  # what the desk says when nothing is left: a title and what to do

    def __init__(
        self, strategy: str, seed: int, output_ids: Sequence[int], places: Sequence[int], item_count: int,
        is_drawn: bool,
    ):  # fmt: skip
        self.strategy, self.seed, self.is_drawn = strategy, seed, is_drawn
        self.item_count = item_count
        self.output_ids = [int(one) for one in output_ids]
        ids = np.asarray(output_ids, dtype=np.int64)
        by_id = np.argsort(ids, kind="stable")
        self._ids, self._places = ids[by_id], np.asarray(places, dtype=np.int64)[by_id]

    def place(self, output_id: int) -> int | None:
        """The place of an output's item, from 1; None where the order does not have it."""
        found = int(np.searchsorted(self._ids, output_id))
        if found >= len(self._ids) or self._ids[found] != output_id:
            return None
        return int(self._places[found])

    def probability(self, output_id: int) -> float | None:
        """With what probability the output's item was drawn next from all that were left; None if nothing was drawn."""
        place = self.place(output_id)
        if place is None or not self.is_drawn:
            return None
        return 1 / (self.item_count - place + 1)

    def refresh(self, database: Database, queue: Queue) -> bool:
        """Asked before outputs are shown: True where labels given meanwhile have changed what is needed, and `queue`
        follows it. The orders of this room never change."""
        return False

    def outlook(self) -> str:
        """What the next labels will decide, naming no candidate; "" where the order decides nothing."""
        return ""

    def looks_wanted(self, output_id: int) -> int:
        """By how many people an output is to be judged, as far as the order says."""
        return 1

    def unannounced(self) -> list[int]:
        """Outputs that the labeler has judged and is to judge once more, unannounced, because nobody else does."""
        return []

    def stamp(self, output_id: int) -> dict[str, Any]:
        """How the output came to be shown, as a label keeps it."""
        return {
            "order_strategy": self.strategy,
            "order_seed": self.seed if self.is_drawn else None,
            "draw_position": self.place(output_id),
            "draw_probability": self.probability(output_id),
        }


@dataclass(frozen=True)
class Strategy:
    """One way to order outputs. `draw` gives the order of those that wait in a scope, under a seed."""

    name: str
    title: str
    explanation: str
    draw: Callable[[Database, Scope, int], Order]


def _draw(strategy: str) -> Callable[[Database, Scope, int], Order]:
    def draw(database: Database, scope: Scope, seed: int) -> Order:
        table = labels.queue_table(
            database,
            scope.workflow_id,
            scope.dataset_version_id,
            scope.candidate_id,
            scope.split,
            scope.revisits,
            strategy,
            seed,
        )
        item_count = int(table["item_count"].iloc[0]) if len(table) else 0
        return Order(
            strategy,
            seed,
            table["output_id"].tolist(),
            table["place"].tolist(),
            item_count,
            strategy == RANDOM,
        )

    return draw


_STRATEGIES = {
    one.name: one
    for one in (
        Strategy(
            RANDOM,
            "At random",
            "Any part of the labels speaks for the whole. The order is drawn once and is the same for everyone.",
            _draw(RANDOM),
        ),
        Strategy(
            IN_FILE_ORDER,
            "In the order of the file",
            "Neighbouring items come together. A part of the labels speaks for the beginning of the file alone.",
            _draw(IN_FILE_ORDER),
        ),
    )
}


def add_strategy(strategy: Strategy) -> None:
    """Make a strategy of another room known; one of the same name takes its place."""
    _STRATEGIES[strategy.name] = strategy


def list_strategies() -> list[Strategy]:
    """Every known strategy, the honest default first."""
    return list(_STRATEGIES.values())


def strategy_called(name: str) -> Strategy:
    """The strategy of this name. Raises BadSetting."""
    try:
        return _STRATEGIES[name]
    except KeyError:
        raise BadSetting(
            f"There is no order called “{name}”. Choose one of: {', '.join(_STRATEGIES)}."
        ) from None
