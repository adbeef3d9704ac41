"""The door: one process that serves the pages and the loopback commands, and owns the database meanwhile."""

import gc
import logging
import os
import signal
import socket
import threading
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager, closing, suppress
from pathlib import Path
from types import FrameType
from typing import NamedTuple

import streamlit as st
import uvicorn
from starlette.middleware import Middleware
from streamlit.components.v2 import manifest_scanner
from streamlit.web.bootstrap import load_config_options

from workbench import loopback, ui
from workbench.addresses import is_any, is_loopback, listen, loopback_url, url_at
from workbench.command_routes import LoopbackNames, command_routes
from workbench.connectors.keys import register_lookup
from workbench.errors import DatabaseUnavailable, WorkbenchError
from workbench.logs import write_log
from workbench.page_files import PageFiles
from workbench.runs.execution import interrupt_runs, recover_runs
from workbench.runs.resuming import resume_cut_off
from workbench.samples import load_samples, set_loading, wants_samples
from workbench.settings import (
    DATABASE_VARIABLE,
    DEFAULT_HOST,
    DEFAULT_PORT,
    ServerNote,
    app_folder,
    log_path,
    server_note_path,
)
from workbench.store.database import Database, DatabaseHeld, close_database, open_database
from workbench.ui.links import PAGE_NAMES

_log = logging.getLogger("workbench.server")
_MESSAGE_SIZE = 200 * 2**20
_GRACE_S = 2


class Started(NamedTuple):
    """What a start says: where the pages are, as an address and as a sentence, and the warning, if there is one."""

    url: str
    sentence: str
    warning: str


def serve(
    database_path: Path,
    host: str = DEFAULT_HOST,
    port: int = DEFAULT_PORT,
    open_browser: bool = False,
    with_samples: bool = True,
    say: Callable[[Started], None] = lambda started: None,
) -> None:
    """Serve pages and commands over this database until Ctrl-C or SIGTERM.

    `say` is told once the pages can be opened. The database is opened before anything listens.
    Raises DatabaseUnavailable and PortTaken.
    """
    database_path = database_path.resolve()
    os.environ[DATABASE_VARIABLE] = str(database_path)
    _take_signals()
    with suppress(_Ended), ExitStack() as at_end:
        database = _open(database_path)
        at_end.callback(_let_go, database)
        write_log(database_path)
        sockets = [at_end.enter_context(closing(listener)) for listener in listen(host, port)]
        note = _leave_note(database_path, loopback_url(sockets))
        at_end.callback(loopback.remove_note, database_path, note)
        recover_runs(database)
        with_samples = with_samples and wants_samples(database)
        set_loading(database, with_samples)
        register_lookup(ui.secret)

        @asynccontextmanager
        async def lifespan(_app: st.App) -> AsyncIterator[None]:
            _quiet_other_logs()
            resume_cut_off(database)
            say(_started(host, sockets[0], note.url))
            if with_samples:
                threading.Thread(target=_load_samples, args=(database,), name="samples", daemon=True).start()
            if open_browser:
                threading.Thread(target=webbrowser.open, args=(note.url,), daemon=True).start()
            yield

        app = st.App(
            app_folder() / "streamlit_app.py",
            routes=command_routes(database, note),
            middleware=[
                *([Middleware(LoopbackNames)] if is_loopback(host) else []),
                Middleware(PageFiles, pages=PAGE_NAMES),
            ],
            lifespan=lifespan,
            on_script_error=_log_script_error,
        )
        configure_streamlit(host, sockets[0].getsockname()[1])
        gc.freeze()  # what is there by now stays until the end: looking for garbage in it takes long and finds none
        _run(app, sockets, database_path)


def _run(app: st.App, sockets: list[socket.socket], database_path: Path) -> None:
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            ws="websockets-sansio",
            ws_max_size=_MESSAGE_SIZE,
            ws_ping_interval=30,
            ws_ping_timeout=30,
            timeout_graceful_shutdown=_GRACE_S,
        )
    )
    server.run(sockets=sockets)
    if not server.started:
        raise WorkbenchError(f"The pages could not be started. The log {log_path(database_path)} says why.")


class _Ended(BaseException):
    """The person or the system asked the process to end."""


def _take_signals() -> None:
    """Ctrl-C, SIGTERM and a closed terminal unwind `serve` instead of killing the process where it stands.

    uvicorn catches the first two while it serves and raises them again once it has shut down.
    """

    def end(_signal: int, _frame: FrameType | None) -> None:
        raise _Ended

    def hang_up(_signal: int, _frame: FrameType | None) -> None:
        signal.raise_signal(signal.SIGTERM)

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, hang_up)


def _let_go(database: Database) -> None:
    """Let runs under way store what they have, fold everything into the one file and close it."""
    with suppress(WorkbenchError):
        interrupt_runs(database, _GRACE_S)
        database.checkpoint()
    close_database(database.path)


def _leave_note(database_path: Path, url: str) -> ServerNote:
    try:
        return loopback.leave_note(database_path, url)
    except OSError as error:
        raise WorkbenchError(
            f"{server_note_path(database_path)} cannot be written ({error.strerror}). "
            "Check the folder's permissions and free space, or name another file with --database."
        ) from error


def _open(database_path: Path) -> Database:
    try:
        return open_database(database_path)
    except DatabaseHeld as held:
        note = loopback.find_app(database_path)
        if note is None:
            raise
        raise DatabaseUnavailable(
            f"Eval Workbench runs already with this database, at {note.url} (process {note.process_id}). "
            "Open that address, or end that process first, or name another file with --database."
        ) from held


def _started(host: str, listener: socket.socket, own_url: str) -> Started:
    if is_loopback(host):
        url = url_at(host, listener)
        return Started(url, f"Eval Workbench is at {url} (Ctrl-C ends it).", "")
    url = url_at(socket.gethostname() if is_any(host) else host, listener)
    return Started(
        own_url,
        f"Eval Workbench is at {own_url}, and for other machines at {url} (Ctrl-C ends it).",
        f"Warning: with --host {host} other machines can reach it, and there is no sign-in yet. "
        "Whoever knows the address can read, change and delete everything in it.",
    )


def configure_streamlit(host: str, port: int) -> None:
    """Set Streamlit's options over those of the file beside the frame, which the app has just made known.

    Variables of the environment reach only `streamlit run`. And every component here is one of ours: Streamlit does not
    have to read the papers of all installed packages at each start to find more, which takes a third of a second.
    """
    manifest_scanner.scan_component_manifests = lambda max_workers=None: []
    load_config_options(
        {
            "server_address": host,
            "server_port": port,
            "server_headless": True,
            "browser_gatherUsageStats": False,
            "client_toolbarMode": "minimal",
            "client_showErrorDetails": "none",
            "logger_level": "error",
            "server_fileWatcherType": os.environ.get("STREAMLIT_SERVER_FILE_WATCHER_TYPE", "none"),
            # Each run of a page would end with a look at everything in memory, which takes longer than storing a label.
            "runner_postScriptGC": False,
        }
    )


def _quiet_other_logs() -> None:
    """The terminal gets our sentences; what the libraries have to say goes to our log."""
    logging.getLogger("uvicorn.access").disabled = True
    handlers = logging.getLogger("workbench").handlers
    for name, logger in list(logging.root.manager.loggerDict.items()):
        is_servers = name != "uvicorn.access" and name.split(".")[0] in (
            "streamlit",
            "uvicorn",
            "websockets",
            "asyncio",
        )
        if is_servers and isinstance(logger, logging.Logger):
            logger.handlers = list(handlers)
            logger.propagate = False


def _log_script_error(error: Exception) -> bool:
    _log.error("A page failed", exc_info=error)
    return False


def _load_samples(database: Database) -> None:
    try:
        load_samples(database)
    except Exception:
        _log.exception("The sample workspace could not be loaded; the next start goes on with it")
