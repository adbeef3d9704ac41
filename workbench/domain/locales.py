"""How a country writes numbers and money: the signs that the workspace's locale asks for.

One workspace lives in one process, so the locale in use is one for the process; the frame sets it with every page.
"""

from functools import cache
from typing import NamedTuple

DEFAULT = "en_US"
# Those that a person can choose from; any other locale that babel knows works as well.
LOCALES = (
    "en_US", "en_GB", "de_DE", "de_AT", "de_CH", "fr_FR", "it_IT", "es_ES", "nl_NL", "pt_PT", "pl_PL", "sv_SE",
    "da_DK", "nb_NO", "fi_FI", "cs_CZ",
)  # fmt: skip


class Signs(NamedTuple):
    """The signs of a locale: between whole and part, between thousands, and around an amount of money.

    `before` and `after` hold ¤ where the currency stands; one of them is empty.
    """

    decimal: str = "."
    group: str = ","
    before: str = "¤"
    after: str = ""


_in_use = DEFAULT


def use_locale(name: str) -> None:
    """Write figures as this locale does from now on; one that is not known changes nothing."""
    global _in_use
    if name and name != _in_use and signs_of(name) is not None:
        _in_use = name


def locale_in_use() -> str:
    """The locale that figures are written in."""
    return _in_use


def signs() -> Signs:
    """The signs of the locale in use."""
    return signs_of(_in_use) or Signs()


@cache
def signs_of(name: str) -> Signs | None:
    """The signs of a locale, None where it is not known."""
    if name.startswith("en_"):
        return Signs()  # the house's own way, which needs no table
    from babel import Locale, UnknownLocaleError  # its tables take a tenth of a second to load

    try:
        locale = Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        return None
    symbols = locale.number_symbols["latn"]
    before, _, after = locale.currency_formats["standard"].pattern.split(";")[0].partition("#")
    after = after.rpartition("0")[2]
    return Signs(symbols["decimal"], symbols["group"], before, after)


@cache
def locale_words(name: str) -> str:
    """A locale with an example: "German (Germany): 1.234,56"."""
    from babel import Locale

    found = signs_of(name) or Signs()
    return f"{Locale.parse(name).get_display_name('en')}: 1{found.group}234{found.decimal}56"


def localised(figure: str) -> str:
    """A figure written as 1,234.56, in the signs of the locale in use."""
    found = signs()
    if (found.decimal, found.group) == (".", ","):
        return figure
    return figure.translate({ord(","): found.group, ord("."): found.decimal})
