"""Dates in the many ways people write them."""

import pytest

from workbench.spreadsheets.reading_dates import parse_date


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("1999-06-21", "1999-06-21"), ("1999/6/21", "1999-06-21"), ("6/21/1999", "1999-06-21"),
        ("21/6/1999", "1999-06-21"),
        ("21.06.1999", "1999-06-21"), ("3.4.2020", "2020-04-03"), ("5/17/12", "2012-05-17"), ("17.5.71", "1971-05-17"),
        ("June 21, 1999", "1999-06-21"), ("21 June 1999", "1999-06-21"), ("23rd day of  September, 2016", "2016-09-23"),
        ("22 Dec. 2017", "2017-12-22"), ("1-Jan-20", "2020-01-01"), ("21. Juni 1999", "1999-06-21"),
        ("3. März 2021", "2021-03-03"), ("21 de junio de 1999", "1999-06-21"), ("1er février 2020", "2020-02-01"),
        ("Monday, June 21, 1999", "1999-06-21"), ("2020-01-02 13:05", "2020-01-02T13:05:00"),
        ("1/2/2020 3:04 PM", "2020-01-02T15:04:00"), ("1/2/2020 12:00 am", "2020-01-02T00:00:00"),
    ],
)  # fmt: skip
def test_what_people_write(text: str, iso: str) -> None:
    found = parse_date(text)
    assert found is not None and found.iso == iso


@pytest.mark.parametrize(
    "text",
    ["6/__/2011", "[]/[]/2004", "31.02.2020", "13/13/2020", "June 2020", "2020", "12.05", "", "a" * 50],
)
def test_partial_and_impossible_dates_stay_none(text: str) -> None:
    assert parse_date(text) is None


def test_day_or_month_first_is_asked_only_where_both_read() -> None:
    assert [parse_date("3/4/2020", first) for first in (True, False)] == [
        ("2020-04-03", "either"),
        ("2020-03-04", "either"),
    ]
    assert [parse_date(text).order for text in ("25/4/2020", "4/25/2020", "4/4/2020")] == ["day", "month", ""]  # type: ignore[union-attr]
