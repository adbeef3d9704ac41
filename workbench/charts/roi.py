"""Where a month's money goes: by hand against each candidate, as stacked bars from zero."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from workbench.charts.theme import assemble, hatch, row_height, safe, shortened, title_lines
from workbench.domain.formats import money

# One colour and pattern per kind of cost. Grey is people's work, by hand or what is left to them.
KINDS: dict[str, tuple[str, str, str]] = {
    "people": ("Done by people", "#A3ABB5", ""),
    "review": ("Reviews", "#56B4E9", "/"),
    "redone": ("Errors corrected", "#CC79A7", "x"),
    "alarms": ("False alarms", "#E69F00", "."),
    "errors": ("Undetected errors", "#D55E00", "\\"),
    "calls": ("Calls", "#0072B2", ""),
    "running": ("Running cost", "#009E73", "-"),
}

_LEGEND_HEIGHT = 26
# A click opens an account below; the other bars stay as they are.
_NOT_DIMMED = {"marker": {"opacity": 1}}


@dataclass(frozen=True)
class CostBar:
    """One bar: amounts by kind (keys of KINDS), the total's range, and what stands at its end."""

    candidate_id: int | None
    name: str
    amounts: dict[str, float]
    label: str
    total_low: float | None = None
    total_high: float | None = None

    @property
    def total(self) -> float:
        """The bar's whole length."""
        return sum(self.amounts.values())


def roi_chart(bars: Sequence[CostBar], currency: str, finding: str, measure: str) -> go.Figure:
    """Bars from top to bottom as given, stacked by kind of cost, with a whisker over the total's range."""
    rows = list(range(len(bars)))[::-1]
    longest = max([bar.total_high or bar.total for bar in bars], default=1.0)
    layout = {
        "annotations": [
            {
                "x": 1, "xref": "paper", "xanchor": "left", "xshift": 8, "y": row, "text": safe(bar.label),
                "showarrow": False, "align": "left",
            }
            for bar, row in zip(bars, rows, strict=True)
        ],
        "xaxis": {
            "range": [0, max(longest, 1e-9) * 1.03], "title": {"text": f"cost a month, {safe(currency)}"},
            "tickformat": ",~s",
        },
        "yaxis": {
            "tickvals": rows, "ticktext": [shortened(bar.name) for bar in bars], "range": [-0.6, len(bars) - 0.4],
            "showgrid": False, "zeroline": False, "automargin": True,
        },
        "barmode": "stack", "bargap": 0.35,
        "height": row_height(len(bars), title_lines(finding)) + _LEGEND_HEIGHT,
        "margin": {"r": _words_width(bars), "b": 44 + _LEGEND_HEIGHT},
        # At the very bottom, where it may take more lines on a narrow page without covering anything.
        "legend": {
            "orientation": "h", "x": 0, "y": 0, "yref": "container", "yanchor": "bottom", "traceorder": "normal",
        },
    }  # fmt: skip
    return assemble([*_kinds(bars, rows, currency), *_ranges(bars, rows, currency)], layout, finding, measure)


def _words_width(bars: Sequence[CostBar]) -> int:
    """Room for what stands beside the bars, in pixels."""
    return max(120, min(360, 16 + round(6.4 * max((len(bar.label) for bar in bars), default=0))))


def _kinds(bars: Sequence[CostBar], rows: list[int], currency: str) -> Iterator[dict[str, Any]]:
    """A trace per kind of cost that occurs."""
    for kind, (words, color, pattern) in KINDS.items():
        values = [bar.amounts.get(kind, 0.0) for bar in bars]
        if any(values):
            yield {
                "type": "bar", "x": values, "y": rows, "orientation": "h", "name": words,
                "marker": {"color": color, "pattern": hatch(pattern)},
                "customdata": [
                    [bar.candidate_id, safe(bar.name), money(value, currency, exact=True)]
                    for bar, value in zip(bars, values, strict=True)
                ],
                "unselected": _NOT_DIMMED,
                "hovertemplate": f"<b>%{{customdata[1]}}</b><br>{words}: %{{customdata[2]}} a month<extra></extra>",
            }  # fmt: skip


def _ranges(bars: Sequence[CostBar], rows: list[int], currency: str) -> Iterator[dict[str, Any]]:
    """The totals with their ranges: dark on a light rim, so that they stand out on every colour of bar."""
    ranged = [(bar, row) for bar, row in zip(bars, rows, strict=True) if bar.total_high is not None]
    if not ranged:
        return
    hover = "<b>%{customdata[1]}</b><br>in all %{customdata[2]} a month<extra></extra>"
    for color, thickness, size, said in (("rgba(255,255,255,0.6)", 4, 7, ""), ("#2B323B", 1.5, 5, hover)):
        yield {
            "type": "scatter", "x": [bar.total for bar, _ in ranged], "y": [row for _, row in ranged],
            "mode": "markers", "marker": {"size": size, "color": color}, "name": "80 % range",
            "unselected": _NOT_DIMMED, "showlegend": False,
            "customdata": [[bar.candidate_id, safe(bar.name), _range(bar, currency)] for bar, _ in ranged],
            "error_x": {
                "type": "data", "symmetric": False,
                "array": [(bar.total_high or 0) - bar.total for bar, _ in ranged],
                "arrayminus": [bar.total - (bar.total_low or 0) for bar, _ in ranged],
                "color": color, "thickness": thickness, "width": 5,
            },
            **({"hovertemplate": said} if said else {"hoverinfo": "skip"}),
        }  # fmt: skip


def _range(bar: CostBar, currency: str) -> str:
    low, high = bar.total_low or 0.0, bar.total_high or 0.0
    return f"{money(bar.total, currency)} ({money(low, currency)} to {money(high, currency)})"
