"""How far the saving may lie off, and what moves it most."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from workbench.charts.theme import assemble, hatch, row_height, rule, safe, shortened, title_lines
from workbench.domain.formats import count, money

INSIDE_COLOR, OUTSIDE_COLOR, BELOW_ZERO_COLOR = "#0072B2", "#A9C9E4", "#C4314B"
LOW_COLOR, HIGH_COLOR = "#E69F00", "#0072B2"
_WIDTH = 62
_BINS = 48


def range_chart(
    draws: NDArray[np.float64],
    ends: tuple[float, float],
    expected: float,
    currency: str,
    finding: str,
    measure: str,
) -> go.Figure:
    """How often each saving came up: the middle 80 % dark, losses in another colour and pattern."""
    heights, edges = np.histogram(draws, bins=_BINS)
    middles = (edges[:-1] + edges[1:]) / 2
    inside = (middles >= ends[0]) & (middles <= ends[1])
    loss = middles < 0
    kinds = (
        (loss, BELOW_ZERO_COLOR, "/"), (inside & ~loss, INSIDE_COLOR, ""), (~inside & ~loss, OUTSIDE_COLOR, ""),
    )  # fmt: skip
    traces = [
        {
            "type": "bar", "x": middles[kept].tolist(), "y": heights[kept].tolist(),
            "width": float(edges[1] - edges[0]),
            "marker": {"color": color, "line": {"width": 0}, "pattern": hatch(pattern)},
            "customdata": [
                [f"{money(low, currency)} to {money(high, currency)}", count(number)]
                for low, high, number in zip(edges[:-1][kept], edges[1:][kept], heights[kept], strict=True)
            ],
            "hovertemplate": f"%{{customdata[0]}}: %{{customdata[1]}} of {count(len(draws))} draws<extra></extra>",
            "showlegend": False,
        }
        for kept, color, pattern in kinds
        if kept.any()
    ]  # fmt: skip
    shapes = [rule("x", expected, width=1.8)]
    if edges[0] < 0 < edges[-1]:
        shapes.append(rule("x", 0.0, "dot"))
    layout = {
        "shapes": shapes,
        "annotations": [
            {
                "x": expected, "y": 1, "yref": "paper", "text": safe(f"expected {money(expected, currency)}"),
                "showarrow": False, "yanchor": "bottom",
            }
        ],
        "xaxis": {
            "tickformat": "~s", "title": {"text": f"saving a month, {safe(currency)}"}, "nticks": 7, "showgrid": False,
        },
        "yaxis": {"showticklabels": False, "showgrid": False},
        "bargap": 0, "barmode": "overlay", "height": 300,
        "margin": {"l": 8, "t": 62 + 20 * title_lines(finding, _WIDTH)},
    }  # fmt: skip
    return assemble(traces, layout, finding, measure, _WIDTH)


@dataclass(frozen=True)
class TornadoBar:
    """One input: the saving at its low and high end, what those ends are in words, whether they are a known range."""

    name: str
    at_low: float
    at_high: float
    low_words: str
    high_words: str
    is_range: bool
    source: str


def tornado_chart(
    bars: Sequence[TornadoBar], expected: float, currency: str, finding: str, measure: str
) -> go.Figure:
    """Bars around the expected saving, the widest on top; those without a known range are hatched."""
    rows = list(range(len(bars)))[::-1]
    traces = [
        {
            "type": "bar", "x": [end - expected for end in ends], "base": expected, "y": rows, "orientation": "h",
            "width": 0.62,
            "marker": {"color": color, "pattern": hatch(["" if bar.is_range else "/" for bar in bars], 0.35)},
            "customdata": [
                [safe(bar.name), safe(word), money(end, currency), safe(bar.source)]
                for bar, word, end in zip(bars, words, ends, strict=True)
            ],
            "hovertemplate": (
                "<b>%{customdata[0]}</b> at %{customdata[1]}: saves %{customdata[2]} a month"
                "<br>%{customdata[3]}<extra></extra>"
            ),
            "showlegend": False,
        }
        for color, ends, words in (
            (LOW_COLOR, [bar.at_low for bar in bars], [bar.low_words for bar in bars]),
            (HIGH_COLOR, [bar.at_high for bar in bars], [bar.high_words for bar in bars]),
        )
    ]  # fmt: skip
    every = [end for bar in bars for end in (bar.at_low, bar.at_high)] + [expected]
    room = 0.17 * max(max(every) - min(every), 1e-9)
    lines = title_lines(finding, _WIDTH + 20)
    layout = {
        "shapes": [rule("x", expected, width=1.5)],
        "annotations": [one for bar, row in zip(bars, rows, strict=True) for one in _ends(bar, row)],
        "xaxis": {
            "range": [min(every) - room, max(every) + room], "tickformat": "~s", "nticks": 7,
            "title": {"text": f"saving a month, {safe(currency)}"},
        },
        "yaxis": {
            "tickvals": rows, "ticktext": [shortened(bar.name, 36) for bar in bars], "showgrid": False,
            "range": [-0.6, len(bars) - 0.4], "zeroline": False, "automargin": True,
        },
        "barmode": "overlay", "height": max(row_height(len(bars), lines, 27), 300),
    }  # fmt: skip
    return assemble(traces, layout, finding, measure, _WIDTH + 20)


def _ends(bar: TornadoBar, row: int) -> list[dict[str, Any]]:
    """What the input is at either end of its bar, in words beside it."""
    labels = []
    for at, words, other in (
        (bar.at_low, bar.low_words, bar.at_high),
        (bar.at_high, bar.high_words, bar.at_low),
    ):
        right = at > other
        labels.append(
            {
                "x": at, "y": row, "text": safe(words), "showarrow": False, "xanchor": "left" if right else "right",
                "xshift": 3 if right else -3, "font": {"size": 11.5},
            }
        )  # fmt: skip
    return labels
