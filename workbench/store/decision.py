"""Decisions for a candidate, with what they rested on."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workbench.store.database import Database, now


@dataclass(frozen=True)
class Decision:
    """One decision. `evidence` is what stood on the page: plain figures by name."""

    decision_id: int
    workflow_id: int
    candidate_id: int
    candidate_name: str
    decided_by: str
    reason: str
    evidence: Mapping[str, Any]
    created_at: datetime
    withdrawn_at: datetime | None = None


def list_decisions(database: Database, workflow_id: int) -> list[Decision]:
    """The decisions of a workflow, newest first, withdrawn ones included."""
    rows = database.rows("decision.list_decisions", workflow_id=workflow_id)
    return [Decision(**row | {"evidence": json.loads(row["evidence"])}) for row in rows]


def add_decision(
    database: Database,
    workflow_id: int,
    candidate_id: int,
    candidate_name: str,
    decided_by: str,
    reason: str,
    evidence: Mapping[str, Any],
) -> int:
    """Store a decision; returns its id."""
    with database.write() as session:
        return int(
            session.value(
                "decision.add_decision",
                workflow_id=workflow_id,
                candidate_id=candidate_id,
                candidate_name=candidate_name,
                decided_by=decided_by,
                reason=reason,
                evidence=json.dumps(evidence),
                created_at=now(),
            )
        )


def set_withdrawn(database: Database, decision_id: int, withdrawn: bool) -> None:
    """Take a decision back, or let it stand again; nothing is lost."""
    with database.write() as session:
        session.run(
            "decision.set_withdrawn", decision_id=decision_id, withdrawn_at=now() if withdrawn else None
        )
