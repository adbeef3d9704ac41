"""The Candidates page on an empty workspace, on worked data, and for each kind of candidate."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from tests.connectors.stub_server import Reply, StubServer, chat, free_port, serving
from tests.runs.building import a_world, endpoint, rules, split
from tests.store.building import a_small_world, a_workflow
from workbench.domain import AnswerType, CandidateKind
from workbench.runs.outputs_file import import_outputs
from workbench.runs.planning import is_agreed
from workbench.store import candidate as candidates
from workbench.store.database import Database

PAGE = Path(__file__).parents[2] / "pages" / "candidates.py"
FRAME = f"""
import runpy
from workbench import ui
with ui.no_traceback():
    ui.draw_workflow_picker()
    ui.show_notices()
    runpy.run_path({str(PAGE)!r})
"""
TRY = "Try it on three items"


@pytest.fixture(autouse=True)
def a_page_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Links need the frame's table of pages; here they draw themselves, and leaving goes to the same page."""

    def link(page: str, label: str, query_params: dict[str, str] | None = None, **_: Any) -> None:
        streamlit.caption(f"LINK {label} {page} {query_params}")

    def leave(page: str, query_params: dict[str, str] | None = None) -> None:
        assert page == "pages/candidates.py"
        streamlit.query_params.from_dict(query_params or {})
        streamlit.rerun()

    monkeypatch.setattr(streamlit, "page_link", link)
    monkeypatch.setattr(streamlit, "switch_page", leave)


@pytest.fixture
def stub() -> Iterator[StubServer]:
    with serving(chat("Law", prompt_tokens=100, completion_tokens=10)) as server:
        yield server


def open_page(**query: str) -> AppTest:
    page = AppTest.from_string(FRAME, default_timeout=30)
    for name, value in query.items():
        page.query_params[name] = value
    return settled(page.run())


def settled(page: AppTest) -> AppTest:
    assert not page.exception
    assert "could not be drawn" not in said(page)
    return page


def said(page: AppTest) -> str:
    """Every sentence on the page, without the escapes of Markdown."""
    kinds = ("title", "subheader", "markdown", "caption", "info", "warning", "error", "success", "toast")
    body = "\n".join(element.value for kind in kinds for element in getattr(page, kind))
    return body.replace("\\", "").replace("&#58;", ":").replace("\u2060", "")


def press(page: AppTest, label: str) -> AppTest:
    return settled(button(page, label).click().run())


def button(page: AppTest, label: str) -> Any:
    return next(one for one in page.button if one.label == label)


def enter(page: AppTest, label: str, value: Any) -> None:
    field = next(one for one in [*page.text_input, *page.number_input] if one.label == label)
    settled(field.set_value(value).run())


def test_no_workflow_leads_to_one(database: Database):
    assert "No workflow yet" in said(open_page())


def test_no_dataset_and_no_candidate_teach(database: Database):
    a_workflow(database)
    page = said(open_page())
    assert "has no golden dataset yet" in page and "LINK Upload a golden dataset" in page


def test_no_candidate_offers_the_five_kinds(database: Database):
    a_world(database)
    page = said(open_page())
    assert "No candidate yet" in page
    for kind in CandidateKind:
        assert f"LINK {kind.words}" in page and f"'add': '{kind.value}'" in page


def test_the_list_says_what_there_is_and_whether_it_has_run(database: Database):
    workflow, _, candidate, _ = a_small_world(database)
    priced = {"base_url": "http://h/v1", "model": "m", "usd_per_million_input_tokens": 0.15}
    candidates.add_candidate(database, workflow.workflow_id, "*GPT*", CandidateKind.ENDPOINT, priced)
    page = said(open_page())
    assert "2 candidates; 1 has run. Run the other one, or add another." in page
    assert "$0.15 in, $0.00 out per million tokens" in page and "not yet" in page
    assert "3 items, " in page and "free, runs here" in page
    assert (
        f"LINK *GPT* pages/candidates.py {{'workflow': 'Clauses', 'candidate': '{candidate.candidate_id + 1}'}}"
        in page
    )


def test_changed_settings_become_version_2_and_the_earlier_run_is_named(database: Database):
    workflow, _, _, _ = a_small_world(database)
    candidate = candidates.list_candidates(database, workflow.workflow_id)[0]
    candidates.set_candidate_settings(database, candidate, {"rules": [{"pattern": "text", "answer": "A"}]})
    page = open_page(candidate=str(candidate.candidate_id))
    assert "Rules · version 2 · has run: an earlier version: 3 items" in said(page)
    assert button(page, "Save as version 3").disabled
    enter(page, "If no rule matches", "Other")
    page = press(page, "Save as version 3")
    assert "Rules · version 3" in said(page) and "until it has run again" in said(page)
    stored = candidates.get_candidate(database, candidate.candidate_id)
    assert stored.settings["otherwise"] == "Other" and stored.settings["rules"] == [
        {"pattern": "text", "answer": "A"}
    ]


def test_versions_are_listed_with_what_changed_and_an_earlier_one_is_used_again(database: Database):
    workflow, _ = a_world(database)
    first = endpoint(database, workflow, "http://127.0.0.1:9/v1", system="Answer with one word.")
    page = open_page(candidate=str(first.candidate_id))
    assert not [one for one in page.expander if "versions" in one.label]
    changed = first.settings | {"system": "Answer with the category's name.", "temperature": 0.4}
    candidates.set_candidate_settings(database, first, changed)
    page = open_page(candidate=str(first.candidate_id))
    [versions] = [one for one in page.expander if "versions" in one.label]
    assert "Last changed" in versions.label
    told = said(page)
    assert "Temperature: 0 → 0.4" in told
    assert "Answer with :red[~~one word~~]:green[**the category's name**]." in told
    assert "Version 2, " in told and "not run" in told and "The first one." in told
    page = press(page, "Use the settings of version 1 again")
    assert "“Model” is at version 3, with the settings of 1." in said(page)
    assert candidates.get_candidate(database, first.candidate_id).settings == first.settings


def test_trying_takes_unsaved_edits_and_stores_nothing(database: Database):
    workflow, _ = a_world(database)
    candidate = rules(database, workflow, ("nothing of the kind", "X"))
    page = open_page(candidate=str(candidate.candidate_id))
    enter(page, "If no rule matches", "Cap")
    page = press(page, TRY)
    table = page.dataframe[-1].value
    assert list(table["Answer"]) == ["Cap"] * 3 and set(table["Cost"]) == {"free"}
    assert candidates.get_candidate(database, candidate.candidate_id).version_number == 1
    enter(page, "If no rule matches", "Law")
    assert "(before the last change)" in said(page)


def test_a_trained_candidate_says_what_it_learns_from_or_that_splits_are_missing(database: Database):
    _, version = a_world(database)
    page = open_page(add="trained")
    assert "has none yet. Draw splits first" in said(page) and "LINK Draw splits" in said(page)
    page = press(page, TRY)
    assert "has none. Draw splits on the Golden datasets page first." in said(page)
    split(database, version, train=0.6, holdout=0.4)
    page = open_page(add="trained")
    assert "learns from the 24 items of the train split" in said(page)
    assert "judged on the other 16 items" in said(page)
    page = press(page, TRY)
    table = page.dataframe[-1].value
    assert list(table["Answer"]) == list(table["Expected"]) and all(table["Confidence"].str.endswith("%"))
    page = press(page, "Add candidate")
    assert "“Trained on our answers” is added." in said(page)


def test_a_trained_candidate_for_other_answers_is_refused_calmly(database: Database):
    a_world(database, answer_type=AnswerType.NUMBER)
    assert "A trained candidate answers with a category" in said(open_page(add="trained"))


def test_an_endpoint_is_tried_with_cost_and_added_under_its_models_name(database: Database, stub: StubServer):
    a_world(database)
    page = open_page(add="endpoint")
    enter(page, "Base URL", stub.base_url)
    enter(page, "Model", "small-1")
    enter(page, "USD per million tokens in", 20.0)
    page = press(page, TRY)
    assert set(page.dataframe[-1].value["Cost"]) == {"$0.002"}
    page = press(page, "Add candidate")
    assert "“small-1” is added." in said(page) and "Model over the network · version 1" in said(page)
    stored = candidates.find_candidate(database, 1, "small-1")
    assert stored and stored.settings["usd_per_million_input_tokens"] == 20.0
    assert "usd_per_item" not in stored.settings


def test_a_wrong_key_and_a_pasted_key_are_said(
    database: Database, stub: StubServer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("STUB_KEY", "wrong")
    stub.script = lambda body: Reply(401, {"error": {"message": "Incorrect key"}})
    workflow, _ = a_world(database)
    candidate = endpoint(database, workflow, stub.base_url, key_variable="STUB_KEY")
    page = press(open_page(candidate=str(candidate.candidate_id)), TRY)
    assert "Every item failed:" in said(page) and "refuses the key in STUB_KEY" in said(page)
    assert not page.dataframe
    enter(page, "Environment variable that holds the key", "sk-abcdefghij0123456789")
    assert "seems to hold a key itself" in said(page)
    page = press(page, "Save as version 2")
    assert candidates.get_candidate(database, candidate.candidate_id).version_number == 1


def test_a_host_elsewhere_is_named_and_agreed_to_before_any_call(database: Database):
    workflow, _ = a_world(database)
    candidate = endpoint(database, workflow, f"http://model.invalid:{free_port()}/v1")
    page = open_page(candidate=str(candidate.candidate_id))
    assert "Each call sends the column “text” of one item and the instructions to model.invalid" in said(page)
    assert button(page, TRY).disabled
    settled(page.checkbox[0].check().run())
    assert not button(page, TRY).disabled
    enter(page, "Temperature", 0.5)
    page = press(page, "Save as version 2")
    stored = candidates.get_candidate(database, candidate.candidate_id)
    host = stored.settings["base_url"].removeprefix("http://").removesuffix("/v1")
    assert is_agreed(database, stored, host, ("text",))
    assert not is_agreed(database, stored, "elsewhere.invalid", ("text",))
    assert not button(page, TRY).disabled


def test_a_missing_model_file_is_said_calmly(database: Database):
    a_world(database)
    page = open_page(add="small_model")
    enter(page, "Path of a .gguf file on this machine", "/no/such/file.gguf")
    assert "no file" in said(page) or "is not installed" in said(page)
    assert not page.error


def test_outputs_from_a_file_show_three_and_keep_the_price(database: Database):
    workflow, _ = a_world(database)
    file = b"id,answer,verdict\nk0,Law,correct\nk1,Law,incorrect\n"
    import_outputs(
        database,
        file,
        "v.csv",
        workflow.workflow_id,
        None,
        "id",
        "answer",
        "verdict",
        candidate_name="Vendor",
    )
    candidate = candidates.find_candidate(database, workflow.workflow_id, "Vendor")
    assert candidate
    page = press(open_page(candidate=str(candidate.candidate_id)), TRY)
    assert set(page.dataframe[-1].value["Label"]) == {"correct", "incorrect"}
    enter(page, "USD per item", 0.02)
    page = press(page, "Save as version 2")
    assert "version 2 · 2 outputs, " in said(page)
    assert "$0.02 an item" in said(open_page())


def test_deleting_counts_the_labels_and_needs_the_name(database: Database):
    workflow, _, candidate, _ = a_small_world(database)
    page = open_page(candidate=str(candidate.candidate_id))
    assert "also deletes 1 run and 3 outputs" in said(page)
    enter(page, "Type the name of the candidate to delete it", "Rules")
    page = press(page, "Delete this candidate")
    assert "“Rules” was deleted." in said(page) and "No candidate yet" in said(page)
    assert candidates.list_candidates(database, workflow.workflow_id, with_archived=True) == []


def test_an_archived_candidate_leaves_the_list_and_comes_back(database: Database):
    _, _, candidate, _ = a_small_world(database)
    page = press(open_page(candidate=str(candidate.candidate_id)), "Archive")
    assert "No candidate yet" in said(page)
    page = press(page, "Bring back Rules")
    assert "1 candidate; it has run." in said(page)


def test_an_address_of_another_workflows_candidate_shows_the_list(database: Database):
    _, _, candidate, _ = a_small_world(database, name="Alpha")
    a_small_world(database, name="Beta")
    page = open_page(workflow="Beta", candidate=str(candidate.candidate_id))
    assert "1 candidate; it has run." in said(page)
    assert "candidate" not in page.query_params
