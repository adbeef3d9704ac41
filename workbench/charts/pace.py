"""How runs go: items done over working time, one line per run, with what is planned."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from workbench.charts.theme import candidate_style, safe, shortened, title_lines, titled
from workbench.domain.formats import count, duration

_PLOT_HEIGHT = 84
_STEPS_S = (
    0.1,
    0.2,
    0.5,
    1.0,
    2.0,
    5.0,
    10.0,
    15.0,
    30.0,
    60.0,
    120.0,
    300.0,
    600.0,
    1800.0,
    3600.0,
    7200.0,
    21_600.0,
)


@dataclass(frozen=True)
class PaceLine:
    """One run: its candidate's name and place in the workflow, items planned, and (seconds of work, done, items per
    second) in order."""

    name: str
    ordinal: int
    planned: int
    points: Sequence[tuple[float, int, float]]


def pace_chart(lines: Sequence[PaceLine], finding: str, measure: str) -> go.Figure:
    """A line per run from nothing on; what the longest one plans is a dotted line."""
    figure = go.Figure()
    planned = max((line.planned for line in lines), default=0)
    for line in lines:
        style = candidate_style(line.ordinal)
        label = f"{shortened(line.name)}, {count(line.points[-1][1])}" if line.points else ""
        figure.add_scatter(
            x=[work_s for work_s, _, _ in line.points],
            y=[done for _, done, _ in line.points],
            customdata=[
                [safe(line.name), duration(work_s), f"{rate:,.1f}"] for work_s, _, rate in line.points
            ],
            mode="lines+markers+text",
            line={"color": style.color, "width": 2},
            # Only the end is marked, so that the newest figure is found at once.
            marker={
                "symbol": style.symbol,
                "color": style.color,
                "size": [0] * (len(line.points) - 1) + [8],
                "line": {"width": 0},
            },
            text=[""] * (len(line.points) - 1) + [label],
            # Below the line of what is planned, once it has come near that.
            textposition="bottom right" if _is_near(line, planned) else "middle right",
            cliponaxis=False,
            hovertemplate="<b>%{customdata[0]}</b><br>%{y:,} done after %{customdata[1]}<br>"
            "%{customdata[2]} per second<extra></extra>",
        )
    figure.add_hline(
        planned,
        line={"color": "#8A93A0", "width": 1, "dash": "dot"},
        annotation={"text": f"{count(planned)} planned", "font": {"size": 12}},
        annotation_position="top left",
    )
    titled(figure, finding, measure)
    longest_s = max((line.points[-1][0] for line in lines if line.points), default=0.0) or 1.0
    ticks = _ticks(longest_s)
    figure.update_xaxes(
        range=[0, longest_s * 1.22],
        tickvals=ticks,
        ticktext=[duration(tick) if tick else "0" for tick in ticks],
        showgrid=False,
        zeroline=False,
    )
    figure.update_yaxes(range=[0, planned * 1.25], tickvals=[0, planned / 2, planned], tickformat=",.0f")
    margin_t, margin_b = 50 + 20 * title_lines(finding), 24
    figure.update_layout(margin_t=margin_t, margin_b=margin_b, showlegend=False)
    return figure.update_layout(height=_PLOT_HEIGHT + margin_t + margin_b)


def _is_near(line: PaceLine, planned: int) -> bool:
    return bool(line.points) and line.points[-1][1] > 0.8 * planned


def _ticks(longest_s: float) -> list[float]:
    """Some five round moments up to the longest."""
    step = next((step for step in _STEPS_S if step >= longest_s / 5), 86_400.0)
    return [n * step for n in range(int(longest_s / step) + 1)]
