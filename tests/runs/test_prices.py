import pytest

from workbench.domain import Answer
from workbench.runs.prices import priced

TOKENS = Answer("x", input_tokens=1_000, output_tokens=100)
PRICES = {"usd_per_million_input_tokens": 2.0, "usd_per_million_output_tokens": 10.0}


def test_tokens_and_items_have_their_price():
    assert priced(TOKENS, PRICES).cost_usd == pytest.approx(0.003)
    assert priced(TOKENS, PRICES | {"usd_per_item": 0.01}).cost_usd == pytest.approx(0.013)
    assert priced(Answer("x"), {"usd_per_item": 0.01}).cost_usd == 0.01


def test_what_is_not_known_is_not_zero():
    assert priced(TOKENS, {}).cost_usd is None
    assert priced(Answer("x"), PRICES).cost_usd is None
    assert priced(Answer(failure_reason="lost"), {"usd_per_item": 0.01}).cost_usd is None


def test_work_on_this_machine_is_free_unless_priced():
    assert priced(Answer("x"), {}, is_local=True).cost_usd == 0.0
    assert priced(Answer("x"), {"usd_per_item": 0.01}, is_local=True).cost_usd == 0.01
