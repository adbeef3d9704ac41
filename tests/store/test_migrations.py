"""Databases of earlier versions: opened by this one they keep what they hold, and know it again."""

import shutil
from importlib import resources
from pathlib import Path

import pytest

from workbench.comparison import list_standings
from workbench.datasets.importing import import_dataset
from workbench.domain import Verdict
from workbench.store import dataset as datasets
from workbench.store import label as labels
from workbench.store import workflow as workflows
from workbench.store.database import Database

FILE = "id,text,expected\n" + "".join(f"k{n},clause number {n} é,Law\n" for n in range(12))

# A workflow with a labelled run, as the versions of the app before these migrations stored them.
EARLY = """
insert into workflow (name, created_at) values ('Clauses', now()::timestamp);
insert into dataset (workflow_id, name, created_at) values (1, 'Golden', now()::timestamp);
insert into dataset_version (dataset_id, number, columns, created_at) values (
  1, 1, '[{"name": "id", "role": "id", "kind": "text"}, {"name": "text", "role": "input", "kind": "text"},
    {"name": "expected", "role": "expected", "kind": "text"}]', now()::timestamp
);
insert into item (dataset_id, item_key, content, expected, content_hash, created_at)
select 1, 'k' || n, '{"text": "clause number ' || n || ' é"}', 'Law', repeat('0', 64), now()::timestamp
from range(12) as numbers(n) order by n;
insert into version_item (dataset_version_id, item_id, position) select 1, item_id, item_id - 1 from item;
insert into candidate (workflow_id, name, kind, created_at)
select 1, name, 'file', now()::timestamp from (values ('First'), ('Second')) as names(name) order by name;
insert into candidate_version (candidate_id, number, settings, created_at)
select candidate_id, 1, '{}', now()::timestamp from candidate order by candidate_id;
insert into run (candidate_id, candidate_version_id, dataset_version_id, state, created_at)
select candidate_id, candidate_version_id, 1, 'finished', now()::timestamp
from candidate_version order by candidate_id;
insert into output (run_id, candidate_id, candidate_version_id, item_id, state, answer, answer_key, created_at)
select run_id, candidate_id, candidate_version_id, item_id, 'answered', 'Law', md5('Law'), now()::timestamp
from run, item order by run_id, item_id;
insert into label (
  output_id, candidate_id, item_id, answer_key, labeler, verdict, comment, duration_s, source, order_strategy,
  created_at
)
select output_id, candidate_id, item_id, answer_key, 'Ada', 'correct', 'as agreed', 4, 'desk', 'random',
  now()::timestamp
from output where candidate_id = 1 order by output_id;
"""


def early(folder: Path, until: int) -> Path:
    """A file that the migrations up to this number made, with what EARLY puts in."""
    schema = folder / "schema"
    schema.mkdir()
    for entry in (resources.files("workbench.store") / "schema").iterdir():
        if entry.name.endswith(".sql") and int(entry.name.split("_")[0]) <= until:
            shutil.copy(str(entry), schema / entry.name)
    path = folder / "early.duckdb"
    database = Database(path, schema)
    with database.write() as session:
        session.cursor.execute(EARLY)
    database.close()
    return path


def test_an_unchanged_file_is_known_again_after_an_update(tmp_path: Path) -> None:
    database = Database(early(tmp_path, 6))
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
    standings = list_standings(database, workflows.get_workflow(database, workflow_id), more.version)
    assert [(one.correct, one.labelled) for one in standings] == [(12, 12), (12, 12)]
    database.close()


@pytest.mark.parametrize("until", [1, 8])
def test_labels_of_before_stay_as_they_are_and_count_for_equal_answers(tmp_path: Path, until: int) -> None:
    database = Database(early(tmp_path, until))
    events = labels.list_events(database, 1)
    assert len(events) == 12
    assert {(one.labeler, one.verdict, one.comment, one.duration_s, one.source) for one in events} == {
        ("Ada", Verdict.CORRECT, "as agreed", 4, "desk")
    }
    assert {(one.instructions_version, one.draw_position, one.is_repeat, one.reasons) for one in events} == {
        (None, None, False, ())
    }
    assert sorted(one.output_id for one in events) == list(range(1, 13)), "where each was shown"
    version = datasets.get_version(database, 1)
    standings = list_standings(database, workflows.get_workflow(database, 1), version)
    assert [(one.correct, one.labelled) for one in standings] == [(12, 12), (12, 12)]
    assert labels.queue_table(database, 1, 1).empty
    database.close()
