from tests.connectors.stub_server import chat, serving
from tests.runs.building import a_world, endpoint, rules
from workbench.domain import Candidate, DatasetVersion, Run
from workbench.runs.exchange import Exchange, exchange_for
from workbench.runs.execution import execute_run
from workbench.runs.planning import plan_run
from workbench.store import run as runs
from workbench.store import workflow as workflows
from workbench.store.database import Database


def run_over(database: Database, candidate: Candidate, version: DatasetVersion) -> Run:
    run = plan_run(database, candidate, version)
    execute_run(database, run.run_id)
    return run


def exchange(database: Database, run: Run) -> Exchange | None:
    return exchange_for(database, run, runs.list_standing_outputs(database, run.run_id, "exact")[0])


def test_shows_the_request_as_it_was_sent_and_the_reply(database: Database, monkeypatch):
    monkeypatch.setenv("MY_KEY", "sk-secret")
    workflow, version = a_world(database, 2)
    with serving(chat("The answer is: Law")) as stub:
        candidate = endpoint(database, workflow, stub.base_url, key_variable="MY_KEY")
        run = run_over(database, candidate, version)
        sent = stub.requests[0]["messages"][-1]["content"]
    found = exchange(database, run)
    assert found is not None and found.is_as_sent
    assert found.request.startswith(f"POST {stub.base_url}/chat/completions")
    assert sent.splitlines()[0] in found.request
    assert "sk-secret" not in found.request
    assert found.reply == "The answer is: Law"


def test_says_when_the_instructions_have_changed_since(database: Database):
    workflow, version = a_world(database, 2)
    with serving(chat("Law")) as stub:
        run = run_over(database, endpoint(database, workflow, stub.base_url), version)
    changed = workflows.get_workflow(database, workflow.workflow_id)
    workflows.set_workflow(database, type(changed)(**vars(changed) | {"prompt_template": "Sort {text}"}))
    found = exchange(database, run)
    assert found is not None and not found.is_as_sent
    assert "Sort governed by" in found.request


def test_rules_have_no_exchange(database: Database):
    workflow, version = a_world(database, 2)
    assert exchange(database, run_over(database, rules(database, workflow), version)) is None
