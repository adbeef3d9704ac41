"""From the cost by hand to the net saving: what each kind of cost takes away."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from workbench.charts.roi import KINDS
from workbench.charts.theme import assemble, hatch, safe, whiskers, zero_line
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
    level = by_hand.amount
    bars = [(by_hand, 0.0, by_hand.amount, BY_HAND_COLOR, "")]
    for cost in costs:
        _, color, pattern = KINDS[cost.kind]
        bars.append((cost, level, -cost.amount, color, pattern))
        level -= cost.amount
    bars.append((saving, 0.0, saving.amount, SAVING_COLOR if saving.amount >= 0 else LOSS_COLOR, ""))
    names = [_name(step.name) for step, *_ in bars]
    traces: list[dict[str, Any]] = [
        {
            "type": "bar", "x": names, "base": [base for _, base, *_ in bars], "y": [bar[2] for bar in bars],
            "marker": {
                "color": [color for *_, color, _ in bars], "pattern": hatch([pattern for *_, pattern in bars]),
            },
            "customdata": [
                [step.kind, safe(step.name), safe(step.made_of), money(step.amount, currency, exact=True)]
                for step, *_ in bars
            ],
            "hovertemplate": "<b>%{customdata[1]}</b> %{customdata[3]} a month<br>%{customdata[2]}<extra></extra>",
            "unselected": {"marker": {"opacity": 1}}, "showlegend": False, "width": 0.62,
        }
    ]  # fmt: skip
    if saving_range[0] != saving_range[1]:
        said = f"80 % range {money(saving_range[0], currency)} to {money(saving_range[1], currency)}"
        traces += whiskers([names[-1]], [saving.amount], [saving_range], "y", [said])
    lowest, highest = min(0.0, level, saving_range[0]), max(by_hand.amount, saving_range[1])
    room = 0.09 * (highest - lowest)
    layout = {
        "annotations": [_label(bar, name, bar[0] in costs, saving_range[1] if bar[0] is saving else 0.0, currency)
                        for bar, name in zip(bars, names, strict=True)],
        "shapes": [zero_line(), *_levels([base + height for _, base, height, *_ in bars])],
        "yaxis": {"range": [lowest - (room if lowest < 0 else 0), highest + room], "tickformat": "~s", "nticks": 6},
        "xaxis": {"showgrid": False, "tickangle": 0, "tickfont": {"size": 12}},
        "height": 330,
        "margin": {"b": 52, "l": 46, "r": 6},
    }  # fmt: skip
    return assemble(traces, layout, finding, measure, _WIDTH)


def _label(
    bar: tuple[FallStep, float, float, str, str], name: str, is_cost: bool, top: float, currency: str
) -> dict[str, Any]:
    """The amount above a bar, or above the range that stands on it."""
    step, base, height, *_ = bar
    text = f"−{money(step.amount, currency)}" if is_cost else money(step.amount, currency)
    return {
        "x": name, "y": max(base, base + height, top), "text": safe(text), "showarrow": False, "yanchor": "bottom",
        "yshift": 2, "font": {"size": 12.5},
    }  # fmt: skip


def _levels(levels: Sequence[float]) -> list[dict[str, Any]]:
    """Thin lines from the end of one bar to the start of the next, but to the last, which starts from 0."""
    return [
        {
            "type": "line", "x0": number + 0.31, "x1": number + 0.69, "y0": level, "y1": level,
            "line": {"color": "#8A93A0", "width": 1, "dash": "dot"},
        }
        for number, level in enumerate(levels[:-2])
    ]  # fmt: skip


def _name(name: str) -> str:
    """A name in two short lines, so that it stands under its bar."""
    if len(name) <= 10:
        return safe(name)
    words = name.split()
    half = (len(words) + 1) // 2
    return safe(" ".join(words[:half])) + ("<br>" + safe(" ".join(words[half:])) if words[half:] else "")
