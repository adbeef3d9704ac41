"""The runs of a workflow as they stand, read once for all parts of the page that are drawn together."""

import time

from workbench.domain import Workflow
from workbench.runs.progress import Progress, list_progress
from workbench.ui.pickers import database

# Both parts of the page that follow runs are drawn anew this often, together.
POLL_S = 1.5


class RunsNow:
    """What banner and history show, so that they never say two things of one run."""

    def __init__(self, workflow: Workflow):
        self._workflow = workflow
        self._read: list[Progress] = []
        self._read_at = 0.0
        self._is_shown_once = False

    def fresh(self) -> list[Progress]:
        """Every run, newest first, archived ones too, as it stands at this moment."""
        self._read = list_progress(database(), self._workflow.workflow_id, with_archived=True)
        self._read_at, self._is_shown_once = time.monotonic(), True
        return self._read

    def same(self) -> list[Progress]:
        """Every run as the part that is drawn together with this one has just shown it, else as it stands."""
        is_together = self._is_shown_once and time.monotonic() - self._read_at < POLL_S * 2
        found = self._read if is_together else self.fresh()
        self._is_shown_once = False
        return found
