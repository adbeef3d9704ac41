"""What providers charge: the list that comes with the app (prices.csv), and rows of the workspace's own that win.

One row = one model of one provider, in US dollars per million tokens; an empty cell means the provider lists no such
price. `long_…` prices hold for the whole call where its prompt has more than `long_above_tokens` tokens.
"""

import csv
import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

from workbench.connectors.endpoints import EndpointSettings, is_local
from workbench.errors import BadSetting

PRICES_PATH = Path(__file__).with_name("prices.csv")
_AMOUNTS = (
    "input", "cached_input", "cache_write", "output", "batch_input", "batch_output", "long_above_tokens", "long_input",
    "long_cached_input", "long_output",
)  # fmt: skip
COLUMNS = ("provider", "model", *_AMOUNTS, "checked_on", "source")

# What may follow a model's name without making it another model: a date or a revision. Not "latest", which moves on.
_REVISION = re.compile(r"[-@:](preview|\d{4}-?\d{2}-?\d{2}|\d{3,4}|v\d+(:\d+)?|\d{4}-\d{2}-\d{2}-preview)")
_PLACE = re.compile(r"^(us|eu|apac|jp|au|ca|sa|in|us-gov)\.")
# Providers whose models are charged as another's, and hosts that belong to a provider.
_CHARGED_AS = {"openai_responses": "openai", "azure_openai": "openai"}
_HOSTS = {
    "api.openai.com": "openai",
    "api.anthropic.com": "anthropic",
    "generativelanguage.googleapis.com": "gemini",
    "api.mistral.ai": "mistral",
}


@dataclass(frozen=True)
class ModelPrice:
    """US dollars per million tokens; None where the provider lists no such price."""

    provider: str
    model: str
    input: float
    output: float
    cached_input: float | None = None
    cache_write: float | None = None
    batch_input: float | None = None
    batch_output: float | None = None
    long_above_tokens: float | None = None
    long_input: float | None = None
    long_cached_input: float | None = None
    long_output: float | None = None
    checked_on: str = ""
    source: str = ""
    is_own: bool = False


def price_of(settings: EndpointSettings, own_prices: str = "") -> ModelPrice | None:
    """The listed price of an endpoint's model; `own_prices`: CSV text with the workspace's own rows, which win.

    None where the model is not listed, or runs on a server of one's own. Raises BadSetting for unreadable rows.
    """
    provider, model = listed_as(settings)
    own = read_prices(own_prices, is_own=True)
    rows = own if is_local(settings.base_url) else (*own, *listed_prices())
    for name in _names(model):
        found = _find(rows, provider, name)
        if found:
            return found
    return None


def listed_as(settings: EndpointSettings) -> tuple[str, str]:
    """The provider and the model under which an endpoint's prices are listed."""
    provider = _CHARGED_AS.get(settings.provider, settings.provider)
    if provider == "openai_compatible":
        host = (urlsplit(settings.base_url).hostname or "").casefold()
        provider = "openai" if host.endswith(".openai.azure.com") else _HOSTS.get(host, provider)
    return provider, settings.model


def written_prices(rows: Iterable[ModelPrice]) -> str:
    """The rows as CSV text, as `read_prices` reads them."""
    lines = StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        amounts = [getattr(row, name) for name in _AMOUNTS]
        cells = ["" if amount is None else f"{amount:.10g}" for amount in amounts]
        writer.writerow([row.provider, row.model, *cells, row.checked_on, row.source])
    return lines.getvalue()


def read_prices(text: str, is_own: bool = False) -> tuple[ModelPrice, ...]:
    """The rows of a price list as CSV text. Raises BadSetting naming the row."""
    if not text.strip():
        return ()
    reader = csv.DictReader(StringIO(text.strip("\ufeff\n")))
    missing = [
        name for name in ("provider", "model", "input", "output") if name not in (reader.fieldnames or ())
    ]
    if missing:
        raise BadSetting(
            f"The price list has no column “{missing[0]}”. Its columns are {', '.join(COLUMNS)}."
        )
    return tuple(price_row(number, row, is_own) for number, row in enumerate(reader, start=2))


def price_row(number: int, row: Mapping[str, str], is_own: bool = False) -> ModelPrice:
    """One row of a list, {column: cell as text}; `number` names it in a refusal. Raises BadSetting."""
    amounts: dict[str, float | None] = {}
    for name in _AMOUNTS:
        cell = (row.get(name) or "").strip()
        try:
            amounts[name] = float(cell) if cell else None
        except ValueError as error:
            raise BadSetting(
                f"Row {number} of the price list has “{cell}” as {name}. Enter a number."
            ) from error
        if not 0 <= (amounts[name] or 0) < float("inf"):
            raise BadSetting(f"Row {number} of the price list has {cell} as {name}. Enter 0 or more.")
    provider, model = ((row.get(name) or "").strip() for name in ("provider", "model"))
    if amounts["input"] is None or amounts["output"] is None or not provider or not model:
        raise BadSetting(
            f"Row {number} of the price list lacks its provider, model, input or output price. Fill it in, or leave "
            "the row out."
        )
    checked_on = (row.get("checked_on") or "").strip()
    try:
        checked_on = date.fromisoformat(checked_on).isoformat() if checked_on else ""
    except ValueError as error:
        raise BadSetting(
            f"Row {number} of the price list has “{checked_on}” as its date. Write it like 2026-11-25."
        ) from error
    return ModelPrice(
        provider=provider,
        model=model,
        checked_on=checked_on,
        source=(row.get("source") or "").strip(),
        is_own=is_own,
        **amounts,  # type: ignore[arg-type]
    )


@functools.cache
def listed_prices() -> tuple[ModelPrice, ...]:
    """The list that comes with the app."""
    return read_prices(PRICES_PATH.read_text("utf-8"))


def _names(model: str) -> list[str]:
    """The names a model may be listed under: as written, and for Bedrock without the part that names a geography."""
    name = model.strip().casefold().removeprefix("models/")
    rest = _PLACE.sub("", name)
    return list(dict.fromkeys((name, f"regional.{rest}", rest)))


def _find(rows: Iterable[ModelPrice], provider: str, name: str) -> ModelPrice | None:
    """The row of exactly this model, else of the longest name of which it is a revision; own rows come first."""
    same = [row for row in rows if row.provider == provider]
    exact = [row for row in same if row.model.casefold() == name]
    alike = sorted(
        (row for row in same if _is_revision(name, row.model.casefold())), key=lambda row: -len(row.model)
    )
    own = [row for row in (*exact, *alike) if row.is_own]
    return next(iter((*own, *exact, *alike)), None)


def _is_revision(name: str, listed: str) -> bool:
    return name.startswith(listed) and bool(_REVISION.fullmatch(name[len(listed) :]))
