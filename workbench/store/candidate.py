"""Candidates and their versions in the database."""

import json
from typing import Any

from workbench.domain import Candidate, CandidateKind
from workbench.errors import NameTaken, NotFound
from workbench.store.database import Database, Session, now


def list_candidates(database: Database, workflow_id: int, with_archived: bool = False) -> list[Candidate]:
    """The candidates of a workflow with their newest settings, oldest first."""
    rows = database.rows("candidate.list_candidates", workflow_id=workflow_id, with_archived=with_archived)
    return [_candidate(row) for row in rows]


def get_candidate(
    database: Database, candidate_id: int, candidate_version_id: int | None = None
) -> Candidate:
    """One candidate with its newest settings, or those of the version named. Raises NotFound."""
    row = database.one(
        "candidate.get_candidate", candidate_id=candidate_id, candidate_version_id=candidate_version_id
    )
    if row is None:
        raise NotFound(
            f"There is no candidate number {candidate_id}. It may have been deleted; pick another one."
        )
    return _candidate(row)


def find_candidate(database: Database, workflow_id: int, name: str) -> Candidate | None:
    """The candidate of a workflow with this name (case does not matter), or None."""
    row = database.one("candidate.find_candidate", workflow_id=workflow_id, name=name.strip())
    return get_candidate(database, row["candidate_id"]) if row else None


def add_candidate(
    database: Database,
    workflow_id: int,
    name: str,
    kind: CandidateKind,
    settings: dict[str, Any],
    is_sample: bool = False,
) -> Candidate:
    """Store a new candidate as version 1. Raises NameTaken."""
    with database.write() as session:
        _refuse_taken_name(session, workflow_id, name, None)
        candidate_id = session.value(
            "candidate.add_candidate",
            workflow_id=workflow_id,
            name=name.strip(),
            kind=kind.value,
            is_sample=is_sample,
            created_at=now(),
        )
        session.run(
            "candidate.add_candidate_version",
            candidate_id=candidate_id,
            settings=_settings_text(settings),
            created_at=now(),
            prompt_template=None,
            answer_form=None,
        )
    return get_candidate(database, candidate_id)


def set_candidate_settings(database: Database, candidate: Candidate, settings: dict[str, Any]) -> Candidate:
    """Store changed settings as the next version; unchanged settings add nothing. Returns the newest state."""
    if _settings_text(settings) != _settings_text(candidate.settings):
        with database.write() as session:
            session.run(
                "candidate.add_candidate_version",
                candidate_id=candidate.candidate_id,
                settings=_settings_text(settings),
                created_at=now(),
                prompt_template=None,
                answer_form=None,
            )
    return get_candidate(database, candidate.candidate_id)


def set_candidate_instructions(
    database: Database, candidate: Candidate, prompt_template: str | None, answer_form: dict[str, Any]
) -> Candidate:
    """Let a candidate ask with these instructions of its workflow (None: with none) and in this form.

    A version that has run with others stays as it is; the candidate gets its next version, with the same settings.
    Returns its newest state.
    """
    newest = get_candidate(database, candidate.candidate_id)
    # Whoever asks may hold a version that has a successor by now, of the same settings.
    version_id = None if newest.settings == candidate.settings else candidate.candidate_version_id
    candidate = get_candidate(database, candidate.candidate_id, version_id)
    wanted = (prompt_template, answer_form)
    known = (candidate.prompt_template, candidate.answer_form)
    if known == wanted:
        return candidate
    is_other = any(one is not None and one != other for one, other in zip(known, wanted, strict=True))
    told = {"prompt_template": prompt_template, "answer_form": _settings_text(answer_form)}
    with database.write() as session:
        if is_other:
            session.run(
                "candidate.add_candidate_version",
                candidate_id=candidate.candidate_id,
                settings=_settings_text(candidate.settings),
                created_at=now(),
                **told,
            )
        else:
            session.run(
                "candidate.set_instructions", candidate_version_id=candidate.candidate_version_id, **told
            )
    return get_candidate(database, candidate.candidate_id)


def list_candidate_versions(database: Database, candidate_id: int) -> list[Candidate]:
    """Every version of a candidate as it stood then, newest first."""
    return [_candidate(row) for row in database.rows("candidate.list_versions", candidate_id=candidate_id)]


def set_candidate_name(database: Database, candidate: Candidate, name: str) -> None:
    """Rename a candidate. Raises NameTaken."""
    with database.write() as session:
        _refuse_taken_name(session, candidate.workflow_id, name, candidate.candidate_id)
        session.run("candidate.set_candidate_name", candidate_id=candidate.candidate_id, name=name.strip())


def set_candidate_archived(database: Database, candidate_id: int, archived: bool) -> None:
    """Hide a candidate from the pages, or bring it back; nothing is lost."""
    with database.write() as session:
        session.run(
            "candidate.set_archived", candidate_id=candidate_id, archived_at=now() if archived else None
        )


def count_attached(database: Database, candidate_id: int) -> dict[str, int]:
    """What would be deleted with a candidate: run_count, output_count, label_count."""
    return database.one("candidate.count_attached", candidate_id=candidate_id) or {}


def delete_candidate(database: Database, candidate_id: int) -> None:
    """Delete a candidate with its runs, outputs and labels."""
    with database.write() as session:
        remove_candidate(session, candidate_id)


def remove_candidate(session: Session, candidate_id: int) -> None:
    """`delete_candidate` inside a transaction that is already open."""
    for statement in (
        "set_labels_elsewhere", "delete_assignment_tasks", "delete_assignment_labelers", "delete_assignments",
        "delete_scores", "delete_labels", "delete_replies", "delete_outputs", "delete_run_items", "delete_runs",
        "delete_versions", "delete_candidate",
    ):  # fmt: skip
        session.run(f"candidate.{statement}", candidate_id=candidate_id)


def _refuse_taken_name(session: Session, workflow_id: int, name: str, own_id: int | None) -> None:
    row = session.one("candidate.find_candidate", workflow_id=workflow_id, name=name.strip())
    if row and row["candidate_id"] != own_id:
        where = " among the archived ones" if row["archived_at"] else ""
        raise NameTaken(
            f"This workflow already has a candidate called “{row['name']}”{where}. Choose another name."
        )


def _settings_text(settings: dict[str, Any]) -> str:
    return json.dumps(settings, ensure_ascii=False, sort_keys=True)


def _candidate(row: dict[str, Any]) -> Candidate:
    return Candidate(
        candidate_id=row["candidate_id"],
        workflow_id=row["workflow_id"],
        name=row["name"],
        kind=CandidateKind(row["kind"]),
        candidate_version_id=row["candidate_version_id"],
        version_number=row["version_number"],
        settings=json.loads(row["settings"]),
        is_sample=row["is_sample"],
        created_at=row["created_at"],
        archived_at=row["archived_at"],
        prompt_template=row["prompt_template"],
        saved_at=row["saved_at"],
        answer_form=None if row["answer_form"] is None else json.loads(row["answer_form"]),
    )
