"""The one small tree of errors a person can cause; each message is a sentence shown as it stands."""


class WorkbenchError(Exception):
    """Something a user can mend. `str(error)` names what happened, to what, and what to do next."""


class UnreadableFile(WorkbenchError):
    """A file that cannot be read as a table: corrupt, encrypted, empty or not a spreadsheet."""


class BadMapping(WorkbenchError):
    """Columns and roles that do not fit each other or the file."""


class NotFound(WorkbenchError):
    """A workflow, dataset, candidate or run that is not in the database."""


class NameTaken(WorkbenchError):
    """A name that another workflow, dataset or candidate already has."""


class BadSetting(WorkbenchError):
    """A candidate's or workflow's setting that cannot work as it stands."""


class ConnectorFailure(WorkbenchError):
    """A model endpoint that cannot be reached or refuses; the sentence says which and why."""


class DatabaseUnavailable(WorkbenchError):
    """The database file is held by another process, read-only, damaged or on a full disk."""
