"""Which database is meant."""

from pathlib import Path

import pytest

from workbench import settings


def test_the_variable_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WORKBENCH_DATABASE", "mine.duckdb")
    assert settings.default_database() == tmp_path / "mine.duckdb"
    monkeypatch.setenv("WORKBENCH_DATABASE", "~/mine.duckdb")
    assert settings.default_database() == Path.home() / "mine.duckdb"


def test_a_clone_keeps_it_in_its_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WORKBENCH_DATABASE", raising=False)
    assert settings.is_clone()
    assert settings.default_database() == Path(__file__).resolve().parents[1] / "data" / "workbench.duckdb"


def test_notes_and_logs_stand_beside_it() -> None:
    path = Path("/somewhere/w.duckdb")
    assert settings.server_note_path(path) == Path("/somewhere/w.duckdb.server.json")
    assert settings.log_path(path) == Path("/somewhere/w.duckdb.log")
