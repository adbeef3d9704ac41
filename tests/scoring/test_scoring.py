import time

import pandas as pd

from tests.store.building import a_candidate, a_run, a_version, a_workflow
from workbench.domain import Answer, AnswerType
from workbench.scoring.scoring import rescore_outputs, score_outputs
from workbench.store import workflow as workflows
from workbench.store.database import Database
from workbench.store.evidence import evidence_table


def evidence(database: Database, workflow_id: int, version_id: int) -> pd.DataFrame:
    return evidence_table(database, workflow_id, version_id).set_index("item_key")


def test_scores_any_and_strict_and_leaves_abstentions_failures_and_the_unanswerable_alone(database: Database):
    workflow = a_workflow(database, trusted_scorer="exact")
    texts = {
        "own": ("t1", "Law"), "twin 1": ("t2", "Law"), "twin 2": ("t2", "Cap"), "wrong": ("t3", "Law"),
        "abstained": ("t4", "Law"), "failed": ("t5", "Law"), "no expected": ("t6", None),
    }  # fmt: skip
    version = a_version(database, workflow, texts)
    answers = {
        "own": "law.", "twin 1": "Cap", "twin 2": "CAP", "wrong": "Cap", "abstained": None,
        "failed": Answer(failure_reason="lost"), "no expected": "Law",
    }  # fmt: skip
    a_run(database, a_candidate(database, workflow), version, answers)
    assert score_outputs(database, workflow.workflow_id) == 5
    table = evidence(database, workflow.workflow_id, version.dataset_version_id)
    assert table["verdict"].to_dict() == {
        "own": "correct", "twin 1": "correct", "twin 2": "correct", "wrong": "incorrect",
        "abstained": "no_answer", "failed": "failed", "no expected": "unlabelled",
    }  # fmt: skip
    strict = table["is_correct_strict"]
    assert (bool(strict["own"]), bool(strict["twin 1"]), bool(strict["twin 2"])) == (True, False, True)
    assert pd.isna(strict["no expected"])


def test_scoring_again_adds_nothing(database: Database):
    workflow = a_workflow(database)
    version = a_version(database, workflow, {"a": ("t", "Law")})
    a_run(database, a_candidate(database, workflow), version, {"a": "Law"})
    assert score_outputs(database, workflow.workflow_id) == 1
    assert score_outputs(database, workflow.workflow_id) == 0


def test_a_changed_answer_type_scores_anew(database: Database):
    workflow = a_workflow(database, answer_type=AnswerType.SHORT_TEXT, trusted_scorer="exact")
    version = a_version(database, workflow, {"a": ("t", "1577")})
    a_run(database, a_candidate(database, workflow), version, {"a": "$1,577.00"})
    score_outputs(database, workflow.workflow_id)
    before = evidence(database, workflow.workflow_id, version.dataset_version_id)["verdict"]["a"]
    changed = workflows.get_workflow(database, workflow.workflow_id)
    workflows.set_workflow(database, type(changed)(**changed.__dict__ | {"answer_type": AnswerType.NUMBER}))
    rescore_outputs(database, workflow.workflow_id)
    after = evidence(database, workflow.workflow_id, version.dataset_version_id)["verdict"]["a"]
    assert (before, after) == ("incorrect", "correct")


def test_long_texts_wait_for_people(database: Database):
    workflow = a_workflow(database, answer_type=AnswerType.LONG_TEXT)
    version = a_version(database, workflow, {"a": ("t", "Law")})
    a_run(database, a_candidate(database, workflow), version, {"a": "Law"})
    assert score_outputs(database, workflow.workflow_id) == 0


def test_ten_thousand_outputs_take_a_moment(database: Database):
    workflow = a_workflow(database)
    keys = [f"k{n}" for n in range(10_000)]
    version = a_version(database, workflow, {key: (f"text {key}", f"answer {key}") for key in keys})
    a_run(database, a_candidate(database, workflow), version, {key: f"Answer {key}." for key in keys})
    started = time.monotonic()
    assert score_outputs(database, workflow.workflow_id) == 10_000
    assert time.monotonic() - started < 10
