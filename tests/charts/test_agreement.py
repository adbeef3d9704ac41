"""The matrix chart: words in the cells, agreement apart from disagreement, text that stays text."""

import plotly.graph_objects as go

from workbench.charts.agreement import Cell, matrix_chart


def a_chart() -> go.Figure:
    cells = [
        [Cell("156", "both correct", None), Cell("6", "<b>Ada</b> correct, Ben incorrect", 1.0)],
        [Cell("·", "none", 0.0), Cell("24", "both incorrect", None)],
    ]
    return matrix_chart(
        ["correct", "incorrect"], ["correct", "incorrect"], cells, ("Ada says", "Ben says"), "F", "M"
    )


def test_every_cell_has_its_words_and_only_disagreement_its_strength() -> None:
    figure = a_chart()
    assert [note.text for note in figure.layout.annotations] == ["156", "6", "·", "24"]
    agreed, disputed = figure.data
    assert [list(line) for line in disputed.z] == [[None, 1.0], [0.0, None]]
    assert [list(line) for line in agreed.z] == [[0, None], [None, 0]]


def test_the_first_row_is_on_top_and_names_are_text() -> None:
    figure = a_chart()
    assert figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1]
    assert figure.data[1].customdata[0][1] == "&lt;b&gt;Ada&lt;/b&gt; correct, Ben incorrect"
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == ("Ben says", "Ada says")
