"""Excel's number formats: what they say and how they show a number."""

import pytest

from workbench.spreadsheets.reading_formats import parse_format

_ACCOUNTING = '_($* #,##0.00_);_($* (#,##0.00);_($* "-"??_);_(@_)'


@pytest.mark.parametrize(
    ("code", "value", "dress", "shown"),
    [
        ("0.0%", 0.243, "percent", "24.3%"), ("0%", 0.12345, "percent", "12.345%"),
        ("0.00%", -0.002, "percent", "-0.20%"),
        ("$#,##0.00", 1577, "currency", "$1,577.00"), ("$#,##0.00", 8.699999999999999, "currency", "$8.70"),
        (_ACCOUNTING, -62260, "currency", "($62,260.00)"), ("[$€-407] #,##0.00", 5.5, "currency", "€5.50"),
        ('#,##0.00\\ "€"', 1234.5, "currency", "1,234.50 €"), ("[$USD] 0", 5, "currency", "USD 5"),
        ("00000", 123, "padded", "00123"), ("000-00-0000", 123456789, "padded", "123-45-6789"),
        ("dd/mm/yyyy", "1999-06-21", "date", "21/06/1999"), ("d-mmm-yy", "1999-06-21", "date", "21-Jun-99"),
        ("[$-409]mmmm d, yyyy;@", "1999-06-21", "date", "June 21, 1999"),
        ("m/d/yyyy h:mm", "2020-01-02T13:05:00", "date", "1/2/2020 13:05"),
        ("h:mm AM/PM", "13:05:00", "date", "1:05 PM"),
        ("General", 3, "plain", "3"), ('0" kg"', 3, "plain", "3"), ("[Red]0.00", 3, "plain", "3.00"),
        ("0.00E+00", 3, "plain", "3.00"),
    ],
)  # fmt: skip
def test_formats_show_what_the_person_saw(code: str, value: object, dress: str, shown: str) -> None:
    found = parse_format(code)
    assert (found.dress, found.show(value)) == (dress, shown)
