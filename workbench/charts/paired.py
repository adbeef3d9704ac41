"""How two candidates' right items overlap: one bar from zero, cut into its four parts."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from workbench.charts.theme import assemble, safe, title_lines
from workbench.domain.formats import count

_WIDEST_NAME = 46


def overlap_chart(parts: Sequence[tuple[str, int, str, str]], finding: str, measure: str) -> go.Figure:
    """One row per part (words, items, colour, key), the first on top; `key` is what a click tells."""
    rows = list(range(len(parts)))[::-1]
    words = [
        safe(words if len(words) <= _WIDEST_NAME else f"{words[: _WIDEST_NAME - 1]}…") for words, *_ in parts
    ]
    bars: dict[str, Any] = {
        "type": "bar",
        "orientation": "h",
        "x": [number for _, number, *_ in parts],
        "y": rows,
        "marker": {"color": [colour for _, _, colour, _ in parts]},
        "text": [count(number) for _, number, *_ in parts],
        "textposition": "outside",
        "cliponaxis": False,
        "customdata": [[key] for *_, key in parts],
        "hovertext": words,
        "hovertemplate": "%{hovertext}<br>%{x:,} items<extra></extra>",
    }
    layout = {
        "height": 70 + 20 * title_lines(finding) + 34 * len(parts),
        "showlegend": False,
        "bargap": 0.35,
        "yaxis": {"tickvals": rows, "ticktext": words, "showgrid": False, "automargin": True},
        "xaxis": {"visible": False, "rangemode": "tozero"},
        "margin": {"b": 10, "r": 60},
    }
    return assemble([bars], layout, finding, measure)
