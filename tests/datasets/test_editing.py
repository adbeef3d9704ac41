"""Cells edited in the browser and older versions brought back: numbered, noted, with splits and history kept."""

from typing import Any

import pytest

from tests.datasets.building import COLUMNS, a_row, a_version_of, sides
from tests.store.building import a_candidate, a_label, a_run, outputs_by_key
from workbench.datasets.editing import edit_items, restore_version
from workbench.datasets.splitting import draw_split
from workbench.domain import Column, DatasetVersion, Kind, Role, Verdict
from workbench.errors import BadMapping, BadSetting
from workbench.store import dataset as datasets
from workbench.store import evidence
from workbench.store import version as versions
from workbench.store import workflow as workflows
from workbench.store.database import Database

TYPED = [
    *COLUMNS, Column("amount", Role.OTHER, Kind.NUMBER), Column("on", Role.OTHER, Kind.DATE),
    Column("paid", Role.OTHER, Kind.BOOLEAN),
]  # fmt: skip


def _version(database: Database, count: int = 30) -> DatasetVersion:
    rows = [
        a_row(f"k{n}", f"the text of item number {n} {n * n}")
        | {"amount": n, "on": "2026-01-02", "paid": True}
        for n in range(count)
    ]
    return a_version_of(database, rows, TYPED)


def _item(database: Database, version: DatasetVersion, key: str) -> versions.EditedItem:
    return versions.list_items_by_key(database, version, [key])[0]


def test_an_edit_makes_the_next_version_and_says_who_when_and_what(database: Database) -> None:
    first = _version(database)
    second = edit_items(
        database,
        first,
        {"k3": {"expected": "y", "amount": "1,577"}, "k5": {"area": "north"}},
        "Ada",
        "As agreed",
    )
    assert (second.number, second.item_count, second.imported_by, second.origin) == (2, 30, "Ada", "edit")
    assert second.based_on == first.dataset_version_id
    assert second.note == (
        "k3, expected: “x” → “y”; k3, amount: “3” → “1577”; k5, area: (empty) → “north”. As agreed"
    )
    assert _item(database, second, "k3").expected == "y"
    assert _item(database, second, "k3").content["amount"] == 1577
    assert _item(database, first, "k3").expected == "x"
    assert versions.count_changes(database, first.dataset_version_id, second.dataset_version_id) == (0, 0, 2)
    stored = datasets.count_attached(database, first.dataset_id)
    assert (stored["version_count"], stored["item_count"]) == (2, 32)
    positions = [item.item_key for item in datasets.list_items(database, second.dataset_version_id)]
    assert positions == [f"k{n}" for n in range(30)]


def test_cells_are_typed_as_their_column_is(database: Database) -> None:
    version = _version(database)
    edits: dict[str, dict[str, Any]] = {
        "k1": {"amount": 12.5, "on": "2026-03-04T05:06:07", "paid": "FALSE", "text": "007"},
        "k2": {"amount": None, "on": "", "paid": None, "expected": "  "},
    }
    made = edit_items(database, version, edits, "Ada")
    one, two = (_item(database, made, key) for key in ("k1", "k2"))
    assert [one.content[name] for name in ("amount", "on", "paid", "text")] == [
        12.5,
        "2026-03-04T05:06:07",
        False,
        "007",
    ]
    assert [two.content[name] for name in ("amount", "on", "paid")] == [None, None, None]
    assert two.expected is None


@pytest.mark.parametrize(
    ("edits", "sentence"),
    [
        ({"k1": {"amount": "many"}}, "“many” does not fit column “amount” of item k1. Enter a number"),
        ({"k1": {"amount": "inf"}}, "does not fit column “amount”"),
        ({"k1": {"on": "3/4/26"}}, "Enter a date such as"),
        ({"k1": {"paid": "maybe"}}, "Enter true or false"),
        ({"k1": {"text": ""}}, "would have nothing to ask in “text”"),
        ({"k1": {"id": "k99"}}, "cannot be edited"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_and_nothing_is_stored(
    database: Database, edits: dict[str, Any], sentence: str
) -> None:
    version = _version(database)
    with pytest.raises(BadMapping, match=sentence):
        edit_items(database, version, edits, "Ada")
    assert len(datasets.list_versions(database, version.dataset_id)) == 1


def test_an_edit_that_changes_nothing_makes_no_version(database: Database) -> None:
    version = _version(database)
    with pytest.raises(BadSetting, match="Nothing was changed"):
        edit_items(database, version, {"k1": {"amount": "1"}, "k2": {"expected": "x "}}, "Ada")


def test_only_the_newest_version_is_edited(database: Database) -> None:
    first = _version(database)
    edit_items(database, first, {"k1": {"expected": "y"}}, "Ada")
    with pytest.raises(BadSetting, match="has a newer version than 1"):
        edit_items(database, first, {"k2": {"expected": "y"}}, "Bob")
    assert len(datasets.list_versions(database, first.dataset_id)) == 2


def test_an_older_version_is_restored_as_the_next_one_without_storing_items_again(database: Database) -> None:
    first = _version(database)
    draw_split(database, first.dataset_version_id, {"train": 0.5, "holdout": 0.5}, seed=3)
    second = edit_items(database, first, {"k1": {"expected": "y"}}, "Ada")
    with pytest.raises(BadSetting, match="nothing to restore"):
        restore_version(database, second, "Ada")
    before = datasets.count_attached(database, first.dataset_id)["item_count"]
    third = restore_version(database, first, "Bob", "The first answer was right")
    assert (third.number, third.imported_by, third.origin) == (3, "Bob", "restore")
    assert third.note == "Version 1 restored. The first answer was right"
    assert datasets.count_attached(database, first.dataset_id)["item_count"] == before
    assert versions.count_changes(database, first.dataset_version_id, third.dataset_version_id) == (0, 0, 0)
    assert sides(database, third) == sides(database, second) == sides(database, first)


def test_outputs_of_changed_items_are_out_of_date_until_answered_anew(database: Database) -> None:
    first = _version(database, 4)
    workflow = workflows.get_workflow(database, first.workflow_id)
    candidate = a_candidate(database, workflow)
    run = a_run(database, candidate, first, {f"k{n}": f"answer {n}" for n in range(4)})
    a_label(database, outputs_by_key(database, run)["k1"], Verdict.CORRECT)
    assert versions.count_out_of_date(database, first) == []
    second = edit_items(database, first, {"k1": {"text": "another question"}, "k2": {"expected": "z"}}, "Ada")
    [stale] = versions.count_out_of_date(database, second)
    assert (stale["candidate_name"], stale["output_count"], stale["label_count"]) == ("Rules", 2, 1)
    counted = evidence.evidence_table(database, workflow.workflow_id, second.dataset_version_id)
    assert counted["item_key"].tolist() == ["k0", "k3"]
    history = versions.list_history(database, second, "k1")
    assert [(row["answer"], row["verdict"], row["is_current"]) for row in history] == [
        ("answer 1", "correct", False)
    ]
    a_run(database, candidate, second, {"k1": "new answer"})
    [stale] = versions.count_out_of_date(database, second)
    assert (stale["output_count"], stale["label_count"]) == (1, 0)
    third = restore_version(database, first, "Ada")
    assert versions.count_out_of_date(database, third) == []
    counted = evidence.evidence_table(database, workflow.workflow_id, third.dataset_version_id)
    assert counted["label_verdict"].dropna().tolist() == ["correct"]
