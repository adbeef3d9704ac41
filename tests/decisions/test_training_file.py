"""The file a model is trained from: corrected answers first, the holdout out of it, nothing twice."""

import json
from pathlib import Path

import pytest

from tests.store.building import a_candidate, a_label, a_run, a_version, a_workflow, outputs_by_key
from workbench.datasets.splitting import draw_split
from workbench.decisions.training_file import SHAPES, LeftOut, gather_training, write_training
from workbench.domain import DatasetVersion, Verdict, Workflow
from workbench.errors import BadSetting, NotFound
from workbench.store import dataset as datasets
from workbench.store.database import Database


@pytest.fixture
def workflow(database: Database) -> Workflow:
    return a_workflow(database, prompt_template="What is it? {text}")


@pytest.fixture
def version(database: Database, workflow: Workflow) -> DatasetVersion:
    items = {"a": ("one", "expected a"), "b": ("two", "expected b"), "c": ("three", None), "d": ("four", None),
             "e": ("two", "expected b"), "f": ("five", "  ")}  # fmt: skip
    version = a_version(database, workflow, items)
    run = a_run(
        database, a_candidate(database, workflow), version,
        {"a": "wrong", "b": "expected b", "c": "right c", "d": "wrong d"},
    )  # fmt: skip
    ids = outputs_by_key(database, run)
    a_label(database, ids["a"], Verdict.INCORRECT, "Ada", correction="first thought")
    a_label(database, ids["a"], Verdict.INCORRECT, "Ben", correction="corrected a")
    a_label(database, ids["c"], Verdict.CORRECT, "Ada")
    a_label(database, ids["d"], Verdict.INCORRECT, "Ada")
    return version


def answers(found: object) -> dict[str, str]:
    return {one.question: one.answer for one in found.examples}  # type: ignore[attr-defined]


def test_corrected_answers_go_before_expected_ones_and_those_before_confirmed_ones(
    database: Database, workflow: Workflow, version: DatasetVersion
) -> None:
    found = gather_training(database, workflow, version)
    assert answers(found) == {
        "What is it? one": "corrected a", "What is it? two": "expected b", "What is it? three": "right c",
    }  # fmt: skip
    assert (found.corrected, found.expected, found.confirmed) == (1, 1, 1)
    assert found.left_out == {LeftOut.NO_ANSWER: 2, LeftOut.DUPLICATE: 1}
    assert "Left out: 2 has no expected answer" in found.sentences[1]
    assert "No holdout is drawn" in found.sentences[2]


def test_an_adjudicated_correction_goes_before_later_ones(
    database: Database, workflow: Workflow, version: DatasetVersion
) -> None:
    rows = database.rows(
        "training.list_known_answers", dataset_version_id=version.dataset_version_id, with_samples=True
    )
    assert {row["correction"] for row in rows} == {"corrected a", None}
    run = a_run(database, a_candidate(database, workflow, "Other"), version, {"a": "wrong"})
    [output_id] = outputs_by_key(database, run).values()
    a_label(
        database, output_id, Verdict.INCORRECT, "Judge", correction="adjudicated a", source="adjudication"
    )
    a_label(database, output_id, Verdict.INCORRECT, "Cid", correction="late a")
    assert answers(gather_training(database, workflow, version))["What is it? one"] == "adjudicated a"


def test_nothing_of_the_holdout_is_in_it_nor_what_asks_the_same(
    database: Database, workflow: Workflow
) -> None:
    version = a_version(database, workflow, {str(n): (f"text {n % 20}", f"answer {n}") for n in range(40)})
    draw_split(database, version.dataset_version_id, {"train": 0.5, "holdout": 0.5})
    items = datasets.list_items(database, version.dataset_version_id)
    held = {f"What is it? {item.content['text']}" for item in items if item.split == "holdout"}
    found = gather_training(database, workflow, version)
    assert held and found.examples and found.has_holdout
    assert not held & set(answers(found))
    left = sum(found.left_out.values())
    assert found.left_out[LeftOut.HOLDOUT] and len(found.examples) + left == 40


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_holds_question_and_answer_in_its_own_way(
    shape: str, database: Database, workflow: Workflow, version: DatasetVersion, tmp_path: Path
) -> None:
    found = gather_training(database, workflow, version, system="Be brief.")
    write_training(tmp_path / "train.jsonl", found, shape)
    records = [json.loads(line) for line in (tmp_path / "train.jsonl").read_text("utf-8").splitlines()]
    assert len(records) == 3
    first = json.dumps(records[0], ensure_ascii=False)
    assert "What is it? one" in first and "corrected a" in first and "Be brief." in first
    keys = {"chat": {"messages"}, "gemini": {"systemInstruction", "contents"}, "claude": {"system", "messages"},
            "converse": {"schemaVersion", "system", "messages"}}  # fmt: skip
    assert set(records[0]) == keys[shape]


def test_instructions_that_name_a_missing_column_leave_the_item_out(
    database: Database, version: DatasetVersion
) -> None:
    other = a_workflow(database, "Other", prompt_template="{missing}")
    found = gather_training(database, other, version)
    assert not found.examples and found.left_out == {LeftOut.NO_COLUMN: 6}


def test_nothing_to_train_from_is_said_and_no_file_is_written(
    database: Database, workflow: Workflow, tmp_path: Path
) -> None:
    version = a_version(database, workflow, {"a": ("one", None)})
    found = gather_training(database, workflow, version)
    with pytest.raises(NotFound, match="nothing to train from yet. Left out: 1 has no expected"):
        write_training(tmp_path / "train.jsonl", found, "chat")
    with pytest.raises(BadSetting, match="Choose one of: chat"):
        write_training(tmp_path / "train.jsonl", found, "other")
    assert not (tmp_path / "train.jsonl").exists()
