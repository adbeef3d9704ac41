"""What labels that are themselves sometimes wrong allow to be shown."""

import math

from workbench.stats.future import upper_bound


def error_rate(disagreements: int, doubles: int) -> float | None:
    """A labeller's error rate from members that two labelled: ε with 2 ε (1 − ε) = disagreement, as if all erred alike.

    None without doubles. At a disagreement of one half or more nothing can be told from chance: 0.5.

    >>> round(error_rate(42, 1000), 4), error_rate(0, 0)
    (0.0215, None)
    """
    if doubles == 0:
        return None
    share = disagreements / doubles
    return 0.5 if share >= 0.5 else (1 - math.sqrt(1 - 2 * share)) / 2


def ceiling(false_alarms: int, right: int, alpha: float = 0.05) -> float:
    """The highest precision that single labels are likely to show: 1 less the rate at which right answers are called
    wrong, at the friendly end of its one-sided interval, so that only a bar that is out of reach is refused.

    `false_alarms` of the `right` members (right by the settled verdict) were labelled wrong. 1 without any.

    >>> round(ceiling(10, 500), 4), ceiling(0, 0)
    (0.9891, 1.0)
    """
    if right == 0:
        return 1.0
    return upper_bound(right - false_alarms, right, alpha)


def confirmed_lower(lower: float, missed: int, rechecked: int, alpha: float = 0.025) -> float:
    """A lower limit corrected for one-sided confirmation: where only labels of wrong are seen by a second person, wrong
    answers labelled right stay.

    Blind second looks at `rechecked` members labelled right found `missed` of them wrong; the upper limit of that rate
    is taken off the share labelled right. With the limit itself at α − `alpha` the two hold together at α.

    >>> round(confirmed_lower(0.97, 0, 30), 4), round(confirmed_lower(0.97, 0, 300), 4), confirmed_lower(0.97, 0, 0)
    (0.8578, 0.9581, 0.0)
    """
    if rechecked == 0:
        return 0.0
    return max(0.0, lower * (1 - upper_bound(missed, rechecked, alpha)))
