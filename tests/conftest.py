"""Fixtures for every test: a real, temporary, migrated DuckDB; never the user's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.store.database import Database, close_database, open_database


@pytest.fixture
def database_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "workbench.duckdb"
    monkeypatch.setenv("WORKBENCH_DATABASE", str(path))
    return path


@pytest.fixture
def database(database_path: Path) -> Iterator[Database]:
    yield open_database(database_path)
    close_database(database_path)
