"""The workspace's prices as a whole: the app's list with the workspace's own rows in it, taken out, changed, taken in.

Only what differs from the app's list is stored, each such row with its date and source.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, replace
from datetime import date
from typing import NamedTuple

from workbench.connectors.catalogue import list_providers
from workbench.connectors.price_list import (
    COLUMNS,
    ModelPrice,
    listed_prices,
    price_row,
    read_prices,
    written_prices,
)
from workbench.errors import BadSetting
from workbench.runs.prices import own_prices, set_own_prices
from workbench.spreadsheets.tables import Table
from workbench.spreadsheets.writing import Figure, Sheet, SheetColumn
from workbench.store.database import Database

ENTERED = "entered in this workspace"
TITLES = {
    "provider": "Provider", "model": "Model", "input": "Tokens in", "cached_input": "Cached tokens",
    "cache_write": "Tokens written to the cache", "output": "Tokens out", "batch_input": "Tokens in, in batches",
    "batch_output": "Tokens out, in batches", "long_above_tokens": "Long above so many tokens",
    "long_input": "Tokens in, long", "long_cached_input": "Cached tokens, long", "long_output": "Tokens out, long",
    "checked_on": "Checked on", "source": "Source",
}  # fmt: skip
_PRICED = tuple(name for name in COLUMNS if name not in ("provider", "model", "checked_on", "source"))


class PriceChange(NamedTuple):
    """A row of a list that is not what holds now; `before` None for a model that is new."""

    before: ModelPrice | None
    after: ModelPrice


def list_prices(database: Database) -> list[ModelPrice]:
    """Every price that holds in the workspace, by provider and model: its own rows in place of the app's."""
    found = {_key(row): row for row in listed_prices()}
    found |= {_key(row): row for row in read_prices(own_prices(database), is_own=True)}
    return [found[key] for key in sorted(found)]


def price_sheet(prices: Iterable[ModelPrice]) -> Sheet:
    """The list as a sheet that `prices_in` reads back."""
    figures = {
        "provider": Figure.TEXT,
        "model": Figure.TEXT,
        "checked_on": Figure.TEXT,
        "source": Figure.TEXT,
    }
    return Sheet(
        "Prices",
        [SheetColumn(TITLES[name], figures.get(name, Figure.GENERAL)) for name in COLUMNS],
        [[getattr(row, name) for name in COLUMNS] for row in prices],
    )


def prices_in(table: Table) -> list[ModelPrice]:
    """The rows of an uploaded list. Raises BadSetting naming the column or the row."""
    by_title = {title.casefold(): name for name, title in TITLES.items()} | {name: name for name in COLUMNS}
    columns = {
        by_title[column.strip().casefold()]: column
        for column in table.columns
        if column.strip().casefold() in by_title
    }
    for name in ("provider", "model", "input", "output"):
        if name not in columns:
            raise BadSetting(
                f"{table.place} has no column “{TITLES[name]}”, so it is no price list. Download the list, change it, "
                "and upload that file."
            )
    cells = {name: [_cell(value) for value in table.values(column)] for name, column in columns.items()}
    known = {provider.name for provider in list_providers()}
    found: dict[tuple[str, str], ModelPrice] = {}
    for n, number in enumerate(table.row_numbers):
        row = price_row(number, {name: column[n] for name, column in cells.items()})
        if row.provider not in known:
            raise BadSetting(
                f"Row {number} of the price list has “{row.provider}” as provider. Write one of "
                f"{', '.join(sorted(known))}."
            )
        if _key(row) in found:
            raise BadSetting(
                f"Row {number} of the price list has {row.model} a second time. Keep one of the two rows."
            )
        found[_key(row)] = row
    return list(found.values())


def changes_in(database: Database, prices: Iterable[ModelPrice]) -> list[PriceChange]:
    """The rows whose prices are not those that hold now. Rows that a list leaves out stay as they are."""
    now = {_key(row): row for row in list_prices(database)}
    return [
        PriceChange(now.get(_key(row)), row)
        for row in prices
        if _key(row) not in now or _prices_of(now[_key(row)]) != _prices_of(row)
    ]


def take_over(database: Database, changes: Sequence[PriceChange], on: date, source: str) -> int:
    """Make changed prices those of the workspace; returns how many.

    A row that says neither when nor where its price was found, or still says what stood there before it changed, gets
    this date and this source.
    """
    own = {_key(row): row for row in read_prices(own_prices(database))}
    for before, after in changes:
        is_old_date = not after.checked_on or (before and before.checked_on == after.checked_on)
        is_old_source = not after.source or (before and before.source == after.source)
        own[_key(after)] = replace(
            after,
            checked_on=on.isoformat() if is_old_date else after.checked_on,
            source=source if is_old_source else after.source,
        )
    set_own_prices(database, written_prices(own[key] for key in sorted(own)))
    return len(changes)


def forget_own_prices(database: Database) -> None:
    """Let the app's own list hold again for every model."""
    set_own_prices(database, "")


def edited(row: ModelPrice, amounts: Mapping[str, float | None]) -> ModelPrice:
    """A row with other prices. Raises BadSetting where a price in or out is missing or below zero."""
    told = {name: getattr(row, name) for name in _PRICED} | dict(amounts)
    cells = {name: _cell(value) for name, value in told.items()}
    try:
        return price_row(0, cells | {"provider": row.provider, "model": row.model})
    except BadSetting as error:
        raise BadSetting(f"{row.model} needs a price for tokens in and out, each 0 or more.") from error


def _key(row: ModelPrice) -> tuple[str, str]:
    return row.provider, row.model.casefold()


def _prices_of(row: ModelPrice) -> tuple[object, ...]:
    return astuple(replace(row, model="", checked_on="", source="", is_own=False))


def _cell(value: object) -> str:
    if value is None or value != value:
        return ""
    return (
        f"{value:.10g}"
        if isinstance(value, int | float) and not isinstance(value, bool)
        else str(value).strip()
    )
