"""CUAD: 7,910 clauses of 463 real contracts, split by contract; a small classifier learns and is judged on the rest."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from tests.real_data.folder import real_data
from workbench.comparison import category_standings, list_standings
from workbench.datasets.exporting import export_version
from workbench.datasets.importing import import_dataset
from workbench.datasets.splitting import draw_split
from workbench.domain import AnswerType, CandidateKind, Role, RunState, Split, Workflow
from workbench.runs.execution import execute_run
from workbench.runs.planning import plan_run
from workbench.runs.unseen import twin_text
from workbench.store import candidate as candidates
from workbench.store import dataset as datasets
from workbench.store import near_duplicate as near_duplicates
from workbench.store import run as runs
from workbench.store import workflow as workflows
from workbench.store.database import Database, close_database, open_database

CATEGORY = "Cap on Liability"
FILE = "clause_classification.csv"


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The clauses imported and split by contract, the classifier trained and run over the holdout."""
    path = tmp_path_factory.mktemp("cuad") / "workbench.duckdb"
    source = real_data("cuad") / FILE
    database = open_database(path)
    workflow = workflows.add_workflow(
        database, Workflow(0, "Clauses", answer_type=AnswerType.CATEGORY, trusted_scorer="exact")
    )
    result = import_dataset(database, source, FILE, workflow.workflow_id)
    counts = draw_split(
        database, result.version.dataset_version_id, {"train": 0.7, "holdout": 0.3}, "contract", seed=1
    )
    run_trained(database, workflow, result.version)
    yield database, workflow, result, counts
    close_database(path)


def run_trained(database: Database, workflow: Workflow, version: Any, name: str = "Trained") -> None:
    """Train the small classifier on the train split and run it over the holdout."""
    candidate = candidates.add_candidate(database, workflow.workflow_id, name, CandidateKind.TRAINED, {})
    run = plan_run(database, candidate, version, Split.HOLDOUT.value)
    execute_run(database, run.run_id)
    assert runs.get_run(database, run.run_id).state is RunState.FINISHED


def test_every_clause_is_imported_and_its_columns_are_understood(judged: Any) -> None:
    _, _, result, _ = judged
    assert (result.rows_read, result.rows_imported, len(result.refused), len(result.left_out)) == (
        7910,
        7910,
        0,
        0,
    )
    version = result.version
    assert (version.named(Role.ID), version.named(Role.INPUT), version.named(Role.EXPECTED)) == (
        ("clause_id",), ("clause_text",), ("category",),
    )  # fmt: skip


def test_no_contract_no_text_and_no_near_twin_stands_on_both_sides(judged: Any) -> None:
    database, _, result, counts = judged
    version = result.version
    items = datasets.list_items(database, version.dataset_version_id)
    by_contract, by_text = defaultdict(set), defaultdict(set)
    for item in items:
        by_contract[item.content["contract"]].add(item.split)
        by_text[twin_text(version, item)].add(item.split)
    assert len(by_contract) == 463
    assert all(len(names) == 1 for names in by_contract.values())
    assert all(len(names) == 1 for names in by_text.values())
    assert len(by_text) < len(items)
    side = {item.item_id: item.split for item in items}
    pairs = near_duplicates.list_pairs(database, version.dataset_version_id)
    assert len(pairs) > 1000
    assert all(
        side[one] == side[other] for one, other in zip(pairs["item_id"], pairs["other_item_id"], strict=True)
    )
    assert counts["train"] + counts["holdout"] == 7910
    assert abs(counts["holdout"] / 7910 - 0.3) < 0.005


def test_cap_on_liability_is_found_as_precisely_as_the_issue_asks(judged: Any) -> None:
    database, workflow, result, _ = judged
    parts = category_standings(database, workflow, result.version, Split.HOLDOUT.value)
    [cap] = [part for part in parts if (part.value or "").casefold() == CATEGORY.casefold()]
    assert cap.answered > 100
    assert cap.precision_strict_rate >= 0.70
    assert cap.precision_rate >= 0.80
    assert cap.precision_rate > cap.precision_strict_rate  # texts that carry several categories


def test_the_parts_by_answer_add_up_to_the_whole_and_everything_was_judged_by_the_scorer(judged: Any) -> None:
    database, workflow, result, counts = judged
    [whole] = list_standings(database, workflow, result.version, Split.HOLDOUT.value)
    parts = category_standings(database, workflow, result.version, Split.HOLDOUT.value)
    assert whole.output_count == whole.scored == counts["holdout"]
    assert sum(part.answered for part in parts) == whole.answered
    assert sum(part.correct for part in parts) == whole.correct
    assert sum(part.correct_strict for part in parts) == whole.correct_strict


@pytest.mark.parametrize("ending", [".xlsx", ".csv.zip", ".parquet"])
def test_real_clauses_exported_and_imported_again_are_the_same_version(
    judged: Any, tmp_path: Path, ending: str
) -> None:
    database, workflow, result, _ = judged
    path = tmp_path / f"clauses{ending}"
    export_version(database, result.version, path)
    again = import_dataset(database, path, path.name, workflow.workflow_id)
    assert (again.is_new_version, again.version) == (False, result.version)
    assert (again.rows_read, again.refused, again.left_out) == (7910, [], [])
