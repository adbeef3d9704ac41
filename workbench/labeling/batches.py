"""One verdict on many outputs at once, chosen in a table; taken back all together."""

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.domain import Verdict
from workbench.store.database import Database
from workbench.store.desk import add_table_labels, list_standing
from workbench.store.labelling_rules import get_rules


@dataclass(frozen=True)
class Batch:
    """What was labelled together, with what this labeler had said of each before."""

    workflow_id: int
    labeler: str
    verdict: Verdict
    before: tuple[tuple[int, Verdict | None], ...]

    @property
    def count(self) -> int:
        """How many outputs it labelled."""
        return len(self.before)


def label_together(
    database: Database, workflow_id: int, labeler: str, output_ids: Sequence[int], verdict: Verdict
) -> Batch:
    """Store one verdict on all of these outputs, or on none of them."""
    standing = list_standing(database, output_ids)
    before = tuple(
        (
            output_id,
            next((one.verdict for one in standing[output_id] if one.labeler == labeler), None),
        )
        for output_id in output_ids
    )
    version = get_rules(database, workflow_id).instructions_version
    add_table_labels(database, labeler, [(output_id, verdict) for output_id in output_ids], version)
    return Batch(workflow_id, labeler, verdict, before)


def take_back(database: Database, batch: Batch) -> int:
    """Bring back what stood before a batch, except where this labeler has said something else since; returns how many
    outputs that were."""
    standing = list_standing(database, [output_id for output_id, _ in batch.before])
    stays = {
        output_id
        for output_id, labels in standing.items()
        if any(
            one.labeler == batch.labeler and (one.source, one.verdict) != ("table", batch.verdict)
            for one in labels
        )
    }
    back = [(output_id, verdict) for output_id, verdict in batch.before if output_id not in stays]
    if back:
        add_table_labels(database, batch.labeler, back)
    return len(back)
