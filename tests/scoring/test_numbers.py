from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.scoring.numbers import parse_quantity, same_quantity


def same(one: str, other: str) -> bool:
    left, right = parse_quantity(one), parse_quantity(other)
    return left is not None and right is not None and same_quantity(left, right)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("$1,577.00", "1577"),
        ("1.577,50 €", "1577.5"),
        ("1 577", "1577"),
        ("1'577", "1577"),
        ("12,5 %", "12.5"),
        ("(1,577)", "-1577"),
        ("-$5", "−5"),
        ("1.2 million", "1,200,000"),
        ("$1.2bn", "1200 million"),
        ("5 percent", "5 %"),
        ("1e3", "1000"),
        ("7.", "7"),
        ("12 kg", "12"),
        ("USD 5", "5 dollars"),
        ("**42**", "42"),
    ],
)
def test_the_same_value_written_differently(one: str, other: str):
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("5 million", "5"),
        ("$5", "€5"),
        ("5 kg", "5 lb"),
        ("-5", "5"),
        ("1577", "1578"),
        ("not 1577", "1577"),
        ("between 3 and 4", "3"),
        ("about 1577 which is the total of all years", "1577"),
        ("1.2.3", "123.0001"),
    ],
)
def test_different_values_units_and_sentences(one: str, other: str):
    assert not same(one, other)


@given(st.decimals(-(10**9), 10**9, places=2))
def test_any_amount_reads_the_same_with_and_without_its_dress(value: Decimal):
    assert parse_quantity(f"{value:,}") is not None
    assert same(f"{value:,}", str(value))
    assert same(f"{'-' if value < 0 else ''}${abs(value):,}", str(value))


@given(st.text(max_size=30))
def test_any_text_is_a_quantity_or_is_not(text: str):
    parse_quantity(text)
