"""Which answers are expected how often: bars from zero, the most frequent on top."""

from collections.abc import Sequence

import plotly.graph_objects as go

from workbench.charts.theme import PALETTE, row_height, shortened, titled
from workbench.domain.formats import count


def answers_chart(counts: Sequence[tuple[str, int]], finding: str, measure: str) -> go.Figure:
    """One bar per expected answer: (answer, rows), in the order given from the top."""
    rows = list(range(len(counts)))[::-1]
    figure = go.Figure(
        go.Bar(
            x=[number for _, number in counts],
            y=rows,
            orientation="h",
            marker={"color": PALETTE[0]},
            text=[count(number) for _, number in counts],
            textposition="outside",
            cliponaxis=False,
            hovertext=[shortened(answer, 200) for answer, _ in counts],
            hovertemplate="%{hovertext}<br>%{x:,} rows<extra></extra>",
        )
    )
    titled(figure, finding, measure)
    figure.update_layout(height=row_height(len(counts), per_row=24), showlegend=False, bargap=0.35)
    figure.update_yaxes(
        tickvals=rows, ticktext=[shortened(answer) for answer, _ in counts], showgrid=False, automargin=True
    )
    figure.update_xaxes(visible=False, rangemode="tozero")
    return figure
