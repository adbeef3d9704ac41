"""Which output stands for a candidate on an item: newer settings count on the datasets that they have run on."""

from tests.store.building import a_candidate, a_run, a_version, a_workflow
from workbench.domain import Answer, DatasetVersion, Workflow
from workbench.store import candidate as candidates
from workbench.store import evidence
from workbench.store import run as runs
from workbench.store.database import Database


def _answers(database: Database, workflow: Workflow, version: DatasetVersion) -> dict[str, str]:
    table = evidence.evidence_table(database, workflow.workflow_id, version.dataset_version_id)
    told = table["answer"].where(table["state"] == "answered", table["state"])
    return dict(zip(table["item_key"], told, strict=True))


def test_new_settings_on_one_dataset_leave_the_answers_on_another_standing(database: Database) -> None:
    workflow = a_workflow(database)
    golden = a_version(database, workflow, {"a": ("t1", "x"), "b": ("t2", "x")}, "Golden")
    other = a_version(database, workflow, {"c": ("t3", "x")}, "Other")
    first = a_candidate(database, workflow)
    a_run(database, first, golden, {"a": "old a", "b": "old b"})
    second = candidates.set_candidate_settings(database, first, {"rules": [1]})
    assert second.candidate_version_id > first.candidate_version_id
    on_other = a_run(database, second, other, {"c": "new c"})
    assert _answers(database, workflow, golden) == {"a": "old a", "b": "old b"}
    assert _answers(database, workflow, other) == {"c": "new c"}
    counted = evidence.count_verdicts(database, workflow.workflow_id, golden.dataset_version_id)
    assert [row["output_count"] for row in counted] == [2]
    runs.set_run_archived(database, on_other.run_id, True)
    assert _answers(database, workflow, other) == {}


def test_new_settings_on_any_version_of_a_dataset_take_the_place_of_the_old_ones(database: Database) -> None:
    workflow = a_workflow(database)
    texts: dict[str, tuple[str, str | None]] = {"a": ("t1", "x"), "b": ("t2", "x")}
    version = a_version(database, workflow, texts)
    first = a_candidate(database, workflow)
    a_run(database, first, version, {"a": "old a", "b": "old b"})
    next_version = a_version(database, workflow, texts | {"c": ("t3", "x")})
    second = candidates.set_candidate_settings(database, first, {"rules": [1]})
    newer = a_run(database, second, next_version, {"a": Answer(failure_reason="lost"), "c": "new c"})
    assert _answers(database, workflow, next_version) == {"a": "failed", "c": "new c"}
    a_run(database, first, next_version, {"b": "old again"})
    assert _answers(database, workflow, next_version) == {"a": "failed", "c": "new c"}
    runs.set_run_archived(database, newer.run_id, True)
    assert _answers(database, workflow, next_version) == {"a": "old a", "b": "old again"}
