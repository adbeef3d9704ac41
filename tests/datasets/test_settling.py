"""A next version, however it came to be, scores anew what it accepts other answers for, and nothing else."""

import pandas as pd
import pytest

from tests.store.building import a_candidate, a_run, a_workflow, outputs_by_key
from workbench.datasets.editing import edit_items, restore_version
from workbench.datasets.importing import import_dataset
from workbench.domain import DatasetVersion, Run, Workflow
from workbench.scoring.scoring import rescore_outputs, score_outputs
from workbench.store import evidence
from workbench.store import run as runs
from workbench.store.database import Database

TWINS = {"own": ("same text", "Law"), "twin": ("same text", "Cap"), "alone": ("another text", "Law")}


def _import(database: Database, workflow: Workflow, rows: dict[str, tuple[str, str]]) -> DatasetVersion:
    lines = ["id,text,expected", *(f"{key},{text},{expected}" for key, (text, expected) in rows.items())]
    file = "\n".join(lines).encode()
    return import_dataset(
        database, file, "golden.csv", workflow.workflow_id, "Golden", "", "id", ["text"], "expected"
    ).version


def _world(database: Database, rows: dict[str, tuple[str, str]]) -> tuple[Workflow, DatasetVersion, Run]:
    """Every item is answered with Cap and scored."""
    workflow = a_workflow(database, trusted_scorer="exact")
    version = _import(database, workflow, rows)
    run = a_run(database, a_candidate(database, workflow), version, dict.fromkeys(rows, "Cap"))
    score_outputs(database, workflow.workflow_id)
    return workflow, version, run


def _verdicts(database: Database, workflow: Workflow, version: DatasetVersion) -> dict[str, str]:
    table = evidence.evidence_table(database, workflow.workflow_id, version.dataset_version_id)
    return dict(zip(table["item_key"], table["verdict"], strict=True))


def _scored_at(database: Database, run: Run) -> dict[str, pd.Timestamp]:
    with database.read() as session:
        table = session.cursor.execute(
            "select item_key, score.created_at from score join output using (output_id) join item using (item_id) "
            "where scorer = 'exact' and run_id = ?", [run.run_id],
        ).fetchall()  # fmt: skip
    return dict(table)


def test_an_import_that_brings_a_twin_makes_its_answer_right_for_the_others(database: Database) -> None:
    rows = {key: TWINS[key] for key in ("own", "alone")}
    workflow, first, run = _world(database, rows)
    assert _verdicts(database, workflow, first) == {"own": "incorrect", "alone": "incorrect"}
    before = _scored_at(database, run)
    judged = outputs_by_key(database, run)["own"]
    said = {
        "output_id": [judged],
        "is_correct": [False],
        "is_correct_strict": [False],
        "explanation": ["No."],
    }
    runs.add_scores(database, "judge", pd.DataFrame(said))
    second = _import(database, workflow, TWINS)
    assert second.number == 2
    assert _verdicts(database, workflow, second) == {"own": "correct", "alone": "incorrect"}
    after = _scored_at(database, run)
    assert after["own"] > before["own"]
    assert after["alone"] == before["alone"]
    [kept] = [
        row for row in runs.list_standing_outputs(database, run.run_id, "judge") if row["item_key"] == "own"
    ]
    assert (kept["is_correct"], kept["explanation"]) == (False, "No.")


def test_an_import_that_leaves_a_twin_out_takes_its_answer_back(database: Database) -> None:
    workflow, first, _ = _world(database, TWINS)
    assert _verdicts(database, workflow, first)["own"] == "correct"
    second = _import(database, workflow, {key: TWINS[key] for key in ("own", "alone")})
    assert _verdicts(database, workflow, second) == {"own": "incorrect", "alone": "incorrect"}


@pytest.mark.parametrize("cell", [{"expected": "Tax"}, {"text": "a third text"}])
def test_an_edit_of_a_twin_and_its_restoring_score_the_others_anew(
    database: Database, cell: dict[str, str]
) -> None:
    workflow, first, run = _world(database, TWINS)
    before = _scored_at(database, run)
    second = edit_items(database, first, {"twin": cell}, "Ada")
    assert _verdicts(database, workflow, second) == {"own": "incorrect", "alone": "incorrect"}
    third = restore_version(database, first, "Bob")
    assert _verdicts(database, workflow, third) == {"own": "correct", "twin": "correct", "alone": "incorrect"}
    after = _scored_at(database, run)
    assert after["alone"] == before["alone"]
    assert after["own"] > before["own"]


def test_scoring_anew_for_another_reason_goes_by_the_newest_version_too(database: Database) -> None:
    workflow, first, _ = _world(database, TWINS)
    second = edit_items(database, first, {"twin": {"expected": "Tax"}}, "Ada")
    rescore_outputs(database, workflow.workflow_id)
    assert _verdicts(database, workflow, second)["own"] == "incorrect"
    candidate = a_candidate(database, workflow, "Late")
    a_run(database, candidate, first, {"own": "Tax", "twin": "Cap"})  # over the older version
    score_outputs(database, workflow.workflow_id)
    table = evidence.evidence_table(
        database, workflow.workflow_id, first.dataset_version_id, candidate_id=candidate.candidate_id
    )
    # “twin” stands in the older version alone, which therefore decides what is right for it.
    assert dict(zip(table["item_key"], table["verdict"], strict=True)) == {
        "own": "correct",
        "twin": "correct",
    }
