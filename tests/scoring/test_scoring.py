import time
from dataclasses import replace

import pandas as pd
import pytest

from tests.store.building import a_candidate, a_run, a_version, a_workflow
from workbench.domain import Answer, AnswerType, Workflow
from workbench.errors import BadSetting
from workbench.scoring.scoring import check_scorer, rescore_outputs, score_outputs
from workbench.store import dataset as datasets
from workbench.store import run as runs
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


def test_the_usual_scorer_and_the_trusted_one_score_as_outputs_come_in_and_say_why_not(database: Database):
    workflow = a_workflow(
        database,
        answer_type=AnswerType.NUMBER,
        trusted_scorer="exact",
        scorer_settings={"number": {"tolerance": 1}},
    )
    version = a_version(database, workflow, {"a": ("t", "9.8 million"), "b": ("u", "100")})
    run = a_run(database, a_candidate(database, workflow), version, {"a": "10 million", "b": "101"})
    assert score_outputs(database, workflow.workflow_id) == 4

    def standing(scorer: str) -> dict[str, tuple[bool, str]]:
        rows = runs.list_standing_outputs(database, run.run_id, scorer)
        return {row["item_key"]: (row["is_correct"], row["explanation"]) for row in rows}

    assert standing("number") == {"a": (True, ""), "b": (True, "")}
    assert standing("exact")["b"] == (False, "it reads differently")
    assert [row["item_key"] for row in runs.list_outputs(database, run.run_id)] == ["b", "a"]
    assert evidence(database, workflow.workflow_id, version.dataset_version_id)["verdict"]["b"] == "incorrect"


def test_changed_settings_score_anew_and_what_a_judge_said_is_kept(database: Database):
    workflow = a_workflow(database, answer_type=AnswerType.NUMBER, trusted_scorer="number")
    version = a_version(database, workflow, {"a": ("t", "100")})
    run = a_run(database, a_candidate(database, workflow), version, {"a": "101"})
    score_outputs(database, workflow.workflow_id)
    output_id = runs.list_outputs(database, run.run_id)[0]["output_id"]
    runs.add_scores(
        database,
        "judge",
        pd.DataFrame({"output_id": [output_id], "is_correct": [True], "is_correct_strict": [True]}),
    )
    verdict = lambda: evidence(database, workflow.workflow_id, version.dataset_version_id)["verdict"]["a"]  # noqa: E731
    assert verdict() == "incorrect"
    workflows.set_workflow(database, replace(workflow, scorer_settings={"number": {"tolerance": 1.0}}))
    rescore_outputs(database, workflow.workflow_id)
    assert verdict() == "correct"
    assert runs.list_standing_outputs(database, run.run_id, "judge")[0]["is_correct"]
    assert workflows.get_workflow(database, workflow.workflow_id).scorer_settings == {
        "number": {"tolerance": 1.0}
    }


def test_a_scorer_that_cannot_tell_leaves_an_output_unlabelled(database: Database):
    workflow = a_workflow(database, answer_type=AnswerType.SHORT_TEXT, trusted_scorer="date")
    version = a_version(database, workflow, {"a": ("t", "upon closing"), "b": ("u", "1999-06-21")})
    a_run(database, a_candidate(database, workflow), version, {"a": "1 May 2020", "b": "21 June 1999"})
    score_outputs(database, workflow.workflow_id)
    table = evidence(database, workflow.workflow_id, version.dataset_version_id)
    assert table["verdict"].to_dict() == {"a": "unlabelled", "b": "correct"}
    assert table["basis"].to_dict() == {"a": "none", "b": "scorer"}


def test_categories_are_those_of_the_dataset_where_the_workflow_names_none(database: Database):
    settings = {"category": {"reading": "named"}}
    workflow = a_workflow(database, trusted_scorer="category", scorer_settings=settings)
    version = a_version(database, workflow, {"a": ("t", "Cap"), "b": ("u", "Law")})
    a_run(database, a_candidate(database, workflow), version, {"a": "It is a cap.", "b": "Law, or else Cap"})
    score_outputs(database, workflow.workflow_id)
    table = evidence(database, workflow.workflow_id, version.dataset_version_id)
    assert table["verdict"].to_dict() == {"a": "correct", "b": "incorrect"}


def test_settings_that_cannot_work_are_refused_before_they_are_saved():
    def checked(scorer: str, **settings: object) -> None:
        check_scorer(Workflow(1, "W", trusted_scorer=scorer, scorer_settings={scorer: settings}))

    checked("number", tolerance=2)
    check_scorer(Workflow(1, "W"))
    for scorer, settings in (("regex", {"pattern": "("}), ("category", {"synonyms": "x"}), ("nobody", {})):
        with pytest.raises(BadSetting):
            checked(scorer, **settings)


def test_a_version_without_input_columns_is_scored_by_each_items_own_and_every_other_answer(
    database: Database,
):
    workflow = a_workflow(database, trusted_scorer="exact")
    items = pd.DataFrame(
        {"item_key": ["a", "b"], "content": "{}", "expected": ["Law", "Cap"], "content_hash": ["1", "2"],
         "position": [0, 1]}
    )  # fmt: skip
    version = datasets.add_version(database, workflow.workflow_id, "Golden", [], items, datasets.Source())
    a_run(database, a_candidate(database, workflow), version, {"a": "Cap"})
    assert score_outputs(database, workflow.workflow_id) == 1
    table = evidence(database, workflow.workflow_id, version.dataset_version_id)
    assert (bool(table["is_correct"]["a"]), bool(table["is_correct_strict"]["a"])) == (True, False)


def test_the_categories_of_a_dataset_are_those_of_all_its_items(database: Database):
    settings = {"category": {"reading": "named"}}
    workflow = a_workflow(database, trusted_scorer="category", scorer_settings=settings)
    texts = {"a": ("t1", "Cap on Liability"), "b": ("t2", "Law"), "c": ("t3", " "), "d": ("t4", "Law")}
    version = a_version(database, workflow, texts)
    assert datasets.list_expected(database, version.dataset_version_id, 9) == ["Cap on Liability", "Law", " "]
    answers = {"b": "It is Law.", "d": "It is Law, or Cap on Liability."}  # no item with the other is scored
    a_run(database, a_candidate(database, workflow), version, answers)
    score_outputs(database, workflow.workflow_id)
    verdicts = evidence(database, workflow.workflow_id, version.dataset_version_id)["verdict"]
    assert verdicts.to_dict() == {"b": "correct", "d": "incorrect"}
