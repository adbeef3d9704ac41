"""From the cost by hand to the net saving: what each kind of cost takes away."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from workbench.charts.roi import KINDS
from workbench.charts.theme import add_whiskers, hatch, safe, titled
from workbench.domain.formats import money

BY_HAND_COLOR, SAVING_COLOR, LOSS_COLOR = "#A3ABB5", "#009E73", "#C4314B"
_WIDTH = 88


@dataclass(frozen=True)
class FallStep:
    """One kind of cost: its key in KINDS, how it is called, its amount, and how that is counted, for the hover."""

    kind: str
    name: str
    amount: float
    made_of: str


def waterfall_chart(
    by_hand: FallStep,
    costs: Sequence[FallStep],
    saving: FallStep,
    saving_range: tuple[float, float],
    currency: str,
    finding: str,
    measure: str,
) -> go.Figure:
    """By hand at the left, each cost taken off, what is left at the right with its range; all from one zero line."""
    figure = go.Figure()
    level = by_hand.amount
    bars = [(by_hand, 0.0, by_hand.amount, BY_HAND_COLOR, "")]
    for cost in costs:
        _, color, pattern = KINDS[cost.kind]
        bars.append((cost, level, -cost.amount, color, pattern))
        level -= cost.amount
    bars.append((saving, 0.0, saving.amount, SAVING_COLOR if saving.amount >= 0 else LOSS_COLOR, ""))
    names = [_name(step.name) for step, *_ in bars]
    figure.add_bar(
        x=names,
        base=[base for _, base, *_ in bars],
        y=[height for _, _, height, *_ in bars],
        marker={
            "color": [color for *_, color, _ in bars],
            "pattern": hatch([pattern for *_, pattern in bars]),
        },
        customdata=[
            [step.kind, safe(step.name), safe(step.made_of), _exact(step, currency)] for step, *_ in bars
        ],
        hovertemplate="<b>%{customdata[1]}</b> %{customdata[3]} a month<br>%{customdata[2]}<extra></extra>",
        unselected={"marker": {"opacity": 1}},
        showlegend=False,
        width=0.62,
    )
    if saving_range[0] != saving_range[1]:
        said = f"80 % range {money(saving_range[0], currency)} to {money(saving_range[1], currency)}"
        add_whiskers(figure, [names[-1]], [saving.amount], [saving_range], "y", [said])
    _add_levels(figure, names, [base + height for _, base, height, *_ in bars])
    for (step, base, height, *_), name in zip(bars, names, strict=True):
        is_cost = step is not by_hand and step is not saving
        top = max(base, base + height, saving_range[1] if step is saving else 0.0)
        text = f"−{money(step.amount, currency)}" if is_cost else money(step.amount, currency)
        figure.add_annotation(
            x=name, y=top, text=safe(text), showarrow=False, yanchor="bottom", yshift=2, font={"size": 12.5}
        )
    titled(figure, finding, measure, _WIDTH)
    lowest = min(0.0, level, saving_range[0])
    highest = max(by_hand.amount, saving_range[1])
    room = 0.09 * (highest - lowest)
    figure.update_yaxes(
        range=[lowest - (room if lowest < 0 else 0), highest + room], tickformat="~s", nticks=6
    )
    figure.update_xaxes(showgrid=False, tickangle=0, tickfont={"size": 12})
    figure.add_hline(y=0, line_width=1, line_color="#8A93A0")
    figure.update_layout(height=330, margin_b=52, margin_l=46, margin_r=6)
    return figure


def _add_levels(figure: go.Figure, names: Sequence[str], levels: Sequence[float]) -> None:
    """Thin lines from the end of one bar to the start of the next."""
    for number in range(len(names) - 2):
        figure.add_shape(
            type="line", x0=number + 0.31, x1=number + 0.69, y0=levels[number], y1=levels[number],
            line={"color": "#8A93A0", "width": 1, "dash": "dot"},
        )  # fmt: skip


def _name(name: str) -> str:
    """A name in two short lines, so that it stands under its bar."""
    if len(name) <= 10:
        return safe(name)
    words = name.split()
    half = (len(words) + 1) // 2
    return safe(" ".join(words[:half])) + ("<br>" + safe(" ".join(words[half:])) if words[half:] else "")


def _exact(step: FallStep, currency: str) -> str:
    return money(step.amount, currency, exact=True)
