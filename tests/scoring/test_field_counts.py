import pytest

from workbench.domain import AnswerType, Workflow
from workbench.errors import BadSetting
from workbench.scoring.field_counts import field_counts
from workbench.stats.intervals import clopper_pearson

WORKFLOW = Workflow(1, "Invoices", answer_type=AnswerType.FIELDS, field_names=("Party", "Amount", "Date"))
EXPECTED = "Party: Acme\nAmount: 500 EUR\nDate: 1 March 2026"


def test_each_field_is_counted_by_itself_with_its_interval_the_weakest_first():
    answers = [
        "Party: ACME\nAmount: 500.00 EUR\nDate: 2026-03-01",
        "Party: Acme Ltd\nAmount: 500 EUR\nDate: 2026-03-01",
        "Party: Acme Ltd\nAmount: 750 EUR\nDate: 2026-03-01",
        "Amount: 500 EUR\nDate: 2026-03-01",
    ]
    party, amount, date = field_counts(WORKFLOW, [(answer, EXPECTED) for answer in answers])
    assert [(one.name, one.right, one.of) for one in (party, amount, date)] == [
        ("Party", 1, 4),
        ("Amount", 3, 4),
        ("Date", 4, 4),
    ]
    assert (party.low, party.high) == clopper_pearson(1, 4)
    assert party.why == "it reads differently" and date.why == ""


def test_a_field_counts_only_where_it_is_expected():
    [party] = field_counts(WORKFLOW, [("Party: Acme", "Party: Acme"), ("Party: Acme", "no fields here")])
    assert (party.right, party.of) == (1, 1)
    assert field_counts(WORKFLOW, []) == []


def test_settings_that_cannot_work_say_so():
    wrong = Workflow(1, "Invoices", scorer_settings={"fields": {"tolerance_rate": "much"}})
    with pytest.raises(BadSetting):
        field_counts(wrong, [("Party: A", "Party: A")])
