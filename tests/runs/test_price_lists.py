from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from workbench.connectors.price_list import ModelPrice, listed_prices
from workbench.errors import BadSetting
from workbench.runs.price_lists import (
    changes_in,
    edited,
    forget_own_prices,
    list_prices,
    price_sheet,
    prices_in,
    take_over,
)
from workbench.runs.prices import listed_price, own_prices
from workbench.spreadsheets.reading import read_table
from workbench.spreadsheets.results_csv import write_csv
from workbench.spreadsheets.writing import write_workbook
from workbench.store.database import Database

TODAY = date(2026, 11, 26)
HAIKU = {"provider": "anthropic", "model": "claude-haiku-5-5", "max_tokens": 100}


def haiku(database: Database) -> ModelPrice:
    return next(row for row in list_prices(database) if row.model == "claude-haiku-5-5")


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_list_taken_out_and_in_again_changes_nothing(database: Database, tmp_path: Path, ending: str):
    path = tmp_path / f"Price list.{ending}"
    sheet = price_sheet(list_prices(database))
    write_csv(path, sheet) if ending == "csv" else write_workbook(path, [sheet])
    read = prices_in(read_table(path))
    assert len(read) == len(listed_prices())
    assert changes_in(database, read) == []


def test_changed_and_new_rows_are_taken_over_with_date_and_source(database: Database):
    before = haiku(database)
    new = ModelPrice("mistral", "our-own", 1.0, 2.0, checked_on="2026-11-20", source="offer of 20 Nov")
    rows = [replace(before, output=9.0), new, *listed_prices()[:5]]
    changes = changes_in(database, rows)
    assert [(one.before, one.after.model) for one in changes] == [(before, before.model), (None, "our-own")]
    assert take_over(database, changes, TODAY, "uploaded from prices.xlsx") == 2
    after = haiku(database)
    assert (after.output, after.checked_on, after.source) == (9.0, "2026-11-26", "uploaded from prices.xlsx")
    assert after.is_own and after.input == before.input
    own = next(row for row in list_prices(database) if row.model == "our-own")
    assert (own.checked_on, own.source) == ("2026-11-20", "offer of 20 Nov")
    assert len(list_prices(database)) == len(listed_prices()) + 1
    price = listed_price(HAIKU, own_prices(database))
    assert price is not None and price.output == 9.0
    forget_own_prices(database)
    assert haiku(database) == before


def test_a_single_price_is_changed_and_what_is_not_shown_is_kept(database: Database):
    row = edited(haiku(database), {"input": 3.0, "cached_input": None})
    assert (row.input, row.cached_input, row.cache_write) == (3.0, None, haiku(database).cache_write)
    for wrong in (None, -1.0, float("nan"), float("inf")):
        with pytest.raises(BadSetting, match="claude-haiku-5-5 needs a price"):
            edited(haiku(database), {"input": wrong})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Model,Tokens in,Tokens out\nm,1,2\n", "no column “Provider”"),
        ("Provider,Model,Tokens in,Tokens out\nopenai,m,much,2\n", "Row 2 .* “much” as input"),
        ("Provider,Model,Tokens in,Tokens out\nopenai,m,1,-2\n", "Row 2 .* Enter 0 or more"),
        ("Provider,Model,Tokens in,Tokens out\nopenai,a,1,2\nopen ai,m,1,2\n", "Row 3 .* “open ai” as provider"),
        ("Provider,Model,Tokens in,Tokens out\nopenai,m,1,2\nopenai,M,1,2\n", "Row 3 .* a second time"),
        ("Provider,Model,Tokens in,Tokens out\nopenai,m,1,\nopenai,n,1,2\n", "Row 2 .* lacks"),
        ("Provider,Model,Tokens in,Tokens out,Checked on\nopenai,m,1,2,soon\n", "Row 2 .* “soon” as its date"),
    ],
)  # fmt: skip
def test_a_list_that_is_wrong_says_where(tmp_path: Path, text: str, sentence: str):
    (tmp_path / "list.csv").write_text(text)
    with pytest.raises(BadSetting, match=sentence):
        prices_in(read_table(tmp_path / "list.csv"))
