"""A sheet of labels sent by mail: two reviewers, twenty-one spellings, notes; stored once, under their names."""

from collections import Counter
from pathlib import Path

import pytest

from tests.real_data.folder import real_data
from workbench.datasets.importing import import_dataset
from workbench.domain import AnswerType, Workflow
from workbench.runs.outputs_columns import OutputsColumns, guess_columns
from workbench.runs.outputs_file import import_outputs
from workbench.spreadsheets.reading import read_table
from workbench.store import dataset as datasets
from workbench.store import label as labels
from workbench.store import workflow as workflows
from workbench.store.database import Database

NAME = "03_labels_by_hand.xlsx"


@pytest.fixture(scope="module")
def folder() -> Path:
    return real_data("awkward")


def test_labels_by_hand_are_stored_once_with_spellings_mapped(database: Database, folder: Path) -> None:
    golden = real_data("financebench") / "golden.csv"
    workflow = workflows.add_workflow(
        database, Workflow(0, "Filing questions", answer_type=AnswerType.SHORT_TEXT)
    )
    version = import_dataset(database, golden, golden.name, workflow.workflow_id).version
    table = read_table(folder / NAME)
    keys = [item.item_key for item in datasets.list_items(database, version.dataset_version_id)]
    found = guess_columns(table, keys)
    assert found == OutputsColumns("Question ID", "Answer", "Model", "Reviewer A", "Comment", ("Reviewer B",))

    def bring(verdict: str) -> int:
        result = import_outputs(
            database, folder / NAME, NAME, workflow.workflow_id, found.candidate, found.item, found.output,
            verdict, version.dataset_version_id, verdict,
            comment_column=found.comment if verdict == found.verdict else None,
        )  # fmt: skip
        assert result.refused == []
        return result.labels_added

    added = {reviewer: bring(reviewer) for reviewer in ("Reviewer A", "Reviewer B")}
    assert added["Reviewer B"] == 100
    assert {reviewer: bring(reviewer) for reviewer in added} == {"Reviewer A": 0, "Reviewer B": 0}
    events = labels.list_events(database, workflow.workflow_id, "Reviewer A")
    counted = Counter(event.verdict.value for event in events if event.verdict)
    texts = {
        (key, answer) for key, answer in zip(table.texts("Question ID"), table.texts("Answer"), strict=True)
    }
    assert len(events) == added["Reviewer A"] == len(texts)
    said = {"correct": 137, "incorrect": 98, "no_answer": 65}
    assert all(said[verdict] - (300 - len(texts)) <= counted[verdict] <= said[verdict] for verdict in said)
    assert sum(event.comment is not None for event in events) == sum(
        text is not None for text in table.texts("Comment")
    )
