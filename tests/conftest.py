"""Fixtures for every test: a real, temporary, migrated DuckDB; never the user's own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.store.database import Database, close_database, open_database


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database that went through every migration once; the migrations have tests of their own."""
    path = tmp_path_factory.mktemp("migrated") / "workbench.duckdb"
    Database(path).close()
    return path


@pytest.fixture
def database_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "workbench.duckdb"
    monkeypatch.setenv("WORKBENCH_DATABASE", str(path))
    return path


@pytest.fixture
def database(database_path: Path, migrated_file: Path) -> Iterator[Database]:
    shutil.copyfile(migrated_file, database_path)
    opened = open_database(database_path)
    with opened.read() as session:
        # What a test leaves behind is thrown away: no use folding it into the file, which waits for the disk.
        session.cursor.execute("pragma disable_checkpoint_on_shutdown")
    yield opened
    close_database(database_path)
