"""The cost bars: stacked from zero, in the order given, with the total's range."""

import pytest

from workbench.charts import CostBar, roi_chart

BARS = [
    CostBar(None, "By hand", {"people": 10_000}, "$10,000"),
    CostBar(4, "Rules", {"people": 2_000, "errors": 2_400, "calls": 20}, "saves $5,580", 3_000, 6_000),
]


def test_stacks_the_kinds_of_cost_of_each_bar() -> None:
    figure = roi_chart(BARS, "USD", "Rules saves most", "cost a month")
    by_name = {trace.name: list(trace.x) for trace in figure.data if trace.type == "bar"}
    assert by_name == {"Done by people": [10_000, 2_000], "Undetected errors": [0, 2_400], "Calls": [0, 20]}
    assert figure.layout.barmode == "stack"
    assert figure.layout.xaxis.range[0] == 0


def test_keeps_the_order_from_top_to_bottom() -> None:
    figure = roi_chart(BARS, "USD", "Rules saves most", "cost a month")
    by_place = dict(zip(figure.layout.yaxis.tickvals, figure.layout.yaxis.ticktext, strict=True))
    assert (by_place[1], by_place[0]) == ("By hand", "Rules")


def test_draws_the_range_of_the_total_where_there_is_one() -> None:
    whisker = roi_chart(BARS, "USD", "Rules saves most", "cost a month").data[-1]
    assert list(whisker.x) == [4_420]
    assert whisker.x[0] + whisker.error_x.array[0] == pytest.approx(6_000)
    assert whisker.x[0] - whisker.error_x.arrayminus[0] == pytest.approx(3_000)


def test_no_cost_at_all_is_drawn_without_failing() -> None:
    figure = roi_chart([CostBar(None, "By hand", {}, "–")], "USD", "Nothing", "cost")
    assert list(figure.data) == []


def test_the_range_stands_out_on_every_colour_and_is_left_out_of_the_legend() -> None:
    rim, whisker = roi_chart(BARS, "USD", "Rules saves most", "cost a month").data[-2:]
    assert rim.error_x.thickness > whisker.error_x.thickness
    assert list(rim.error_x.array) == list(whisker.error_x.array)
    assert not rim.showlegend and not whisker.showlegend


def test_the_legend_stands_below_everything_where_it_may_grow() -> None:
    legend = roi_chart(BARS, "USD", "Rules saves most", "cost a month").layout.legend
    assert (legend.yref, legend.y, legend.yanchor) == ("container", 0, "bottom")
