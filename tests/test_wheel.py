"""The wheel carries everything: installed elsewhere, it serves its pages and loads its samples, without the clone."""

import json
import os
import shutil
import subprocess
import sys
import time
import venv
import zipfile
from pathlib import Path

import pytest

from tests.app_process import CLONE, give, serving_app, workbench

_PARTS = (
    "workbench", "pages", "data", ".streamlit", "streamlit_app.py", "pyproject.toml", "README.md", "LICENSE",
)  # fmt: skip


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of a clone in use, with a database and compiled pages in it, built without fetching anything."""
    clone, folder = tmp_path_factory.mktemp("clone"), tmp_path_factory.mktemp("wheel")
    for part in _PARTS:
        source = CLONE / part
        if source.is_dir():
            shutil.copytree(source, clone / part, ignore=shutil.ignore_patterns("*.duckdb*", "__pycache__"))
        else:
            shutil.copy(source, clone / part)
    for private in ("data/workbench.duckdb", "data/workbench.duckdb.log", ".streamlit/secrets.toml"):
        (clone / private).write_text("private")
    (clone / "pages" / "__pycache__").mkdir()
    (clone / "pages" / "__pycache__" / "home.pyc").write_text("compiled")
    command = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(folder),
        str(clone),
    ]
    built = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert built.returncode == 0, built.stdout + built.stderr
    [found] = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command of a fresh environment that holds this wheel alone; the libraries it needs are lent to it."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps"]
    done = subprocess.run(
        [*install, "--no-index", "--disable-pip-version-check", str(wheel)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    lent = next(path for path in sys.path if (Path(path) / "streamlit").is_dir())
    [site] = folder.glob("lib/python*/site-packages")
    # A plain path, not site.addsitedir: the clone's own editable install must not come along.
    (site / "lent.pth").write_text(f"import sys; sys.path.append({lent!r})\n")
    return [str(folder / "bin" / "workbench")]


def test_the_wheel_holds_frame_pages_theme_sql_and_samples_and_no_database(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    pages = {f"workbench_app/pages/{path.name}" for path in (CLONE / "pages").glob("*.py")}
    beside = {  # SQL, scripts, drawings: what is no Python and easily left behind
        str(path.relative_to(CLONE))
        for path in (CLONE / "workbench").rglob("*.*")
        if path.is_file() and path.suffix not in (".py", ".pyc")
    }
    data = {
        f"workbench_app/data/{path.relative_to(CLONE / 'data')}" for path in (CLONE / "data").glob("*/*.*")
    }
    assert len(pages) >= 9 and len(beside) >= 10 and len(data) >= 6
    assert pages | beside | data <= names
    assert {"workbench_app/streamlit_app.py", "workbench_app/.streamlit/config.toml"} <= names
    unwanted = ("duckdb", "secrets", "__pycache__", "tests/")
    assert [name for name in names if any(word in name for word in unwanted)] == []
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_database_stands_in_the_users_data_folder(installed: list[str], tmp_path: Path) -> None:
    code = "from workbench.settings import default_database, is_clone; print(is_clone(), default_database())"
    python = Path(installed[0]).with_name("python")
    home = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "share")}
    shown = subprocess.run(
        [str(python), "-c", code],
        env={"PATH": os.environ["PATH"]} | home,
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    said, place = shown.stdout.split(maxsplit=1)
    assert said == "False", shown.stderr
    assert Path(place.strip()).is_relative_to(tmp_path)
    assert place.strip().endswith("eval-workbench/workbench.duckdb")


def test_serve_from_another_folder_answers_on_every_page_and_loads_the_samples(
    installed: list[str], tmp_path: Path
) -> None:
    database = tmp_path / "there" / "w.duckdb"
    with serving_app(database, command=installed, cwd=tmp_path, PYTHONPATH="") as app:
        for page in ("", "workflows", "golden_datasets", "candidates", "precision", "roi", "exports"):
            status, body = app.get(f"/{page}")
            assert (status, "<title>" in body) == (200, True)
        deadline = time.monotonic() + 120
        judged: list[str] = []
        command = ("report", "--workflow", "Expense coding", "--json", "--database", database)
        while len(judged) < 4 and time.monotonic() < deadline:
            time.sleep(0.5)
            said = give(*command)  # asks the app
            found = json.loads(said.stdout)["candidates"] if said.exit_code == 0 else []
            judged = [one["candidate"] for one in found if one["answered"]]
        assert len(judged) == 4
    version = workbench("--version", cwd=tmp_path, command=installed, PYTHONPATH="")
    assert version.stdout.startswith("workbench, version 0.")
