from workbench.charts import PaceLine, candidate_style, pace_chart


def test_one_line_per_run_in_its_candidates_look_with_what_is_planned():
    points = [(0.0, 0, 0.0), (5.0, 40, 8.0), (9.0, 60, 5.0)]
    figure = pace_chart([PaceLine("A <b>", 3, 600, points), PaceLine("B", 0, 200, points[:2])], "F", "M")
    first, second = figure.data
    assert list(first.y) == [0, 40, 60] and list(second.x) == [0.0, 5.0]
    assert first.line.color == candidate_style(3).color != second.line.color
    assert first.text[-1] == "A &lt;b&gt;, 60" and first.text[0] == ""
    assert figure.layout.annotations[0].text == "600 planned"
    assert figure.layout.yaxis.range[1] > 600
    assert list(figure.layout.xaxis.ticktext)[:2] == ["0", "2 s"]
    assert figure.layout.height < 200


def test_moments_on_the_axis_fit_the_length_of_a_run():
    for seconds, tick in ((0.4, "100 ms"), (50.0, "10 s"), (4000.0, "30 min"), (30_000.0, "2 h 0 min")):
        figure = pace_chart([PaceLine("A", 0, 10, [(0, 0, 0), (seconds, 10, 1)])], "F", "M")
        assert list(figure.layout.xaxis.ticktext)[1] == tick
        assert len(figure.layout.xaxis.tickvals) <= 7
