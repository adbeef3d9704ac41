import pytest

from workbench.domain import AnswerType
from workbench.errors import BadSetting
from workbench.scoring.amounts import compare_by, quantities_within
from workbench.scoring.scores import Task


def is_right(answer: str, expected: str, unit: str = "", **settings: object) -> bool | None:
    return compare_by(Task(AnswerType.NUMBER, unit=unit, settings=settings))(answer, expected).is_correct


def why(answer: str, expected: str, **settings: object) -> str:
    return compare_by(Task(AnswerType.NUMBER, settings=settings))(answer, expected).explanation


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("9,800 thousand", "9.8 million"),
        ("9,800 (in thousands)", "$9.8 million"),
        ("9,800,000", "9.8m"),
        ("24.3 %", "0.243"),
        ("0.243", "24.3 %"),
        ("24.3", "24.3 percent"),
        ("243 basis points", "2.43 %"),
        ("(1,577)", "-1577"),
        ("$(1,577)", "-$1,577"),
        ("($1,577)", "−1577 USD"),
        ("(5.2 %)", "-5.2%"),
        ("(1.2 million)", "-1,200,000"),
        ("1.577,50 €", "EUR 1577.5"),
        ("$9.8 million USD", "9.8 million"),
        ("-12.600000000000001", "-12.6"),
    ],
)
def test_the_same_quantity_is_right_however_it_is_written(answer: str, expected: str) -> None:
    assert is_right(answer, expected)


@pytest.mark.parametrize(
    ("answer", "expected", "explanation"),
    [
        ("9.8", "9.8 million", "off by a factor of 1,000,000"),
        ("9.8 billion", "9.8 million", "off by a factor of 1,000"),
        ("1577", "(1,577)", "the sign is the other way round"),
        ("€5", "$5", "another unit: EUR, not USD"),
        ("0.00243", "24.3 %", "off by a factor of"),
        ("10.2", "10", "2 % off"),
        ("500", "5", "off by a factor of 100"),
        ("about that", "5", "it is not a number"),
        ("5 or 6", "5", "it is not a number"),
        ("7", "0", "7 where 0 is expected"),
        ("1000000000.01", "1000000000.02", "of it off"),
        ("5000", "3", "more than ten times off"),
    ],
)
def test_another_quantity_is_wrong_and_says_why(answer: str, expected: str, explanation: str) -> None:
    assert is_right(answer, expected) is False
    assert explanation in why(answer, expected) or explanation == "off by a factor of"


def test_a_bare_number_is_in_the_unit_of_the_workflow() -> None:
    assert is_right("9,800 thousand", "9.8", unit="million USD")
    assert is_right("9.8", "$9,800,000", unit="million USD")
    assert is_right("9.8", "9.8", unit="million USD")
    assert not is_right("9.8 million EUR", "9.8", unit="million USD")
    assert is_right("0.243", "24.3 %", unit="%")
    assert not is_right("50", "0.5", unit="%")


@pytest.mark.parametrize(
    ("answer", "expected", "settings", "expected_verdict"),
    [
        ("9.75", "9.8", {"tolerance_rate": 0.006}, True),
        ("9.75", "9.8", {"tolerance_rate": 0.005}, False),
        ("100", "101", {"tolerance": 1}, True),
        ("9,799 thousand", "9,800 thousand", {"tolerance": 1}, True),
        ("9,798 thousand", "9,800 thousand", {"tolerance": 1}, False),
        ("24.31 %", "24.3 %", {"as_written": True}, True),
        ("24.36 %", "24.3 %", {"as_written": True}, False),
        ("99.5 %", "1", {"as_written": True}, False),
        ("0.243", "24.3 %", {"shares": False}, False),
        ("The total is $9.8 million.", "9,800 thousand", {}, False),
        ("The total is $9.8 million.", "9,800 thousand", {"in_sentence": True}, True),
        ("From $9.8 million to $10 million.", "9,800 thousand", {"in_sentence": True}, False),
        ("It grew by 24.3 % over the year.", "0.243", {"in_sentence": True}, True),
    ],
)
def test_settings_say_what_makes_no_difference(
    answer: str, expected: str, settings: dict[str, object], expected_verdict: bool
) -> None:
    assert is_right(answer, expected, **settings) is expected_verdict


def test_an_expected_answer_that_is_no_number_is_left_to_people_unless_it_reads_the_same() -> None:
    assert is_right("Not disclosed.", "not disclosed")
    assert is_right("12", "not disclosed") is None


def test_a_setting_out_of_range_is_refused() -> None:
    with pytest.raises(BadSetting, match="out of range"):
        compare_by(Task(settings={"tolerance_rate": 2}))
    with pytest.raises(BadSetting, match="no number"):
        compare_by(Task(settings={"tolerance": "much"}))


def test_numbers_are_found_in_a_sentence_with_what_belongs_to_them() -> None:
    found = [
        str(quantity.value)
        for quantity in quantities_within("Sales of $1,577.5 fell (2.5) %, not 3 million.")
    ]
    assert [float(value) for value in found] == [1577.5, -2.5, 3_000_000]
