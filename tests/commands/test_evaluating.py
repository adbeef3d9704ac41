"""Running from the terminal: all candidates in one go, what it would cost, and caps that are set, shown and held."""

import pytest

from tests.connectors.stub_server import chat, serving
from tests.runs.building import a_world, endpoint, rules, trained
from workbench.commands import perform
from workbench.domain import CandidateKind
from workbench.errors import BadSetting
from workbench.runs.budget import Caps, get_caps, set_caps
from workbench.store import candidate as candidates
from workbench.store import run as runs
from workbench.store.database import Database

PRICE = {"usd_per_item": 0.01}


def plain(sentence: str) -> str:
    return sentence.replace("\N{NO-BREAK SPACE}", " ")


def test_all_candidates_run_in_one_go_and_those_that_cannot_are_named(database: Database) -> None:
    workflow, _ = a_world(database, 12)
    rules(database, workflow)
    trained(database, workflow)
    candidates.add_candidate(database, workflow.workflow_id, "Vendor", CandidateKind.FILE, {})
    with serving(chat("Law")) as stub:
        endpoint(database, workflow, stub.base_url)
        result = perform(database, "run", {"workflow": "Clauses", "all_candidates": True})
    assert [one["candidate"] for one in result["runs"]] == ["Rules", "Model"]
    assert [one["done"] for one in result["runs"]] == [12, 12]
    [refused] = result["refused"]
    assert refused["row"] == "Trained" and "has none" in refused["reason"]


def test_without_a_name_it_says_how_to_name_one_or_all(database: Database) -> None:
    a_world(database, 4)
    with pytest.raises(BadSetting, match="--all-candidates"):
        perform(database, "run", {"workflow": "Clauses"})
    with pytest.raises(BadSetting, match="no candidate that can run"):
        perform(database, "run", {"workflow": "Clauses", "all_candidates": True})


def test_says_what_it_would_take_and_runs_nothing(database: Database) -> None:
    workflow, _ = a_world(database, 12)
    with serving(chat("Law")) as stub:
        endpoint(database, workflow, stub.base_url, **PRICE)
        params = {"workflow": "Clauses", "candidates": ["Model"]}
        perform(database, "run", params | {"limit": 5})
        set_caps(database, Caps(month_usd=0.1))
        result = perform(database, "run", params | {"estimate": True})
        assert len(stub.requests) == 5 and len(runs.list_runs(database)) == 1
    [one] = result["estimates"]
    assert (one["items"], one["reused"], one["calls"], one["high_usd"]) == (12, 5, 7, pytest.approx(0.07))
    said = plain(result["sentence"])
    assert said.startswith(
        "Nothing ran. It would take 7 calls in all, $0.07. 5 of 12 already answered: reused"
    )
    assert "$0.05 is left" in said


def test_what_was_answered_is_asked_anew_only_when_wanted(database: Database) -> None:
    workflow, _ = a_world(database, 6)
    with serving(chat("Law")) as stub:
        endpoint(database, workflow, stub.base_url)
        params = {"workflow": "Clauses", "candidates": ["Model"]}
        for more, asked in (({}, 6), ({}, 6), ({"reuse": False}, 12)):
            perform(database, "run", params | more)
            assert len(stub.requests) == asked


def test_caps_are_shown_set_and_taken_away(database: Database) -> None:
    a_world(database, 4)
    assert plain(perform(database, "caps", {})["sentence"]) == "No spending cap; $0 spent this month."
    found = perform(database, "caps", {"per_run": "$2.50", "per_month": "1,000"})
    assert found["sentence"].startswith("Cap $2.50 per run, $1,000.00 per month; ")
    assert perform(database, "caps", {"per_run": "none"})["per_run_usd"] is None
    assert get_caps(database) == Caps(None, 1000.0)
    for wrong in ("much", "0", "-3"):
        with pytest.raises(BadSetting):
            perform(database, "caps", {"per_run": wrong})


def test_a_run_that_pauses_at_a_cap_is_refused_with_the_way_on(database: Database) -> None:
    workflow, _ = a_world(database, 40)
    with serving(chat("Law")) as stub:
        endpoint(database, workflow, stub.base_url, concurrency=1, **PRICE)
        perform(database, "caps", {"per_month": "0.10"})
        params = {"workflow": "Clauses", "candidates": ["Model"]}
        result = perform(database, "run", params)
        assert len(stub.requests) == 10
        assert "Paused at the cap of $0.10 per month" in plain(result["sentence"])
        assert "workbench caps" in result["refused"][0]["reason"]
        perform(database, "caps", {"per_month": "none"})
        again = perform(database, "run", params | {"resume": True})
        assert again["refused"] == [] and again["runs"][0]["done"] == 40
        assert len(stub.requests) == 40
