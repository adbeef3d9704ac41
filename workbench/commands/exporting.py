"""Taking a dataset away as a file."""

from pathlib import Path
from typing import Any

from workbench.commands import finding
from workbench.datasets.exporting import export_version
from workbench.domain.formats import plural
from workbench.errors import NotFound
from workbench.store import dataset as datasets
from workbench.store.database import Database


def export_dataset(
    database: Database, workflow: str, file: str, dataset: str | None = None, version: int | None = None
) -> dict[str, Any]:
    """Write a version of a dataset (the newest unless one is named) so that it reads back the same.

    Raises NotFound, BadSetting for a file ending that is no format, UnwritableFile.
    """
    newest = finding.get_version(database, finding.get_workflow(database, workflow), dataset)
    every = {one.number: one for one in datasets.list_versions(database, newest.dataset_id)}
    wanted = every.get(newest.number if version is None else version)
    if wanted is None:
        raise NotFound(
            f"“{newest.dataset_name}” has no version {version}. Its newest is version {newest.number}."
        )
    export_version(database, wanted, Path(file))
    return {
        "file": file,
        "dataset": wanted.dataset_name,
        "version": wanted.number,
        "items": wanted.item_count,
        "sentence": f"Wrote “{wanted.dataset_name}” version {wanted.number} ({plural(wanted.item_count, 'item')}) to "
        f"{file}.",
    }
