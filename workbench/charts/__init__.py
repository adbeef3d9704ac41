"""Charts: tables in, plotly figures out; one theme for all of them."""

from workbench.charts.answers import answers_chart
from workbench.charts.pace import PaceLine, pace_chart
from workbench.charts.precision import PrecisionMark, part_chart, precision_chart
from workbench.charts.roi import CostBar, roi_chart
from workbench.charts.theme import CandidateStyle, candidate_style, chart_config

__all__ = [
    "CandidateStyle",
    "CostBar",
    "PaceLine",
    "PrecisionMark",
    "answers_chart",
    "candidate_style",
    "chart_config",
    "pace_chart",
    "part_chart",
    "precision_chart",
    "roi_chart",
]
