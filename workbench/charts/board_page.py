"""One printed page for a board pack: sentences, two charts as vectors, a table, in a file that needs nothing else."""

import html
from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from workbench.charts.theme import chart_config

_STYLE = """
@page { size: A4; margin: 14mm; }
body { font: 13.5px/1.45 "Segoe UI", "Helvetica Neue", Arial, sans-serif; color: #1F2933; background: #fff;
  max-width: 182mm; margin: 8mm auto; }
h1 { font-size: 22px; margin: 0 0 2px; }
p { margin: 5px 0; }
.lead { font-size: 15.5px; font-weight: 600; }
.quiet { color: #66707C; font-size: 12px; }
table { border-collapse: collapse; width: 100%; margin: 6px 0 8px; font-size: 12.5px; }
th { text-align: left; border-bottom: 1.5px solid #9AA3AD; font-weight: 600; padding: 3px 8px 3px 0; }
td { border-bottom: 1px solid #E4E7EB; padding: 3px 8px 3px 0; vertical-align: top; }
.chart { break-inside: avoid; margin: 4px 0; }
"""


@dataclass(frozen=True)
class BoardPage:
    """What the page says: `lead` the findings, `notes` how one knows; rows of cells under `heads`."""

    title: str
    scope: str
    lead: Sequence[str]
    figures: Sequence[go.Figure]
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str]


def board_page_html(page: BoardPage) -> str:
    """The page as one .html file that prints on A4; every text of it stands as text, whatever it holds.

    plotly draws the charts as SVG in the reader's browser; its library is within the file, so that it opens anywhere,
    without a network.
    """
    charts = "".join(
        f'<div class="chart">{_drawn(figure, number == 0)}</div>'
        for number, figure in enumerate(page.figures)
    )
    lead = "".join(f'<p class="lead">{html.escape(sentence)}</p>' for sentence in page.lead)
    notes = "".join(f'<p class="quiet">{html.escape(sentence)}</p>' for sentence in page.notes)
    head = "".join(f"<th>{html.escape(name)}</th>" for name in page.heads)
    body = "".join(
        f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>" for row in page.rows
    )
    title = html.escape(page.title)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head>"
        f'<body><h1>{title}</h1><p class="quiet">{html.escape(page.scope)}</p>{lead}{charts}'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{notes}</body></html>"
    )


def _drawn(figure: go.Figure, is_first: bool) -> str:
    figure = go.Figure(figure)
    figure.update_layout(template="plotly_white", width=688, autosize=False)
    figure.update_layout(height=min(figure.layout.height or 300, 300))
    config = chart_config("chart", "svg") | {"displayModeBar": False, "staticPlot": True}
    return str(figure.to_html(full_html=False, include_plotlyjs=is_first, config=config))
