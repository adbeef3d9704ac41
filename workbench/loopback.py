"""How a terminal command reaches the app that owns the database: a note beside the file, a call to its address."""

import http.client
import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
        with _call(note, "GET", "/api/app", None, _ANSWER_TIMEOUT_S) as response:
            body = _read(response.readline())
            return response.status == 200 and body.get("process_id") == note.process_id
    except AppSilent:
        return False


def find_app(database: Path) -> ServerNote | None:
    """The note of the app that owns this database file and answers, or None where none does."""
    note = read_note(database)
    return note if note is not None and is_answering(note) else None


def send_command(
    note: ServerNote, verb: str, params: dict[str, Any], say: Callable[[str], None] = lambda sentence: None
) -> dict[str, Any]:
    """Have the app perform a command and wait for its result, however long it takes; `say` gets its progress.

    Raises WorkbenchError with the app's sentence where it refuses, AppSilent where it goes away.
    """
    with _call(note, "POST", f"{COMMANDS_PATH}/{verb}", params, None) as response:
        while line := _read(response.readline()):
            if response.status != 200 or "refused" in line:
                sentence = line.get("refused") or line.get("sentence")
                raise WorkbenchError(sentence or f"The app at {note.url} did not take the command.")
            if "done" in line:
                return line["done"]
            say(line.get("progress", ""))
    raise AppSilent("the answer ended early")


@contextmanager
def _call(
    note: ServerNote, method: str, path: str, params: dict[str, Any] | None, timeout_s: float | None
) -> Iterator[http.client.HTTPResponse]:
    address = urlsplit(note.url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port or 80, timeout=timeout_s)
    try:
        connection.request(
            method,
            path,
            body=None if params is None else json.dumps(params),
            headers={TOKEN_HEADER: note.token, "content-type": "application/json"},
        )
        yield connection.getresponse()
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise AppSilent(str(error)) from error
    finally:
        connection.close()


def _read(line: bytes) -> dict[str, Any]:
    """One line of an answer; {} where the answer has ended. Raises ValueError for anything but a JSON object."""
    if not line:
        return {}
    found = json.loads(line)
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found
