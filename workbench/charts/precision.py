"""Precision with its interval, as dots on a common scale, against the bar."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from workbench.charts.theme import (
    BAR_COLOR,
    candidate_style,
    row_height,
    safe,
    shortened,
    title_lines,
    titled,
)
from workbench.domain.formats import count, percent, rate_with_counts

_ROOM_FOR_BAR = 14  # pixels


@dataclass(frozen=True)
class PrecisionMark:
    """One dot: a candidate, or a candidate in one part (`part`), with its counts and interval (rates 0–1).

    Without limits (None) the rate is a fact and no interval is drawn. `likely_rate`, where given, is shown in place of
    correct ÷ answered: the labels were not all drawn at random.
    """

    candidate_id: int
    name: str
    ordinal: int
    correct: int
    answered: int
    low: float | None
    high: float | None
    part: str = ""
    likely_rate: float | None = None

    @property
    def rate(self) -> float:
        """The likely rate, or else correct ÷ answered."""
        return self.correct / self.answered if self.likely_rate is None else self.likely_rate


def precision_chart(
    marks: Sequence[PrecisionMark],
    bar_rate: float,
    bar_words: str,
    finding: str,
    measure: str,
    axis: str = "precision, with 95\N{NO-BREAK SPACE}% interval",
) -> go.Figure:
    """Candidates by precision, best on top, each with its interval and counts; the bar as a labelled line.

    Every mark's customdata is [candidate_id, part], for clicks.
    """
    ranked = sorted(marks, key=lambda mark: (mark.rate, mark.low or 0))
    figure = go.Figure()
    for row, mark in enumerate(ranked):
        _add_mark(figure, mark, row, show_legend=False)
        figure.add_annotation(
            x=1,
            xref="paper",
            xanchor="left",
            xshift=8,
            y=row,
            text=_label(mark),
            showarrow=False,
            align="left",
        )
    _finish(
        figure,
        [shortened(mark.name) for mark in ranked],
        marks,
        (bar_rate, bar_words),
        (finding, measure),
        axis,
    )
    figure.update_layout(margin_r=170, showlegend=False)
    return figure


def part_chart(
    marks: Sequence[PrecisionMark], bar_rate: float, bar_words: str, finding: str, measure: str
) -> go.Figure:
    """Parts (slices, categories) from top to bottom, largest first, with one dot per candidate in each."""
    sizes: dict[str, int] = {}
    for mark in marks:
        sizes[mark.part] = sizes.get(mark.part, 0) + mark.answered
    parts = sorted(sizes, key=lambda part: (sizes[part], part))
    candidates = list(dict.fromkeys(mark.candidate_id for mark in marks))
    step = 0.7 / max(len(candidates), 1)
    figure = go.Figure()
    seen: set[int] = set()
    for mark in marks:
        place = candidates.index(mark.candidate_id)
        offset = ((len(candidates) - 1) / 2 - place) * step
        _add_mark(figure, mark, parts.index(mark.part) + offset, mark.candidate_id not in seen)
        seen.add(mark.candidate_id)
    _finish(figure, [shortened(part) for part in parts], marks, (bar_rate, bar_words), (finding, measure))
    height = row_height(len(parts), title_lines(finding), max(26, 15 * len(candidates)))
    figure.update_layout(height=height, margin_r=30, showlegend=len(candidates) > 1)
    figure.update_layout(legend={"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom"})
    if len(candidates) > 1:
        figure.update_layout(margin_t=figure.layout.margin.t + 26, height=height + 26)
    return figure


def _add_mark(figure: go.Figure, mark: PrecisionMark, row: float, show_legend: bool) -> None:
    style = candidate_style(mark.ordinal)
    where = f"{safe(mark.name)}<br>{safe(mark.part)}" if mark.part else safe(mark.name)
    figure.add_scatter(
        x=[mark.rate],
        y=[row],
        mode="markers",
        name=shortened(mark.name),
        legendgroup=str(mark.candidate_id),
        showlegend=show_legend,
        marker={"size": 12, "color": style.color, "symbol": style.symbol},
        # A click picks what is read below; the other marks stay as readable as before.
        unselected={"marker": {"opacity": 1}},
        selected={"marker": {"size": 16}},
        error_x=_interval(mark, style.color),
        customdata=[[mark.candidate_id, mark.part]],
        hovertemplate=f"<b>{where}</b><br>{_hover(mark)}<extra></extra>",
    )


def _interval(mark: PrecisionMark, color: str) -> dict[str, Any] | None:
    if mark.low is None or mark.high is None:
        return None
    return {
        "type": "data",
        "symmetric": False,
        "array": [mark.high - mark.rate],
        "arrayminus": [mark.rate - mark.low],
        "color": color,
        "thickness": 2,
        "width": 5,
    }


def _finish(
    figure: go.Figure,
    names: Sequence[str],
    marks: Sequence[PrecisionMark],
    bar: tuple[float, str],
    said: tuple[str, str],
    axis: str = "precision, with 95\N{NO-BREAK SPACE}% interval",
) -> None:
    bar_rate, bar_words = bar
    lowest = min([mark.rate if mark.low is None else mark.low for mark in marks] + [bar_rate])
    start = max(math.floor((lowest - 0.03) * 10) / 10, 0)
    titled(figure, *said)
    figure.add_vline(x=bar_rate, line={"color": BAR_COLOR, "dash": "dash", "width": 2})
    figure.add_annotation(
        x=bar_rate, y=1, yref="paper", yanchor="bottom", text=f"bar {safe(bar_words)}", showarrow=False,
        xanchor="right" if bar_rate > 0.9 else "center",
    )  # fmt: skip
    step = 0.1 if start >= 0.5 else 0.2
    ticks = [round(1 - step * number, 1) for number in range(math.floor((1 - start) / step + 1e-9) + 1)][::-1]
    figure.update_xaxes(
        range=[start - 0.005, 1.01],
        tickvals=ticks,
        ticktext=[f"{tick * 100:.0f}\N{NO-BREAK SPACE}%" for tick in ticks],
        title=axis,
        zeroline=False,
    )
    figure.update_yaxes(
        tickvals=list(range(len(names))),
        ticktext=list(names),
        range=[-0.6, max(len(names), 1) - 0.4],
        showgrid=False,
        zeroline=False,
        automargin=True,
    )
    # The bar's label stands between the subtitle and the first row.
    top = figure.layout.margin.t + _ROOM_FOR_BAR
    figure.update_layout(height=row_height(len(names), title_lines(said[0])) + _ROOM_FOR_BAR, margin_t=top)


def _label(mark: PrecisionMark) -> str:
    about = "" if mark.likely_rate is None else "about "
    return f"{about}{percent(mark.rate)} ({count(mark.correct)} of {count(mark.answered)})"


def _hover(mark: PrecisionMark) -> str:
    if mark.low is None or mark.high is None:
        return f"precision {_label(mark)}, all labelled"
    if mark.likely_rate is not None:
        bounds = f"{percent(mark.low)[:-2]}–{percent(mark.high)}"
        return f"precision {_label(mark)}; {bounds}"
    return f"precision {rate_with_counts(mark.correct, mark.answered, mark.low, mark.high)}"
