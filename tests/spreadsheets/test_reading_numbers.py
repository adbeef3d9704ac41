"""Numbers in the many ways people write them."""

import pytest

from workbench.spreadsheets.reading_numbers import is_telling, parse_amount


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("273", 273), ("-12.600000000000001", -12.600000000000001), ("1,234,567.89", 1234567.89), ("1 234.5", 1234.5),
        ("1'234.50", 1234.5), ("12,34,567.50", 1234567.5), ("(217.00)", -217), ("$(5)", -5),
        ("-$ 1,657.0 million", -1657e6),
        ("17.7%", 0.177), ("(3.5%)", -0.035), ("12 percent", 0.12), ("$1.2 bn", 1_200_000_000), ("€ 5", 5), ("5 €", 5),
        ("USD 1,000", 1000), ("CHF 1'000.50", 1000.5), ("£3m", 3_000_000), ("1.5M", 1_500_000), ("2 crore", 20_000_000),
        ("100-", -100), ("\u22125", -5), ("1\u202f234,5 €".replace(",", "."), 1234.5), ("1e-5", 1e-5), (" 7 ", 7),
    ],
)  # fmt: skip
def test_what_people_write_with_a_decimal_point(text: str, value: float) -> None:
    found = parse_amount(text)
    assert found is not None and found.value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.291,00", 1291), ("-1.657,00", -1657), ("3.140.000,00", 3_140_000), ("0,61", 0.61), ("1 234,5", 1234.5),
     ("12,5 %", 0.125), ("1,2 Mio. €", 1_200_000), ("3,5 Mrd", 3_500_000_000)],
)  # fmt: skip
def test_what_people_write_with_a_decimal_comma(text: str, value: float) -> None:
    found = parse_amount(text, ",")
    assert found is not None and found.value == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    "text",
    ["0001", "007", "+49 170 123 456", "1-555-0100", "3M", "5 m", "10 km", "12.05.2020", "1,23", "1.2.3", "5.", "(5",
     "5)",      "((5))", "--5", "$5€", "1234567890123456", "", "-", "NaN", "Infinity", "0x1F", "1_000", "٣"],
)  # fmt: skip
def test_what_is_no_number_stays_none(text: str) -> None:
    assert parse_amount(text) is None


def test_the_scale_can_be_left_out() -> None:
    found = parse_amount("$ 1,291.0 million", with_scale=False)
    assert found is not None and (found.value, found.word) == (1291.0, "million")


def test_only_some_texts_prove_the_decimal_sign() -> None:
    assert [is_telling(text) for text in ("1,5", "1.5", "1,234.5", "1.234,5", "1.234", "12", "x")] == [
        ",", ".", ".", ",", None, None, None,
    ]  # fmt: skip
