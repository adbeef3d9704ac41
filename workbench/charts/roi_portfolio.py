"""Workflows by what they save a month, each with its range."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from workbench.charts.theme import hatch, row_height, safe, shortened, title_lines, titled, whiskers
from workbench.domain.formats import money

_READY, _OPEN, _LOSS = "#009E73", "#56B4E9", "#C4314B"


@dataclass(frozen=True)
class PortfolioBar:
    """One workflow: what its best candidate saves, the ends of the range, and where it stands."""

    name: str
    saving: float
    low: float
    high: float
    place: str
    is_ready: bool


def portfolio_chart(bars: Sequence[PortfolioBar], currency: str, finding: str, measure: str) -> go.Figure:
    """Bars from zero, top to bottom as given; those that do not meet their bar yet are hatched."""
    rows = list(range(len(bars)))[::-1]
    figure = go.Figure(
        go.Bar(
            x=[bar.saving for bar in bars],
            y=rows,
            orientation="h",
            marker={
                "color": [_LOSS if bar.saving < 0 else _READY if bar.is_ready else _OPEN for bar in bars],
                "pattern": hatch(["" if bar.is_ready else "/" for bar in bars], 0.25),
            },
            customdata=[
                [
                    safe(bar.name), money(bar.saving, currency),
                    f"{money(bar.low, currency)} to {money(bar.high, currency)}", safe(bar.place),
                ]
                for bar in bars
            ],
            hovertemplate="<b>%{customdata[0]}</b>: %{customdata[1]} a month (80 % range %{customdata[2]})"
            "<br>%{customdata[3]}<extra></extra>",
            showlegend=False,
        )
    )  # fmt: skip
    ranges = [f"80 % range {money(bar.low, currency)} to {money(bar.high, currency)}" for bar in bars]
    ends = [(bar.low, bar.high) for bar in bars]
    figure.add_traces(whiskers([bar.saving for bar in bars], rows, ends, "x", ranges))
    for bar, row in zip(bars, rows, strict=True):
        figure.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=8, y=row, showarrow=False, align="left",
            text=safe(f"{money(bar.saving, currency)}, {bar.place}"),
        )  # fmt: skip
    titled(figure, finding, measure)
    figure.update_xaxes(tickformat="~s", title=f"saving a month, {safe(currency)}")
    figure.update_yaxes(
        tickvals=rows, ticktext=[shortened(bar.name) for bar in bars], range=[-0.6, len(bars) - 0.4],
        showgrid=False, zeroline=False, automargin=True,
    )  # fmt: skip
    figure.update_layout(bargap=0.4, height=row_height(len(bars), title_lines(finding)), margin_r=180)
    return figure
