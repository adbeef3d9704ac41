"""The business case in charts: what they show, and that no amount of money breaks them."""

import numpy as np
import pytest

from workbench.charts.roi_portfolio import PortfolioBar, portfolio_chart
from workbench.charts.roi_turning import TurningCurve, balance_chart, turning_chart
from workbench.charts.roi_uncertainty import TornadoBar, range_chart, tornado_chart
from workbench.charts.roi_waterfall import FallStep, waterfall_chart


def fall(saving: float) -> object:
    by_hand, costs = FallStep("people", "By hand", 100.0, "10 × $10"), 100.0 - saving
    step = FallStep("errors", "Undetected errors", costs, "1 × $40")
    return waterfall_chart(
        by_hand,
        [step],
        FallStep("people", "Saving", saving, ""),
        (saving - 5, saving + 5),
        "USD",
        "finding",
        "measure",
    )


@pytest.mark.parametrize("saving", [60.0, -30.0])
def test_the_waterfall_ends_where_the_costs_leave_off(saving: float) -> None:
    figure = fall(saving)
    bars = figure.data[0]  # type: ignore[attr-defined]
    tops = [base + height for base, height in zip(bars.base, bars.y, strict=True)]
    assert tops == [100, saving, saving]
    assert [bars.base[0], bars.base[-1]] == [0, 0], "both totals stand on the zero line"
    low, high = figure.layout.yaxis.range  # type: ignore[attr-defined]
    assert low <= min(0, saving - 5) < 105 <= high or high >= 100
    assert any(shape.y0 == 0 == shape.y1 for shape in figure.layout.shapes)  # type: ignore[attr-defined]


def test_every_draw_is_in_the_range_chart_and_losses_stand_out() -> None:
    draws = np.linspace(-50, 150, 1_000)
    figure = range_chart(draws, (-30.0, 130.0), 50.0, "USD", "finding", "measure")
    assert sum(sum(trace.y) for trace in figure.data) == 1_000
    colors = {trace.marker.color: list(trace.x) for trace in figure.data}
    assert all(x < 0 for x in colors["#C4314B"])
    assert all(x > 0 for color, xs in colors.items() for x in xs if color != "#C4314B")


def test_draws_that_are_all_one_value_can_be_drawn() -> None:
    assert range_chart(np.full(100, 7.0), (7.0, 7.0), 7.0, "USD", "finding", "measure").data


def test_the_tornado_hatches_what_has_no_range_and_keeps_the_order() -> None:
    bars = [
        TornadoBar("Precision", 10, 90, "90 %", "99 %", True, "measured"),
        TornadoBar("Hourly cost", 70, 30, "$45", "$55", False, "entered"),
    ]
    figure = tornado_chart(bars, 50.0, "USD", "finding", "measure")
    low, high = figure.data
    assert [list(low.x), list(high.x)] == [[-40, 20], [40, -20]]
    assert list(low.marker.pattern.shape) == ["", "/"]
    assert (
        dict(zip(figure.layout.yaxis.tickvals, figure.layout.yaxis.ticktext, strict=True))[1] == "Precision"
    )


def test_each_curve_marks_where_it_stands_and_where_it_turns() -> None:
    at = np.linspace(0, 1, 5)
    curve = TurningCurve(
        "Precision", at, at * 100 - 50, at * 100 - 60, at * 100 - 40, 0.9, "90 %", 0.5, "pays", ".0%"
    )
    figure = turning_chart([curve, curve], "USD", "finding", "measure")
    assert {trace.xaxis for trace in figure.data} == {"x", "x2"}
    assert [list(trace.x) for trace in figure.data if trace.mode == "markers+text"] == [[0.9], [0.9]]
    dashed = [(shape.x0, shape.xref) for shape in figure.layout.shapes if shape.line.dash == "dash"]
    assert dashed == [(0.5, "x"), (0.5, "x2")]


def test_the_balance_marks_the_month_that_pays_back() -> None:
    figure = balance_chart([-10, -4, 2, 8], 1.7, "USD", "finding", "measure")
    assert list(figure.data[0].marker.color) == ["#C4314B", "#C4314B", "#009E73", "#009E73"]
    assert [shape.x0 for shape in figure.layout.shapes if shape.line.dash == "dash"] == [1.7]
    assert not balance_chart([-10, -9], 40.0, "USD", "finding", "measure").layout.annotations


def test_names_are_text_and_unready_workflows_are_hatched() -> None:
    bars = [
        PortfolioBar("<b>x</b>", 5, 1, 9, "ready", True),
        PortfolioBar("y", -5, -9, 1, "no saving", False),
    ]
    figure = portfolio_chart(bars, "USD", "finding", "measure")
    assert list(figure.data[0].marker.pattern.shape) == ["", "/"]
    assert figure.layout.yaxis.ticktext[0] == "&lt;b&gt;x&lt;/b&gt;"
