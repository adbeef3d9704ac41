"""The Makefile's promises about the environment: made once, mended when broken, a sentence without Python.

A stand-in for Python that only notes what it is asked keeps this free of downloads.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

CLONE = Path(__file__).resolve().parents[1]
STAND_IN = """#!/bin/bash
[ -n "$TOO_OLD" ] && exit 1
if [ "$1 $2" = "-m venv" ]; then
  mkdir -p "$3/bin"; echo "venv $3" >> "$ASKED"; [ -n "$CUT_OFF" ] && exit 1
  cp "$0" "$3/bin/python"; touch "$3/has_pip"; exit 0
fi
case "$2" in
  *"import sys, pip"*) [ -f "$(dirname "$0")/../has_pip" ]; exit ;;
  "import sys"*) exit 0 ;;
esac
echo "$@" >> "$ASKED"
"""


class Clone:
    """A folder with the Makefile, and a PATH on which the stand-in is the only Python."""

    def __init__(self, folder: Path, name: str = "python3.12"):
        self.folder = folder / "my clone"
        self.folder.mkdir()
        self.asked = folder / "asked.txt"
        self.tools = folder / "tools"
        self.tools.mkdir()
        for tool in ("bash", "make", "mkdir", "cp", "cat", "rm", "touch", "dirname", "test", "env"):
            (self.tools / tool).symlink_to(str(shutil.which(tool)))
        shutil.copy(CLONE / "Makefile", self.folder)
        (self.folder / "pyproject.toml").write_text("[project]\n")
        if name:
            stand_in = self.tools / name
            stand_in.write_text(STAND_IN)
            stand_in.chmod(0o755)

    def make(self, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
        self.asked.unlink(missing_ok=True)
        return subprocess.run(
            ["make", *arguments],
            cwd=self.folder,
            env={"PATH": str(self.tools), "ASKED": str(self.asked)} | more,
            capture_output=True,
            text=True,
            timeout=30,
        )

    def was_asked(self) -> str:
        return self.asked.read_text() if self.asked.exists() else ""


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path)


def test_run_sets_up_once_and_starts_the_app(clone: Clone) -> None:
    assert clone.make("run").returncode == 0
    first = clone.was_asked()
    assert "venv .venv" in first and "--editable . --group dev" in first
    assert first.rstrip().endswith("-m workbench.cli serve --host 127.0.0.1 --port 8501")
    assert clone.make("run", "PORT=8600", "HOST=0.0.0.0").returncode == 0
    assert clone.was_asked() == "-m workbench.cli serve --host 0.0.0.0 --port 8600\n"


def test_new_requirements_are_installed_into_the_environment_there_is(clone: Clone) -> None:
    clone.make("install")
    later = (clone.folder / ".venv" / ".installed").stat().st_mtime + 5
    os.utime(clone.folder / "pyproject.toml", (later, later))
    clone.make("install")
    assert "--editable ." in clone.was_asked() and "venv" not in clone.was_asked().replace(".venv/", "")


def test_an_environment_whose_making_was_cut_off_is_made_anew(clone: Clone) -> None:
    assert clone.make("install", CUT_OFF="yes").returncode != 0
    assert (clone.folder / ".venv" / "bin").is_dir()
    assert clone.make("install").returncode == 0
    assert "venv .venv" in clone.was_asked()


def test_an_environment_without_pip_is_made_anew(clone: Clone) -> None:
    clone.make("install")
    (clone.folder / ".venv" / "has_pip").unlink()
    (clone.folder / ".venv" / ".installed").unlink()
    assert clone.make("install").returncode == 0
    assert "venv .venv" in clone.was_asked()


def test_an_environment_that_lost_its_python_is_made_anew(clone: Clone) -> None:
    clone.make("install")
    python = clone.folder / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to(clone.folder / "gone")
    assert clone.make("run").returncode == 0
    assert "venv .venv" in clone.was_asked()


def test_a_clone_that_moved_is_installed_again(clone: Clone) -> None:
    clone.make("install")
    clone.folder = clone.folder.rename(clone.folder.with_name("moved"))
    assert clone.make("run").returncode == 0
    assert "--editable ." in clone.was_asked()


@pytest.mark.parametrize(
    ("name", "more", "words"),
    [("", {}, "was not found. Install it"), ("python3", {"TOO_OLD": "yes"}, "was not found. Install it")],
    ids=["none", "only an old one"],
)
def test_without_a_python_of_3_11_or_newer_there_is_a_sentence(
    tmp_path: Path, name: str, more: dict[str, str], words: str
) -> None:
    clone = Clone(tmp_path, name)
    refused = clone.make("run", **more)
    assert refused.returncode == 2
    assert f"Python 3.11 or newer {words}" in refused.stderr
    assert "make PYTHON=/path/to/python3.12 run" in refused.stderr
    assert not (clone.folder / ".venv").exists()


def test_a_python_named_that_is_too_old_is_named_in_the_sentence(clone: Clone) -> None:
    refused = clone.make("install", "PYTHON=python3.12", TOO_OLD="yes")
    assert refused.returncode == 2
    assert "was not found under the name python3.12" in refused.stderr


def test_clean_takes_away_what_make_made(clone: Clone) -> None:
    clone.make("install")
    assert clone.make("clean").returncode == 0
    assert {entry.name for entry in clone.folder.iterdir()} == {"Makefile", "pyproject.toml"}


def test_bench_runs_every_benchmark_that_runs_by_itself_and_the_tests_among_them(clone: Clone) -> None:
    (clone.tools / "grep").symlink_to(str(shutil.which("grep")))
    folder = clone.folder / "tests" / "benchmarks"
    folder.mkdir(parents=True)
    for name in ("fast", "large"):
        (folder / f"{name}.py").write_text('if __name__ == "__main__":\n    print(1)\n')
    (folder / "test_draws.py").write_text("def test_draws(): ...\n")
    assert clone.make("bench").returncode == 0
    asked = clone.was_asked().splitlines()
    assert asked[-3:] == [
        "-m tests.benchmarks.fast",
        "-m tests.benchmarks.large",
        "-m pytest tests/benchmarks -o python_files=*.py -q -s",
    ]
