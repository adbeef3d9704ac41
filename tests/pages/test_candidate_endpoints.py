"""Describing a model over the network on the Candidates page: providers, prices, and testing the connection."""

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from tests.connectors.stub_server import Reply, StubServer, chat, free_port, serving
from tests.pages.test_candidates import a_page_alone, button, open_page, press, said, settled
from tests.runs.building import a_world, endpoint
from workbench.runs.prices import own_prices
from workbench.store import candidate as candidates
from workbench.store.database import Database

__all__ = ["a_page_alone"]
TEST = "Test connection"


@pytest.fixture
def stub() -> Iterator[StubServer]:
    with serving(chat("ready", 100, 10)) as server:
        yield server


def field(page: AppTest, label: str):
    every = (*page.text_input, *page.text_area, *page.number_input, *page.selectbox)
    return next(one for one in every if one.label == label)


def pick(page: AppTest, name: str) -> AppTest:
    return settled(field(page, "Server or provider").select(name).run())


def test_picking_a_provider_fills_in_its_address_and_asks_for_what_it_needs(database: Database):
    a_world(database)
    page = pick(open_page(add="endpoint"), "Anthropic")
    assert field(page, "Base URL").value == "https://api.anthropic.com/v1"
    assert field(page, "Environment variable that holds the key").value == "ANTHROPIC_API_KEY"
    page = pick(page, "Amazon Bedrock")
    assert field(page, "Variable that holds the access key").value == ""
    page = pick(page, "A vendor's service")
    assert field(page, "Address of the call").value == "" and field(page, "Request it takes").value == ""
    with pytest.raises(StopIteration):
        field(page, "Temperature")


def test_a_listed_price_is_shown_with_its_date_until_another_is_entered_and_kept(database: Database):
    a_world(database)
    page = pick(open_page(add="endpoint"), "OpenAI")
    assert "price list of 25 Nov 2026, gpt-4o-mini: $0.15 in and $0.60 out" in said(page)
    field(page, "USD per million tokens in").set_value(0.2)
    page = settled(field(page, "USD per million tokens out").set_value(0.8).run())
    assert "The price list says $0.15 in and $0.60 out" in said(page)
    page = press(page, next(one.label for one in page.button if one.label.startswith("Keep them")))
    assert "openai,gpt-4o-mini,0.2" in own_prices(database)


def test_the_connection_is_tested_in_words_and_the_words_go_when_the_settings_change(
    database: Database, stub: StubServer
):
    workflow, _ = a_world(database)
    candidate = endpoint(database, workflow, stub.base_url)
    page = press(open_page(candidate=str(candidate.candidate_id)), TEST)
    assert "Works: “small” at 127.0.0.1" in said(page)
    assert len(stub.requests) == 1 and "law" not in str(stub.requests[0]).casefold()
    page = settled(field(page, "Base URL").set_value(f"http://127.0.0.1:{free_port()}/v1").run())
    assert "Works:" not in said(page)
    page = press(page, TEST)
    assert "Nothing answers at 127.0.0.1" in said(page)


def test_a_wrong_key_is_said(database: Database):
    workflow, _ = a_world(database)
    with serving(Reply(401, {"error": {"message": "bad"}})) as stub:
        candidate = endpoint(database, workflow, stub.base_url)
        page = press(open_page(candidate=str(candidate.candidate_id)), TEST)
    assert "refuses calls without a key" in said(page)


def test_a_host_elsewhere_is_agreed_to_before_the_connection_is_tested(database: Database):
    workflow, _ = a_world(database)
    candidate = endpoint(database, workflow, "http://model.invalid/v1")
    page = open_page(candidate=str(candidate.candidate_id))
    assert button(page, TEST).disabled
    page = settled(page.checkbox[0].check().run())
    assert not button(page, TEST).disabled


def test_a_vendors_service_is_added_and_opened_again_as_it_was(database: Database):
    workflow, _ = a_world(database)
    with serving(Reply(body={"result": {"answer": "Law", "score": 0.9}})) as stub:
        page = pick(open_page(add="endpoint"), "A vendor's service")
        field(page, "Name").set_value("Clause tool")
        field(page, "Address of the call").set_value(stub.base_url)
        field(page, "Request it takes").set_value('{"q": "{text}"}')
        field(page, "Where its confidence stands").set_value("result.score")
        page = settled(field(page, "Where the answer stands").set_value("result.answer").run())
        page = press(page, "Try it on three items")
        assert set(page.dataframe[-1].value["Answer"]) == {"Law"}
        assert set(page.dataframe[-1].value["Confidence"]) == {"90\N{NO-BREAK SPACE}%"}
        page = press(page, "Add candidate")
    stored = candidates.find_candidate(database, workflow.workflow_id, "Clause tool")
    assert stored is not None and stored.settings["provider"] == "json_endpoint"
    page = open_page(candidate=str(stored.candidate_id))
    assert field(page, "Server or provider").value == "A vendor's service"
    assert button(page, "Save as version 2").disabled


def test_several_answers_at_temperature_0_are_refused(database: Database, stub: StubServer):
    workflow, _ = a_world(database)
    candidate = endpoint(database, workflow, stub.base_url)
    page = open_page(candidate=str(candidate.candidate_id))
    page = settled(field(page, "Answers per item").set_value(3).run())
    page = press(page, "Save as version 2")
    assert "At temperature 0 the 3 answers to an item would all be the same" in said(page)
