"""Sitting down at the desk: what a labeler gets, in which order, from which assignment."""

import time
from collections.abc import Callable

from workbench.domain import Assignment, DatasetVersion, Verdict, Workflow
from workbench.labeling.assignments import draw_new, draw_order
from workbench.labeling.desk import Desk, midnight
from workbench.labeling.queue import Queue
from workbench.labeling.repeats import repeats_for
from workbench.labeling.strategies import Order, Scope, strategy_called
from workbench.labeling.work import Work
from workbench.store import label as labels
from workbench.store.database import Database
from workbench.store.labelling_rules import get_rules


def open_desk(
    database: Database,
    workflow: Workflow,
    version: DatasetVersion,
    candidate_id: int | None = None,
    split: str | None = None,
    labeler: str = "",
    revisits: Verdict | None = None,
    clock: Callable[[], float] = time.monotonic,
    assignment: Assignment | None = None,
    strategy: str | None = None,
) -> Desk:
    """Start a sitting over the answered outputs of a version that no one has labelled yet.

    With `revisits`, over those on which this verdict stands (the unsure ones again); with an `assignment`, over what it
    still wants from this labeler, whatever the version and split. `clock` gives seconds; `strategy` names an order,
    None the workflow's own.
    """
    _, today = labels.count_labels(database, workflow.workflow_id, labeler, midnight())
    rules = get_rules(database, workflow.workflow_id)
    scope = Scope(workflow.workflow_id, version.dataset_version_id, candidate_id, split, revisits, labeler)
    order = order_for(database, scope, labeler, assignment, strategy)
    repeats = None if revisits else repeats_for(database, workflow.workflow_id, labeler)
    work = Work(
        labeler,
        order,
        revisits,
        assignment.assignment_id if assignment else None,
        rules.instructions_version,
        repeats,
    )
    queue = Queue(order.output_ids)
    if repeats:
        repeats.take_up(database, queue)
    return Desk(
        workflow.workflow_id, labeler, queue, work, today, revisits, version.dataset_version_id, clock
    )


def list_waiting(
    database: Database,
    workflow: Workflow,
    version: DatasetVersion,
    candidate_id: int | None = None,
    split: str | None = None,
    revisits: Verdict | None = None,
    labeler: str = "",
    assignment: Assignment | None = None,
    strategy: str | None = None,
) -> list[int]:
    """The outputs that `open_desk` would put on a desk now, in their order."""
    scope = Scope(workflow.workflow_id, version.dataset_version_id, candidate_id, split, revisits, labeler)
    return order_for(database, scope, labeler, assignment, strategy).output_ids


def order_for(
    database: Database,
    scope: Scope,
    labeler: str,
    assignment: Assignment | None = None,
    strategy: str | None = None,
) -> Order:
    """What waits for a labeler in a scope, or in an assignment, in its committed order."""
    if assignment and not scope.revisits:
        draw_new(database, assignment)
        return draw_order(database, assignment, labeler)
    rules = get_rules(database, scope.workflow_id)
    return strategy_called(strategy or rules.order_strategy).draw(database, scope, rules.order_seed)
