"""Figures read the same everywhere."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain import formats
from workbench.domain.locales import use_locale

NB = "\N{NO-BREAK SPACE}"


def test_rate_stands_with_its_counts_and_interval():
    assert formats.rate_with_counts(29, 49, 0.4421, 0.7300) == f"59{NB}% (29 of 49; 44–73{NB}%)"


def test_rate_without_labels_says_so():
    assert formats.rate_with_counts(0, 0, 0.0, 1.0) == "no figure yet (0 labelled)"


@given(st.integers(1, 5000), st.data())
def test_a_rate_that_is_not_certain_never_reads_100_or_0(of, data):
    correct = data.draw(st.integers(0, of))
    words = formats.percent(correct / of)
    assert (words == f"100{NB}%") == (correct == of)
    assert (words == f"0{NB}%") == (correct == 0)


@pytest.mark.parametrize(
    "amount, words",
    [
        (5580, "$5,580"),
        (0.0214, "$0.0214"),
        (12345, "$12,300"),
        (-5980, "−$5,980"),
        (0, "$0"),
        (99.96, "$100"),
        (0.4, "$0.40"),
        (37.5, "$37.50"),
        (75, "$75.00"),
        (0.0001, "$0.0001"),
    ],
)
def test_money_in_sentences_has_three_figures(amount, words):
    assert formats.money(amount) == words


def test_short_figures_end_without_zeros_in_every_locale():
    assert [formats.short_figures(value) for value in (3.6, 4, 0.75, 0.0214)] == [
        "3.6",
        "4",
        "0.75",
        "0.0214",
    ]
    use_locale("de_DE")
    try:
        assert [formats.short_figures(value) for value in (3.6, 4)] == ["3,6", "4"]
        assert formats.money(37.5, "EUR") == f"37,50{NB}€"
    finally:
        use_locale("en_US")


def test_money_in_tables_is_exact_and_in_the_workspace_currency():
    assert formats.money(-1234.5, "EUR", exact=True) == "−€1,234.50"
    assert formats.money(7, "SEK", exact=True) == "SEK 7.00"


@pytest.mark.parametrize(
    "seconds, words", [(0.04, "40 ms"), (8, "8 s"), (200, "3 min"), (4800, "80 min"), (6000, "1 h 40 min")]
)
def test_durations_read_as_a_person_says_them(seconds, words):
    assert formats.duration(seconds) == words


def test_dates_and_plurals():
    assert formats.day(datetime(2026, 11, 23, 9)) == "23 Nov 2026"
    assert formats.plural(1, "output") == "1 output"
    assert formats.plural(1041, "output") == "1,041 outputs"
    assert formats.plural(2, "category", "categories") == "2 categories"


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 B"), (999, "999 B"), (1_400, "1.4 kB"), (4_730_880, "4.7 MB"), (12e6, "12 MB"), (999_600, "1.0 MB"),
     (3.2e12, "3,200 GB")],
)  # fmt: skip
def test_a_file_size_is_said_in_one_unit(size, words):
    assert formats.file_size(size) == words
