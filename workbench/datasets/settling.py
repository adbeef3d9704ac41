"""What follows when a version is stored, however it came to be: its splits, and the scores that it puts out of date."""

from workbench.datasets.splitting import carry_split
from workbench.domain import DatasetVersion
from workbench.scoring.scoring import score_next_version
from workbench.store import dataset as datasets
from workbench.store.database import Database


def settle_version(database: Database, version: DatasetVersion, *origins: DatasetVersion) -> None:
    """Carry the splits over from the first of `origins` that has any, and score anew what is right otherwise now.

    Done again, it makes up for a time when it was cut off. Raises BadSetting where the trusted scorer's settings
    cannot work.
    """
    if datasets.get_split(database, version.dataset_version_id) is None:
        for origin in origins:
            if carry_split(database, origin.dataset_version_id, version.dataset_version_id):
                break
    score_next_version(database, version)
