"""The routes under /api: the terminal's commands, taken by the app while it owns the database file."""

import asyncio
import hmac
import json
import logging
import threading
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from workbench import loopback
from workbench.addresses import is_loopback
from workbench.commands import COMMANDS, Watch, perform
from workbench.errors import WorkbenchError
from workbench.settings import ServerNote, log_path
from workbench.store.database import Database

_log = logging.getLogger("workbench.server")
# So often a silent command looks whether its caller is still there.
_LOOK_S = 0.5


def command_routes(database: Database, note: ServerNote) -> list[Route]:
    """GET /api/app (who serves here) and POST /api/commands/{verb}; both only for holders of the note."""

    async def app_here(request: Request) -> JSONResponse:
        return _refusal(request, note) or JSONResponse({"process_id": note.process_id, "url": note.url})

    async def command(request: Request) -> Response:
        return _refusal(request, note) or await _perform(request, database)

    return [
        Route("/api/app", app_here, methods=["GET"]),
        Route(f"{loopback.COMMANDS_PATH}/{{verb}}", command, methods=["POST"]),
    ]


class LoopbackNames:
    """Middleware that refuses any Host but this machine's own names: no web site can make its name point here."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or say under which names the app is open."""
        if scope["type"] in ("http", "websocket") and not is_loopback(_host_name(Headers(scope=scope))):
            refusal = PlainTextResponse(
                "Eval Workbench is open to this machine only, as http://127.0.0.1 or http://localhost. "
                "To open it to others, start it with --host.",
                status_code=421,
            )
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)


async def _perform(request: Request, database: Database) -> Response:
    verb = request.path_params["verb"]
    if verb not in COMMANDS:
        return _sentence(
            404, "The app does not know this command. Run it and the terminal in the same version."
        )
    try:
        params = await request.json()
    except ValueError:
        return _sentence(400, "The app could not read the command. Give it again.")
    return StreamingResponse(_lines(request, database, verb, params), media_type="application/x-ndjson")


async def _lines(
    request: Request, database: Database, verb: str, params: dict[str, Any]
) -> AsyncIterator[str]:
    """Perform a verb and say, line by line as JSON, how far it is and at last what came of it.

    A caller that goes away ends the runs it has begun; they can be resumed.
    """
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    def say(**line: Any) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(lines.put_nowait, line)

    watch = Watch(lambda sentence: say(progress=sentence))
    work = partial(_work, database, verb, params, watch, say)
    # A thread of its own never keeps the process from ending, as a pool's threads would.
    threading.Thread(target=work, name="command", daemon=True).start()
    line: dict[str, Any] = {}
    coming = asyncio.create_task(lines.get())
    try:
        while "done" not in line and "refused" not in line:
            arrived, _ = await asyncio.wait({coming}, timeout=_LOOK_S)
            if arrived:
                line = coming.result()
                coming = asyncio.create_task(lines.get())
                yield json.dumps(line, ensure_ascii=False) + "\n"
            elif await request.is_disconnected():
                break
    finally:
        coming.cancel()
        if "done" not in line and "refused" not in line:
            threading.Thread(target=watch.stop, name="stop", daemon=True).start()


def _work(
    database: Database, verb: str, params: dict[str, Any], watch: Watch, say: Callable[..., None]
) -> None:
    try:
        say(done=perform(database, verb, params, watch))
    except WorkbenchError as error:
        say(refused=str(error))
    except Exception as error:
        _log.exception("A command failed")
        say(
            refused=f"The app failed on this command ({type(error).__name__}). What was stored before is kept. "
            f"The details are in {log_path(database.path)}."
        )


def _refusal(request: Request, note: ServerNote) -> JSONResponse | None:
    """None for a caller on this machine, under a loopback name, who has read the note; else why not."""
    caller = request.client.host if request.client else ""
    token = request.headers.get(loopback.TOKEN_HEADER, "")
    is_ours = hmac.compare_digest(token.encode(), note.token.encode())
    if is_ours and is_loopback(caller) and is_loopback(_host_name(request.headers)):
        return None
    return _sentence(403, "Commands are taken only from the workbench program on this machine.")


def _host_name(headers: Headers) -> str:
    try:
        return urlsplit(f"//{headers.get('host', '')}").hostname or ""
    except ValueError:
        return ""


def _sentence(status: int, sentence: str) -> JSONResponse:
    return JSONResponse({"sentence": sentence}, status_code=status)
