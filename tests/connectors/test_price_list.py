import csv
from datetime import date

import pytest

from workbench.connectors.catalogue import list_providers
from workbench.connectors.endpoints import EndpointSettings
from workbench.connectors.price_list import COLUMNS, PRICES_PATH, price_of, read_prices, written_prices
from workbench.errors import BadSetting


def listed(provider: str, model: str, own: str = "", base_url: str = "https://x.example.com") -> str | None:
    found = price_of(EndpointSettings(base_url, model, provider=provider), own)
    return found and found.model


def test_every_row_has_prices_a_date_and_a_source():
    rows = list(csv.DictReader(PRICES_PATH.open(encoding="utf-8")))
    assert tuple(rows[0]) == COLUMNS and len(rows) > 150
    names = {provider.name for provider in list_providers()}
    for row in rows:
        assert row["provider"] in names
        assert float(row["input"]) >= 0 and float(row["output"]) >= 0
        assert date.fromisoformat(row["checked_on"]) and row["source"].startswith("https://")
        assert not row["cached_input"] or float(row["cached_input"]) <= float(row["input"])
        assert not row["batch_input"] or float(row["batch_input"]) <= float(row["input"])
    assert len({(row["provider"], row["model"]) for row in rows}) == len(rows)


@pytest.mark.parametrize(
    ("provider", "model", "row"),
    [
        ("openai", "gpt-4o-mini", "gpt-4o-mini"),
        ("openai", "gpt-4o-mini-2024-07-18", "gpt-4o-mini"),
        ("openai", "gpt-4o-something-else", None),
        ("openai_responses", "gpt-4.1", "gpt-4.1"),
        ("azure_openai", "gpt-4.1", "gpt-4.1"),
        ("anthropic", "claude-sonnet-4-5-20250929", "claude-sonnet-4-5"),
        ("gemini", "models/gemini-2.5-flash", "gemini-2.5-flash"),
        ("mistral", "mistral-large-latest", None),  # which model that is changes
        ("bedrock", "eu.amazon.nova-lite-v1:0", "amazon.nova-lite-v1:0"),
        ("bedrock", "us.anthropic.claude-haiku-4-5-20251001-v1:0", "regional.anthropic.claude-haiku-4-5-20251001-v1:0"),
        ("openai_compatible", "gpt-4o", None),
    ],
)  # fmt: skip
def test_finds_a_models_row_and_never_another_models(provider: str, model: str, row: str | None):
    assert listed(provider, model) == row


def test_a_compatible_address_of_a_provider_has_its_prices():
    assert listed("openai_compatible", "gpt-4o", base_url="https://api.openai.com/v1") == "gpt-4o"


def test_the_workspaces_own_rows_win_and_can_name_any_server():
    own = "provider,model,input,output\nopenai,gpt-4o,1,2\nopenai_compatible,small,0.1,0.2\n"
    found = price_of(EndpointSettings("https://x", "gpt-4o", provider="openai"), own)
    assert found is not None and (found.input, found.output, found.is_own) == (1.0, 2.0, True)
    assert listed("openai_compatible", "small", own) == "small"


def test_what_is_written_reads_the_same():
    rows = read_prices(PRICES_PATH.read_text("utf-8"))
    assert read_prices(written_prices(rows)) == rows


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("model,input,output\nm,1,2", "no column “provider”"),
        ("provider,model,input,output\nopenai,m,one,2", "Row 2 of the price list has “one” as input"),
        ("provider,model,input,output\nopenai,m,1,-2", "Enter 0 or more"),
        ("provider,model,input,output\nopenai,m,1,", "Row 2 of the price list lacks"),
        ("provider,model,input,output,checked_on\nopenai,m,1,2,25.11.", "Write it like 2026-11-25"),
    ],
)
def test_a_wrong_row_is_named(text: str, says: str):
    with pytest.raises(BadSetting, match=says):
        read_prices(text)
