"""A new workflow asks for the kind of answer that its experts gave; one that is set up stays as it is."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

from tests.store.building import a_workflow
from workbench.datasets.answer_types import guess_answer_type
from workbench.datasets.importing import ImportResult, import_dataset
from workbench.datasets.intake import open_file
from workbench.domain import AnswerType, Workflow
from workbench.store import workflow as workflows
from workbench.store.database import Database

PROSE = "The supplier delivers within thirty days of the order, unless the parties have agreed otherwise in writing"


def a_file(folder: Path, answers: Sequence[str]) -> Path:
    path = folder / "answers.csv"
    questions = [f"What does paragraph {n} of the agreement say" for n in range(len(answers))]
    pd.DataFrame({"id": range(len(answers)), "question": questions, "expected": answers}).to_csv(
        path, index=False
    )
    return path


@pytest.mark.parametrize(
    ("answers", "answer_type", "unit"),
    [
        (["Termination", "Cap", "Cap", "Termination"], AnswerType.CATEGORY, ""),
        (["yes", "no"] * 5, AnswerType.CATEGORY, ""),
        (["1", "2", "3"] * 6, AnswerType.CATEGORY, ""),  # grades
        ([str(n * 7.5) for n in range(1, 12)], AnswerType.NUMBER, ""),
        ([f"${n},{n}00.50" for n in range(1, 9)], AnswerType.NUMBER, "$"),
        (["$1.2 bn", "$870", "-$4.50", "($3)"], AnswerType.NUMBER, "$"),
        (["1.577,20 EUR", "8,70 EUR", "12 EUR"], AnswerType.NUMBER, "EUR"),
        (["EUR 12", "EUR 8.50", "EUR 1 200"], AnswerType.NUMBER, "EUR"),
        (["30 days", "1 day", "60 days"], AnswerType.NUMBER, "days"),
        (["12 %", "3.5%", "-4 %"], AnswerType.NUMBER, "%"),
        (["12 %", "$3.5", "4"], AnswerType.NUMBER, ""),
        (["00123", "00456", "07891"], AnswerType.SHORT_TEXT, ""),  # codes
        (["3M", "Walmart Inc.", "Boeing"], AnswerType.SHORT_TEXT, ""),
        (["Dublin", "The courts of Cork", "12 Main Street, Galway"], AnswerType.SHORT_TEXT, ""),
        ([f"{PROSE} by {n} of them." for n in range(5)] * 2, AnswerType.SHORT_TEXT, ""),
        ([f"{PROSE}, and pays {n} a day for each day it is late." for n in range(5)], AnswerType.LONG_TEXT, ""),
    ],
)  # fmt: skip
def test_the_kind_is_guessed_from_the_answers(
    database: Database, tmp_path: Path, answers: list[str], answer_type: AnswerType, unit: str
) -> None:
    with open_file(database, a_file(tmp_path, answers)) as intake:
        assert guess_answer_type(intake.staging, intake.place("expected")) == (answer_type, unit)


def _import(database: Database, path: Path, workflow: Workflow, is_new: bool) -> ImportResult:
    return import_dataset(
        database, path, path.name, workflow.workflow_id, "Golden", expected_column="expected", is_new_workflow=is_new
    )  # fmt: skip


def test_a_new_workflow_takes_kind_unit_and_categories(database: Database, tmp_path: Path) -> None:
    amounts = workflows.add_workflow(database, Workflow(0, "Amounts"))
    assert _import(database, a_file(tmp_path, ["$1", "$20", "$3.40"]), amounts, True).answer_type == "number"
    stored = workflows.get_workflow(database, amounts.workflow_id)
    assert (stored.answer_type, stored.unit) == (AnswerType.NUMBER, "$")
    clauses = workflows.add_workflow(database, Workflow(0, "Clauses"))
    _import(database, a_file(tmp_path, ["Notice", "Cap"] * 2), clauses, True)
    stored = workflows.get_workflow(database, clauses.workflow_id)
    assert (stored.answer_type, stored.categories) == (AnswerType.CATEGORY, ("Cap", "Notice"))


def test_a_workflow_that_is_set_up_is_not_changed(database: Database, tmp_path: Path) -> None:
    workflow = a_workflow(database)
    before = workflows.get_workflow(database, workflow.workflow_id)
    assert _import(database, a_file(tmp_path, ["$1", "$20", "$3.40"]), workflow, False).answer_type is None
    assert workflows.get_workflow(database, workflow.workflow_id) == before
