"""Which items a result speaks of: when nobody has picked any, and in words."""

from workbench.comparison import count_pool
from workbench.domain import DatasetVersion, Split, Workflow
from workbench.domain.formats import plural
from workbench.store import dataset as datasets
from workbench.store.database import Database


def choose_scope(database: Database, workflow: Workflow) -> tuple[DatasetVersion | None, str | None]:
    """The newest version of the workflow's newest dataset, and its holdout where one was drawn.

    (None, None) where the workflow has no dataset.
    """
    versions = datasets.list_current_versions(database, workflow.workflow_id)
    return (versions[0], choose_split(database, versions[0])) if versions else (None, None)


def choose_split(database: Database, version: DatasetVersion) -> str | None:
    """The holdout where one was drawn over the version, else None: all items."""
    drawn = datasets.count_splits(database, version.dataset_version_id)
    return Split.HOLDOUT.value if Split.HOLDOUT.value in drawn else None


def scope_words(database: Database, version: DatasetVersion, split: str | None) -> str:
    """ "Golden, version 1, holdout split (240 items)"."""
    items = f"{split} split" if split else "all items"
    pool = plural(count_pool(database, version, split), "item")
    return f"{version.dataset_name}, version {version.number}, {items} ({pool})"
