"""Numbers and money as different countries write them."""

from collections.abc import Iterator

import pytest

from workbench.domain import formats
from workbench.domain.locales import DEFAULT, LOCALES, locale_in_use, locale_words, signs_of, use_locale

NB = "\N{NO-BREAK SPACE}"


@pytest.fixture(autouse=True)
def restore() -> Iterator[None]:
    yield
    use_locale(DEFAULT)


@pytest.mark.parametrize(
    ("locale", "exact", "short", "rate", "count"),
    [
        ("en_US", "−€11,400.50", "€0.0214", f"94.8{NB}%", "12,345"),
        ("en_GB", "−€11,400.50", "€0.0214", f"94.8{NB}%", "12,345"),
        ("de_DE", f"−11.400,50{NB}€", f"0,0214{NB}€", f"94,8{NB}%", "12.345"),
        ("nl_NL", f"−€{NB}11.400,50", f"€{NB}0,0214", f"94,8{NB}%", "12.345"),
        ("de_CH", f"−€{NB}11’400.50", f"€{NB}0.0214", f"94.8{NB}%", "12’345"),
        ("sv_SE", f"−11{NB}400,50{NB}€", f"0,0214{NB}€", f"94,8{NB}%", f"12{NB}345"),
    ],
)  # fmt: skip
def test_figures_follow_the_locale(locale: str, exact: str, short: str, rate: str, count: str) -> None:
    use_locale(locale)
    assert formats.money(-11400.5, "EUR", exact=True) == exact
    assert formats.money(0.0214, "EUR") == short
    assert formats.percent(0.948, 1) == rate
    assert formats.count(12345) == count


def test_a_currency_without_a_sign_of_its_own_stands_as_its_code() -> None:
    assert formats.money(5, "SEK", exact=True) == "SEK 5.00"
    use_locale("de_DE")
    assert formats.money(5, "SEK", exact=True) == f"5,00{NB}SEK"
    assert formats.money(5, "CHF", exact=True) == f"5,00{NB}CHF"


def test_an_unknown_locale_changes_nothing() -> None:
    use_locale("de_DE")
    use_locale("tlh_XX")
    use_locale("")
    assert locale_in_use() == "de_DE"


@pytest.mark.parametrize("name", LOCALES)
def test_every_locale_on_offer_is_known_and_shows_an_example(name: str) -> None:
    found = signs_of(name)
    assert found is not None
    assert found.decimal != found.group
    assert (found.before + found.after).count("¤") == 1
    assert "234" in locale_words(name)
