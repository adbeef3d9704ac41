"""How a terminal command reaches the app that owns the database: a note beside the file, a call to its address."""

import http.client
import json
import os
import secrets
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from workbench.errors import WorkbenchError
from workbench.settings import ServerNote, server_note_path

TOKEN_HEADER = "x-workbench-token"
COMMANDS_PATH = "/api/commands"
_ANSWER_TIMEOUT_S = 5.0


class AppSilent(Exception):
    """Nothing that knows this note's token answers at its address."""


def leave_note(database: Path, url: str) -> ServerNote:
    """Write where this process serves the database, readable by this user only, and return the note."""
    note = ServerNote(url=url, process_id=os.getpid(), token=secrets.token_urlsafe(32))
    path = server_note_path(database)
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(note), file)
    return note


def read_note(database: Path) -> ServerNote | None:
    """The note beside the database, or None where there is none that can be read."""
    try:
        return ServerNote(**json.loads(server_note_path(database).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def remove_note(database: Path, note: ServerNote) -> None:
    """Take the note away, unless another process has put its own in its place."""
    if read_note(database) == note:
        server_note_path(database).unlink(missing_ok=True)


def is_answering(note: ServerNote) -> bool:
    """True when the very process that left the note answers at its address."""
    try:
        status, body = _call(note, "GET", "/api/app", None, _ANSWER_TIMEOUT_S)
    except AppSilent:
        return False
    return status == 200 and body.get("process_id") == note.process_id


def send_command(note: ServerNote, verb: str, params: dict[str, Any]) -> dict[str, Any]:
    """Have the app perform a command and wait for its result, however long it takes.

    Raises WorkbenchError with the app's sentence where it refuses, AppSilent where it goes away.
    """
    status, body = _call(note, "POST", f"{COMMANDS_PATH}/{verb}", params, None)
    if status != 200:
        raise WorkbenchError(body.get("sentence") or f"The app at {note.url} did not take the command.")
    return body


def _call(
    note: ServerNote, method: str, path: str, params: dict[str, Any] | None, timeout_s: float | None
) -> tuple[int, dict[str, Any]]:
    address = urlsplit(note.url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port or 80, timeout=timeout_s)
    try:
        connection.request(
            method,
            path,
            body=None if params is None else json.dumps(params),
            headers={TOKEN_HEADER: note.token, "content-type": "application/json"},
        )
        response = connection.getresponse()
        body = json.loads(response.read())
        return response.status, body if isinstance(body, dict) else {}
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise AppSilent(str(error)) from error
    finally:
        connection.close()
