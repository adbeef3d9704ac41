"""What differs between two versions, counted and read a page at a time."""

from tests.datasets.building import a_row, a_version_of
from workbench.store import dataset as datasets
from workbench.store import version as versions
from workbench.store import workflow as workflows
from workbench.store.database import Database

ROWS = [a_row(f"k{n}", f"text {n}") for n in range(6)]


def _two(database: Database):
    first = a_version_of(database, ROWS)
    later = [a_row("new", "text new"), *ROWS[2:5], a_row("k5", "text 5", expected=None), a_row("k1", "other")]
    workflow = workflows.get_workflow(database, first.workflow_id)
    return first, a_version_of(database, later, workflow=workflow)


def test_added_removed_and_changed_items_are_counted_both_ways(database: Database) -> None:
    first, second = (version.dataset_version_id for version in _two(database))
    assert versions.count_changes(database, first, second) == versions.Changes(added=1, removed=1, changed=2)
    assert versions.count_changes(database, second, first) == versions.Changes(added=1, removed=1, changed=2)
    assert versions.count_changes(database, first, first) == versions.Changes(0, 0, 0)


def test_changes_are_read_side_by_side_in_the_later_order(database: Database) -> None:
    first, second = (version.dataset_version_id for version in _two(database))
    changed = versions.list_changes(database, first, second, "changed")
    assert [(one.item_key, one.before_expected, one.after_expected) for one in changed] == [
        ("k5", "x", None), ("k1", "x", "x"),
    ]  # fmt: skip
    assert (changed[1].before or {})["text"] == "text 1"
    assert (changed[1].after or {})["text"] == "other"
    [added] = versions.list_changes(database, first, second, "added")
    assert (added.item_key, added.before, added.after_expected) == ("new", None, "x")
    [removed] = versions.list_changes(database, first, second, "removed")
    assert (removed.item_key, removed.after, removed.before_expected) == ("k0", None, "x")
    page = versions.list_changes(database, first, second, "changed", limit=1, offset=1)
    assert [one.item_key for one in page] == ["k1"]


def test_items_are_found_by_words_in_any_cell_and_counted(database: Database) -> None:
    rows = [*ROWS, a_row("k6", "100 % of_it", expected="Straße"), a_row("k7", 'a "quote"\nand more')]
    number = a_version_of(database, rows).dataset_version_id
    wanted = {
        "TEXT 3": ["k3"],
        "straße": ["k6"],
        "100 %": ["k6"],
        "k4": ["k4"],
        "_": ["k6"],
        'a "quote"': ["k7"],
        "contract": [],  # the name of a column
        "zz": [],
    }
    for text, keys in wanted.items():
        items, found = datasets.find_items(database, number, None, text)
        assert ([item.item_key for item in items], found) == (keys, len(keys)), text
    items, found = datasets.find_items(database, number, None, "text", limit=2, offset=1)
    assert ([item.item_key for item in items], found) == (["k1", "k2"], 6)
