"""Items that belong together: several questions about one document tend to be answered right or wrong together."""

import re

from workbench.domain import DatasetVersion, Role
from workbench.store import certification as tests
from workbench.store import dataset as datasets
from workbench.store.database import Database

_NAMES = re.compile(
    r"(^|[ _-])(doc(ument)?|contract|agreement|file|filing|report|case|customer|client|thread|group)"
    r"([ _-]?(id|name|no|nr|number|key|title))?$",
    re.IGNORECASE,
)


def find_clusters(database: Database, version: DatasetVersion) -> str:
    """The column by which items hang together: the one a split kept together, else one named like a document whose
    values repeat; "" where there is none."""
    drawn = datasets.get_split(database, version.dataset_version_id)
    if drawn and drawn["group_column"]:
        return str(drawn["group_column"])
    named = [
        column.name
        for column in version.columns
        if column.role in (Role.SLICE, Role.OTHER, Role.INPUT) and _NAMES.search(column.name)
    ]
    return next((name for name in named if tests.has_repeats(database, version.dataset_version_id, name)), "")
