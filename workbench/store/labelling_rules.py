"""How a workflow is labelled: what stays hidden, what labelers are told, in which order outputs come."""

from dataclasses import replace
from typing import Any

from workbench.domain import LabellingRules
from workbench.store.database import Database, Session, now

_LARGEST_SEED = 2**31 - 1


def get_rules(database: Database, workflow_id: int) -> LabellingRules:
    """A workflow's rules with the newest instructions; the defaults where none were set. `order_seed` is the
    workflow's own from the beginning: it follows from its number until rules are stored."""

    def read() -> LabellingRules:
        with database.read() as session:
            return _read(session, workflow_id)

    return database.kept(("labelling_rules", workflow_id), read)


def set_rules(database: Database, rules: LabellingRules, by: str = "") -> LabellingRules:
    """Store a workflow's rules; instructions that read otherwise than before are their next version."""
    with database.write() as session:
        before = _read(session, rules.workflow_id)
        session.run("labelling_rules.delete_rules", workflow_id=rules.workflow_id)
        session.run(
            "labelling_rules.add_rules",
            workflow_id=rules.workflow_id,
            is_blind=rules.is_blind,
            reveals=rules.reveals,
            error_categories=list(rules.error_categories),
            repeat_rate=rules.repeat_rate,
            order_strategy=rules.order_strategy,
            order_seed=rules.order_seed or before.order_seed,
            confirms_wrong=rules.confirms_wrong,
            recheck_rate=rules.recheck_rate,
        )
        if rules.instructions.strip() != before.instructions:
            session.run(
                "labelling_rules.add_instructions",
                workflow_id=rules.workflow_id,
                text=rules.instructions.strip(),
                created_by=by,
                created_at=now(),
            )
        return _read(session, rules.workflow_id)


def list_instructions(database: Database, workflow_id: int) -> list[dict[str, Any]]:
    """Every text that labelers were told, newest first: number, text, created_by, created_at."""
    return database.rows("labelling_rules.list_instructions", workflow_id=workflow_id)


def _read(session: Session, workflow_id: int) -> LabellingRules:
    rules = LabellingRules(workflow_id, order_seed=workflow_id * 7919 % _LARGEST_SEED)
    if row := session.one("labelling_rules.get_rules", workflow_id=workflow_id):
        rules = LabellingRules(**row | {"error_categories": tuple(row["error_categories"])})
    told = session.one("labelling_rules.newest_instructions", workflow_id=workflow_id)
    if told is None:
        return rules
    return replace(rules, instructions=told["text"], instructions_version=told["number"])
