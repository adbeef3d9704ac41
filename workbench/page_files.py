"""What a browser fetches before a page can say a word: Streamlit's own files, served from memory and named early.

Streamlit reads each of some eighty small files from disk through a thread and a stack of middleware, lets the browser
find out about a widget's code only when the first widget comes, and looks for the server below the page's own name
before it looks where the server is. Nothing is left out or changed in Streamlit's files but the first page, which
says all this beforehand; what this module does not know goes to Streamlit as it did.
"""

import mimetypes
import re
from functools import cache
from pathlib import Path

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.file_util import get_static_dir

_YEAR_S = 365 * 24 * 3600
_FOREVER = f"public, immutable, max-age={_YEAR_S}"  # as Streamlit has it: a file's name tells its content
# The code that pages draw themselves with and that Streamlit fetches when it is first needed, one step after another.
_EVERY_PAGE = ("Html", "Selectbox")
_BY_PAGE = {"label": ("ButtonGroup", "BidiComponent")}
_IMPORTED = re.compile(r"""(?:from|import)\s*["'`]\./([\w.\-]+\.js)["'`]""")
# Where the files lie, the server is: a page is one step below it, as the files' own relative addresses have it.
_SERVER = '<script>window.__streamlit = {BACKEND_BASE_URL: new URL(".", location.href).href}</script>'


class PageFiles:
    """Middleware that answers for the first page and Streamlit's static files; everything else is passed on."""

    def __init__(self, app: ASGIApp, pages: tuple[str, ...], folder: Path | None = None):
        self.app = app
        self._folder = folder or Path(get_static_dir())
        self._pages = {f"/{page}" for page in pages} | {"/"}
        self._responses: dict[str, Response] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory where the path is a known one."""
        answer = self.app
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            answer = self._response(scope["path"]) or self.app
        await answer(scope, receive, send)

    def _response(self, path: str) -> Response | None:
        if path not in self._responses and (made := self._make(path)):
            self._responses[path] = made
        return self._responses.get(path)

    def _make(self, path: str) -> Response | None:
        if path in self._pages:
            page = first_page(self._folder, path.strip("/"))
            own = {"Cache-Control": "no-cache"}
            return Response(page, media_type="text/html", headers=own) if page else None
        if path not in _known_files(self._folder):
            return None
        content = (self._folder / path[1:]).read_bytes()
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        return Response(content, media_type=kind, headers={"Cache-Control": _FOREVER})


@cache
def _known_files(folder: Path) -> frozenset[str]:
    """The paths under which the files lie that never change: no others can be asked for."""
    files = (one for one in (folder / "static").rglob("*") if one.is_file())
    return frozenset(f"/{one.relative_to(folder).as_posix()}" for one in files)


def first_page(folder: Path, page: str) -> str | None:
    """Streamlit's first page with what this page needs named at its head; None where it looks otherwise than known."""
    html = (folder / "index.html").read_text(encoding="utf-8")
    before, head, after = html.partition("</title>")
    if not head:
        return None
    named = [one for one in _needed(folder / "static" / "js", page) if one not in html]
    hints = [f'<link rel="modulepreload" crossorigin href="./static/js/{one}">' for one in named]
    return before + head + _SERVER + after.replace("</head>", "\n".join([*hints, "</head>"]), 1)


def _needed(folder: Path, page: str) -> list[str]:
    """The code files of the elements that a page draws, with all that these import, in that order."""
    found: list[str] = []
    waiting = [
        file.name for name in (*_EVERY_PAGE, *_BY_PAGE.get(page, ())) for file in folder.glob(f"{name}.*.js")
    ]
    for name in waiting:
        if name not in found and (folder / name).is_file():
            found.append(name)
            waiting.extend(_IMPORTED.findall((folder / name).read_text(encoding="utf-8")))
    return found
