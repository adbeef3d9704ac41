"""A candidate against the bar: what a fixed look at its labels allows to say."""

from enum import StrEnum

from workbench.comparison import Standing


class BarVerdict(StrEnum):
    """What the 95 % interval of a candidate's precision says about the bar.

    It is a fixed-look statement: it holds for one look at a number of labels settled beforehand. Looking
    again and again and stopping once it pleases would certify too often.
    """

    MEETS = "meets the bar"
    BELOW = "below the bar"
    UNDECIDED = "undecided"
    NO_FIGURE = "no figure yet"


def judge_against_bar(standing: Standing, bar_rate: float) -> BarVerdict:
    """Meets: the interval's lower end reaches the bar. Below: its upper end stays under it. Else
    undecided."""
    interval = standing.precision_interval
    if interval is None:
        return BarVerdict.NO_FIGURE
    if interval.low >= bar_rate:
        return BarVerdict.MEETS
    return BarVerdict.BELOW if interval.high < bar_rate else BarVerdict.UNDECIDED


def bar_words(bar_rate: float) -> str:
    """The bar as its owner typed it: "95 %", "97.5 %"; never rounded."""
    return f"{round(bar_rate * 100, 6):g}\N{NO-BREAK SPACE}%"
