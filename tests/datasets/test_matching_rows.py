"""Rows without ids in a later upload: each is the item that holds the same, or that stood between the same rows."""

import pytest

from tests.store.building import a_workflow
from workbench.datasets.importing import ImportResult, import_dataset, plan_import, store_import
from workbench.datasets.intake import open_file
from workbench.datasets.roles import guess_roles
from workbench.domain import Workflow
from workbench.store import dataset as datasets
from workbench.store.database import Database


@pytest.fixture
def workflow(database: Database) -> Workflow:
    return a_workflow(database)


def test_rows_without_ids_are_known_by_what_they_hold_wherever_they_have_moved(
    database: Database, workflow: Workflow
) -> None:
    def bring(*rows: str, keeps_rest: bool = False) -> tuple[ImportResult, dict[str, tuple[int, str]]]:
        data = "\n".join(["question,answer", *rows]).encode()
        with open_file(database, data, "asked.csv") as intake:
            plan = plan_import(intake, guess_roles(intake.table))
            assert not plan.roles.id_column
            result = store_import(database, plan, workflow.workflow_id, "Asked", keeps_rest=keeps_rest)
        items = datasets.list_items(database, result.version.dataset_version_id)
        return result, {item.content["question"]: (item.item_id, item.item_key) for item in items}

    words = ["one", "two", "three", "four", "five", "six"]
    first = [f"What is the meaning of {word} in this clause?,yes" for word in words]
    _, before = bring(*first)
    # One new on top, "two" with another answer, "four" reworded, "five" gone, "six" and "one" the other way round.
    changed = [
        "What is new about this clause?,yes", first[5], first[0], first[1].replace(",yes", ",no"), first[2],
        "What does four mean here?,yes",
    ]  # fmt: skip
    result, after = bring(*changed)
    assert (result.added, result.removed, result.changed) == (1, 1, 2)
    asked = {word: next(question for question in before if f" {word} " in question) for word in words}
    for word in ("one", "three", "six"):
        assert after[asked[word]] == before[asked[word]], "the item itself, with its labels"
    assert after[asked["two"]][1] == before[asked["two"]][1]
    assert after["What does four mean here?"][1] == before[asked["four"]][1]
    keys = [key for _, key in after.values()]
    assert len(set(keys)) == 6 and after["What is new about this clause?"][1] not in {
        key for _, key in before.values()
    }
    same, _ = bring(*changed)
    assert not same.is_new_version
    more, all_of_them = bring("Which rows come on top?,no", keeps_rest=True)
    assert (more.added, more.removed, more.changed, len(all_of_them)) == (1, 0, 0, 7)


def test_rows_without_ids_that_hold_the_same_stay_apart(database: Database, workflow: Workflow) -> None:
    def bring(*rows: str) -> ImportResult:
        data = "\n".join(["question,answer", *rows]).encode()
        return import_dataset(database, data, "twice.csv", workflow.workflow_id)

    assert bring("Same?,yes", "Other?,no", "Third?,no").added == 3
    result = bring("New?,yes", "Same?,yes", "Other?,yes", "Third?,no")
    assert (result.added, result.removed, result.changed) == (1, 0, 1)
