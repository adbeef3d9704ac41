"""A gentle word to a labeler when their pace or their agreement with themselves drops."""

import statistics
from collections.abc import Sequence

from workbench.domain.formats import duration, plural

_LAST = 15
_ENOUGH = 40  # labels before a pace is known well enough to have changed
_SLOWER, _FASTER = 2.0, 1 / 3
_LEAST_S = 3.0
_AGAIN, _FEWEST_AGAIN, _MOST_OTHERWISE = 10, 8, 3


def gentle_notice(durations: Sequence[float], same_again: Sequence[bool] = ()) -> str:
    """What to say to a labeler now, "" where all is well.

    `durations`: seconds of work per label of this sitting, the newest last. `same_again`: whether outputs that came
    back got the same verdict, the newest first.
    """
    return _of_agreement(same_again) or _of_pace(durations)


def _of_agreement(same_again: Sequence[bool]) -> str:
    last = list(same_again[:_AGAIN])
    otherwise = last.count(False)
    if len(last) < _FEWEST_AGAIN or otherwise < _MOST_OTHERWISE:
        return ""
    return (
        f"Of the last {len(last)} outputs that came back to you, {otherwise} got another verdict than before. "
        "The instructions are behind the key I."
    )


def _of_pace(durations: Sequence[float]) -> str:
    if len(durations) < _ENOUGH:
        return ""
    recent, before = statistics.median(durations[-_LAST:]), statistics.median(durations[:-_LAST])
    each = f"The last {plural(_LAST, 'label')} took {duration(recent)} each, {duration(before)} before."
    if recent > _SLOWER * before and recent - before > _LEAST_S:
        return f"{each} A short break may help."
    if recent < _FASTER * before and before > _LEAST_S:
        return f"{each} A slower look may catch more."
    return ""
