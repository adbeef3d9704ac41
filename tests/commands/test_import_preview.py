"""What an import would do, before it does: near duplicates are told by their rows."""

from pathlib import Path

import pytest

from workbench.commands.importing import import_dataset
from workbench.datasets import near_duplicates
from workbench.store import workflow as workflows
from workbench.store.database import Database

ROWS = """id,question,expected
Q-1,How many days after the order does the supplier deliver the goods to the customer,30
Q-2,How many days after the order does the supplier deliver the goods to the customers,30
Q-3,Which law governs the agreement,Irish law
"""


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "questions.csv"
    path.write_text(ROWS)
    return str(path)


def test_near_duplicates_are_listed_by_row_and_refuse_nothing(database: Database, file: str) -> None:
    told = import_dataset(database, file, dry_run=True)
    [pair] = told["near_duplicates"]
    assert (pair["row"], pair["other_row"]) == (2, 3)
    assert 0.98 < pair["similarity"] < 1
    assert (told["near_duplicate_rows"], told["rows_imported"], told["rows_refused"]) == (1, 3, [])
    assert workflows.list_workflows(database) == []


def test_a_file_too_long_to_search_at_once_is_told_as_not_searched(
    database: Database, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(near_duplicates, "SEARCHED_UNASKED", 2)
    told = import_dataset(database, file, dry_run=True)
    assert (told["near_duplicates"], told["near_duplicate_rows"]) == ([], None)
