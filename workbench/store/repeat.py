"""Outputs that come back to a labeler unannounced: planned, and what was said then."""

from workbench.store.database import Database, now


def list_open_repeats(database: Database, workflow_id: int, labeler: str) -> list[int]:
    """The outputs that are still to come back to a labeler, in the order they were planned."""
    rows = database.rows("repeat.list_open_repeats", workflow_id=workflow_id, labeler=labeler)
    return [row["output_id"] for row in rows]


def list_repeatable(database: Database, workflow_id: int, labeler: str, least_ago: int) -> list[int]:
    """Outputs that a labeler judged at the desk more than so many labels ago and that have not come back yet."""
    rows = database.rows(
        "repeat.list_repeatable", workflow_id=workflow_id, labeler=labeler, least_ago=least_ago
    )
    return [row["output_id"] for row in rows]


def add_repeat(database: Database, workflow_id: int, labeler: str, output_id: int) -> None:
    """Plan that an output comes back to a labeler."""
    with database.write() as session:
        session.run(
            "repeat.add_repeat",
            workflow_id=workflow_id,
            labeler=labeler,
            output_id=output_id,
            planned_at=now(),
        )


def set_repeated(database: Database, labeler: str, output_id: int, label_id: int) -> None:
    """Note the label that an output got when it came back."""
    with database.write() as session:
        session.run("repeat.set_repeated", labeler=labeler, output_id=output_id, label_id=label_id)


def last_repeat(database: Database, labeler: str, output_id: int) -> str | None:
    """The verdict that a labeler gave when an output last came back; None where it has not or was taken back."""
    return database.value("repeat.last_repeat", labeler=labeler, output_id=output_id) or None
