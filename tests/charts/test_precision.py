"""The precision charts: sorted, intervals as given, bar labelled, marks that lead to their outputs."""

import pytest

from workbench.charts import PrecisionMark, candidate_style, part_chart, precision_chart

MARKS = [
    PrecisionMark(7, "Search", 2, 29, 49, 0.4421, 0.7300),
    PrecisionMark(9, "<i>Oracle</i>", 0, 134, 148, 0.8465, 0.9472),
]


def draw(marks: list[PrecisionMark]):  # type: ignore[no-untyped-def]
    return precision_chart(marks, 0.95, "95 %", "No candidate meets the 95 % bar", "precision of 197 answers")


def test_sorts_by_precision_with_the_best_on_top() -> None:
    figure = draw(MARKS)
    assert list(figure.layout.yaxis.ticktext) == ["Search", "&lt;i&gt;Oracle&lt;/i&gt;"]
    assert [trace.customdata[0][0] for trace in figure.data] == [7, 9]


def test_draws_the_interval_around_each_dot() -> None:
    search = draw(MARKS).data[0]
    assert search.x[0] + search.error_x.array[0] == pytest.approx(0.7300)
    assert search.x[0] - search.error_x.arrayminus[0] == pytest.approx(0.4421)


def test_keeps_each_candidates_colour_and_writes_counts_beside_the_mark() -> None:
    figure = draw(MARKS)
    assert figure.data[0].marker.color == candidate_style(2).color
    texts = [annotation.text.replace("\N{NO-BREAK SPACE}", " ") for annotation in figure.layout.annotations]
    assert "59 % (29 of 49)" in texts
    assert "bar 95 %" in texts


def test_marks_the_bar_and_begins_the_axis_below_the_lowest_interval() -> None:
    figure = draw(MARKS)
    assert [shape.x0 for shape in figure.layout.shapes] == [0.95]
    assert figure.layout.xaxis.range[0] < 0.4421
    assert figure.layout.title.text == "No candidate meets the 95 % bar"


def test_sixteen_candidates_get_room() -> None:
    many = [PrecisionMark(n, f"c{n}", n, n, 16, 0, 1) for n in range(16)]
    assert draw(many).layout.height > draw(many[:2]).layout.height + 14 * 25


def test_parts_run_from_the_largest_down_with_one_legend_entry_per_candidate() -> None:
    marks = [
        PrecisionMark(1, "A", 0, 1, 2, 0.1, 0.9, "Tax"),
        PrecisionMark(1, "A", 0, 8, 9, 0.5, 0.9, "Law"),
        PrecisionMark(2, "B", 1, 1, 2, 0.1, 0.9, "Tax"),
    ]
    figure = part_chart(marks, 0.9, "90 %", "By slice", "precision")
    assert list(figure.layout.yaxis.ticktext) == ["Tax", "Law"]
    assert [trace.showlegend for trace in figure.data] == [True, False, True]
    assert len({round(trace.y[0], 3) for trace in figure.data}) == 3, "no two marks lie upon each other"
