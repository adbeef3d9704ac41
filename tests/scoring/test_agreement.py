from dataclasses import replace

from tests.store.building import a_candidate, a_label, a_run, a_version, a_workflow, outputs_by_key
from workbench.domain import AnswerType, Verdict
from workbench.scoring.agreement import agreement_with_labels
from workbench.store.database import Database


def test_a_scorer_is_set_beside_what_people_said(database: Database) -> None:
    workflow = a_workflow(database, answer_type=AnswerType.NUMBER)
    texts = {
        "a": ("t1", "9.8 million"),
        "b": ("t2", "100"),
        "c": ("t3", "7"),
        "d": ("t4", "n/a"),
        "e": ("t5", "1"),
    }
    version = a_version(database, workflow, texts)
    answers = {"a": "9,800 thousand", "b": "101", "c": "7", "d": "3", "e": "2"}
    by_key = outputs_by_key(database, a_run(database, a_candidate(database, workflow), version, answers))
    said = {"a": Verdict.CORRECT, "b": Verdict.CORRECT, "c": Verdict.INCORRECT, "d": Verdict.CORRECT}
    for key, verdict in said.items():
        a_label(database, by_key[key], verdict)
    a_label(database, by_key["e"], Verdict.UNSURE)

    found = agreement_with_labels(database, workflow, "number")
    assert found is not None
    assert (found.same, found.compared) == (1, 3)  # d is no number, e nobody is sure of
    assert {one.key: (one.is_correct, one.why) for one in found.differences} == {
        "b": (False, "1 % off"), "c": (True, ""),
    }  # fmt: skip
    tolerant = replace(workflow, scorer_settings={"number": {"tolerance": 1}})
    found = agreement_with_labels(database, tolerant, "number")
    assert found is not None and (found.same, found.compared) == (2, 3)
    assert agreement_with_labels(database, workflow, "judge") is None
