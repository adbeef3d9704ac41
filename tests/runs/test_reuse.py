from typing import Any

from tests.connectors.stub_server import Reply, chat, serving
from tests.runs.building import a_world, endpoint, rules
from tests.store.building import a_version
from workbench.connectors.questions import Question
from workbench.domain import AnswerType, Workflow
from workbench.runs.execution import execute_run
from workbench.runs.planning import plan_run
from workbench.runs.reuse import RequestKeys
from workbench.store import candidate as candidates
from workbench.store import run as runs
from workbench.store.database import Database

SETTINGS = {"base_url": "http://localhost:1/v1", "model": "small", "temperature": 0.0}


def key(question: Question | None = None, workflow: Workflow | None = None, **changed: Any) -> int:
    workflow = workflow or Workflow(1, "Clauses", categories=("Law", "Cap"))
    return RequestKeys(SETTINGS | changed, workflow).key_for(question or Question("q"))


def test_the_same_question_under_the_same_settings_has_the_same_number():
    assert key() == key(timeout_s=5.0, concurrency=3, usd_per_item=2.0, calls_a_minute=7)


def test_whatever_changes_the_answer_changes_the_number():
    others = [
        key(Question("other")),
        key(Question("q", system="be short")),
        key(model="large"),
        key(temperature=0.7),
        key(max_tokens=17),
        key(samples=3),
        key(base_url="http://localhost:2/v1"),
        key(workflow=Workflow(1, "Clauses", answer_type=AnswerType.NUMBER)),
    ]
    assert len({key(), *others}) == len(others) + 1


def test_a_second_run_pays_for_nothing_again(database: Database):
    workflow, version = a_world(database, 20)
    with serving(chat("Law")) as stub:
        candidate = endpoint(database, workflow, stub.base_url, usd_per_item=0.01)
        for _ in range(3):
            run = plan_run(database, candidate, version)
            execute_run(database, run.run_id)
        assert len(stub.requests) == 20
        again = runs.get_run(database, run.run_id)
        assert (again.done_count, again.reused_count, again.cost_usd) == (20, 20, 0.0)
        costs = {row["cost_usd"] for row in runs.list_standing_outputs(database, run.run_id, "exact")}
        assert costs == {0.01}  # what an answer costs is known all the same
        fresh = plan_run(database, candidate, version, reuses=False)
        execute_run(database, fresh.run_id)
        assert len(stub.requests) == 40
    assert runs.get_run(database, fresh.run_id).reused_count == 0


def test_only_changed_items_of_a_new_version_are_asked(database: Database):
    workflow, version = a_world(database, 4)
    changed = {f"k{n}": (f"governed by the laws of a state, item {n}", "Law") for n in range(2)}
    with serving(chat("Law")) as stub:
        candidate = endpoint(database, workflow, stub.base_url)
        execute_run(database, plan_run(database, candidate, version).run_id)
        kept = {"k0": ("governed by the laws of a state, part 0", "Law"), "k9": changed["k1"]}
        newer = a_version(database, workflow, kept)
        run = plan_run(database, candidate, newer)
        execute_run(database, run.run_id)
        assert len(stub.requests) == 5
    assert runs.get_run(database, run.run_id).reused_count == 1


def test_a_changed_setting_is_asked_anew(database: Database):
    workflow, version = a_world(database, 4)
    with serving(chat("Law")) as stub:
        candidate = endpoint(database, workflow, stub.base_url)
        execute_run(database, plan_run(database, candidate, version).run_id)
        settings = dict(candidate.settings) | {"temperature": 0.5}
        changed = candidates.set_candidate_settings(database, candidate, settings)
        execute_run(database, plan_run(database, changed, version).run_id)
        assert len(stub.requests) == 8


def test_a_failure_is_never_reused(database: Database):
    workflow, version = a_world(database, 2)
    replies = [Reply(status=400, body='{"error": "no"}')] * 2 + [chat("Law")]
    with serving(*replies) as stub:
        candidate = endpoint(database, workflow, stub.base_url)
        for _ in range(2):
            run = plan_run(database, candidate, version)
            execute_run(database, run.run_id)
        assert len(stub.requests) == 4
    done = runs.get_run(database, run.run_id)
    assert (done.failed_count, done.reused_count) == (0, 0)


def test_rules_cost_nothing_and_are_not_reused(database: Database):
    workflow, version = a_world(database, 4)
    candidate = rules(database, workflow)
    for _ in range(2):
        run = plan_run(database, candidate, version)
        execute_run(database, run.run_id)
    assert runs.get_run(database, run.run_id).reused_count == 0
