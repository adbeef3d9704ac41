"""Leases: which answers to which items a sitting holds, so that nobody else gets them meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from workbench.store.database import Database


@dataclass(frozen=True)
class Claim:
    """Where one output stands: by how many people it is to be judged, and how many others hold or have judged it.

    `is_own`: another sitting under the same name holds it. `is_taken`: the sitting that asked holds it now; `is_free`:
    it could; `is_done`: so many have judged it that nobody has to.
    """

    output_id: int
    labelers_wanted: int
    held_count: int
    is_own: bool
    judged_count: int
    is_free: bool = False
    is_done: bool = False
    is_taken: bool = False

    @property
    def is_held(self) -> bool:
        """True where somebody holds it, so that it may come free again."""
        return self.is_own or self.held_count > 0


@dataclass(frozen=True)
class Holder:
    """A sitting that holds outputs. `process` is what the ids of all sittings of this process begin with."""

    sitting_id: str
    labeler: str
    process: str
    assignment_id: int | None = None


def take_leases(
    database: Database,
    holder: Holder,
    output_ids: Sequence[int],
    wanted: int,
    is_revisit: bool,
    at: datetime,
    until: datetime,
    ended: Sequence[str] = (),
    looks: Mapping[int, int] | None = None,
) -> list[Claim]:
    """Let a sitting hold the first `wanted` of these outputs that are free until a moment, in place of what it held.

    Returns the claims on all that are still there, in their order. `ended` sittings let go of theirs first. A revisit
    asks only that nobody else holds them, however many labels there are. `looks`: by how many people an output is to
    be judged, where that is more than its assignment wants.
    """
    with database.write() as session:
        session.run(
            "lease.delete_over",
            sitting_id=holder.sitting_id,
            labeler=holder.labeler,
            at=at,
            process=holder.process,
            ended=list(ended),
        )
        rows = session.rows(
            "lease.list_claims",
            output_ids=list(output_ids),
            labeler=holder.labeler,
            assignment_id=holder.assignment_id,
            looked_ids=list(looks or ()),
            looks=list((looks or {}).values()),
        )
        claims = {row["output_id"]: _claim(row, is_revisit) for row in rows}
        taken = [one for one in output_ids if one in claims and claims[one].is_free][:wanted]
        if taken:
            session.run(
                "lease.add_leases",
                output_ids=taken,
                labeler=holder.labeler,
                sitting_id=holder.sitting_id,
                until=until,
            )
    for output_id in taken:
        claims[output_id] = replace(claims[output_id], is_taken=True)
    return [claims[output_id] for output_id in output_ids if output_id in claims]


def list_earlier(database: Database, holder: Holder, at: datetime) -> list[int]:
    """The outputs (of any scope) that a labeler held when another process served them, until they are theirs anew or
    run out."""
    rows = database.rows("lease.list_earlier", labeler=holder.labeler, at=at, process=holder.process)
    return [row["output_id"] for row in rows]


def release_leases(database: Database, holder: Holder, at: datetime) -> None:
    """Let go of everything that a sitting holds."""
    with database.write() as session:
        session.run(
            "lease.delete_over",
            sitting_id=holder.sitting_id,
            labeler=holder.labeler,
            at=at,
            process=holder.process,
            ended=[],
        )


def list_leases(database: Database) -> list[dict[str, Any]]:
    """What is held: item_id, item_key, answer_key, labeler, sitting_id, until."""
    return database.rows("lease.list_leases")


def _claim(row: dict[str, Any], is_revisit: bool) -> Claim:
    claim = Claim(**row)
    if is_revisit:
        return replace(claim, is_free=not claim.is_held)
    left = claim.labelers_wanted - claim.judged_count
    return replace(claim, is_free=not claim.is_own and claim.held_count < left, is_done=left <= 0)
