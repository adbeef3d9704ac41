"""How long storing a version still takes: told from its rows, how fast this machine was before, and how fast it is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from workbench.store.staged import Stage

# Seconds per row, as measured on two cores with short texts; every import that ends corrects them.
_TYPICAL = {Stage.COMPARING: 4e-7, Stage.STORING: 4e-6, Stage.PLACING: 4e-7, Stage.FINISHING: 1.5e-6}
_WORTH_LEARNING_S = 0.2

Began = Sequence[tuple[Stage, float]]


@dataclass
class StoringTimes:
    """Seconds per row of each stage."""

    seconds: dict[Stage, float] = field(default_factory=lambda: dict(_TYPICAL))

    def left(self, began: Began, now: float, rows: int) -> float:
        """Seconds left, from the stages that have begun, each with its moment.

        A stage that takes longer than thought is taken to need a third of its time once more, so that the estimate
        never ends before the work does.
        """
        if not began:
            return sum(self.seconds.values()) * rows
        pace = self._pace(began, rows)
        stage, since = began[-1]
        coming = list(Stage)[list(Stage).index(stage) + 1 :]
        spent = now - since
        own = max(self.seconds[stage] * rows * pace - spent, spent / 3)
        return own + sum(self.seconds[one] for one in coming) * rows * pace

    def learn(self, began: Began, end: float, rows: int) -> None:
        """Take an import that has ended as the measure for the next ones; short ones tell too little."""
        if not began or end - began[0][1] < _WORTH_LEARNING_S or not rows:
            return
        for (stage, since), (_, until) in pairwise([*began, (Stage.FINISHING, end)]):
            self.seconds[stage] = (self.seconds[stage] + (until - since) / rows) / 2

    def _pace(self, began: Began, rows: int) -> float:
        """How much longer the stages that have ended took than thought; 1 while too little has been seen."""
        taken = thought = 0.0
        for (stage, since), (_, until) in pairwise(began):
            taken += until - since
            thought += self.seconds[stage] * rows
        return taken / thought if taken > _WORTH_LEARNING_S and thought else 1.0


TIMES = StoringTimes()
