"""The README is true: its commands run as they stand, and it names every page, room, verb and make target."""

import re
import shlex
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.app_process import CLONE, give
from workbench.cli import main
from workbench.store.database import close_database, open_database
from workbench.store.workflow import list_workflows

README = (CLONE / "README.md").read_text(encoding="utf-8")


def test_the_commands_in_the_terminal_run_as_they_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_path: Path
) -> None:
    [block] = re.findall(r"```sh\n(.*?)```", README, re.S)
    (tmp_path / "data").symlink_to(CLONE / "data")
    monkeypatch.chdir(tmp_path)
    said = {}
    for line in block.strip().splitlines():
        program, verb, *arguments = shlex.split(line)
        result = give(verb, *arguments)
        assert (program, result.exit_code, result.stderr) == ("workbench", 0, ""), line + result.output
        said[verb] = result.stdout
    assert "Rules" in said["report"] and "meets the 90" in said["report"]
    assert "Card lines" in said["add-workflow"]
    assert {"Summary", "Outputs"} <= set(load_workbook("card-lines.xlsx", read_only=True).sheetnames)


def test_a_backup_put_in_the_databases_place_is_the_database(tmp_path: Path) -> None:
    place, copy = tmp_path / "workbench.duckdb", tmp_path / "workbench 2026-11-25 1200.duckdb"
    assert give("add-workflow", "Kept", "--database", place).exit_code == 0
    open_database(place).copy_to(copy)
    close_database(place)
    assert give("add-workflow", "Added later", "--database", place).exit_code == 0
    copy.replace(place)
    assert [workflow.name for workflow in list_workflows(open_database(place))] == ["Kept"]
    close_database(place)


def test_names_every_verb_page_room_and_target() -> None:
    verbs = [verb for verb in main.commands if not re.search(rf"`{verb}`|workbench {verb}\b", README)]
    titles = re.findall(r'\("\w+", "([\w ]+)", "\w+"\)', (CLONE / "streamlit_app.py").read_text())
    pages = [title for title in titles if f"| {title} |" not in README]
    rooms = [
        folder.name
        for folder in (CLONE / "workbench").iterdir()
        if (folder / "__init__.py").is_file() and f"{folder.name}/`" not in README
    ]
    targets = re.search(r"^\.PHONY: (.*)$", (CLONE / "Makefile").read_text(), re.M)
    assert targets is not None
    unnamed = [name for name in targets[1].split() if name != "install" and f"make {name}" not in README]
    assert len(titles) >= 9
    assert (verbs, pages, rooms, unnamed) == ([], [], [], [])


def test_the_licence_is_apache() -> None:
    assert "Apache License" in (CLONE / "LICENSE").read_text() and "Apache-2.0" in README
