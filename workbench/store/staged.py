"""What goes in and out of the staging of a file's rows: its columns, their use, rows set aside, the stored version."""

from dataclasses import dataclass
from enum import StrEnum

from workbench.domain import DatasetVersion, Kind


class Stage(StrEnum):
    """What the storing of a version is at, in this order; as it is said on the screen."""

    COMPARING = "Comparing with what is stored"
    STORING = "Storing the items"
    PLACING = "Placing the items in the version"
    FINISHING = "Writing to the disk"


@dataclass(frozen=True)
class StagedColumn:
    """A column of the file. `is_encoded`: its cells also stand as they go into an item's content, ready-made."""

    name: str
    kind: Kind = Kind.TEXT
    is_encoded: bool = False


@dataclass(frozen=True)
class Use:
    """What the staged columns, by their place, are used for; None where there is no such column.

    Without a `key` the row numbers are the items' keys. `needs_expected`: rows without an expected answer are set
    aside.
    """

    inputs: tuple[int, ...]
    contents: tuple[int, ...]
    key: int | None = None
    expected: int | None = None
    needs_expected: bool = True


@dataclass(frozen=True)
class SetAside:
    """A row that is not imported. `reason`: no_id, no_input, no_expected, same or conflict (with `first_number`)."""

    row_number: int
    reason: str
    item_key: str | None = None
    first_number: int | None = None


@dataclass(frozen=True)
class Stored:
    """The version that an import made, or the newest where nothing differs, and how many items differ from before."""

    version: DatasetVersion
    is_new_version: bool
    added: int = 0
    removed: int = 0
    changed: int = 0
