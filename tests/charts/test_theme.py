"""Fixed looks per candidate, titles that wrap, names that cannot smuggle markup in."""

from itertools import pairwise

import numpy as np
import plotly.graph_objects as go
import pytest

from workbench.charts import candidate_style, chart_config, theme
from workbench.charts.theme import PALETTE, safe, shortened, titled


def test_each_of_64_candidates_looks_different_and_neighbours_differ_in_colour() -> None:
    looks = [candidate_style(ordinal) for ordinal in range(64)]
    assert len(set(looks)) == 64
    assert all(one.color != other.color for one, other in pairwise(looks))


def test_colours_stay_apart_for_red_green_blindness() -> None:
    """Simulated deuteranopia (Viénot, Brettel and Mollon 1999) keeps every pair of colours distinct."""

    def seen(color: str) -> tuple[float, float, float]:
        red, green, blue = (int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))
        return (
            0.29275 * red + 0.70725 * green,
            0.29275 * red + 0.70725 * green,
            -0.02234 * red + 0.02234 * green + blue,
        )

    distances = [
        sum((a - b) ** 2 for a, b in zip(seen(one), seen(other), strict=True)) ** 0.5
        for place, one in enumerate(PALETTE)
        for other in PALETTE[place + 1 :]
    ]
    assert min(distances) > 0.09


def test_a_figure_is_the_same_checked_or_not_and_the_tests_have_it_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    traces = [{"type": "bar", "x": [1, 2], "y": np.array([3.0, 4.0])}]
    checked = theme.assemble(traces, {"height": 200, "margin": {"l": 3}}, "finding", "measure").to_dict()
    with pytest.raises(ValueError, match="colour"):
        theme.assemble([{"type": "bar", "colour": "red"}], {}, "finding", "measure")
    monkeypatch.setattr(theme, "IS_CHECKED", False)
    assert (
        theme.assemble(traces, {"height": 200, "margin": {"l": 3}}, "finding", "measure").to_dict() == checked
    )


def test_titles_wrap_and_show_markup_as_text() -> None:
    figure = go.Figure()
    titled(figure, "<b>“A & B”</b> " + "word " * 30, "n = 5 < 6")
    assert figure.layout.title.text.startswith("&lt;b&gt;“A &amp; B”&lt;/b&gt;")
    assert figure.layout.title.text.count("<br>") == 1
    assert figure.layout.title.subtitle.text == "n = 5 &lt; 6"


def test_long_names_are_shortened_not_cut_inside_an_entity() -> None:
    assert shortened("&" * 50) == "&amp;" * 33 + "…"
    assert safe("a<b") == "a&lt;b"


def test_the_picture_can_be_png_or_svg() -> None:
    assert chart_config("precision", "svg")["toImageButtonOptions"]["format"] == "svg"
    assert chart_config("precision")["toImageButtonOptions"]["filename"] == "precision"
