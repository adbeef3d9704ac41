"""FinanceBench from the terminal: import the workbook, import 2,400 answers with their verdicts, report."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.app_process import give
from tests.real_data.folder import real_data

REQUIRED = (
    "candidate", "answered", "correct", "incorrect", "no_answer", "unsure", "failed", "unlabelled",
    "precision_rate", "precision_low", "precision_high", "coverage_rate", "bar_rate",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder() -> Path:
    return real_data("financebench")


@pytest.fixture(scope="module")
def database(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("terminal") / "w.duckdb"
    golden = _done(path, "import-dataset", folder / "golden.xlsx", "--workflow", "Filing questions")
    assert (golden["item_count"], golden["version"], golden["refused"]) == (150, 1, [])
    outputs = _import_outputs(path, folder)
    # 37 verdicts are on an answer that another configuration gave word for word: one label serves both.
    assert (outputs["rows_read"], outputs["outputs_added"], outputs["labels_added"]) == (2400, 2400, 2363)
    assert (len(outputs["candidates"]), outputs["refused"]) == (16, [])
    return path


def _done(database: Path, *arguments: object) -> dict[str, Any]:
    result = give(*arguments, "--database", database, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


def _import_outputs(database: Path, folder: Path) -> dict[str, Any]:
    columns = ("--candidate-column", "config", "--item-column", "financebench_id")
    columns += ("--output-column", "model_answer", "--verdict-column", "human_label")
    file = folder / "runs_with_human_labels.csv"
    return _done(database, "import-outputs", file, "--workflow", "Filing questions", *columns)


def test_report_gives_the_published_counts_of_all_sixteen(database: Path, folder: Path) -> None:
    report = _done(database, "report", "--workflow", "Filing questions")
    counts = {
        one["candidate"]: (one["correct"], one["incorrect"], one["no_answer"]) for one in report["candidates"]
    }
    published = pd.read_csv(folder / "counts_16_configs.csv")
    assert counts == {row[0]: tuple(row[1:4]) for row in published.itertuples(index=False)}
    assert counts["gpt-4-1106-preview_sharedStore"] == (29, 20, 101)
    assert counts["gpt-4-1106-preview_singleStore"] == (75, 17, 58)
    assert counts["claude-2_inContext_reverse"] == (114, 32, 4)
    assert counts["gpt-4-1106-preview_closedBook"] == (14, 5, 131)


def test_report_has_every_key_with_the_exact_rates(database: Path) -> None:
    report = _done(database, "report", "--workflow", "Filing questions")
    [shared] = [one for one in report["candidates"] if one["candidate"] == "gpt-4-1106-preview_sharedStore"]
    assert all(set(REQUIRED) <= set(one) for one in report["candidates"])
    assert shared["precision_rate"] == pytest.approx(29 / 49)
    assert (round(shared["precision_low"], 4), round(shared["precision_high"], 4)) == (0.4421, 0.7300)
    assert shared["coverage_rate"] == pytest.approx(49 / 150)
    assert (shared["bar_rate"], shared["unsure"], shared["failed"], shared["unlabelled"]) == (0.95, 0, 0, 0)


def test_importing_the_same_files_again_adds_no_rows(database: Path, folder: Path) -> None:
    again = _done(database, "import-dataset", folder / "golden.xlsx", "--workflow", "Filing questions")
    assert (again["rows_imported"], again["version"]) == (0, 1)
    outputs = _import_outputs(database, folder)
    assert (outputs["outputs_added"], outputs["labels_added"]) == (0, 0)
