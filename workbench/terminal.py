"""A verb from the terminal: performed here or by the app that owns the database, with its progress and result said."""

import logging
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, TextIO

import click

from workbench import loopback
from workbench.errors import DatabaseUnavailable, WorkbenchError
from workbench.logs import write_log
from workbench.settings import ServerNote

if TYPE_CHECKING:
    from workbench.commands import Watch
    from workbench.store.database import Database

_log = logging.getLogger("workbench.terminal")
# A command that ends, or an app that starts, holds the file for a moment: so long it is asked again.
_PATIENCE_S = 3.0
_MOST_REFUSED_SAID = 20
_LEFT_TO_APP = "Stopped waiting: the app still does what it was asked. Look at the app for what came of it."
_LEFT_WORDS = {
    "run": "Stopped: the app ends the run after the calls in flight, and keeps what is stored. Give the same command "
    "with --resume, or resume the run on the Runs page."
}


def perform_verb(path: Path, verb: str, params: dict[str, Any]) -> dict[str, Any]:
    """Perform a verb on this database file, through the app while that owns it; progress goes to a terminal.

    Ctrl-C and SIGTERM end a run after the calls in flight. Raises WorkbenchError.
    """
    path = path.resolve()
    line = ProgressLine(sys.stderr)
    try:
        opened = loopback.find_app(path) or _open_or_find_app(path)
        if isinstance(opened, ServerNote):
            return _ask_app(opened, verb, params, line.say)
        return _perform_here(opened, verb, params, line.say)
    except (WorkbenchError, KeyboardInterrupt):
        raise
    except Exception:
        write_log(path)
        _log.exception("The command %s failed", verb)
        raise
    finally:
        line.end()


def say_result(verb: str, result: dict[str, Any]) -> None:
    """Print what came of a verb, as sentences."""
    if verb == "report":
        _say_report(result)
        return
    click.echo(result["sentence"])
    refused = result.get("refused", [])
    for row in refused[:_MOST_REFUSED_SAID]:
        click.echo(f"  {row['reason']}", err=True)
    if len(refused) > _MOST_REFUSED_SAID:
        click.echo(f"  and {len(refused) - _MOST_REFUSED_SAID} more (all of them with --json)", err=True)


def _say_report(result: dict[str, Any]) -> None:
    click.echo(result["finding"])
    for one in result["candidates"]:
        click.echo(
            f"  {one['candidate']}: {one['correct']} correct, {one['incorrect']} incorrect, "
            f"{one['no_answer']} no answer, {one['unsure']} unsure, {one['failed']} failed, "
            f"{one['unlabelled']} unlabelled. {one['sentence']}."
        )
    click.echo(result["basis"])


class ProgressLine:
    """One line that is written over as work proceeds; silent where the stream is not a terminal."""

    def __init__(self, stream: TextIO):
        self._stream = stream
        self._is_shown = stream.isatty()
        self._length = 0

    def say(self, sentence: str) -> None:
        """Show a sentence in place of the one before."""
        if self._is_shown:
            text = sentence[: shutil.get_terminal_size().columns - 1]
            self._stream.write("\r" + text.ljust(self._length))
            self._stream.flush()
            self._length = len(text)

    def end(self) -> None:
        """Leave the last sentence standing and go to the next line."""
        if self._length:
            self._stream.write("\n")
            self._stream.flush()
            self._length = 0


def _open_or_find_app(path: Path) -> "Database | ServerNote":
    """The database, or the note of the app that got it first. Raises DatabaseUnavailable naming the process."""
    # Only here: a command the app performs, or one that is spelled wrong, does not wait a second for pandas.
    from workbench.store.database import DatabaseHeld, open_database

    deadline = time.monotonic() + _PATIENCE_S
    while True:
        try:
            return open_database(path)
        except DatabaseHeld as held:
            if note := loopback.find_app(path):
                return note
            if time.monotonic() > deadline:
                raise DatabaseUnavailable(str(held)) from held
        time.sleep(0.2)


def _perform_here(
    database: "Database", verb: str, params: dict[str, Any], say: Callable[[str], None]
) -> dict[str, Any]:
    """Perform a verb in this process, and let go of the database."""
    from workbench.commands import Watch, perform
    from workbench.connectors.keys import register_lookup
    from workbench.store.database import close_database

    register_lookup(_secret)
    watch = Watch(say)
    try:
        with _signals_stop(watch):
            return perform(database, verb, params, watch)
    finally:
        close_database(database.path)


def _secret(variable: str) -> str | None:
    """A key from Streamlit's secrets file; loads Streamlit, and so is asked only for what the environment lacks."""
    from workbench.ui import secret

    return secret(variable)


def _ask_app(
    note: ServerNote, verb: str, params: dict[str, Any], say: Callable[[str], None]
) -> dict[str, Any]:
    try:
        return loopback.send_command(note, verb, params, say)
    except loopback.AppSilent as silent:
        raise DatabaseUnavailable(
            f"The app at {note.url} stopped answering before the command was done. "
            "Look at the app, then try again."
        ) from silent
    except KeyboardInterrupt as stopped:
        raise WorkbenchError(_LEFT_WORDS.get(verb, _LEFT_TO_APP)) from stopped


@contextmanager
def _signals_stop(watch: "Watch") -> Iterator[None]:
    """The first Ctrl-C or SIGTERM stops what is watched, the second ends the command where it stands."""

    def stop(number: int, _frame: FrameType | None) -> None:
        signal.signal(number, signal.default_int_handler)
        # Not in this handler: it may have interrupted the very code that holds the lock it would wait for.
        threading.Thread(target=watch.stop, name="stop", daemon=True).start()
        watch.say("Stopping after the calls in flight")

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
