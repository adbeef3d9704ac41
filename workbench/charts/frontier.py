"""Precision against what it takes: dots with intervals, the undominated ones joined, the others grey."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from workbench.charts.theme import BAR_COLOR, assemble, candidate_style, rule, safe, shortened

_GREY = "#9AA3AD"


@dataclass(frozen=True)
class FrontierMark:
    """One candidate: where it stands, its interval (None: a fact), and whether another one beats it in both."""

    candidate_id: int
    name: str
    ordinal: int
    rate: float
    low: float | None
    high: float | None
    takes: float
    takes_words: str
    rate_words: str
    is_dominated: bool


def frontier_chart(
    marks: Sequence[FrontierMark],
    bar_rate: float,
    bar_words: str,
    finding: str,
    measure: str,
    axis: str,
    prefix: str,
) -> go.Figure:
    """Every mark's customdata is [candidate_id], for clicks. Costs spread over a logarithmic axis where all are above
    zero and far apart."""
    takes = [mark.takes for mark in marks]
    most = max(takes, default=1.0) or 1.0
    is_log = min(takes, default=0) > 0 and max(takes) / min(takes) > 20
    ends = [end for mark in marks for end in (mark.low, mark.high, mark.rate) if end is not None] + [bar_rate]
    room = max((max(ends) - min(ends)) * 0.12, 0.01)
    layout: dict[str, Any] = {
        "height": 380,
        "showlegend": False,
        "shapes": [rule("y", bar_rate, "dash", BAR_COLOR, 1.5)],
        "annotations": [
            {
                "x": 1, "xref": "x domain", "y": bar_rate, "text": safe(f"bar {bar_words}"), "showarrow": False,
                "xanchor": "right", "yanchor": "bottom", "font": {"color": BAR_COLOR, "size": 12},
            }
        ],
        "yaxis": {
            "title": {"text": "precision"}, "tickformat": ".0%", "zeroline": False,
            "range": [min(ends) - room, min(max(ends) + room, 1.02)],
        },
        "xaxis": {
            "title": {"text": axis}, "type": "log" if is_log else "linear", "tickprefix": prefix, "zeroline": False,
            "exponentformat": "none",
            **(_log_ticks(takes) if is_log else {"range": [-0.06 * most, 1.12 * most]}),
        },
        "margin": {"b": 50, "r": 30},
    }  # fmt: skip
    frontier = sorted(
        (mark for mark in marks if not mark.is_dominated), key=lambda mark: (mark.takes, mark.rate)
    )
    line = {
        "type": "scatter", "mode": "lines",
        "x": [mark.takes for mark in frontier], "y": [mark.rate for mark in frontier],
        "line": {"color": _GREY, "width": 1, "dash": "dot"}, "hoverinfo": "skip",
    }  # fmt: skip
    return assemble([line, *[_dot(mark) for mark in marks]], layout, finding, measure)


def _log_ticks(takes: Sequence[float]) -> dict[str, Any]:
    """Ticks at 1, 2 and 5 of each power of ten: left alone, plotly writes bare digits between the powers."""
    low, high = math.log10(min(takes)), math.log10(max(takes))
    room = 0.06 * (high - low)
    powers = range(math.floor(low) - 1, math.ceil(high) + 1)
    steps = (1, 2, 5) if high - low < 3 else (1,)
    values = [step * 10.0**power for power in powers for step in steps]
    return {
        "range": [low - room, high + room * 2],
        "tickvals": values,
        "ticktext": [f"{value:.10g}" for value in values],
    }


def _dot(mark: FrontierMark) -> dict[str, Any]:
    style = candidate_style(mark.ordinal)
    color = _GREY if mark.is_dominated else style.color
    high = mark.rate if mark.high is None else mark.high
    low = mark.rate if mark.low is None else mark.low
    said = "<br>".join(map(safe, (mark.name, mark.rate_words, mark.takes_words)))
    beaten = "<br>Another candidate is as precise and takes no more." if mark.is_dominated else ""
    return {
        "type": "scatter", "mode": "markers+text", "x": [mark.takes], "y": [mark.rate],
        "marker": {"color": color, "symbol": style.symbol, "size": 11, "opacity": 0.6 if mark.is_dominated else 1},
        "text": [shortened(mark.name, 26)], "textposition": "top center", "textfont": {"size": 12},
        "cliponaxis": False, "customdata": [[mark.candidate_id]],
        "error_y": {
            "type": "data", "symmetric": False, "array": [high - mark.rate], "arrayminus": [mark.rate - low],
            "color": color, "thickness": 1.5, "width": 5,
        },
        "hovertemplate": f"{said}{beaten}<extra></extra>",
        "unselected": {"marker": {"opacity": 0.9}},
    }  # fmt: skip
