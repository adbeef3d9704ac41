"""The page for a board pack: one file, text as text, charts as vectors without a network."""

import plotly.graph_objects as go

from workbench.charts.board_page import BoardPage, board_page_html

HOSTILE = "<script>alert(1)</script> & “quotes”"


def a_page() -> BoardPage:
    figures = [go.Figure(go.Bar(x=[1, 2], y=[3, 4])), go.Figure(go.Scatter(x=[1], y=[2]), {"height": 900})]
    return BoardPage(
        HOSTILE, "Golden, version 1", [HOSTILE], figures, ("Candidate", HOSTILE), [("A", HOSTILE)], [HOSTILE]
    )


def test_every_text_stands_as_text() -> None:
    page = board_page_html(a_page())
    assert "<script>alert(1)" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt; &amp; “quotes”") == 6


def test_the_file_needs_nothing_else_and_holds_its_library_once() -> None:
    page = board_page_html(a_page())
    assert "<script src=" not in page and "<link" not in page.partition("<body>")[0]
    assert page.count("Plotly.newPlot(") == 2
    assert page.count("plotly.js v") == 1
    assert '"staticPlot": true' in page or '"staticPlot":true' in page


def test_charts_fit_the_page() -> None:
    page = board_page_html(a_page())
    assert '"height":900' not in page and page.count('"width":688') == 2
