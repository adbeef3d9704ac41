"""The Runs page on an empty workspace, before a first run, while runs are under way, and with a history."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from tests.connectors.stub_server import Reply, StubServer, chat, serving
from tests.runs.building import GatedModel, a_world, endpoint, rules, split, trained
from tests.store.building import a_workflow
from workbench.domain import Answer, CandidateKind, RunState
from workbench.runs.execution import execute_run, recover_runs, wait_for
from workbench.runs.planning import is_agreed, plan_run
from workbench.runs.resuming import resume_cut_off, resumes_by_itself
from workbench.store import candidate as candidates
from workbench.store import run as runs
from workbench.store import workflow as workflows
from workbench.store.database import Database

PAGE = Path(__file__).parents[2] / "pages" / "runs.py"
FRAME = f"""
import runpy
from workbench import ui
with ui.no_traceback():
    ui.draw_workflow_picker()
    ui.show_notices()
    runpy.run_path({str(PAGE)!r})
"""


@pytest.fixture(autouse=True)
def a_page_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Links need the frame's table of pages; here they draw themselves."""

    def link(page: str, label: str, **_: Any) -> None:
        streamlit.caption(f"LINK {label} {page}")

    monkeypatch.setattr(streamlit, "page_link", link)


@pytest.fixture
def stub() -> Iterator[StubServer]:
    def script(body: dict[str, Any]) -> Reply:
        is_lost = "part 3" in body["messages"][-1]["content"]
        return Reply(400, {"error": {"message": "too long"}}) if is_lost else chat("Law")

    with serving(script=script) as server:
        yield server


def open_page(**query: object) -> AppTest:
    page = AppTest.from_string(FRAME, default_timeout=30)
    for name, value in query.items():
        page.query_params[name] = str(value)
    return page.run()


def said(page: AppTest) -> str:
    """Everything the page says in words, without the escapes of Markdown."""
    assert not page.exception
    parts = [
        *page.title,
        *page.subheader,
        *page.markdown,
        *page.caption,
        *page.info,
        *page.warning,
        *page.error,
    ]
    return "\n".join(str(part.value) for part in parts).replace("\\", "").replace("&#58;", ":")


def button(page: AppTest, label: str) -> Any:
    return next(one for one in page.button if one.label == label)


def choose(page: AppTest, *names: str) -> AppTest:
    chosen = page.multiselect[0]
    return chosen.set_value([option for option in chosen.options if option in names]).run()


def test_an_empty_workspace_teaches(database: Database) -> None:
    assert "No workflow yet" in said(open_page())


def test_without_a_dataset_or_a_candidate_it_says_what_is_missing(database: Database) -> None:
    a_workflow(database, "Bare")
    assert "“Bare” has no golden dataset yet" in said(open_page(workflow="Bare"))
    workflow, _ = a_world(database)
    page = said(open_page(workflow=workflow.name))
    assert "No candidate that can run yet" in page and "LINK Add a candidate pages/candidates.py" in page


def test_outputs_from_a_file_are_explained_and_not_offered(database: Database) -> None:
    workflow, _ = a_world(database)
    candidates.add_candidate(database, workflow.workflow_id, "Vendor", CandidateKind.FILE, {})
    page = open_page(workflow=workflow.name)
    assert "The outputs of “Vendor” come from a file" in said(page) and not page.multiselect
    rules(database, workflow)
    assert open_page(workflow=workflow.name).multiselect[0].options == ["Rules"]


def test_what_runs_would_take_is_said_before_they_start(database: Database, stub: StubServer) -> None:
    workflow, version = a_world(database)
    split(database, version, train=0.5, holdout=0.5)
    rules(database, workflow)
    trained(database, workflow)
    endpoint(database, workflow, stub.base_url, usd_per_million_input_tokens=100.0)
    page = open_page(workflow=workflow.name)
    assert "No candidate has run yet" in said(page)
    page = choose(page, "Rules", "Trained", "Model")
    table = page.dataframe[0].value
    assert list(table["Calls"]) == [20, 20, 20]
    assert list(table["Cost, USD"])[:2] == ["no cost", "no cost"] and " to $" in table["Cost, USD"][2]
    assert set(table["Data goes to"]) == {"stays on this machine"}
    assert "Over Golden, version 1, holdout: 60 calls in all, $" in said(page)
    assert not button(page, "Start 3 runs").disabled
    assert stub.requests == [] and runs.list_runs(database) == []


def test_the_candidate_that_a_link_asks_for_is_chosen(database: Database, stub: StubServer) -> None:
    workflow, _ = a_world(database, 4)
    rules(database, workflow)
    model = endpoint(database, workflow, stub.base_url)
    page = open_page(workflow=workflow.name, candidate=model.candidate_id)
    assert page.multiselect[0].value == [model.candidate_id]
    assert open_page(workflow=workflow.name, candidate=99).multiselect[0].value != [model.candidate_id]


def test_a_trained_candidate_is_refused_on_what_it_learns_from(database: Database) -> None:
    workflow, version = a_world(database)
    split(database, version, train=0.5, holdout=0.5)
    trained(database, workflow)
    page = open_page(workflow=workflow.name)
    items = next(one for one in page.selectbox if one.label == "Items")
    page = items.set_value("train").run()
    assert "learns from the train split" in said(page)
    assert not [one for one in page.button if one.label.startswith("Start")]
    page = next(one for one in page.selectbox if one.label == "Items").set_value("all").run()
    assert list(page.dataframe[0].value["Left out"]) == [20]


def test_starts_several_runs_limited_to_so_many_items(database: Database) -> None:
    workflow, version = a_world(database)
    split(database, version, train=0.5, holdout=0.5)
    rules(database, workflow)
    trained(database, workflow)
    page = open_page(workflow=workflow.name)
    page.number_input[0].set_value(7).run()
    button(page, "Start 2 runs").click()
    page.run()
    started = runs.list_runs(database)
    assert [run.planned_count for run in started] == [7, 7]
    assert all(wait_for(database, run.run_id, 20) for run in started)
    page = open_page(workflow=workflow.name, run=started[0].run_id)
    assert "The newest run: “Trained” finished: 7 of 7 items done." in said(page)
    assert "Run 2: Trained over Golden, version 1, holdout" in said(page)


def test_names_host_and_columns_and_starts_only_once_agreed(database: Database) -> None:
    workflow, _ = a_world(database)
    away = endpoint(database, workflow, "https://models.example.com/v1")
    page = open_page(workflow=workflow.name)
    assert "“Model” sends the column “text” of every item to models.example.com" in said(page)
    assert "the cost is not known" in said(page)
    assert button(page, "Start 1 run").disabled
    page = page.checkbox[0].check().run()
    assert not button(page, "Start 1 run").disabled
    assert not is_agreed(database, away, "models.example.com", ("text",))


def test_resuming_asks_too_where_nobody_has_agreed_yet(database: Database) -> None:
    workflow, version = a_world(database)
    run = plan_run(database, endpoint(database, workflow, "https://models.example.com/v1"), version)
    runs.set_run_state(database, run.run_id, RunState.STOPPED, "Stopped with 40 items left.")
    page = open_page(workflow=workflow.name, run=run.run_id)
    assert button(page, "Resume, 40 left").disabled
    assert "models.example.com" in said(page)


@pytest.fixture
def model() -> Iterator[GatedModel]:
    model = GatedModel(allowed=10)
    with serving(script=model) as model.stub:
        yield model
        model.open()


def test_a_run_under_way_is_shown_stopped_and_resumed(database: Database, model: GatedModel) -> None:
    workflow, _ = a_world(database, 30)
    endpoint(database, workflow, model.stub.base_url, concurrency=1)
    page = open_page(workflow=workflow.name)
    button(page, "Start 1 run").click().run()
    model.wait_until_asked(11)
    page = open_page(workflow=workflow.name)
    assert "1 run under way: " in said(page) and " of 30 items done" in said(page)
    assert not page.multiselect, "the form stays folded while something runs"
    page = button(page, "Stop").click().run()
    assert button(page, "Stopping").disabled
    model.allowed = 11
    [run] = runs.list_runs(database)
    assert wait_for(database, run.run_id, 20)
    page = open_page(workflow=workflow.name, run=run.run_id)
    assert "“Model” was stopped: 11 of 30 items done." in said(page)
    model.open()
    button(page, "Resume, 19 left").click().run()
    assert wait_for(database, run.run_id, 30)
    assert model.asked == 30
    assert runs.get_run(database, run.run_id).state is RunState.FINISHED


COUNTED = """
from workbench.domain import Answer
from workbench.runs.progress import Progress
from workbench.store import run as runs, workflow as workflows
from workbench.ui.pickers import database
from workbench.ui.run_outputs import read_run_outputs
[run] = runs.list_runs(database())
items = runs.list_pending_items(database(), run.run_id)
runs.add_outputs(database(), run.run_id, [(items[0].item_id, Answer("Cap"))])
read_run_outputs(workflows.get_workflow(database(), run.workflow_id), Progress(run, is_under_way=True))
"""


def test_outputs_under_a_heading_are_those_it_counts_though_more_arrive(database: Database) -> None:
    workflow, version = a_world(database, 6)
    run = plan_run(database, rules(database, workflow), version)
    items = runs.list_pending_items(database, run.run_id)
    runs.add_outputs(database, run.run_id, [(item.item_id, Answer("Law")) for item in items[:2]])
    page = AppTest.from_string(COUNTED, default_timeout=30).run()
    assert len(page.dataframe[0].value) == 2
    assert list(page.button_group[0].options)[:2] == ["All 2", "Answered 2"]
    assert runs.get_run(database, run.run_id).done_count == 3


def test_a_run_that_is_under_way_is_not_started_again(database: Database, model: GatedModel) -> None:
    workflow, _ = a_world(database, 20)
    endpoint(database, workflow, model.stub.base_url, concurrency=1)
    page = open_page(workflow=workflow.name)
    button(page, "Start 1 run").click().run()
    [run] = runs.list_runs(database)
    page = open_page(workflow=workflow.name)
    page.session_state["run-form"] = True
    page = choose(page.run(), "Model")
    assert "“Model” is answering these items already: see run 1 above." in said(page)
    model.open()
    assert wait_for(database, run.run_id, 20)


def test_failures_are_rows_with_their_reason_and_can_be_retried(database: Database, stub: StubServer) -> None:
    workflow, version = a_world(database, 10)
    run = plan_run(database, endpoint(database, workflow, stub.base_url), version)
    execute_run(database, run.run_id)
    page = open_page(workflow=workflow.name, run=run.run_id)
    assert "“Model” finished: 10 of 10 items done, 1 of them failed." in said(page)
    assert "1 item failed: " in said(page) and "too long" in said(page)
    history, outputs = (one.value for one in page.dataframe[-2:])
    assert (history["Done"][0], history["Failed"][0], history["State"][0]) == ("10 of 10", 1, "finished")
    assert len(outputs) == 10
    lost = outputs[outputs["Item"] == "k3"].iloc[0]
    assert lost["Output"].startswith("The call failed: ") and lost["Verdict"] == ""
    stub.script = lambda body: chat("Law")
    button(page, "Retry 1 failed").click().run()
    assert wait_for(database, run.run_id, 20)
    assert runs.get_run(database, run.run_id).failed_count == 0


def test_outputs_are_filtered_and_searched(database: Database) -> None:
    workflow, version = a_world(database, 30)
    run = plan_run(database, rules(database, workflow, ("laws", "Law")), version)
    execute_run(database, run.run_id)
    page = open_page(workflow=workflow.name, run=run.run_id)
    assert len(page.dataframe[-1].value) == 20, "a page holds twenty"
    search = next(one for one in page.text_input if one.label == "Search")
    page = search.set_value("part 29").run()
    [row] = page.dataframe[-1].value.to_dict("records")
    assert (row["Item"], row["Output"], row["Verdict"]) == ("k29", "No answer given.", "no answer")
    page = next(one for one in page.text_input if one.label == "Search").set_value("nowhere").run()
    assert "No output matches." in said(page)


def test_a_run_cut_off_by_the_end_of_the_app_is_offered_for_resumption(database: Database) -> None:
    workflow, version = a_world(database)
    run = plan_run(database, rules(database, workflow), version)
    runs.set_run_state(database, run.run_id, RunState.RUNNING)
    runs.set_interrupted(database)
    page = open_page(workflow=workflow.name)
    assert "“Rules” was cut off when the app ended: 0 of 40 items are stored." in said(page)
    button(page, "Resume, 40 left").click()
    page.run()
    assert wait_for(database, run.run_id, 20)
    assert runs.get_run(database, run.run_id).state is RunState.FINISHED


def test_cut_off_runs_go_on_by_themselves_where_that_is_set_and_the_page_says_so(database: Database) -> None:
    workflow, version = a_world(database)
    run = plan_run(database, rules(database, workflow), version)
    page = open_page(workflow=workflow.name)
    [toggle] = [one for one in page.toggle if one.label == "Cut-off runs go on by themselves"]
    assert not toggle.value
    toggle.set_value(True).run()
    assert resumes_by_itself(database)
    runs.set_run_state(database, run.run_id, RunState.RUNNING)
    recover_runs(database)
    assert resume_cut_off(database) == {run.run_id}
    assert wait_for(database, run.run_id, 20)
    page = open_page(workflow=workflow.name)
    assert "“Rules” was cut off when the app ended, and went on when it started again" in said(page)


def test_what_is_answered_already_and_what_the_judge_would_cost_is_said(
    database: Database, stub: StubServer
) -> None:
    workflow, version = a_world(database, 20)
    model = endpoint(database, workflow, stub.base_url, usd_per_item=0.01)
    workflows.set_workflow(
        database,
        replace(
            workflow,
            trusted_scorer="judge",
            scorer_settings={"judge": {"candidate_id": float(model.candidate_id)}},
        ),
    )
    execute_run(database, plan_run(database, model, version, limit=8).run_id)
    page = choose(open_page(workflow=workflow.name), "Model")
    [row] = page.dataframe[0].value.to_dict("records")
    answered = 20 - row["Calls"]
    assert (row["Items"], row["Reused"]) == (20, answered) and answered >= 7
    assert f"{answered} of 20 already answered: reused, not paid." in said(page)
    assert f"Judging the new answers by “Model” takes {row['Calls']} calls more, $" in said(page)
    opened = open_page(workflow=workflow.name, run=1)
    assert button(opened, f"Ask the judge about {answered} answers")
    [reuse] = [one for one in page.toggle if one.label == "Reuse earlier answers"]
    page = reuse.set_value(False).run()
    assert "already answered" not in said(page) and page.dataframe[0].value["Calls"][0] == 20


def test_a_run_pauses_at_its_cap_and_the_next_one_reuses_what_was_paid(
    database: Database, stub: StubServer
) -> None:
    workflow, _ = a_world(database, 12)
    endpoint(database, workflow, stub.base_url, concurrency=1, usd_per_million_input_tokens=1000.0)
    page = open_page(workflow=workflow.name)
    capped = next(one for one in page.number_input if one.label == "At most per run, USD")
    capped.set_value(0.05)
    button(page, "Save caps").click()
    assert "it pauses at the cap of $0.05 per run." in said(page.run())
    button(page, "Start 1 run").click().run()
    [run] = runs.list_runs(database)
    assert wait_for(database, run.run_id, 20)
    paid = len(stub.requests)
    page = open_page(workflow=workflow.name)
    assert "“Model” paused at a spending cap: " in said(page)
    assert 5 <= paid <= 7, "the cap, the call that failed, and the one in flight"
    page = choose(page, "Model")
    capped = next(one for one in page.number_input if one.label == "At most per run, USD")
    capped.set_value(5.0)
    button(page, "Save caps").click().run()
    page = choose(page, "Model")
    assert f"{runs.get_run(database, run.run_id).done_count - 1} of 12 already answered" in said(page)
    button(page, "Start 1 run").click().run()
    newer = runs.list_runs(database)[0]
    assert newer.run_id != run.run_id and wait_for(database, newer.run_id, 20)
    assert "reused from earlier runs and not paid for again." in said(open_page(run=newer.run_id))
    assert len(stub.requests) == 13, "the item that failed is asked again"
