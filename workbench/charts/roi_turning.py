"""Where the saving turns: over precision, volume and error cost, and over the months until the money is back."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.subplots import make_subplots

from workbench.charts.theme import safe, titled
from workbench.domain.formats import money

_LINE, _BAND, _NOW = "#0072B2", "rgba(0,114,178,0.18)", "#E69F00"
_WIDTH = 120


@dataclass(frozen=True)
class TurningCurve:
    """The saving over one input, with its range; where it stands now and where it turns, in words too ("" for nowhere
    in sight)."""

    name: str
    values: NDArray[np.float64]
    expected: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    now: float
    now_words: str
    turn: float | None
    turn_words: str
    tick_format: str


def turning_chart(curves: Sequence[TurningCurve], currency: str, finding: str, measure: str) -> go.Figure:
    """One panel per input, side by side: line, range, a dot where it stands now, a dashed line where it turns."""
    figure = make_subplots(
        cols=len(curves),
        subplot_titles=[safe(f"{curve.name}: {curve.turn_words}") for curve in curves],
        horizontal_spacing=0.06,
    )
    for column, curve in enumerate(curves, start=1):
        _add_curve(figure, curve, column, currency)
    titled(figure, finding, measure, _WIDTH)
    figure.update_annotations(font_size=12.5)
    figure.update_yaxes(tickformat="~s", nticks=5)
    figure.update_layout(height=310, margin_l=48, margin_t=figure.layout.margin.t + 22, showlegend=False)
    return figure


def _add_curve(figure: go.Figure, curve: TurningCurve, column: int, currency: str) -> None:
    place = {"row": 1, "col": column}
    figure.add_scatter(
        x=np.concatenate([curve.values, curve.values[::-1]]), y=np.concatenate([curve.high, curve.low[::-1]]),
        fill="toself", fillcolor=_BAND, line={"width": 0}, hoverinfo="skip", **place,
    )  # fmt: skip
    figure.add_scatter(
        x=curve.values, y=curve.expected, mode="lines", line={"color": _LINE, "width": 2},
        customdata=[money(amount, currency) for amount in curve.expected],
        hovertemplate=f"%{{x:{curve.tick_format}}}: %{{customdata}} a month<extra></extra>", **place,
    )  # fmt: skip
    at_now = float(np.interp(curve.now, curve.values, curve.expected))
    figure.add_scatter(
        x=[curve.now], y=[at_now], mode="markers+text", text=[safe(f"now {curve.now_words}")],
        textposition="top left" if curve.expected[-1] > curve.expected[0] else "top right",
        marker={"color": _NOW, "size": 9, "line": {"color": "#2B323B", "width": 1}},
        hovertemplate=f"now: {money(at_now, currency)} a month<extra></extra>", **place,
    )  # fmt: skip
    figure.add_hline(y=0, line_width=1, line_color="#8A93A0", **place)
    if curve.turn is not None:
        figure.add_vline(x=curve.turn, line_width=1.2, line_dash="dash", line_color="#C4314B", **place)
    lowest, highest = min(0.0, float(curve.low.min())), max(0.0, float(curve.high.max()))
    room = 0.2 * (highest - lowest)
    figure.update_yaxes(range=[lowest - room / 4, highest + room], **place)
    figure.update_xaxes(tickformat=curve.tick_format, nticks=6, showgrid=False, **place)


def balance_chart(
    balances: Sequence[float], paid_back: float | None, currency: str, finding: str, measure: str
) -> go.Figure:
    """The balance after each month: what was saved so far less what was spent before; `balances` begin with month 0."""
    figure = go.Figure()
    months = list(range(len(balances)))
    figure.add_bar(
        x=months,
        y=list(balances),
        marker={"color": ["#009E73" if amount >= 0 else "#C4314B" for amount in balances]},
        customdata=[money(amount, currency) for amount in balances],
        hovertemplate="after month %{x}: %{customdata}<extra></extra>",
        showlegend=False,
    )
    if paid_back is not None and paid_back <= months[-1]:
        figure.add_vline(
            x=paid_back, line_width=1.2, line_dash="dash", line_color="#8A93A0",
            annotation_text="paid back", annotation_position="top right",
        )  # fmt: skip
    titled(figure, finding, measure, 70)
    figure.add_hline(y=0, line_width=1, line_color="#8A93A0")
    figure.update_xaxes(title="months from the start", showgrid=False, nticks=8)
    figure.update_yaxes(tickformat="~s", nticks=5)
    figure.update_layout(height=310, bargap=0.25, margin_l=48)
    return figure
