"""How figures read on every screen, in every sentence and export: rates with counts, money, times, dates."""

import math
from datetime import date, datetime

from workbench.domain.locales import localised, signs

CURRENCY_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "CHF": "CHF ", "JPY": "¥"}


def percent(rate: float, digits: int = 0) -> str:
    """A 0–1 rate as "59 %" (thin-space style of the house: a no-break space before the sign).

    Never rounds up to 100 % or down to 0 %: 0.9996 reads "99.9 %", 0.0004 "0.1 %"-style digits are added.
    """
    value = rate * 100
    while digits < 3 and 0 < value < 100 and (round(value, digits) >= 100 or round(value, digits) <= 0):
        digits += 1
    return localised(f"{value:.{digits}f}") + "\N{NO-BREAK SPACE}%"


def rate_with_counts(correct: int, of: int, low: float, high: float) -> str:
    """ "59 % (29 of 49; 44–73 %)": a rate never stands without its counts and interval."""
    if of == 0:
        return "no figure yet (0 labelled)"
    bounds = f"{percent(low)[:-2]}–{percent(high)}"
    return f"{percent(correct / of)} ({count(correct)} of {count(of)}; {bounds})"


def count(number: int | float) -> str:
    """A count with thousands separators: 12,345."""
    return number_with(number, 0)


def number_with(number: float, digits: int) -> str:
    """A number with thousands separators and so many decimals: 1,234.5."""
    return localised(f"{number:,.{digits}f}")


def three_figures(value: float) -> str:
    """Three significant figures with separators, as sentences show numbers: 5,580 · 0.0214 · 12,300."""
    return localised(_three_figures(value))


def _three_figures(value: float) -> str:
    if value == 0 or not math.isfinite(value):
        return "0"
    places = 2 - math.floor(math.log10(abs(value)))
    rounded = round(value, places)
    places = 2 - math.floor(math.log10(abs(rounded)))  # 0.00009999 rounds to one digit less
    return f"{rounded:,.{max(places, 0) if abs(rounded) < 100 else 0}f}"


def short_figures(value: float) -> str:
    """At most three significant figures, without the zeros that end them: 912 · 2.4 · 0.02."""
    written = _three_figures(value)
    return localised(written.rstrip("0").rstrip(".") if "." in written else written)


def _amount(value: float) -> str:
    """Three significant figures of an amount; where it has cents, two decimals at least: 5,580 · 37.50 · 0.0214."""
    whole, _, part = _three_figures(value).partition(".")
    return localised(f"{whole}.{part.rstrip('0'):0<2}" if part else whole)


def money(amount: float, currency: str = "USD", exact: bool = False) -> str:
    """An amount in the workspace's currency; three significant figures, cents in full; two decimals if `exact`."""
    found = signs()
    sign = CURRENCY_SIGNS.get(currency, currency + " ")
    body = number_with(abs(amount), 2) if exact else _amount(abs(amount))
    if not found.before:
        body += found.after.replace("¤", sign.strip())
    else:
        sign = sign if found.before == "¤" else found.before.replace("¤", sign.strip())
        body = sign + body
    return f"{'−' if amount < 0 else ''}{body}"


def day(moment: date | datetime) -> str:
    """23 Nov 2026."""
    return f"{moment.day} {moment:%b %Y}"


def duration(seconds: float) -> str:
    """A time span a person would say: "8 s", "3 min", "1 h 20 min", "40 ms"."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min"


def plural(number: int, singular: str, plural_form: str | None = None) -> str:
    """ "1 output", "41 outputs"."""
    return f"{count(number)} {singular if number == 1 else plural_form or singular + 's'}"


def file_size(size: int) -> str:
    """A number of bytes as a person says it: "820 B", "14 kB", "3.2 MB", "1.4 GB"."""
    if size < 1000:
        return f"{size} B"
    for unit, worth in (("kB", 1e3), ("MB", 1e6), ("GB", 1e9)):
        value = size / worth
        if value < 999.5 or unit == "GB":
            break
    return f"{number_with(value, 1 if value < 9.95 else 0)} {unit}"
