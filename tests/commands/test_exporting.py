"""Taking a dataset away from the terminal."""

from pathlib import Path

import pytest

from tests.datasets.building import a_row, a_version_of
from workbench.commands import perform
from workbench.datasets.editing import edit_items
from workbench.errors import BadSetting, NotFound
from workbench.store import dataset as datasets
from workbench.store.database import Database


def test_any_version_is_written_and_imported_again_adds_nothing(database: Database, tmp_path: Path) -> None:
    first = a_version_of(database, [a_row(f"k{n}", f"text {n}", "c", "a", str(n)) for n in range(5)])
    edit_items(database, first, {"k1": {"expected": "one"}}, "Ada")
    path = tmp_path / "golden.csv"
    told = perform(database, "export_dataset", {"workflow": "Clauses", "file": str(path)})
    assert (told["dataset"], told["version"], told["items"]) == ("Golden", 2, 5)
    assert path.is_file() and (tmp_path / "golden.schema.json").is_file()
    again = perform(database, "import_dataset", {"workflow": "Clauses", "file": str(path)})
    assert (again["is_new_version"], again["dataset"], again["version"]) == (False, "Golden", 2)
    old = tmp_path / "old.parquet"
    told = perform(database, "export_dataset", {"workflow": "Clauses", "file": str(old), "version": 1})
    assert told["sentence"] == f"Wrote “Golden” version 1 (5 items) to {old}."
    restored = perform(database, "import_dataset", {"workflow": "Clauses", "file": str(old)})
    assert (restored["is_new_version"], restored["version"], restored["changed"]) == (True, 3, 1)
    assert datasets.count_attached(database, first.dataset_id)["item_count"] == 6


def test_a_version_or_format_there_is_not_is_refused_in_a_sentence(
    database: Database, tmp_path: Path
) -> None:
    a_version_of(database, [a_row("k1", "text")])
    with pytest.raises(NotFound, match="“Golden” has no version 7. Its newest is version 1."):
        perform(
            database, "export_dataset", {"workflow": "Clauses", "file": str(tmp_path / "a.csv"), "version": 7}
        )
    with pytest.raises(BadSetting, match="does not say which format"):
        perform(database, "export_dataset", {"workflow": "Clauses", "file": str(tmp_path / "a.doc")})


def test_splits_are_drawn_by_slice_from_the_terminal(database: Database) -> None:
    rows = [a_row(f"k{n}", f"text number {n} {n * n}", area=f"a{n % 2}") for n in range(40)]
    version = a_version_of(database, rows)
    perform(database, "split", {"workflow": "Clauses", "shares": {"train": 0.5}, "slice_column": "area"})
    drawn = datasets.get_split(database, version.dataset_version_id)
    assert drawn is not None and drawn["slice_column"] == "area"
    train = [
        item.content["area"] for item in datasets.list_items(database, version.dataset_version_id, "train")
    ]
    assert sorted(train) == ["a0"] * 10 + ["a1"] * 10
