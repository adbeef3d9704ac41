from datetime import date

import pytest

from workbench.domain import Answer
from workbench.errors import BadSetting
from workbench.runs.prices import (
    is_priced,
    keep_price,
    listed_price,
    own_prices,
    priced,
    set_own_prices,
    token_prices,
    with_list_prices,
)
from workbench.store.database import Database

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
    assert priced(Answer(failure_reason="cut", input_tokens=1_000, output_tokens=0), PRICES).cost_usd == 0.002


def test_work_on_this_machine_is_free_unless_priced():
    assert priced(Answer("x"), {}, is_local=True).cost_usd == 0.0
    assert priced(Answer("x"), {"usd_per_item": 0.01}, is_local=True).cost_usd == 0.01


LISTED = {"provider": "anthropic", "model": "claude-haiku-5-5", "max_tokens": 100}


def test_the_price_list_counts_where_nothing_was_entered():
    settings = with_list_prices(LISTED)
    assert is_priced(settings) and token_prices(settings) == pytest.approx((0.1e-6, 0.5e-6))
    assert priced(TOKENS, settings).cost_usd == pytest.approx(1_000 * 0.1e-6 + 100 * 0.5e-6)


def test_a_price_of_the_candidates_own_wins_even_where_it_is_nothing():
    assert token_prices(with_list_prices(LISTED | PRICES)) == pytest.approx((2e-6, 10e-6))
    assert priced(TOKENS, with_list_prices(LISTED | {"usd_per_million_input_tokens": 0.0})).cost_usd is None


def test_tokens_of_the_cache_have_prices_of_their_own():
    answer = Answer("x", input_tokens=1_000, output_tokens=0, cached_tokens=600, cache_write_tokens=100)
    assert priced(answer, with_list_prices(LISTED)).cost_usd == pytest.approx(
        (300 * 0.1 + 600 * 0.01 + 100 * 0.125) / 1e6
    )
    # Where no other price is known, they cost what all tokens in cost.
    assert priced(answer, PRICES).cost_usd == pytest.approx(1_000 * 2 / 1e6)
    impossible = Answer("x", input_tokens=10, output_tokens=0, cached_tokens=600)
    assert priced(impossible, with_list_prices(LISTED)).cost_usd == pytest.approx(10 * 0.01 / 1e6)


def test_a_long_prompt_has_the_price_of_long_prompts():
    answer = Answer("x", input_tokens=100_001, output_tokens=10)
    assert priced(answer, with_list_prices(LISTED)).cost_usd == pytest.approx(
        (100_001 * 0.5 + 10 * 2.5) / 1e6
    )


def test_a_cost_the_reply_states_stands():
    assert priced(Answer("x", cost_usd=0.5), {}).cost_usd == 0.5
    assert priced(Answer("x", cost_usd=0.5), {"usd_per_item": 0.1}).cost_usd == pytest.approx(0.6)


def test_the_workspaces_own_prices_win_over_the_list(database: Database):
    keep_price(database, LISTED | PRICES, date(2026, 11, 25))
    keep_price(database, LISTED | PRICES | {"usd_per_million_input_tokens": 3.0}, date(2026, 11, 26))
    price = listed_price(LISTED, own_prices(database))
    assert price is not None and price.is_own
    assert (price.input, price.output, price.checked_on) == (3.0, 10.0, "2026-11-26")
    assert own_prices(database).count("claude-haiku-5-5") == 1


def test_a_wrong_price_list_is_not_stored(database: Database):
    with pytest.raises(BadSetting):
        set_own_prices(database, "provider,model,input,output\nopenai,m,x,1")
    assert own_prices(database) == ""


def test_a_server_of_ones_own_has_no_listed_price():
    assert listed_price({"base_url": "http://127.0.0.1:1/v1", "model": "gpt-4o"}) is None
    assert listed_price({"base_url": "", "model": ""}) is None
