import json
from dataclasses import replace
from typing import Any

from tests.connectors.stub_server import Reply, chat, serving
from tests.runs.building import a_world, endpoint, rules
from workbench.connectors.calling import LONGEST_KEPT_BODY
from workbench.domain import Candidate, DatasetVersion, Run, Workflow
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


def set_workflow(database: Database, workflow: Workflow, **changed: Any) -> None:
    workflows.set_workflow(database, replace(workflow, **changed))


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


def test_shows_the_instructions_that_were_sent_also_after_they_changed(database: Database):
    workflow, version = a_world(database, 2)
    with serving(chat("Law")) as stub:
        run = run_over(database, endpoint(database, workflow, stub.base_url), version)
    set_workflow(database, workflow, prompt_template="Sort {text}")
    found = exchange(database, run)
    assert found is not None and found.is_as_sent
    assert "Sort governed by" not in found.request


def test_shows_the_categories_that_were_sent_also_after_they_changed(database: Database):
    workflow, version = a_world(database, 2)
    with serving(chat("Law")) as stub:
        run = run_over(database, endpoint(database, workflow, stub.base_url, structured=True), version)
        sent = stub.requests
    set_workflow(database, workflow, categories=("Law", "Cap", "Tax"), description="Name the clause.")
    found = exchange(database, run)
    assert found is not None and found.is_as_sent
    assert json.loads(found.request.partition("\n\n")[2]) in sent


def test_says_when_something_else_that_is_asked_has_changed_since(database: Database):
    workflow, version = a_world(database, 2)
    with serving(chat("Law")) as stub:
        own = endpoint(database, workflow, stub.base_url, user_template="Sort {text}")
        run = run_over(database, own, version)
    set_workflow(database, workflow, categories=("Law", "Cap", "Tax"))
    found = exchange(database, run)
    assert found is not None and not found.is_as_sent


def test_the_whole_body_of_a_reply_is_kept_without_keys_and_cut(database: Database, monkeypatch):
    monkeypatch.setenv("MY_KEY", "sk-secret")
    workflow, version = a_world(database, 2)
    long = chat("Law", note="sk-secret", more="x" * 2 * LONGEST_KEPT_BODY)
    with serving(long) as stub:
        candidate = endpoint(database, workflow, stub.base_url, key_variable="MY_KEY")
        found = exchange(database, run_over(database, candidate, version))
    assert found is not None and found.reply == "Law"
    assert "(key)" in found.body and "sk-secret" not in found.body
    assert "more bytes, not kept" in found.body and len(found.body) < LONGEST_KEPT_BODY + 100


def test_a_refused_call_shows_the_status_and_the_body_without_keys(database: Database, monkeypatch):
    monkeypatch.setenv("MY_KEY", "sk-secret")
    workflow, version = a_world(database, 2)
    with serving(Reply(401, {"error": {"message": "wrong: sk-secret"}})) as stub:
        candidate = endpoint(database, workflow, stub.base_url, key_variable="MY_KEY")
        found = exchange(database, run_over(database, candidate, version))
    assert found is not None
    assert found.body == 'HTTP status 401\n\n{\n  "error": {\n    "message": "wrong: (key)"\n  }\n}'


def test_a_reused_output_shows_the_body_it_was_taken_from(database: Database):
    workflow, version = a_world(database, 2)
    with serving(chat("Law")) as stub:
        candidate = endpoint(database, workflow, stub.base_url)
        run_over(database, candidate, version)
        again = run_over(database, candidate, version)
        assert len(stub.requests) == 2
    found = exchange(database, again)
    assert found is not None and '"prompt_tokens": 10' in found.body


def test_a_run_that_keeps_no_replies_has_the_answer_text_alone(database: Database):
    workflow, version = a_world(database, 2)
    with serving(chat("Law")) as stub:
        candidate = endpoint(database, workflow, stub.base_url)
        run = plan_run(database, candidate, version, keeps_replies=False)
        execute_run(database, run.run_id)
    found = exchange(database, run)
    assert found is not None and (found.reply, found.body) == ("Law", "")


def test_a_lost_call_keeps_what_came_instead_of_an_answer(database: Database):
    workflow, version = a_world(database, 2)
    with serving(Reply(400, {"error": {"message": "too long", "code": "context"}})) as stub:
        run = run_over(database, endpoint(database, workflow, stub.base_url), version)
    found = exchange(database, run)
    assert found is not None and '"code": "context"' in found.body


def test_deleting_a_run_deletes_its_replies(database: Database):
    workflow, version = a_world(database, 2)
    with serving(chat("Law")) as stub:
        run = run_over(database, endpoint(database, workflow, stub.base_url), version)
    [first, _] = runs.list_standing_outputs(database, run.run_id)
    assert runs.get_reply(database, first["output_id"])
    runs.delete_run(database, run.run_id)
    with database.read() as session:
        assert session.cursor.execute("select count(*) from reply").fetchone() == (0,)


def test_rules_have_no_exchange(database: Database):
    workflow, version = a_world(database, 2)
    assert exchange(database, run_over(database, rules(database, workflow), version)) is None
