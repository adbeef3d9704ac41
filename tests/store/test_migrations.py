"""Databases of earlier versions: opened by this one they keep what they hold, and know it again."""

from pathlib import Path

import duckdb
import pytest

from tests.store.building import a_candidate, a_label, a_run, a_version, a_workflow, outputs_by_key
from workbench.comparison import list_standings
from workbench.datasets.importing import import_dataset
from workbench.domain import Verdict
from workbench.store import dataset as datasets
from workbench.store import workflow as workflows
from workbench.store.database import Database

FILE = "id,text,expected\n" + "".join(f"k{n},clause number {n} é,Law\n" for n in range(12))


@pytest.fixture
def early_path(tmp_path: Path) -> Path:
    """A file with a labelled run, whose items have the hashes that the first versions of the app gave."""
    path = tmp_path / "early.duckdb"
    database = Database(path)
    workflow = a_workflow(database)
    texts: dict[str, tuple[str, str | None]] = {f"k{n}": (f"clause number {n} é", "Law") for n in range(12)}
    version = a_version(database, workflow, texts)
    run = a_run(database, a_candidate(database, workflow), version, dict.fromkeys(texts, "Law"))
    for output_id in outputs_by_key(database, run).values():
        a_label(database, output_id, Verdict.CORRECT)
    database.close()
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "update item set content = replace(content, '\\u00e9', 'é'), content_hash = repeat('0', 64)"
        )
        connection.execute("delete from migration where number >= 7")
    return path


def test_an_unchanged_file_is_known_again_after_an_update(early_path: Path) -> None:
    database = Database(early_path)
    [workflow_id] = [
        row["workflow_id"] for row in database.rows("workflow.list_workflows", with_archived=True)
    ]
    again = import_dataset(database, FILE.encode(), "golden.csv", workflow_id, "Golden")
    assert (again.is_new_version, again.changed) == (False, 0)
    more = import_dataset(
        database, (FILE + "k12,one more,Law\n").encode(), "golden.csv", workflow_id, "Golden"
    )
    assert (more.version.number, more.added, more.changed) == (2, 1, 0)
    kept = [item.item_id for item in datasets.list_items(database, again.version.dataset_version_id)]
    assert [item.item_id for item in datasets.list_items(database, more.version.dataset_version_id)][
        :12
    ] == kept
    [standing] = list_standings(database, workflows.get_workflow(database, workflow_id), more.version)
    assert (standing.correct, standing.labelled) == (12, 12)
    database.close()
