"""What the desk shows: keys for reasons that Streamlit and the desk leave over, differences, the passage, no names."""

import string

from tests.store.building import a_candidate, a_label, a_run, a_version, a_workflow, outputs_by_key
from workbench.domain import Verdict
from workbench.labeling import open_desk
from workbench.store.database import Database
from workbench.ui.desk_sheet import MOST_REASONS, known_of, reason_keys, task_sheet


def test_reasons_get_the_letters_that_are_left_over() -> None:
    assert reason_keys(["Wrong party", "Amount", "Wrong date"]) == [
        ("w", "Wrong party"),
        ("a", "Amount"),
        ("o", "Wrong date"),
    ]
    many = [key for key, _ in reason_keys([f"Reason {number}" for number in range(40)])]
    assert len(many) == len(set(many)) == MOST_REASONS
    assert set(many) == set(string.ascii_lowercase) - set("cr") - set("efghinstu")


def test_a_sheet_marks_differences_and_the_passage_and_names_nobody(database: Database) -> None:
    workflow = a_workflow(database)
    version = a_version(
        database, workflow, {"k": ("Revenue came to $9.8 million that year.", "9,800 thousand")}
    )
    run = a_run(database, a_candidate(database, workflow, "Secret"), version, {"k": "9.8 billion"})
    desk = open_desk(database, workflow, version, labeler="Ada")
    [task] = desk.next_tasks(database, 5)
    sheet = task_sheet(task, version)
    [part] = sheet["parts"]
    [(start, end)] = part["marks"]
    assert part["text"][start:end] == "$9.8 million"
    assert sheet["answer"] == [("9.8 billion", True)]
    assert sheet["expected"] == [("9,800 thousand", True)]
    assert "Secret" not in str(sheet)
    a_label(database, outputs_by_key(database, run)["k"], Verdict.INCORRECT, "Grace")
    assert known_of(database, task.output_id, "Ada") == "Given by Secret; Grace: incorrect"
