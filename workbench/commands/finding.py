"""What the names in a command stand for; where there is no such thing, the error says which there are."""

from collections.abc import Sequence
from pathlib import Path

from workbench.domain import Candidate, DatasetVersion, Workflow
from workbench.domain.formats import count
from workbench.errors import NotFound, UnreadableFile
from workbench.store import dataset as datasets
from workbench.store import workflow as workflows
from workbench.store.candidate import find_candidate, list_candidates
from workbench.store.database import Database


def get_workflow(database: Database, name: str) -> Workflow:
    workflow = workflows.find_workflow(database, name)
    if workflow is None:
        known = [one.name for one in workflows.list_workflows(database)]
        lead = "There is" if len(known) == 1 else "There are"
        raise NotFound(f"There is no workflow called “{name}”. {known_names(lead, known)}")
    return workflow


def get_version(database: Database, workflow: Workflow, dataset: str | None) -> DatasetVersion:
    """The newest version of the dataset named, or of the one imported last."""
    current = datasets.list_current_versions(database, workflow.workflow_id)
    wanted = [
        one for one in current if not dataset or one.dataset_name.casefold() == dataset.strip().casefold()
    ]
    if wanted:
        return wanted[0]
    if not current:
        raise NotFound(
            f"“{workflow.name}” has no dataset yet. Import one with: workbench import-dataset FILE."
        )
    known = known_names("It has", [one.dataset_name for one in current])
    raise NotFound(f"“{workflow.name}” has no dataset called “{dataset}”. {known}")


def known_names(lead: str, names: Sequence[str]) -> str:
    if not names:
        return f"{lead} none yet."
    more = f" and {count(len(names) - 8)} more" if len(names) > 8 else ""
    return f"{lead} {', '.join(f'“{name}”' for name in names[:8])}{more}."


def get_candidate(database: Database, workflow: Workflow, name: str) -> Candidate:
    """The workflow's candidate of this name. Raises NotFound."""
    candidate = find_candidate(database, workflow.workflow_id, name)
    if candidate is None:
        known = [one.name for one in list_candidates(database, workflow.workflow_id)]
        raise NotFound(f"“{workflow.name}” has no candidate called “{name}”. {known_names('It has', known)}")
    return candidate


def get_file(name: str) -> Path:
    path = Path(name)
    if not path.is_file():
        what = "is a folder, not a file" if path.is_dir() else "does not exist"
        raise UnreadableFile(f"{path} {what}. Check the path.")
    return path
