"""What the terminal can ask for: one function per verb, the same in a process of its own and inside the app.

Each verb takes the database and plain values (text, numbers, lists) and returns a plain dict: `sentence` says what
was done; `refused`, where rows were left out, is a list of {row, reason}. Files are named by absolute paths,
because the app that performs the command may stand in another folder.
"""

from collections.abc import Callable
from typing import Any

from workbench.commands import candidate_settings, evaluating, exporting, importing, setting_up
from workbench.commands.plain import plain
from workbench.commands.watching import Watch
from workbench.domain.locales import use_locale
from workbench.store import workspace
from workbench.store.database import Database

__all__ = ["COMMANDS", "Watch", "perform"]

COMMANDS: dict[str, Callable[..., dict[str, Any]]] = {
    verb.__name__: verb
    for verb in (
        setting_up.add_workflow,
        setting_up.set_workflow,
        candidate_settings.add_candidate,
        setting_up.split,
        importing.import_dataset,
        importing.import_outputs,
        exporting.export_dataset,
        evaluating.run,
        evaluating.caps,
        evaluating.report,
        evaluating.export,
        evaluating.sample,
    )
}


# Verbs that take a while: they say how far they are, and can be stopped.
_WATCHED = ("run", "sample")


def perform(
    database: Database, verb: str, params: dict[str, Any], watch: Watch | None = None
) -> dict[str, Any]:
    """Perform one verb and return its result as JSON knows it. Raises KeyError for a verb that is not there."""
    use_locale(workspace.get_locale(database))
    watched = {"watch": watch} if verb in _WATCHED else {}
    return plain(COMMANDS[verb](database, **params, **watched))
