"""The one look of all charts: colours, symbols, fonts, titles that say the finding, what can be downloaded.

Colours of text, axes and background are left to Streamlit's chart theme, so that light and dark both work.
"""

import html
import textwrap
from typing import Any, NamedTuple

import plotly.graph_objects as go

from workbench.domain.locales import signs

# Okabe–Ito, told apart by every kind of colour vision, ordered so that neighbours differ most, with two more
# that hold on light and dark alike. Source: M. Okabe and K. Ito, "Color Universal Design" (2008).
PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#A6862F", "#808080")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "x", "star", "hexagon")
BAR_COLOR = "#C4314B"

# Plotly can check every property of a figure against its schema, which takes five times as long as all the rest: the
# tests of charts have it done.
IS_CHECKED = False
_TITLE_WIDTH = 105
_ROW_HEIGHT = 30


class CandidateStyle(NamedTuple):
    """A candidate's colour and symbol; the symbol differs too, since colour alone must not carry meaning."""

    color: str
    symbol: str


def candidate_style(ordinal: int) -> CandidateStyle:
    """The same look on every page for the candidate at this place in its workflow; 64 looks before one
    repeats."""
    turn = ordinal // len(PALETTE)
    return CandidateStyle(PALETTE[ordinal % len(PALETTE)], SYMBOLS[(ordinal + turn) % len(SYMBOLS)])


def chart_config(file_name: str, picture: str = "png") -> dict[str, Any]:
    """What plotly's own buttons offer: a picture as `picture` (png or svg) under this name, nothing
    superfluous."""
    return {
        "displaylogo": False,
        "scrollZoom": False,
        "modeBarButtonsToRemove": ["zoom", "pan", "select", "lasso", "zoomIn", "zoomOut", "autoScale"],
        "toImageButtonOptions": {"format": picture, "filename": file_name, "scale": 2},
    }


def safe(text: str) -> str:
    """Text as plotly shows it, with the HTML that it would otherwise read made harmless."""
    return html.escape(text, quote=False)


def shortened(name: str, most: int = 34) -> str:
    """A name that fits beside an axis."""
    return safe(name if len(name) <= most else name[: most - 1].rstrip() + "…")


def titled(figure: go.Figure, finding: str, measure: str, width: int = _TITLE_WIDTH) -> None:
    """The finding as the title, wrapped at so many signs, and the measure with its counts below it."""
    figure.update_layout(_look(finding, measure, width))


def assemble(
    traces: list[dict[str, Any]],
    layout: dict[str, Any],
    finding: str,
    measure: str,
    width: int = _TITLE_WIDTH,
) -> go.Figure:
    """A figure in the one look, made in one go: plotly takes four times as long to add to a figure piece by piece.

    `layout` goes before the look, its margins into those of the look.
    """
    look = _look(finding, measure, width)
    margin = look["margin"] | layout.pop("margin", {})
    figure = {"data": traces, "layout": look | layout | {"margin": margin}}
    return go.Figure(figure, _validate=IS_CHECKED)


def _look(finding: str, measure: str, width: int) -> dict[str, Any]:
    lines = [safe(line) for line in textwrap.wrap(finding, width)]
    found = signs()
    return {
        "title": {
            "text": "<br>".join(lines),
            "font": {"size": 15},
            "x": 0,
            "xref": "container",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            # Further lines grow upwards from where the first one stands.
            "pad": {"t": 8 + 20 * (len(lines) - 1), "l": 4},
            "subtitle": {"text": safe(measure), "font": {"size": 12.5}},
        },
        "margin": {"t": 48 + 20 * len(lines), "l": 10, "r": 10, "b": 44},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"size": 13},
        "separators": found.decimal + found.group,
        "hoverlabel": {"align": "left"},
        "dragmode": False,
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": "#8A93A0", "activecolor": "#4C8AD0"},
    }


def row_height(rows: int, title_lines: int = 1, per_row: int = _ROW_HEIGHT) -> int:
    """The height in pixels of a chart with one row per candidate."""
    return 110 + 20 * title_lines + per_row * max(rows, 2)


def title_lines(finding: str, width: int = _TITLE_WIDTH) -> int:
    """How many lines the title takes."""
    return max(len(textwrap.wrap(finding, width)), 1)


def hatch(shape: str | list[str], solidity: float = 0.2) -> dict[str, Any]:
    """White strokes over the solid colour of a bar: told apart without colour, and as heavy as a plain bar."""
    return {"shape": shape, "fillmode": "overlay", "fgcolor": "rgba(255,255,255,0.75)", "solidity": solidity}


def whiskers(
    x: list[Any], y: list[Any], ends: list[tuple[float, float]], along: str, hover: list[str]
) -> list[dict[str, Any]]:
    """Traces with a range around each value, along the axis "x" or "y": dark on a light rim, so that they stand out on
    every colour of bar and on light and dark pages. `hover` says each range in words."""
    values = x if along == "x" else y
    rows = list(zip(values, ends, strict=True))
    return [
        {
            "type": "scatter", "x": x, "y": y, "mode": "markers", "marker": {"size": size, "color": color},
            "showlegend": False, "customdata": hover, "hovertemplate": "%{customdata}<extra></extra>",
            "unselected": {"marker": {"opacity": 1}},
            f"error_{along}": {
                "type": "data", "symmetric": False, "array": [max(high - value, 0.0) for value, (_, high) in rows],
                "arrayminus": [max(value - low, 0.0) for value, (low, _) in rows], "color": color,
                "thickness": thickness, "width": 5,
            },
        }
        for color, thickness, size in (("rgba(255,255,255,0.75)", 4.5, 7), ("#2B323B", 1.6, 5))
    ]  # fmt: skip


def zero_line(across: str = "y") -> dict[str, Any]:
    """The line at 0 of the axis "x" or "y", over the whole of the other."""
    return rule(across, 0.0)


def rule(
    across: str, at: float, dash: str = "solid", color: str = "#8A93A0", width: float = 1.0
) -> dict[str, Any]:
    """A line at a value of the axis "x" or "y" ("x2", …), over the whole height or width of its panel."""
    other = across.replace("x", "y") if "x" in across else across.replace("y", "x")
    one = across[0]
    two = other[0]
    return {
        "type": "line", f"{one}0": at, f"{one}1": at, f"{one}ref": across, f"{two}0": 0, f"{two}1": 1,
        f"{two}ref": f"{other} domain", "line": {"color": color, "width": width, "dash": dash},
    }  # fmt: skip
