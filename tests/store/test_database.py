"""Opening, migrating, writing, copying the database, and the sentences when that does not work."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest

from tests.store.building import a_label, a_small_world, a_version, a_workflow, outputs_by_key
from workbench.domain import Verdict, Workflow
from workbench.errors import DatabaseUnavailable, NotFound
from workbench.store import label, workflow, workspace
from workbench.store.database import Database, DatabaseHeld, close_database, open_database

NOBODY = 65534


def _names(database: Database) -> list[str]:
    return [found.name for found in workflow.list_workflows(database)]


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    """A folder with today's migrations, to which a test adds tomorrow's."""
    folder = tmp_path / "schema"
    with resources.as_file(resources.files("workbench.store") / "schema") as today:
        shutil.copytree(today, folder)
    return folder


def test_opening_creates_folders_file_and_tables(tmp_path: Path) -> None:
    database = Database(tmp_path / "new" / "folder" / "w.duckdb")
    assert workflow.list_workflows(database) == []
    assert database.value("database.newest_migration") >= 1
    database.close()


def test_opening_again_keeps_what_was_stored_and_makes_no_copy(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    database = Database(path)
    a_workflow(database, "Clauses")
    database.close()
    again = Database(path)
    assert _names(again) == ["Clauses"]
    again.close()
    assert [entry.name for entry in tmp_path.iterdir()] == ["w.duckdb"]


def test_one_process_opens_a_file_once(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    first = open_database(path)
    assert open_database(tmp_path / "." / "w.duckdb") is first
    close_database(path)
    assert open_database(path) is not first
    close_database(path)


def test_a_new_migration_is_applied_after_copying_the_file(tmp_path: Path, schema: Path) -> None:
    path = tmp_path / "w.duckdb"
    database = Database(path)
    a_workflow(database, "Clauses")
    database.close()
    (schema / "9999_later.sql").write_text("alter table workflow add column owner varchar default 'nobody';")

    migrated = Database(path, schema)
    with migrated.read() as session:
        assert session.cursor.execute("select name, owner from workflow").fetchall() == [
            ("Clauses", "nobody")
        ]
    assert migrated.value("database.newest_migration") == 9999
    migrated.close()

    before = Database(tmp_path / "w.duckdb.before-9999")
    assert _names(before) == ["Clauses"]
    before.close()


def test_a_file_that_cannot_be_copied_first_is_not_migrated(tmp_path: Path, schema: Path) -> None:
    path = tmp_path / "w.duckdb"
    database = Database(path)
    a_workflow(database, "Clauses")
    database.close()
    (tmp_path / "w.duckdb.before-9999").mkdir()  # nothing can be put in its place
    (schema / "9999_later.sql").write_text("create table later (x int);")
    with pytest.raises(DatabaseUnavailable, match=r"w\.duckdb\.before-9999 cannot be written"):
        Database(path, schema)
    again = Database(path)
    assert _names(again) == ["Clauses"]
    assert again.value("database.newest_migration") < 9999
    again.close()
    assert not list(tmp_path.glob("*.half"))


def test_a_migration_that_fails_changes_nothing(tmp_path: Path, schema: Path) -> None:
    path = tmp_path / "w.duckdb"
    database = Database(path)
    a_workflow(database, "Clauses")
    database.close()
    (schema / "9999_broken.sql").write_text(
        "delete from workflow; create table half (x int); select no_such;"
    )
    with pytest.raises(Exception, match="no_such"):
        Database(path, schema)

    again = Database(path)
    assert _names(again) == ["Clauses"]
    with again.read() as session:
        tables = session.cursor.execute("select table_name from duckdb_tables()").fetchall()
    assert ("half",) not in tables
    again.close()


def test_a_file_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path, schema: Path) -> None:
    path = tmp_path / "w.duckdb"
    (schema / "9999_later.sql").write_text("create table later (x int);")
    Database(path, schema).close()
    with pytest.raises(DatabaseUnavailable, match="newer version of Eval Workbench"):
        Database(path)
    newer = Database(path, schema)
    assert newer.value("database.newest_migration") == 9999
    newer.close()


def test_a_write_that_fails_stores_nothing(database: Database) -> None:
    a_workflow(database, "Clauses")
    with pytest.raises(RuntimeError, match="half way"), database.write() as session:
        session.run("workspace.add_setting", name="currency", value="EUR")
        assert session.value("workspace.get_setting", name="currency") == "EUR"
        raise RuntimeError("half way")
    assert workspace.get_currency(database) == "USD"
    workspace.set_setting(database, "currency", "GBP")
    assert workspace.get_currency(database) == "GBP"


def test_a_statement_that_fails_rolls_back_and_the_database_goes_on(database: Database) -> None:
    with pytest.raises(Exception, match="NOT NULL"), database.write() as session:
        session.run("workspace.add_setting", name="first", value="1")
        session.run("workspace.add_setting", name="second", value=None)
    assert workspace.get_setting(database, "first", "nothing") == "nothing"
    assert a_workflow(database).name == "Clauses"


def test_readers_and_writers_work_at_the_same_time(database: Database) -> None:
    names = [f"Workflow {n:02}" for n in range(40)]

    def add(name: str) -> int:
        stored = workflow.add_workflow(database, Workflow(0, name))
        assert name in _names(database)
        return stored.workflow_id

    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(add, names))
    assert len(set(ids)) == 40
    assert _names(database) == names


def test_a_reader_does_not_see_an_unfinished_write(database: Database) -> None:
    with database.write() as session:
        session.run("workspace.add_setting", name="currency", value="EUR")
        assert workspace.get_currency(database) == "USD"
    assert workspace.get_currency(database) == "EUR"


def test_a_copy_holds_everything_and_ids_go_on_where_they_stood(database: Database, tmp_path: Path) -> None:
    first, _, _, run = a_small_world(database)
    by_key = outputs_by_key(database, run)
    first_label = a_label(database, by_key["a"], Verdict.CORRECT)
    database.copy_to(tmp_path / "backup.duckdb")
    a_label(database, by_key["b"], Verdict.CORRECT)

    restored = Database(tmp_path / "backup.duckdb")
    assert _names(restored) == ["Clauses"]
    assert [event.label_id for event in label.list_events(restored, first.workflow_id)] == [first_label]
    assert label.get_task(restored, by_key["c"])["answer"] == "answer c"

    second, version, candidate, rerun = a_small_world(restored, name="Filings")
    assert second.workflow_id > first.workflow_id
    assert version.dataset_version_id > run.dataset_version_id
    assert candidate.candidate_id > run.candidate_id
    assert candidate.candidate_version_id > run.candidate_version_id
    assert rerun.run_id > run.run_id
    assert min(outputs_by_key(restored, rerun).values()) > max(by_key.values())
    assert a_label(restored, by_key["c"], Verdict.CORRECT) > first_label
    restored.close()


def test_a_copy_is_made_while_others_write(database: Database, tmp_path: Path) -> None:
    wanted = a_workflow(database)

    def add(number: int) -> None:
        a_version(database, wanted, {"x": (f"text {number}", "y")}, f"Dataset {number}")

    def copy(number: int) -> None:
        database.copy_to(tmp_path / f"copy{number}.duckdb")

    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(add, n) for n in range(20)] + [pool.submit(copy, n) for n in range(3)]
        for job in jobs:
            job.result()
    for number in range(3):
        copied = Database(tmp_path / f"copy{number}.duckdb")
        with copied.read() as session:
            orphans = session.cursor.execute(
                "select count(*) from dataset left join dataset_version using (dataset_id) "
                "where dataset_version_id is null"
            ).fetchone()
        assert orphans == (0,)
        copied.close()


@pytest.mark.parametrize("name", ["backup_copy", 'we"ird', "it's", "temp"])
def test_a_copy_is_made_whatever_the_file_is_called(tmp_path: Path, name: str) -> None:
    database = Database(tmp_path / f"{name}.duckdb")
    a_workflow(database)
    database.copy_to(tmp_path / f"{name} again.duckdb")
    database.close()
    copy = Database(tmp_path / f"{name} again.duckdb")
    assert _names(copy) == ["Clauses"]
    copy.close()


def test_a_copy_never_overwrites_a_file(database: Database, tmp_path: Path) -> None:
    target = tmp_path / "precious.duckdb"
    target.write_text("precious")
    with pytest.raises(DatabaseUnavailable, match=r"already a file .*precious\.duckdb"):
        database.copy_to(target)
    assert target.read_text() == "precious"


def test_a_copy_into_a_missing_folder_names_the_file(database: Database, tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailable, match=r"The copy .*nowhere/copy\.duckdb cannot be written"):
        database.copy_to(tmp_path / "nowhere" / "copy.duckdb")
    assert a_workflow(database).name == "Clauses"


def test_a_file_that_another_process_holds_names_the_process(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    code = (
        "import sys; from pathlib import Path; from workbench.store.database import Database; "
        "held = Database(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None and holder.stdin is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(DatabaseHeld, match=f"in use by process {holder.pid}") as refused:
            Database(path)
        holder.stdin.close()
        holder.wait(10)
    assert refused.value.process_id == holder.pid
    Database(path).close()


def test_a_read_only_folder_is_said(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("readonly")
    folder.chmod(0o555)
    was = os.geteuid()
    if was == 0:  # root may write anywhere
        os.seteuid(NOBODY)
    try:
        with pytest.raises(DatabaseUnavailable, match="read-only"):
            Database(folder / "w.duckdb")
    finally:
        os.seteuid(was)
        folder.chmod(0o755)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("w.duckdb", b""),
        ("w.duckdb", b"PK\x03\x04 a workbook" * 1000),
        ("items.csv", b"id,answer\n1,x\n"),  # which DuckDB itself would open as a view in memory
    ],
    ids=["empty", "something else", "a table"],
)
def test_a_file_that_is_no_database_is_said_and_left_alone(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DatabaseUnavailable, match="not a DuckDB file") as refused:
        Database(path)
    assert "restore a backup" in str(refused.value)
    assert path.read_bytes() == content


@pytest.mark.parametrize("damage", ["cut", "overwritten"])
def test_a_damaged_file_is_said(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "w.duckdb"
    Database(path).close()
    whole = path.read_bytes()
    path.write_bytes(whole[:20_000] if damage == "cut" else whole[:5_000] + b"\xa5" * 35_000 + whole[40_000:])
    with pytest.raises(DatabaseUnavailable, match="the file is damaged"):
        Database(path)


def test_a_full_disk_is_said_and_nothing_stored_before_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    code = """
import resource, sys
from pathlib import Path
from workbench.errors import DatabaseUnavailable
from workbench.store.database import Database
from workbench.store import workspace
database = Database(Path(sys.argv[1]))
workspace.set_setting(database, "before", "kept")
database.checkpoint()
size = Path(sys.argv[1]).stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 100_000, resource.RLIM_INFINITY))
try:
    for n in range(100):
        workspace.set_setting(database, f"text {n}", "x" * 60_000)
except DatabaseUnavailable as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True, timeout=60
    )
    assert "the disk is full" in done.stdout
    assert "What was stored before is kept" in done.stdout
    again = Database(path)
    assert workspace.get_setting(again, "before") == "kept"
    again.close()


def test_a_label_on_a_deleted_output_is_refused_by_a_sentence(database: Database) -> None:
    with pytest.raises(NotFound, match="has been deleted meanwhile"):
        a_label(database, 12345, Verdict.CORRECT)


def test_what_changes_labels_alone_is_told_from_all_other_changes(database: Database) -> None:
    _, _, _, run = a_small_world(database, "ab")
    [output_id, _] = outputs_by_key(database, run).values()
    before = database.changes
    a_label(database, output_id, Verdict.CORRECT)
    assert database.changes == before
    with pytest.raises(ZeroDivisionError), database.write() as session:
        session.run("database.make_migration_table")
        raise ZeroDivisionError
    assert database.changes == before
    a_workflow(database, "Another")
    assert database.changes == before + 1


def test_what_is_kept_is_read_anew_once_more_than_labels_has_changed(database: Database) -> None:
    found = a_workflow(database, "First")
    asked: list[str] = []

    def read() -> list[str]:
        asked.append("")
        return _names(database)

    assert database.kept("names", read) == database.kept("names", read) == ["First"]
    assert len(asked) == 1
    workflow.set_workflow(database, replace(found, name="Second"))
    assert database.kept("names", read) == ["Second"]
