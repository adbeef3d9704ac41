"""Precision of the surest answers against how much of the work they make up: a line with its interval, and the bar."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from workbench.charts.theme import BAR_COLOR, PALETTE, assemble, rule, safe

_CHOSEN = PALETTE[2]


@dataclass(frozen=True)
class CoveragePoint:
    """The surest answers that make up `share` of the items: precision with its interval, words for hovering."""

    share: float
    rate: float
    low: float
    high: float
    words: str
    is_shown: bool


def coverage_chart(
    points: Sequence[CoveragePoint],
    chosen_share: float | None,
    bar_rate: float,
    bar_words: str,
    finding: str,
    measure: str,
) -> go.Figure:
    """Points from the surest on; those that are shown to meet the bar are filled, the chosen share is a dashed line."""
    shares = [point.share for point in points]
    lowest = min([point.low for point in points] + [bar_rate])
    band = {
        "type": "scatter", "mode": "lines", "x": shares + shares[::-1], "fill": "toself", "hoverinfo": "skip",
        "y": [point.high for point in points] + [point.low for point in points][::-1],
        "line": {"width": 0}, "fillcolor": "rgba(86, 140, 200, 0.18)",
    }  # fmt: skip
    line = {
        "type": "scatter", "mode": "lines+markers", "x": shares, "y": [point.rate for point in points],
        "line": {"color": PALETTE[0], "width": 2},
        "marker": {
            "size": 9, "color": PALETTE[0], "line": {"color": PALETTE[0], "width": 1.5},
            "symbol": ["circle" if point.is_shown else "circle-open" for point in points],
        },
        "customdata": [safe(point.words) for point in points], "hovertemplate": "%{customdata}<extra></extra>",
    }  # fmt: skip
    shapes = [rule("y", bar_rate, "dash", BAR_COLOR, 1.5)]
    notes: list[dict[str, Any]] = [
        {
            "x": 0, "xref": "x domain", "y": bar_rate, "text": safe(f"bar {bar_words}"), "showarrow": False,
            "xanchor": "left", "yanchor": "bottom", "font": {"color": BAR_COLOR, "size": 12},
        }
    ]  # fmt: skip
    if chosen_share is not None:
        shapes.append(rule("x", chosen_share, "dash", _CHOSEN, 1.5))
        notes.append(
            {
                "x": chosen_share, "y": 0, "yref": "y domain", "text": "largest shown", "showarrow": False,
                "xanchor": "right", "yanchor": "bottom", "font": {"color": _CHOSEN, "size": 12},
            }
        )  # fmt: skip
    layout = {
        "height": 360, "showlegend": False, "shapes": shapes, "annotations": notes,
        "yaxis": {
            "title": {"text": "precision"}, "tickformat": ".0%", "range": [max(lowest - 0.05, -0.02), 1.02],
            "zeroline": False,
        },
        "xaxis": {
            "title": {"text": "share of the items, the surest first"}, "tickformat": ".0%",
            "range": [0, 1.02], "zeroline": False,
        },
        "margin": {"b": 50},
    }  # fmt: skip
    return assemble([band, line], layout, finding, measure)
