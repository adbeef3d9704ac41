"""Second looks: where a workflow has every "incorrect" confirmed, what an answer counts as, and what that costs.

An answer counts as incorrect once two looks say so and they are more than those that say otherwise; until then it is in
doubt, and counts as incorrect for the bar and as correct against it, as does one whose second look is still to come.
That takes false alarms out of the count and leaves the errors that a first look has missed, so it errs to one side.
Therefore a share of the answers labelled correct, drawn before the first label, is looked at again all the same. What
these second looks find bounds the errors among the answers that nobody looked at twice, and as many are taken off the
lower limit: the limit and the bound hold together at the test's risk, each at half of it.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from workbench.stats.pool_record import Draw, PoolRecord

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


class Confirmation(NamedTuple):
    """What second looks have shown of one candidate's answers.

    `rechecked` answers that the first look called correct got a second one, and `missed` of them were errors;
    `waiting`: drawn for a second look and not looked at yet. `confirmed` answers are incorrect by two looks, `doubted`
    wait for another. `unseen` is the most errors that there can be among the answers that get one look alone, at half
    the test's risk; `single` of those labelled have had that one look.
    """

    rechecked: int
    missed: int
    waiting: int
    confirmed: int
    doubted: int
    unseen: int
    single: int = 0


class Rechecks(NamedTuple):
    """The answers of a candidate's sample that the first look called correct and that are drawn for a second: what it
    found, in their order up to the first that waits.

    `waits`: per place of the sample, a second look is still to come; `most_right`: how many first looks could find
    correct at most; `single`: how many answers get one look alone, `single_known` those among the facts; `rate`: of
    what first looks find correct, the share that is looked at again.
    """

    codes: bytes
    waits: NDArray[np.bool_]
    most_right: int
    single: int
    single_known: int
    rate: float

    def unseen(self, alpha: float, more: int = 0) -> int:
        """The most errors among the answers with one look, at this risk; with `more` second looks that find none."""
        if not self.single and not self.single_known:
            return 0
        if self.most_right < 1:
            return self.single + self.single_known
        codes = (self.codes + bytes([Draw.RIGHT]) * more)[: self.most_right]
        low = PoolRecord(self.most_right, 0.5, alpha).following(codes).limits().low
        hidden = max(math.ceil((1 - low) * self.most_right - 1e-9) - codes.count(Draw.WRONG), 0)
        return min(hidden, self.single) + math.ceil((1 - low) * self.single_known - 1e-9)


def draw_rechecks(seed: int, count: int, rate: float) -> NDArray[np.bool_]:
    """Which of the classes of a test get a second look although the first called them correct."""
    return np.random.default_rng([seed, 1]).random(count) < rate


def follow_rechecks(
    sequence: Sequence[int],
    reached: int,
    known: Sequence[int],
    looks: Sequence[Looks],
    is_drawn: NDArray[np.bool_],
    rate: float,
) -> tuple[Rechecks, Confirmation]:
    """Where the second looks stand: over the classes of a candidate in order, the first `reached` of which are its
    sample, and those of the facts."""
    codes, has_gap, singles = bytearray(), False, 0
    waits = np.zeros(reached, dtype=bool)
    first_wrong = missed = 0
    single = int((~is_drawn[sequence[reached:]]).sum())
    for place, number in enumerate(sequence[:reached]):
        look = looks[number]
        first_wrong += look.first == "incorrect"
        if look.first != "correct":
            continue
        if not is_drawn[number]:
            singles += not look.is_settled
        elif not look.is_settled:
            waits[place] = has_gap = True
        else:
            missed += look.code == WRONG
            if not has_gap:
                codes.append(Draw.WRONG if look.code == WRONG else Draw.RIGHT)
    single_known = sum(looks[number].code == RIGHT and not looks[number].is_settled for number in known)
    both = [*sequence[:reached], *known]
    single += singles
    confirmation = Confirmation(
        len(codes), missed, int(waits.sum()),
        sum(looks[number].code == WRONG for number in both), sum(looks[number].is_in_doubt for number in both), 0,
        singles + single_known,
    )  # fmt: skip
    return Rechecks(
        bytes(codes), waits, len(sequence) - first_wrong, single, single_known, rate
    ), confirmation
