"""The first page and Streamlit's static files: known, named early, and nothing else."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.file_util import get_static_dir

from workbench.page_files import PageFiles

STATIC = Path(get_static_dir())


def ask(path: str, method: str = "GET", folder: Path = STATIC) -> tuple[int, dict[str, str], str]:
    """What a browser gets: status, headers, text; status 0 where the question was passed on to Streamlit."""
    said: list[Any] = []

    async def passed_on(scope: Any, receive: Any, send: Any) -> None:
        said.append({"type": "http.response.start", "status": 0, "headers": []})

    async def send(message: Any) -> None:
        said.append(message)

    scope = {"type": "http", "method": method, "path": path, "headers": []}
    asyncio.run(PageFiles(passed_on, ("home", "label"), folder)(scope, None, send))  # type: ignore[arg-type]
    headers = {name.decode(): value.decode() for name, value in said[0]["headers"]}
    return said[0]["status"], headers, b"".join(one.get("body", b"") for one in said[1:]).decode()


def named(page: str) -> list[str]:
    return re.findall(r'href="\./static/js/([^"]+)"', ask(page)[2])


def test_the_first_page_names_the_code_of_what_it_draws_with_all_that_this_imports() -> None:
    names = named("/label")

    assert all((STATIC / "static/js" / one).is_file() for one in names)
    assert len(names) == len(set(names))
    assert {"Html", "Selectbox", "ButtonGroup", "BidiComponent"} <= {one.split(".")[0] for one in names}
    imported = {
        found
        for one in names
        for found in re.findall(r'from"\./([^"]+)"', (STATIC / "static/js" / one).read_text("utf-8"))
    }
    assert imported and imported - set(names) <= set(re.findall(r"index\.\w+\.js", ask("/label")[2]))


def test_other_pages_name_no_code_of_the_desk() -> None:
    assert not [one for one in named("/") if one.startswith("BidiComponent")]


def test_the_first_page_is_streamlits_own_and_always_asked_for_anew() -> None:
    status, headers, page = ask("/label")

    assert status == 200 and headers["cache-control"] == "no-cache"
    own = (STATIC / "index.html").read_text("utf-8")
    assert [line for line in own.splitlines() if line.strip() not in page] == []


def test_a_static_file_comes_as_it_is_and_is_kept() -> None:
    script = next((STATIC / "static/js").glob("index.*.js"))

    status, headers, content = ask(f"/static/js/{script.name}")

    assert status == 200 and content == script.read_text("utf-8")
    assert headers["content-type"].startswith("text/javascript") and "immutable" in headers["cache-control"]
    assert int(headers["content-length"]) == script.stat().st_size


@pytest.mark.parametrize(
    "path",
    [
        "/static/../index.html",
        "/static/js/none.js",
        "/static/js",
        "/_stcore/health",
        "/label/x",
        "/elsewhere",
    ],
)
def test_what_is_not_known_is_passed_on(path: str) -> None:
    assert ask(path)[0] == 0


def test_nothing_is_changed_by_asking() -> None:
    assert ask("/label", "POST")[0] == 0


def test_a_first_page_that_looks_otherwise_is_left_to_streamlit(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<html>No head to speak of</html>")

    assert ask("/label", folder=tmp_path)[0] == 0
