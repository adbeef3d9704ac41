"""Where the saving turns: over precision, volume and error cost, and over the months until the money is back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from workbench.charts.theme import assemble, rule, safe, title_lines, zero_line
from workbench.domain.formats import money

_LINE, _BAND, _NOW = "#0072B2", "rgba(0,114,178,0.18)", "#E69F00"
_WIDTH = 120
_GAP = 0.06


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
    traces: list[dict[str, Any]] = []
    layout: dict[str, Any] = {"annotations": [], "shapes": []}
    width = (1 - _GAP * (len(curves) - 1)) / max(len(curves), 1)
    for number, curve in enumerate(curves):
        x, y = (f"{axis}{number + 1 if number else ''}" for axis in "xy")
        traces += _curve_traces(curve, x, y, currency)
        left = number * (width + _GAP)
        lowest, highest = min(0.0, float(curve.low.min())), max(0.0, float(curve.high.max()))
        room = 0.2 * (highest - lowest)
        layout[f"xaxis{x[1:]}"] = {
            "domain": [left, left + width], "anchor": y, "tickformat": curve.tick_format, "nticks": 6,
            "showgrid": False,
        }  # fmt: skip
        layout[f"yaxis{y[1:]}"] = {
            "anchor": x, "tickformat": "~s", "nticks": 5, "range": [lowest - room / 4, highest + room],
        }  # fmt: skip
        layout["annotations"].append(
            {
                "x": left + width / 2, "y": 1, "xref": "paper", "yref": "paper", "showarrow": False,
                "yanchor": "bottom", "xanchor": "center",
                "text": safe(f"{curve.name}: {curve.turn_words}"), "font": {"size": 12.5},
            }
        )  # fmt: skip
        layout["shapes"].append(rule(y, 0.0))
        if curve.turn is not None:
            layout["shapes"].append(rule(x, curve.turn, "dash", "#C4314B", 1.2))
    margin = {"l": 48, "t": 70 + 20 * title_lines(finding, _WIDTH)}
    layout |= {"height": 310, "showlegend": False, "margin": margin}
    return assemble(traces, layout, finding, measure, _WIDTH)


def _curve_traces(curve: TurningCurve, x: str, y: str, currency: str) -> list[dict[str, Any]]:
    at_now = float(np.interp(curve.now, curve.values, curve.expected))
    common = {"type": "scatter", "xaxis": x, "yaxis": y}
    return [
        common
        | {
            "x": [*curve.values.tolist(), *curve.values[::-1].tolist()], "fill": "toself", "fillcolor": _BAND,
            "y": [*curve.high.tolist(), *curve.low[::-1].tolist()], "line": {"width": 0}, "hoverinfo": "skip",
            "mode": "lines",
        },
        common
        | {
            "x": curve.values.tolist(), "y": curve.expected.tolist(), "mode": "lines",
            "line": {"color": _LINE, "width": 2},
            "customdata": [money(amount, currency) for amount in curve.expected],
            "hovertemplate": f"%{{x:{curve.tick_format}}}: %{{customdata}} a month<extra></extra>",
        },
        common
        | {
            "x": [curve.now], "y": [at_now], "mode": "markers+text", "text": [safe(f"now {curve.now_words}")],
            "textposition": "top left" if curve.expected[-1] > curve.expected[0] else "top right",
            "marker": {"color": _NOW, "size": 9, "line": {"color": "#2B323B", "width": 1}},
            "hovertemplate": f"now: {money(at_now, currency)} a month<extra></extra>",
        },
    ]  # fmt: skip


def balance_chart(
    balances: Sequence[float], paid_back: float | None, currency: str, finding: str, measure: str
) -> go.Figure:
    """The balance after each month: what was saved so far less what was spent before; `balances` begin with month 0."""
    months = list(range(len(balances)))
    trace = {
        "type": "bar", "x": months, "y": list(balances), "showlegend": False,
        "marker": {"color": ["#009E73" if amount >= 0 else "#C4314B" for amount in balances]},
        "customdata": [money(amount, currency) for amount in balances],
        "hovertemplate": "after month %{x}: %{customdata}<extra></extra>",
    }  # fmt: skip
    layout: dict[str, Any] = {
        "shapes": [zero_line()],
        "xaxis": {"title": {"text": "months from the start"}, "showgrid": False, "nticks": 8},
        "yaxis": {"tickformat": "~s", "nticks": 5}, "height": 310, "bargap": 0.25, "margin": {"l": 48},
    }  # fmt: skip
    if paid_back is not None and paid_back <= months[-1]:
        layout["shapes"].append(rule("x", paid_back, "dash"))
        layout["annotations"] = [
            {
                "x": paid_back, "y": 1, "yref": "paper", "text": "paid back", "showarrow": False, "xanchor": "left",
                "yanchor": "top", "xshift": 4,
            }
        ]  # fmt: skip
    return assemble([trace], layout, finding, measure, 70)
