"""Where things are: the app's folder, the database file, the local server. Read from the environment once asked."""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8501
DATABASE_VARIABLE = "WORKBENCH_DATABASE"
LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")

_PACKAGE = Path(__file__).resolve().parent


def is_clone() -> bool:
    """True when the package runs from a checkout, where the frame stands beside it."""
    return (_PACKAGE.parent / "streamlit_app.py").is_file()


def app_folder() -> Path:
    """The folder with `streamlit_app.py`, `pages/`, `.streamlit/` and `data/`, in a clone or a wheel."""
    return _PACKAGE.parent if is_clone() else _PACKAGE.parent / "workbench_app"


def sample_folder() -> Path:
    """The folder with the sample workflows and golden datasets as plain files."""
    return app_folder() / "data"


def default_database() -> Path:
    """`WORKBENCH_DATABASE`, else `data/workbench.duckdb` in a clone, else the user's data folder."""
    named = os.environ.get(DATABASE_VARIABLE)
    if named:
        return Path(named).expanduser().absolute()
    if is_clone():
        return app_folder() / "data" / "workbench.duckdb"
    return Path(platformdirs.user_data_dir("eval-workbench", appauthor=False)) / "workbench.duckdb"


@dataclass(frozen=True)
class ServerNote:
    """What a running app leaves beside its database so that commands find it: address, process, key."""

    url: str
    process_id: int
    token: str


def server_note_path(database: Path) -> Path:
    """The file beside the database in which the running app says where it listens."""
    return database.with_name(database.name + ".server.json")


def log_path(database: Path) -> Path:
    """The file beside the database that keeps the details of failures nobody foresaw."""
    return database.with_name(database.name + ".log")
