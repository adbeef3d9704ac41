"""Who said what where two people judged the same: a matrix with its counts written in the cells."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from workbench.charts.theme import safe, shortened, title_lines, titled

# Cells are pale enough for dark words on them, on a light page and on a dark one.
_SCALE = [(0.0, "#FDF1E8"), (1.0, "#F0A35E")]
_AGREED = "#E4E9EF"
_WORDS = "#1B2430"
_ROW_HEIGHT = 44
_MOST_NAME = 22


@dataclass(frozen=True)
class Cell:
    """One cell: what stands in it, what hovering says, and its strength (0–1; None: agreement, in grey)."""

    words: str
    hover: str
    strength: float | None


def matrix_chart(
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Sequence[Sequence[Cell]],
    axes: tuple[str, str],
    finding: str,
    measure: str,
) -> go.Figure:
    """A heat map, the first row on top. `axes`: what the rows and the columns are."""
    figure = go.Figure()
    for is_agreed, scale in ((True, [(0.0, _AGREED), (1.0, _AGREED)]), (False, _SCALE)):
        figure.add_heatmap(
            z=[
                [None if (cell.strength is None) is not is_agreed else cell.strength or 0 for cell in line]
                for line in cells
            ],
            zmin=0,
            zmax=1,
            x=list(range(len(columns))),
            y=list(range(len(rows))),
            colorscale=scale,
            showscale=False,
            xgap=2,
            ygap=2,
            hoverongaps=False,
            customdata=[[safe(cell.hover) for cell in line] for line in cells],
            hovertemplate="%{customdata}<extra></extra>",
        )
    for row, line in enumerate(cells):
        for column, cell in enumerate(line):
            figure.add_annotation(
                x=column, y=row, text=safe(cell.words), showarrow=False, font={"size": 13, "color": _WORDS}
            )
    titled(figure, finding, measure)
    figure.update_xaxes(
        tickvals=list(range(len(columns))),
        ticktext=[shortened(name, _MOST_NAME) for name in columns],
        title=safe(axes[1]),
        range=[-0.5, len(columns) - 0.5],
        showgrid=False,
        zeroline=False,
        side="bottom",
    )
    figure.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=[shortened(name, _MOST_NAME) for name in rows],
        title=safe(axes[0]),
        range=[len(rows) - 0.5, -0.5],
        showgrid=False,
        zeroline=False,
        automargin=True,
    )
    below = 60 if axes[1] else 34
    figure.update_layout(
        height=72 + below + 20 * title_lines(finding) + _ROW_HEIGHT * len(rows), margin_b=below
    )
    return figure
