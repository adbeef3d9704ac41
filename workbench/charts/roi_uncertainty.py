"""How far the saving may lie off, and what moves it most."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from workbench.charts.theme import hatch, row_height, safe, shortened, title_lines, titled
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
    figure = go.Figure()
    heights, edges = np.histogram(draws, bins=_BINS)
    middles = (edges[:-1] + edges[1:]) / 2
    inside = (middles >= ends[0]) & (middles <= ends[1])
    loss = middles < 0
    kinds = (
        ("loss", loss, BELOW_ZERO_COLOR, "/"),
        ("middle 80 %", inside & ~loss, INSIDE_COLOR, ""),
        ("outside", ~inside & ~loss, OUTSIDE_COLOR, ""),
    )
    for name, kept, color, pattern in kinds:
        if not kept.any():
            continue
        figure.add_bar(
            x=middles[kept],
            y=heights[kept],
            width=edges[1] - edges[0],
            name=name,
            marker={"color": color, "line": {"width": 0}, "pattern": hatch(pattern)},
            customdata=[
                [f"{money(low, currency)} to {money(high, currency)}", count(number)]
                for low, high, number in zip(edges[:-1][kept], edges[1:][kept], heights[kept], strict=True)
            ],
            hovertemplate=f"%{{customdata[0]}}: %{{customdata[1]}} of {count(len(draws))} draws<extra></extra>",
            showlegend=False,
        )
    figure.add_vline(
        x=expected, line_width=1.8, line_color="#8A93A0",
        annotation_text=safe(f"expected {money(expected, currency)}"), annotation_position="top",
    )  # fmt: skip
    if edges[0] < 0 < edges[-1]:
        figure.add_vline(x=0, line_width=1, line_dash="dot", line_color="#8A93A0")
    titled(figure, finding, measure, _WIDTH)
    figure.update_xaxes(tickformat="~s", title=f"saving a month, {safe(currency)}", nticks=7, showgrid=False)
    figure.update_yaxes(showticklabels=False, showgrid=False)
    figure.update_layout(
        bargap=0, barmode="overlay", height=300, margin_l=8, margin_t=figure.layout.margin.t + 14
    )
    return figure


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
    figure = go.Figure()
    rows = list(range(len(bars)))[::-1]
    for is_high in (False, True):
        ends = [bar.at_high if is_high else bar.at_low for bar in bars]
        figure.add_bar(
            x=[end - expected for end in ends],
            base=expected,
            y=rows,
            orientation="h",
            width=0.62,
            name="at its high end" if is_high else "at its low end",
            marker={
                "color": HIGH_COLOR if is_high else LOW_COLOR,
                "pattern": hatch(["" if bar.is_range else "/" for bar in bars], 0.35),
            },
            customdata=[
                [
                    safe(bar.name),
                    safe(bar.high_words if is_high else bar.low_words),
                    money(end, currency),
                    safe(bar.source),
                ]
                for bar, end in zip(bars, ends, strict=True)
            ],
            hovertemplate=(
                "<b>%{customdata[0]}</b> at %{customdata[1]}: saves %{customdata[2]} a month"
                "<br>%{customdata[3]}<extra></extra>"
            ),
            showlegend=False,
        )
    lowest = min([*(min(bar.at_low, bar.at_high) for bar in bars), expected])
    highest = max([*(max(bar.at_low, bar.at_high) for bar in bars), expected])
    room = 0.17 * max(highest - lowest, 1e-9)
    for bar, row in zip(bars, rows, strict=True):
        for at, words, other in (
            (bar.at_low, bar.low_words, bar.at_high),
            (bar.at_high, bar.high_words, bar.at_low),
        ):
            right = at > other
            figure.add_annotation(
                x=at, y=row, text=safe(words), showarrow=False, xanchor="left" if right else "right",
                xshift=3 if right else -3, font={"size": 11.5},
            )  # fmt: skip
    figure.add_vline(x=expected, line_width=1.5, line_color="#8A93A0")
    titled(figure, finding, measure, _WIDTH + 20)
    figure.update_xaxes(
        range=[lowest - room, highest + room],
        tickformat="~s",
        title=f"saving a month, {safe(currency)}",
        nticks=7,
    )
    figure.update_yaxes(
        tickvals=rows, ticktext=[shortened(bar.name, 36) for bar in bars], range=[-0.6, len(bars) - 0.4],
        showgrid=False, zeroline=False, automargin=True,
    )  # fmt: skip
    height = max(row_height(len(bars), title_lines(finding, _WIDTH + 20), 27), 300)
    figure.update_layout(barmode="overlay", height=height)
    return figure
