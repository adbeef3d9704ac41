"""The routes under /api: the terminal's commands, taken by the app while it owns the database file."""

import asyncio
import hmac
import logging
import threading
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from workbench import loopback
from workbench.addresses import is_loopback
from workbench.commands import COMMANDS, perform
from workbench.errors import WorkbenchError
from workbench.settings import ServerNote, log_path
from workbench.store.database import Database

_log = logging.getLogger("workbench.server")


def command_routes(database: Database, note: ServerNote) -> list[Route]:
    """GET /api/app (who serves here) and POST /api/commands/{verb}; both only for holders of the note."""

    async def app_here(request: Request) -> JSONResponse:
        return _refusal(request, note) or JSONResponse({"process_id": note.process_id, "url": note.url})

    async def command(request: Request) -> JSONResponse:
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


async def _perform(request: Request, database: Database) -> JSONResponse:
    verb = request.path_params["verb"]
    if verb not in COMMANDS:
        return _sentence(
            404, "The app does not know this command. Run it and the terminal in the same version."
        )
    try:
        params = await request.json()
        return JSONResponse(await _in_thread(partial(perform, database, verb, params)))
    except WorkbenchError as error:
        return _sentence(400, str(error))
    except Exception as error:
        _log.exception("A command failed")
        return _sentence(
            500,
            f"The app failed on this command ({type(error).__name__}). What was stored before is kept. "
            f"The details are in {log_path(database.path)}.",
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


async def _in_thread(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Run in a thread of its own, which never keeps the process from ending (a pool's threads would)."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[dict[str, Any]] = loop.create_future()

    def settle(result: dict[str, Any] | None, error: BaseException | None) -> None:
        if done.cancelled():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(result or {})

    def call() -> None:
        result, error = None, None
        try:
            result = work()
        except BaseException as raised:
            error = raised
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=call, name="command", daemon=True).start()
    return await done
