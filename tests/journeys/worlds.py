"""Databases with something in them already, made before the app that serves them starts."""

from collections.abc import Callable
from pathlib import Path

from tests.journeys.conftest import App
from workbench.store.database import Database, close_database, open_database


def app_on(folder: Path, fill: Callable[[Database], object]) -> App:
    """The app on a database that `fill` has filled; the caller stops it."""
    path = folder / "workbench.duckdb"
    fill(open_database(path))
    close_database(path)
    return App(path, "--no-samples")
