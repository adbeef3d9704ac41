"""Workflows in the database."""

import json
from dataclasses import asdict, fields
from typing import Any

from workbench.domain import AnswerType, BusinessFigures, Workflow
from workbench.errors import NameTaken, NotFound
from workbench.store import candidate as candidates
from workbench.store import dataset as datasets
from workbench.store.database import Database, Session, now

_FIGURES = [figure.name for figure in fields(BusinessFigures)]


def list_workflows(database: Database, with_archived: bool = False) -> list[Workflow]:
    """All workflows, the user's own first, then samples, by name."""
    rows = database.kept(
        ("workflows", with_archived),
        lambda: database.rows("workflow.list_workflows", with_archived=with_archived),
    )
    return [_workflow(row) for row in rows]


def get_workflow(database: Database, workflow_id: int) -> Workflow:
    """One workflow. Raises NotFound."""
    row = database.one("workflow.get_workflow", workflow_id=workflow_id)
    if row is None:
        raise NotFound(
            f"There is no workflow number {workflow_id}. It may have been deleted; pick another one."
        )
    return _workflow(row)


def find_workflow(database: Database, name: str) -> Workflow | None:
    """The workflow with this name (case does not matter), or None."""
    row = database.kept(("workflow", name), lambda: database.one("workflow.find_workflow", name=name.strip()))
    return _workflow(row) if row else None


def add_workflow(database: Database, workflow: Workflow) -> Workflow:
    """Store a new workflow (its `workflow_id` is ignored) and return it as stored. Raises NameTaken."""
    with database.write() as session:
        _refuse_taken_name(session, workflow.name, None)
        workflow_id = session.value(
            "workflow.add_workflow", **_params(workflow), is_sample=workflow.is_sample, created_at=now()
        )
    return get_workflow(database, workflow_id)


def set_workflow(database: Database, workflow: Workflow) -> None:
    """Replace what is stored of a workflow. Raises NameTaken."""
    with database.write() as session:
        _refuse_taken_name(session, workflow.name, workflow.workflow_id)
        session.run("workflow.set_workflow", **_params(workflow), workflow_id=workflow.workflow_id)


def set_workflow_archived(database: Database, workflow_id: int, archived: bool) -> None:
    """Hide a workflow from the pages, or bring it back; nothing is lost."""
    with database.write() as session:
        session.run("workflow.set_archived", workflow_id=workflow_id, archived_at=now() if archived else None)


def count_attached(database: Database, workflow_id: int) -> dict[str, int]:
    """What would go with a workflow: dataset_count, candidate_count, run_count, output_count, label_count."""
    return database.one("workflow.count_attached", workflow_id=workflow_id) or {}


def delete_workflow(database: Database, workflow_id: int) -> None:
    """Delete a workflow with its datasets, candidates, runs, outputs and labels."""
    with database.write() as session:
        for row in session.rows("candidate.list_candidate_ids", workflow_id=workflow_id):
            candidates.remove_candidate(session, row["candidate_id"])
        for row in session.rows("dataset.list_dataset_ids", workflow_id=workflow_id):
            datasets.remove_dataset(session, row["dataset_id"])
        session.run("roi.delete_scenarios", workflow_id=workflow_id)
        for statement in (
            "assignment.delete_all_tasks", "assignment.delete_all_labelers", "assignment.delete_all",
            "decision.delete_decisions",
            "repeat.delete_repeats", "labelling_rules.delete_rules", "labelling_rules.delete_instructions",
        ):  # fmt: skip
            session.run(statement, workflow_id=workflow_id)
        session.run("workflow.delete_workflow", workflow_id=workflow_id)


def _refuse_taken_name(session: Session, name: str, own_id: int | None) -> None:
    row = session.one("workflow.find_workflow", name=name.strip())
    if row and row["workflow_id"] != own_id:
        where = " among the archived ones" if row["archived_at"] else ""
        raise NameTaken(f"There is already a workflow called “{row['name']}”{where}. Choose another name.")


def _params(workflow: Workflow) -> dict[str, Any]:
    return {
        "name": workflow.name.strip(),
        "description": workflow.description,
        "prompt_template": workflow.prompt_template,
        "answer_type": workflow.answer_type.value,
        "categories": json.dumps(workflow.categories, ensure_ascii=False),
        "field_names": json.dumps(workflow.field_names, ensure_ascii=False),
        "unit": workflow.unit,
        "bar_rate": workflow.bar_rate,
        "trusted_scorer": workflow.trusted_scorer,
        "scorer_settings": json.dumps(workflow.scorer_settings, ensure_ascii=False),
        **asdict(workflow.figures),
    }


def _workflow(row: dict[str, Any]) -> Workflow:
    return Workflow(
        workflow_id=row["workflow_id"],
        name=row["name"],
        description=row["description"],
        prompt_template=row["prompt_template"],
        answer_type=AnswerType(row["answer_type"]),
        categories=tuple(json.loads(row["categories"])),
        field_names=tuple(json.loads(row["field_names"])),
        unit=row["unit"],
        bar_rate=row["bar_rate"],
        figures=BusinessFigures(**{name: row[name] for name in _FIGURES}),
        trusted_scorer=row["trusted_scorer"],
        scorer_settings=json.loads(row["scorer_settings"] or "{}"),
        is_sample=row["is_sample"],
        created_at=row["created_at"],
        archived_at=row["archived_at"],
    )
