"""Second looks: where every "incorrect" is to be confirmed, what an answer counts as, and which are looked at again.

An answer counts as incorrect once two looks say so and they are more than those that say otherwise; until then it is in
doubt, and counts as incorrect for the bar and as correct against it. That takes false alarms out of the count and
leaves the errors that a first look has missed, so it errs to one side. Therefore an answer called correct counts for
the bar only where a second look has said the same. Which answers get one is drawn before the first label; they are as
random a part of the pool as any, so the test is about them first, in the committed order, and about those that had one
look only after them. So nothing has to be taken off for what single looks miss: they do not count.

(To bound what single looks miss and take that off the limit is valid too, but the bound and the limit then share the
risk, and the bound alone takes as many second looks as this test. At 95 % against 98 % in a pool of 1,000: 260 answers
looked at twice instead of 190.)
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

PENDING, WRONG, RIGHT, SILENT, UNSURE = -1, 0, 1, 2, 3
CODES = {"incorrect": WRONG, "correct": RIGHT, "no_answer": SILENT, "unsure": UNSURE}
MOST_LOOKS = 3


class Looks(NamedTuple):
    """What was said of one answer: by how many looks, the first one, by whom; `decided`: by an adjudicator, or ""."""

    rights: int = 0
    wrongs: int = 0
    first: str = ""
    labelers: frozenset[str] = frozenset()
    decided: str = ""
    newest: str = ""

    @property
    def look_count(self) -> int:
        """Looks that called the answer correct or incorrect."""
        return self.rights + self.wrongs

    @property
    def code(self) -> int:
        """What the answer counts as."""
        if self.decided:
            return CODES[self.decided]
        if self.wrongs >= 2 and self.wrongs > self.rights:
            return WRONG
        if self.wrongs:
            return RIGHT if self.rights >= 2 and self.rights > self.wrongs else UNSURE
        return CODES.get(self.newest, PENDING)

    @property
    def is_in_doubt(self) -> bool:
        """True where one more look is to tell whether it is incorrect."""
        return self.wrongs > 0 and self.code == UNSURE

    @property
    def is_settled(self) -> bool:
        """True where two looks or an adjudicator have had their say."""
        return bool(self.decided) or (self.look_count >= 2 and not self.is_in_doubt)


def read_looks(row: Mapping[str, Any]) -> Looks:
    """Looks from a row of `store.certification.list_looks`."""
    return Looks(
        row["rights"], row["wrongs"], row["first"] or "", frozenset(row["labelers"] or ()), row["decided"] or "",
        row["newest"] or "",
    )  # fmt: skip


class Confirmation(NamedTuple):
    """Where second looks at one candidate's answers stand.

    `rechecked` answers that the first look called correct got a second one, and `missed` of them were errors;
    `waiting`: drawn for a second look and not looked at yet. `confirmed` answers are incorrect by two looks, `doubted`
    wait for another. `single`: answers called correct by one look, which do not count yet.
    """

    rechecked: int
    missed: int
    waiting: int
    confirmed: int
    doubted: int
    single: int


def draw_rechecks(seed: int, count: int, rate: float) -> NDArray[np.bool_]:
    """Which of the classes of a test get a second look although the first called them correct."""
    return np.random.default_rng([seed, 1]).random(count) < rate


def is_single(look: Looks) -> bool:
    """True where one look alone has called an answer correct."""
    return look.code == RIGHT and not look.is_settled


def count_looks(numbers: Iterable[int], looks: Sequence[Looks], is_drawn: NDArray[np.bool_]) -> Confirmation:
    """Where the second looks at these classes stand."""
    rechecked = missed = waiting = confirmed = doubted = single = 0
    for number in numbers:
        look = looks[number]
        if not look.look_count and not look.decided:
            continue
        confirmed += look.code == WRONG
        doubted += look.is_in_doubt
        if is_single(look):
            single += 1
            waiting += bool(is_drawn[number])
        elif look.first == "correct" and look.is_settled:
            rechecked += 1
            missed += look.code == WRONG
    return Confirmation(rechecked, missed, waiting, confirmed, doubted, single)
