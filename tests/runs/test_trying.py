import pytest

from tests.connectors.stub_server import Reply, chat, serving
from tests.runs.building import a_world, endpoint, rules, split, trained
from workbench.domain import CandidateKind, OutputState, Split
from workbench.errors import BadSetting
from workbench.runs.trying import try_candidate
from workbench.store import candidate as candidates
from workbench.store import run as runs
from workbench.store.database import Database


def test_tries_three_items_outside_the_holdout_and_stores_nothing(database: Database):
    workflow, version = a_world(database)
    split(database, version, dev=0.5, holdout=0.5)
    candidate = rules(database, workflow)
    tried = try_candidate(database, candidate, version)
    assert len(tried) == 3
    assert all(answer.text == item.expected and item.split is Split.DEV for item, answer in tried)
    assert tried == [
        (item, answer)
        for (item, _), (_, answer) in zip(try_candidate(database, candidate, version), tried, strict=True)
    ]
    assert runs.list_runs(database, workflow.workflow_id) == []


def test_a_trained_candidate_is_tried_on_what_it_has_not_learnt(database: Database):
    workflow, version = a_world(database)
    split(database, version, train=0.5, holdout=0.5)
    tried = try_candidate(database, trained(database, workflow), version)
    assert [item.split for item, _ in tried] == [Split.HOLDOUT] * 3
    assert all(answer.text == item.expected and answer.confidence for item, answer in tried)


def test_an_endpoint_shows_answers_with_cost_or_why_not(database: Database):
    workflow, version = a_world(database)
    with serving(chat("Law", prompt_tokens=100, completion_tokens=10)) as stub:
        candidate = endpoint(database, workflow, stub.base_url, usd_per_million_input_tokens=1.0)
        answers = [answer for _, answer in try_candidate(database, candidate, version)]
        assert [answer.text for answer in answers] == ["Law"] * 3
        assert answers[0].cost_usd == pytest.approx(0.0001)
        missing = candidates.set_candidate_settings(
            database, candidate, candidate.settings | {"key_variable": "NO_SUCH_VARIABLE"}
        )
        lost = [answer for _, answer in try_candidate(database, missing, version)]
    assert all(
        answer.state is OutputState.FAILED and "NO_SUCH_VARIABLE" in answer.failure_reason for answer in lost
    )


def test_whoever_waits_for_a_trial_is_told_soon_what_is_wrong(database: Database):
    workflow, version = a_world(database)
    for trouble, calls in ((Reply(500, {"error": {"message": "no disk"}}), 6), (_BUSY, 3)):
        with serving(trouble) as stub:
            candidate = endpoint(database, workflow, stub.base_url, concurrency=3)
            tried = try_candidate(database, candidate, version)
            assert len(stub.requests) == calls
            candidates.delete_candidate(database, candidate.candidate_id)
        assert all(answer.failure_reason for _, answer in tried)


_BUSY = Reply(429, {"error": {"message": "slow down"}}, {"retry-after": "60"})


def test_settings_that_cannot_work_are_said(database: Database):
    workflow, version = a_world(database)
    with pytest.raises(BadSetting, match="Rule 1"):
        try_candidate(database, rules(database, workflow, ("/(/", "X")), version)
    vendor = candidates.add_candidate(database, workflow.workflow_id, "Vendor", CandidateKind.FILE, {})
    with pytest.raises(BadSetting, match="come from a file"):
        try_candidate(database, vendor, version)
